import { type PublicText, publicTextOrNull } from '@xiangzhi/language'
import { sql, type Statement, type Tx } from '#platform/database'
import { seenByLink } from './reading.ts'
import type { Processes } from './registry.ts'
import { findLast } from './related.ts'
import { findCaseByToken, findCaseRecord } from './rows.ts'
import { tokenHash } from './token.ts'

/** A case as anybody may see it, with its deadline and the unit in charge; no word of a reporter. */
export interface PublicRequest {
  readonly id: string
  readonly number: string
  readonly status: 'received' | 'in-hand' | 'done' | 'not-done'
  readonly category: string
  readonly villageId: string | null
  readonly townId: string | null
  readonly lng: number | null
  readonly lat: number | null
  readonly publicNote: PublicText | null
  readonly openedAt: Date
  readonly closedAt: Date | null
  readonly changedAt: Date
  readonly dueAt: Date | null
  readonly organisationId: string | null
  readonly followerCount: number
  readonly reopenCount: number
}

const columns = sql.raw(`p.id, p.number, p.status, p.category, p.village_id, p.town_id, p.lng, p.lat,
  p.public_note, p.opened_at, p.closed_at, p.changed_at, p.due_at,
  p.assigned_organisation_id as "organisationId", p.follower_count, p.reopen_count`)

/** What anybody may ask of public cases. Times are instants; the newest come first. */
export interface PublicRequestFilter {
  readonly categories?: readonly string[] | undefined
  readonly open?: boolean | undefined
  readonly from: Date
  readonly until: Date
  /** West, south, east, north. */
  readonly box?: readonly [number, number, number, number] | undefined
  readonly limit: number
  readonly offset: number
}

/** What was written before notes were screened is screened when it is read. */
const shown = (row: PublicRequest): PublicRequest => ({ ...row, publicNote: publicTextOrNull(row.publicNote) })

const CLOSED: readonly string[] = ['done', 'not-done']

export async function listPublicRequests(tx: Tx, filter: PublicRequestFilter): Promise<PublicRequest[]> {
  const lines: Statement[] = [
    sql`p.county = ${tx.county}`,
    sql`p.opened_at >= ${filter.from}`,
    sql`p.opened_at <= ${filter.until}`,
  ]
  if (filter.categories) lines.push(sql`p.category = any(${filter.categories}::text[])`)
  if (filter.open !== undefined)
    lines.push(filter.open ? sql`p.status <> all(${CLOSED}::text[])` : sql`p.status = any(${CLOSED}::text[])`)
  if (filter.box) {
    const [west, south, east, north] = filter.box
    lines.push(sql`p.lng between ${west} and ${east} and p.lat between ${south} and ${north}`)
  }
  const rows = await tx.rows<PublicRequest>(sql`select ${columns} from public_case p where ${sql.join(lines, ' and ')}
    order by p.opened_at desc, p.id desc limit ${filter.limit} offset ${filter.offset}`)
  return rows.map(shown)
}

/** Public cases with these numbers, in the order of time. */
export async function findPublicRequests(tx: Tx, numbers: readonly string[]): Promise<PublicRequest[]> {
  const rows = await tx.rows<PublicRequest>(sql`select ${columns} from public_case p
    where p.county = ${tx.county} and p.number = any(${numbers}::text[]) order by p.opened_at desc, p.id desc`)
  return rows.map(shown)
}

/**
 * Cases with these numbers that are not public, for whoever handed them in: the same columns, never a sealed case. The caller
 * must keep only what was handed in with the same key. One that was merged stands where the case stands that it went into, and
 * is not shown any more once that is sealed.
 */
export async function findUnlistedRequests(tx: Tx, numbers: readonly string[]): Promise<PublicRequest[]> {
  const rows = await tx.rows<
    PublicRequest & { merged: boolean }
  >(sql`select ${columns}, p.merged_into_id is not null as merged from case_record p
    where p.county = ${tx.county} and p.number = any(${numbers}::text[]) and p.confidentiality <> 'sealed'
    order by p.opened_at desc, p.id desc`)
  const views = await Promise.all(
    rows.map(async ({ merged, ...row }) => {
      const named = merged ? await findCaseRecord(tx, row.id) : undefined
      if (!named) return shown(row)
      const last = await findLast(tx, named)
      if (seenByLink('merged', last) === 'neutral') return undefined
      const { status, publicNote, closedAt, changedAt, dueAt, reopenCount } = last
      return shown({
        ...row,
        status,
        publicNote,
        closedAt,
        changedAt,
        dueAt,
        reopenCount,
        organisationId: last.assignedOrganisationId,
      })
    }),
  )
  return views.filter((row) => row !== undefined)
}

/** A step of a public case: it moved to another state, with what the office said to everybody. */
export interface PublicUpdate {
  readonly number: string
  readonly no: number
  readonly at: Date
  readonly open: boolean
  readonly publicNote: PublicText | null
}

/** Steps of public cases in a span of time, oldest first. */
export async function listPublicUpdates(
  tx: Tx,
  processes: Processes,
  filter: {
    readonly from: Date
    readonly until: Date
    readonly numbers?: readonly string[] | undefined
    readonly limit: number
  },
): Promise<PublicUpdate[]> {
  const rows = await tx.rows<{
    number: string
    process: string
    processVersion: number
    no: number
    at: Date
    toState: string
    publicNote: string | null
  }>(sql`select c.number, c.process, c.process_version, e.no, e.at, e.to_state, e.public_note
    from case_event e join case_record c on c.county = e.county and c.id = e.case_id
    where e.county = ${tx.county} and e.at >= ${filter.from} and e.at <= ${filter.until} and e.to_state is not null and e.no > 1
      and e.from_state is distinct from e.to_state
      and c.is_public and c.confidentiality = 'open' and c.merged_into_id is null
      ${filter.numbers ? sql`and c.number = any(${filter.numbers}::text[])` : sql``}
    order by e.at, e.case_id, e.no limit ${filter.limit}`)
  return rows.map((row) => ({
    number: row.number,
    no: row.no,
    at: row.at,
    open: processes.of(row).states[row.toState]?.kind === 'open',
    publicNote: publicTextOrNull(row.publicNote),
  }))
}

/** The number of a case by the private part of its link. */
export async function findNumberByToken(tx: Tx, token: string): Promise<string | undefined> {
  return (await findCaseByToken(tx, tokenHash(token), false))?.number
}
