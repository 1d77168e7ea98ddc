import { v7 as uuidv7 } from 'uuid'
import {
  type HeldOffice,
  listHeld,
  listOrganisationsByKeys,
  listPersonsToMatch,
  type SealedPerson,
} from '#kernel/people'
import { listPlacesByCodes } from '#kernel/places'
import { sealRow } from './check-people.ts'
import { type Checker, type Found, type GivenRow, type Looking, problemIn } from './rows.ts'

interface Named {
  readonly personId: string | null
  readonly organisationId: string | null
  readonly placeId: string | null
}

/** The one person whom a name, with a telephone number where it is needed, means. */
function personOf(row: GivenRow, candidates: readonly SealedPerson[], phoneHash: string | null): string | Found {
  const named = candidates.filter(
    ({ name, phoneHash: own }) => name === row.values['personName'] && (phoneHash === null || own === phoneHash),
  )
  if (named.length === 0) return problemIn(row, 'personName', 'no-such-person')
  if (named.length > 1) return problemIn(row, 'phone', 'several-persons', { n: named.length })
  return (named[0] as SealedPerson).id
}

async function lookUp({ tx, sealing }: Looking, rows: readonly GivenRow[], who: 'either' | 'person') {
  const cells = (key: string): string[] => [...new Set(rows.flatMap(({ values }) => values[key] ?? []))]
  const [places, organisations, persons] = await Promise.all([
    listPlacesByCodes(tx, cells('placeCode')),
    listOrganisationsByKeys(tx, cells('organisationKey')),
    listPersonsToMatch(tx, cells('personName'), []),
  ])
  const byCode = new Map(places.map((place) => [place.code, place.id]))
  const byKey = new Map(organisations.map((organisation) => [organisation.key, organisation.id]))
  const byName = Map.groupBy(persons, ({ name }) => name)
  return (row: GivenRow): Named | Found => {
    const { placeCode, organisationKey, personName } = row.values
    const placeId = placeCode === undefined ? null : (byCode.get(placeCode) ?? undefined)
    if (placeId === undefined) return problemIn(row, 'placeCode', 'no-such-place', { code: placeCode ?? '' })
    const organisationId = organisationKey === undefined ? null : (byKey.get(organisationKey) ?? undefined)
    if (organisationId === undefined)
      return problemIn(row, 'organisationKey', 'no-such-organisation', { key: organisationKey ?? '' })
    if (who === 'either' && (personName === undefined) === (organisationId === null))
      return problemIn(row, 'personName', 'person-or-organisation')
    if (who === 'person' && (placeId === null) === (organisationId === null))
      return problemIn(row, 'placeCode', 'place-or-organisation')
    if (personName === undefined) return { personId: null, organisationId, placeId }
    const sealed = sealRow(sealing, row)
    if (!('phoneHash' in sealed)) return sealed
    const personId = personOf(row, byName.get(personName) ?? [], sealed.phoneHash)
    return typeof personId === 'string' ? { personId, organisationId, placeId } : personId
  }
}

function decide(row: GivenRow, kind: string, named: Named, held: readonly HeldOffice[], today: string): Found {
  const existing = held.find(
    (one) =>
      one.kind === kind &&
      one.personId === named.personId &&
      one.organisationId === named.organisationId &&
      one.placeId === named.placeId,
  )
  const heldUntil = row.values['validUntil'] ?? null
  if (heldUntil !== null && !existing) return problemIn(row, 'validUntil', 'nothing-to-end')
  if (heldUntil !== null && existing && heldUntil < existing.heldFrom)
    return problemIn(row, 'validUntil', 'ends-before-it-begins')
  if (existing)
    return {
      row: {
        no: row.no,
        action: heldUntil === null ? 'same' : 'ended',
        content: { ...existing, heldUntil },
        before: { ...existing },
      },
    }
  const content: HeldOffice = {
    id: uuidv7(),
    kind,
    ...named,
    heldFrom: row.values['validFrom'] ?? today,
    heldUntil: null,
  }
  return { row: { no: row.no, action: 'new', content: { ...content }, before: null } }
}

/** Decides about rows of responsibilities for places, or of roles: the same one may not be given twice. */
export function heldChecker(of: 'responsibilities' | 'grants'): Checker {
  const seen = new Map<string, number>()
  return {
    async check(looking, rows) {
      const find = await lookUp(looking, rows, of === 'grants' ? 'person' : 'either')
      const found = rows.map((row) => find(row))
      const ids = (key: 'placeId' | 'personId'): string[] => [
        ...new Set(found.flatMap((one) => ('personId' in one ? (one[key] ?? []) : []))),
      ]
      const held = await listHeld(
        looking.tx,
        of === 'grants' ? { rolesOf: ids('personId') } : { responsibilitiesAt: ids('placeId') },
      )
      const byPlaceOrPerson = Map.groupBy(held, (one) => (of === 'grants' ? one.personId : one.placeId))
      return rows.map((row, index) => {
        const named = found[index] as Named | Found
        if (!('personId' in named)) return named
        const kind = row.values[of === 'grants' ? 'role' : 'responsibility'] ?? ''
        const key = [kind, named.personId, named.organisationId, named.placeId].join(' ')
        const first = seen.get(key)
        if (first !== undefined) return problemIn(row, null, 'twice', { row: first })
        seen.set(key, row.no)
        const own = byPlaceOrPerson.get(of === 'grants' ? named.personId : named.placeId) ?? []
        return decide(row, kind, named, own, looking.today)
      })
    },
  }
}
