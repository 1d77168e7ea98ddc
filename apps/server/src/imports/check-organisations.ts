import { v7 as uuidv7 } from 'uuid'
import { listOrganisationsByKeys, type Organisation } from '#kernel/people'
import { listPlacesByCodes } from '#kernel/places'
import { broughtIn, type Checker, type Found, type GivenRow, problemIn } from './rows.ts'

const differing = ['kind', 'name', 'nameEn', 'line', 'placeId', 'parentId'] as const

function judge(
  row: GivenRow,
  existing: Organisation | undefined,
  standing: { placeId: string | undefined; parentId: string | null | undefined },
  today: string,
): Found {
  const { values } = row
  const key = values['organisationKey'] ?? ''
  if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(key)) return problemIn(row, 'organisationKey', 'key-shape')
  const validUntil = values['validUntil']
  if (validUntil !== undefined) {
    if (!existing) return problemIn(row, 'organisationKey', 'nothing-to-end')
    return {
      row: { no: row.no, action: 'ended', content: { ...existing, validUntil }, before: { ...existing } },
    }
  }
  if (!standing.placeId) return problemIn(row, 'placeCode', 'no-such-place', { code: values['placeCode'] ?? '' })
  if (standing.parentId === undefined)
    return problemIn(row, 'parentKey', 'no-such-organisation', { key: values['parentKey'] ?? '' })
  const content: Organisation = {
    id: existing?.id ?? uuidv7(),
    key,
    kind: values['organisationKind'] ?? '',
    name: values['name'] ?? '',
    nameEn: values['nameEn'] ?? existing?.nameEn ?? values['name'] ?? '',
    line: values['line'] ?? existing?.line ?? null,
    placeId: standing.placeId,
    parentId: values['parentKey'] === undefined ? (existing?.parentId ?? null) : standing.parentId,
    validFrom: existing?.validFrom ?? values['validFrom'] ?? today,
    validUntil: null,
    version: existing?.version ?? 0,
  }
  return broughtIn(row, existing, content, differing)
}

/** Decides about rows of organisations: found by their key; a superior must be in the system or further up in the file. */
export function organisationsChecker(): Checker {
  const seen = new Map<string, number>()
  const brought = new Map<string, string>()
  return {
    async check({ tx, today }, rows) {
      const keys = rows.flatMap(({ values }) => [values['organisationKey'] ?? '', values['parentKey'] ?? ''])
      const [known, places] = await Promise.all([
        listOrganisationsByKeys(tx, [...new Set(keys)]),
        listPlacesByCodes(tx, [...new Set(rows.map(({ values }) => values['placeCode'] ?? ''))]),
      ])
      const byKey = new Map(known.map((organisation) => [organisation.key, organisation]))
      const byCode = new Map(places.map((place) => [place.code, place.id]))
      return rows.map((row) => {
        const key = row.values['organisationKey'] ?? ''
        const parentKey = row.values['parentKey']
        const first = seen.get(key)
        if (first !== undefined) return problemIn(row, 'organisationKey', 'twice', { row: first })
        seen.set(key, row.no)
        const parentId = parentKey === undefined ? null : (brought.get(parentKey) ?? byKey.get(parentKey)?.id)
        const found = judge(
          row,
          byKey.get(key),
          { placeId: byCode.get(row.values['placeCode'] ?? ''), parentId },
          today,
        )
        if ('row' in found && found.row.action === 'new') brought.set(key, String(found.row.content['id']))
        return found
      })
    },
  }
}
