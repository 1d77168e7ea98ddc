import { createHash } from 'node:crypto'
import { v7 as uuidv7 } from 'uuid'
import { listPersonsToMatch, personalFields, type SealedPerson } from '#kernel/people'
import { listPlacesByCodes, type Place } from '#kernel/places'
import { normalisePhone } from '#platform/sealing'
import { broughtIn, type Checker, type Found, type GivenRow, type Looking, problemIn } from './rows.ts'

const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]

/** Whether an identity number has the right length and check digit (GB 11643). */
export function identityFits(typed: string): boolean {
  const number = typed.normalize('NFKC').trim().toUpperCase()
  if (!/^\d{17}[\dX]$/.test(number)) return false
  const sum = weights.reduce((total, weight, at) => total + weight * Number(number[at]), 0)
  return '10X98765432'[sum % 11] === number[17]
}

interface Sealed {
  readonly phoneSealed: string | null
  readonly phoneHash: string | null
  readonly identityHash: string | null
}

/** The personal cells of a row, sealed; or what is wrong with one of them. Their values appear in no problem. */
export function sealRow(sealing: Looking['sealing'], row: GivenRow): Sealed | Found {
  const { phone, identityNumber } = row.values
  if (phone !== undefined && normalisePhone(phone) === undefined) return problemIn(row, 'phone', 'not-a-phone')
  if (identityNumber !== undefined && !identityFits(identityNumber))
    return problemIn(row, 'identityNumber', 'not-an-identity')
  const fields = personalFields(sealing, { phone: phone ?? null, identityNumber: identityNumber ?? null })
  return { phoneSealed: fields.phone_sealed, phoneHash: fields.phone_hash, identityHash: fields.identity_hash }
}

/** Whom a row means: by identity number, else by name and telephone, else by name where the person lives. */
function matching(
  candidates: readonly SealedPerson[],
  name: string,
  sealed: Sealed,
  home: Pick<SealedPerson, 'householdId' | 'villageId'>,
): SealedPerson | undefined {
  if (sealed.identityHash !== null) {
    const same = candidates.find(({ identityHash }) => identityHash === sealed.identityHash)
    if (same) return same
  }
  const named = candidates.filter(
    (one) => one.name === name && (sealed.identityHash === null || one.identityHash === null),
  )
  return (
    (sealed.phoneHash === null ? undefined : named.find(({ phoneHash }) => phoneHash === sealed.phoneHash)) ??
    named.find(
      (one) =>
        (one.phoneHash === null || sealed.phoneHash === null || one.phoneHash === sealed.phoneHash) &&
        (home.householdId === null
          ? home.villageId !== null && one.villageId === home.villageId
          : one.householdId === home.householdId),
    )
  )
}

const differing = [
  'name',
  'householdId',
  'townId',
  'villageId',
  'gridId',
  'phoneHash',
  'identityHash',
  'partyMember',
] as const

function decide(row: GivenRow, existing: SealedPerson | undefined, sealed: Sealed, home: Place | undefined): Found {
  const { values } = row
  const content: SealedPerson = {
    id: existing?.id ?? uuidv7(),
    name: values['personName'] ?? '',
    householdId: home ? (home.kind === 'household' ? home.id : null) : (existing?.householdId ?? null),
    townId: home ? home.townId : (existing?.townId ?? null),
    villageId: home ? home.villageId : (existing?.villageId ?? null),
    gridId: home ? home.gridId : (existing?.gridId ?? null),
    phoneSealed: sealed.phoneSealed ?? existing?.phoneSealed ?? null,
    phoneHash: sealed.phoneHash ?? existing?.phoneHash ?? null,
    identityHash: sealed.identityHash ?? existing?.identityHash ?? null,
    partyMember:
      values['partyMember'] === undefined ? (existing?.partyMember ?? false) : values['partyMember'] === 'yes',
    version: existing?.version ?? 0,
  }
  return broughtIn(row, existing, content, differing)
}

/** Decides about rows of persons. Telephone numbers are sealed here, before anything is kept. */
export function peopleChecker(): Checker {
  const seen = new Map<string, number>()
  return {
    async check({ tx, sealing }, rows) {
      const sealedRows = rows.map((row) => sealRow(sealing, row))
      const places = await listPlacesByCodes(tx, [
        ...new Set(rows.flatMap(({ values }) => [values['personHousehold'] ?? '', values['villageCode'] ?? ''])),
      ])
      const byCode = new Map(places.map((place) => [place.code, place]))
      const candidates = await listPersonsToMatch(
        tx,
        [...new Set(rows.map(({ values }) => values['personName'] ?? ''))],
        sealedRows.flatMap((sealed) => ('identityHash' in sealed && sealed.identityHash ? [sealed.identityHash] : [])),
      )
      const byName = Map.groupBy(candidates, ({ name }) => name)
      const byIdentity = new Map(candidates.map((one) => [one.identityHash, one]))
      return rows.map((row, index) => {
        const sealed = sealedRows[index] as Sealed | Found
        if (!('identityHash' in sealed)) return sealed
        const { personHousehold, villageCode, personName = '' } = row.values
        const code = personHousehold ?? villageCode
        const home = code === undefined ? undefined : byCode.get(code)
        const column = personHousehold === undefined ? 'villageCode' : 'personHousehold'
        if (code !== undefined && !home) return problemIn(row, column, 'no-such-place', { code })
        if (home && home.kind !== (personHousehold === undefined ? 'village' : 'household'))
          return problemIn(row, column, 'other-kind')
        // Only a hash of who was met is kept while reading, never names.
        const who = createHash('sha256')
          .update(sealed.identityHash ?? `${personName} ${sealed.phoneHash ?? home?.id ?? ''}`)
          .digest('base64')
        const first = seen.get(who)
        if (first !== undefined) return problemIn(row, 'personName', 'twice', { row: first })
        seen.set(who, row.no)
        const named = byName.get(personName) ?? []
        const known = byIdentity.get(sealed.identityHash ?? '')
        const existing = matching(known ? [known, ...named] : named, personName, sealed, {
          householdId: home?.kind === 'household' ? home.id : null,
          villageId: home?.villageId ?? null,
        })
        return decide(row, existing, sealed, home)
      })
    },
  }
}
