import { v7 as uuidv7 } from 'uuid'
import { codeFits, listPlacesByCodes, mayStandIn, type Place, type PlaceKind, type PlaceRewrite } from '#kernel/places'
import { broughtIn, type Checker, type Found, type GivenRow, type Looking, problemIn } from './rows.ts'

type Above = Pick<Place, 'id' | 'kind' | 'townId' | 'villageId' | 'gridId'>

/** A place as staged: enough to add it, to rewrite it, and to say where its people live. */
export interface StagedPlace extends PlaceRewrite {
  readonly kind: PlaceKind
  readonly code: string
  readonly validFrom: string
}

const differing = ['name', 'officialName', 'nameEn', 'settled', 'lng', 'lat', 'parentId'] as const

/** What the cells of a row say; an empty cell leaves what is there. */
function givenOf(row: GivenRow, household: boolean) {
  const { values } = row
  return {
    kind: (household ? 'household' : values['placeKind']) as PlaceKind,
    code: values[household ? 'householdCode' : 'code'] ?? '',
    codeColumn: household ? 'householdCode' : 'code',
    name: values[household ? 'householdName' : 'name'] ?? '',
    parentCode: values[household ? 'gridCode' : 'parentCode'] ?? '',
    parentColumn: household ? 'gridCode' : 'parentCode',
    officialName: values['officialName'],
    nameEn: values['nameEn'],
    settled: values['settled'] === undefined ? undefined : values['settled'] === 'yes',
    lng: values['lng'] === undefined ? undefined : Number(values['lng']),
    lat: values['lat'] === undefined ? undefined : Number(values['lat']),
    validFrom: values['validFrom'],
    validUntil: values['validUntil'],
  }
}
type Given = ReturnType<typeof givenOf>

function standingUnder(kind: PlaceKind, id: string, above: Above) {
  return {
    townId: kind === 'town' ? id : above.townId,
    villageId: kind === 'village' ? id : above.villageId,
    gridId: kind === 'grid' ? id : above.gridId,
  }
}

function wrongShape(row: GivenRow, given: Given): Found | undefined {
  if (!codeFits(given.kind, given.code)) return problemIn(row, given.codeColumn, `code-of-${given.kind}`)
  if ((given.lng === undefined) !== (given.lat === undefined))
    return problemIn(row, given.lng === undefined ? 'lng' : 'lat', 'position-half')
  if (given.lng !== undefined && (given.lng < 73 || given.lng > 136)) return problemIn(row, 'lng', 'outside-china')
  if (given.lat !== undefined && (given.lat < 3 || given.lat > 54)) return problemIn(row, 'lat', 'outside-china')
  return undefined
}

function judge(
  row: GivenRow,
  given: Given,
  existing: Place | undefined,
  above: Above | undefined,
  today: string,
): Found {
  const wrong = wrongShape(row, given)
  if (wrong) return wrong
  if (existing && existing.kind !== given.kind) return problemIn(row, given.codeColumn, 'other-kind')
  if (given.validUntil !== undefined) {
    if (!existing) return problemIn(row, given.codeColumn, 'nothing-to-end')
    if (given.validUntil < existing.validFrom) return problemIn(row, 'validUntil', 'ends-before-it-begins')
    return {
      row: {
        no: row.no,
        action: 'ended',
        content: { ...existing, validUntil: given.validUntil },
        before: { ...existing },
      },
    }
  }
  if (!above) return problemIn(row, given.parentColumn, 'no-such-place', { code: given.parentCode })
  if (!mayStandIn(given.kind, above.kind)) return problemIn(row, given.parentColumn, 'wrong-parent')
  if (!existing) {
    const id = uuidv7()
    const content: StagedPlace = {
      id,
      kind: given.kind,
      code: given.code,
      name: given.name,
      officialName: given.officialName ?? given.name,
      nameEn: given.nameEn ?? null,
      settled: given.settled ?? false,
      lng: given.lng ?? null,
      lat: given.lat ?? null,
      parentId: above.id,
      ...standingUnder(given.kind, id, above),
      validFrom: given.validFrom ?? today,
      validUntil: null,
      version: 0,
    }
    return broughtIn(row, undefined, content, differing)
  }
  if (existing.parentId !== above.id && existing.kind !== 'household')
    return problemIn(row, given.parentColumn, 'parent-changes')
  const content: StagedPlace = {
    ...existing,
    name: given.name,
    officialName: given.officialName ?? (existing.officialName === existing.name ? given.name : existing.officialName),
    nameEn: given.nameEn ?? existing.nameEn,
    settled: given.settled ?? existing.settled,
    lng: given.lng ?? existing.lng,
    lat: given.lat ?? existing.lat,
    parentId: above.id,
    ...standingUnder(existing.kind, existing.id, above),
  }
  return broughtIn(row, existing, content, differing)
}

/**
 * Decides about rows of places or households: found by their code; a parent must be in the system or further up in the file.
 * Nothing ends by being absent, only by a last day in its row.
 */
export function placesChecker(household: boolean): Checker {
  const seen = new Map<string, number>()
  const brought = new Map<string, Above>()
  return {
    async check({ tx, today }: Looking, rows) {
      const given = rows.map((row) => givenOf(row, household))
      const codes = [...new Set(given.flatMap(({ code, parentCode }) => [code, parentCode]))]
      const known = new Map((await listPlacesByCodes(tx, codes)).map((place) => [place.code, place]))
      return rows.map((row, index) => {
        const one = given[index] as Given
        const first = seen.get(one.code)
        if (first !== undefined) return problemIn(row, one.codeColumn, 'twice', { row: first })
        seen.set(one.code, row.no)
        const found = judge(
          row,
          one,
          known.get(one.code),
          brought.get(one.parentCode) ?? known.get(one.parentCode),
          today,
        )
        if (!household && 'row' in found && found.row.action === 'new')
          brought.set(one.code, found.row.content as unknown as Above)
        return found
      })
    },
  }
}
