import { sql, type Statement, type Tx } from '#platform/database'
import { Memory } from '#platform/memory'
import { heldOn } from './reads.ts'
import type { Office, Organisation } from './types.ts'

/** The columns of an organisation by its members. */
export const organisationColumns = {
  id: 'n.id',
  key: 'n.key',
  kind: 'n.kind',
  name: 'n.name',
  nameEn: 'n.name_en',
  line: 'n.line',
  placeId: 'n.place_id',
  parentId: 'n.parent_id',
  validFrom: 'n.valid_from',
  validUntil: 'n.valid_until',
  version: 'n.version',
} as const
const columns = sql.raw(Object.values(organisationColumns).join(', '))

/** Whether an organisation stands on a day; without one, whether it has no end. */
export const validOn = (on: string | undefined): Statement =>
  on === undefined
    ? sql`n.valid_until is null`
    : sql`n.valid_from <= ${on} and (n.valid_until is null or n.valid_until > ${on})`

/** An organisation by its id, ended ones included. */
export function findOrganisation(tx: Tx, id: string): Promise<Organisation | undefined> {
  return tx.row<Organisation>(sql`select ${columns} from organisation n where n.county = ${tx.county} and n.id = ${id}`)
}

/** An organisation by the key that the pack gave it, which routing tables name. */
export function findOrganisationByKey(tx: Tx, key: string, on?: string): Promise<Organisation | undefined> {
  return tx.row<Organisation>(sql`select ${columns} from organisation n
    where n.county = ${tx.county} and n.key = ${key} and ${validOn(on)} order by n.valid_from desc limit 1`)
}

export interface OrganisationFilter {
  readonly kind?: string
  readonly placeId?: string
  readonly line?: string
  readonly parentId?: string
  readonly search?: string
  readonly on?: string
}

/** A pattern that finds the everyday name in the full one: 城管局 stands in 城市管理局 with its characters in this order. */
export function inOrder(search: string): string {
  const characters = [...search.replaceAll(/\s/g, '')].map(sql.pattern)
  return `%${characters.join('%')}%`
}

/** Organisations in the order of their keys, at most 5,000. */
export function listOrganisations(tx: Tx, filter: OrganisationFilter = {}): Promise<Organisation[]> {
  const where = [sql`n.county = ${tx.county}`, validOn(filter.on)]
  if (filter.kind !== undefined) where.push(sql`n.kind = ${filter.kind}`)
  if (filter.placeId !== undefined) where.push(sql`n.place_id = ${filter.placeId}`)
  if (filter.line !== undefined) where.push(sql`n.line = ${filter.line}`)
  if (filter.parentId !== undefined) where.push(sql`n.parent_id = ${filter.parentId}`)
  if (filter.search !== undefined) where.push(sql`n.name like ${inOrder(filter.search)}`)
  return tx.rows<Organisation>(
    sql`select ${columns} from organisation n where ${sql.join(where, ' and ')} order by n.key limit 5000`,
  )
}

/** Names of organisations by id, for timelines and lists. */
export function organisationNamesOf(
  tx: Tx,
  ids: readonly string[],
): Promise<ReadonlyMap<string, { name: string; nameEn: string }>> {
  return organisationNames.of(tx, ids, async (missing) => {
    const rows = await tx.rows<{
      id: string
      name: string
      nameEn: string
    }>(sql`select n.id, n.name, n.name_en
      from organisation n where n.county = ${tx.county} and n.id = any(${missing}::uuid[])`)
    return new Map(rows.map(({ id, ...names }) => [id, names]))
  })
}

const organisationNames = new Memory<{ name: string; nameEn: string }>('shown')

/** The organisation that a routing table names, to be shown. */
export async function organisationByKeyShown(tx: Tx, key: string): Promise<{ id: string; name: string } | undefined> {
  const found = await organisationsByKey.of(tx, [key], async () => {
    const organisation = await findOrganisationByKey(tx, key)
    return new Map(organisation ? [[key, { id: organisation.id, name: organisation.name }]] : [])
  })
  return found.get(key)
}

const organisationsByKey = new Memory<{ id: string; name: string }>('shown')

/** Who holds which office in an organisation on the day. */
export function listOffices(tx: Tx, organisationId: string, today: string): Promise<Office[]> {
  return tx.rows<Office>(sql`select o.id, p.id as "personId", p.name, o.title, n.id as "organisationId",
      n.name as "organisationName", o.held_from, o.held_until
    from office o join person p on p.county = o.county and p.id = o.person_id
    join organisation n on n.county = o.county and n.id = o.organisation_id
    where o.county = ${tx.county} and o.organisation_id = ${organisationId} and ${heldOn('o', today)}
    order by o.held_from, o.id limit 1000`)
}
