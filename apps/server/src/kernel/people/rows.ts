import type * as contract from '@xiangzhi/contract'
import { listPlacesByIds } from '#kernel/places'
import type { Tx } from '#platform/database'
import type { z } from 'zod'
import { organisationNamesOf } from './organisations.ts'
import type { GrantListed, Organisation, PersonListed, Responsibility } from './types.ts'

const present = (ids: readonly (string | null | undefined)[]): string[] => [
  ...new Set(ids.filter((id): id is string => typeof id === 'string')),
]

async function placeNamesOf(tx: Tx, ids: readonly (string | null | undefined)[]): Promise<Map<string, string>> {
  const wanted = present(ids)
  return wanted.length === 0
    ? new Map()
    : new Map((await listPlacesByIds(tx, wanted)).map((place) => [place.id, place.name]))
}

/** Organisations with the names of where they stand and whom they report to. */
export async function organisationRows(
  tx: Tx,
  organisations: readonly Organisation[],
): Promise<z.input<typeof contract.organisationRow>[]> {
  const places = await placeNamesOf(
    tx,
    organisations.map((one) => one.placeId),
  )
  const parents = await organisationNamesOf(tx, present(organisations.map((one) => one.parentId)))
  return organisations.map((one) => ({
    ...one,
    placeName: places.get(one.placeId) ?? '',
    parentName: one.parentId === null ? null : (parents.get(one.parentId)?.name ?? null),
  }))
}

/** Roles with the name of the place or organisation that they reach. */
export async function grantRows<Grant extends GrantListed>(tx: Tx, grants: readonly Grant[]) {
  const places = await placeNamesOf(
    tx,
    grants.map((grant) => grant.placeId),
  )
  const organisations = await organisationNamesOf(tx, present(grants.map((grant) => grant.organisationId)))
  return grants.map((grant) => ({
    ...grant,
    reachName:
      grant.placeId === null
        ? (organisations.get(grant.organisationId ?? '')?.name ?? '')
        : (places.get(grant.placeId) ?? ''),
  }))
}

/** Responsibilities with the name of the place answered for. */
export async function responsibilityRows(tx: Tx, list: readonly Responsibility[]) {
  const places = await placeNamesOf(
    tx,
    list.map((one) => one.placeId),
  )
  return list.map((one) => ({ ...one, placeName: places.get(one.placeId) ?? '' }))
}

/** Persons with the name of their village; masked already. */
export async function personRows(
  tx: Tx,
  persons: readonly PersonListed[],
): Promise<z.input<typeof contract.personRow>[]> {
  const places = await placeNamesOf(
    tx,
    persons.map((person) => person.villageId),
  )
  return persons.map(({ id, name, staff, villageId, phoneMasked, demo, version }) => ({
    id,
    name,
    staff,
    villageId,
    phoneMasked,
    demo,
    version,
    placeName: villageId === null ? null : (places.get(villageId) ?? null),
  }))
}
