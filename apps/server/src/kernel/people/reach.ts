import { grantsFor, levels, type Actor, type Permission } from '@xiangzhi/language'
import { sql, type Statement } from '#platform/database'

/** The stored ancestor columns of a table, as they are written in its statement, such as `c.village_id`. */
export interface ReachColumns {
  readonly town?: string
  readonly village?: string
  readonly grid?: string
  /** Columns with an organisation that the row was handed to; one match is enough. */
  readonly organisations?: readonly string[]
}

const COLUMN = /^[a-z_][a-z0-9_]*(\.[a-z_][a-z0-9_]*)?$/

const oneOf = (column: string, ids: ReadonlySet<string>): Statement => {
  if (!COLUMN.test(column)) throw new Error(`not a column: ${column}`)
  const [first, ...others] = [...ids]
  // A plain comparison keeps the order of an index, which a list needs to stay quick; most people have one place.
  return others.length === 0 ? sql`${sql.raw(column)} = ${first}` : sql`${sql.raw(column)} = any(${[...ids]}::uuid[])`
}

/**
 * The SQL twin of `mayDo`: a condition that holds for exactly those rows on which the actor may use the permission.
 * Every list, count and export of staff passes through it. Nobody, or nobody with the permission, gets `false`.
 */
export function reachCondition(actor: Actor | undefined, permission: Permission, columns: ReachColumns): Statement {
  const places = { town: new Set<string>(), village: new Set<string>(), grid: new Set<string>() }
  const organisations = new Set<string>()
  for (const grant of actor ? grantsFor(actor, permission) : []) {
    if (grant.reach.kind === 'organisation') organisations.add(grant.reach.organisationId)
    else if (grant.reach.level === 'county') return sql`true`
    else places[grant.reach.level].add(grant.reach.placeId)
  }
  const conditions: Statement[] = []
  for (const level of levels) {
    if (level === 'county') continue
    const column = columns[level]
    if (column !== undefined && places[level].size > 0) conditions.push(oneOf(column, places[level]))
  }
  if (organisations.size > 0)
    for (const column of columns.organisations ?? []) conditions.push(oneOf(column, organisations))
  return conditions.length === 0 ? sql`false` : sql`(${sql.join(conditions, ' or ')})`
}
