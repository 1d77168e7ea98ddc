import type { Actor } from '@xiangzhi/language'
import { sql, type Tx } from '#platform/database'
import { type ListedCase, rowColumns } from './row-views.ts'
import { readableCases } from './reading.ts'
import type { Processes } from './registry.ts'
import { caseColumns } from './rows.ts'
import type { CaseRecord } from './types.ts'

/**
 * The case into which a case was merged in the end, or the case itself. A merge goes into a case that was not merged, so there
 * is no circle; the bound only keeps a broken table from being read for ever.
 */
export async function findLast(tx: Tx, record: CaseRecord): Promise<CaseRecord> {
  if (record.mergedIntoId === null) return record
  const last = await tx.row<CaseRecord>(sql`with recursive chain as (
      select c.county, c.id, c.merged_into_id, 0 as step from case_record c where c.county = ${tx.county} and c.id = ${record.id}
      union all select n.county, n.id, n.merged_into_id, h.step + 1 from chain h
        join case_record n on n.county = ${tx.county} and n.id = h.merged_into_id where h.step < 100)
    select ${caseColumns} from chain h join case_record c on c.county = ${tx.county} and c.id = h.id where h.merged_into_id is null`)
  return last ?? record
}

/** A case and everything that was merged into it, also by way of another, as a table `family (id)` for a statement. */
export const familyOf = (tx: Pick<Tx, 'county'>, caseId: string) => sql`recursive family as (
    select c.id from case_record c where c.county = ${tx.county} and c.id = ${caseId}
    union select m.id from family f join case_record m on m.county = ${tx.county} and m.merged_into_id = f.id)`

/** The ids of a case, of all that was merged into it, and of its children: what sealing it decides about. */
export async function listFamily(tx: Tx, caseId: string): Promise<{ merged: string[]; children: string[] }> {
  const rows = await tx.rows<{ id: string; kind: 'merged' | 'child' }>(sql`with ${familyOf(tx, caseId)}
    select f.id, 'merged' as kind from family f where f.id <> ${caseId}
    union all select c.id, 'child' as kind from family f join case_record c on c.county = ${tx.county} and c.parent_id = f.id`)
  const of = (kind: string): string[] => rows.flatMap((row) => (row.kind === kind ? [row.id] : []))
  return { merged: of('merged'), children: of('child') }
}

/** How the lines of a timeline name other cases, by what they did: the one list of what has to be kept from whoever may not read them. */
interface OtherCases {
  readonly children?: readonly { readonly id: string }[]
  readonly parent?: { readonly id: string } | null
  readonly into?: string
  readonly from?: string
  readonly number?: string
  /** Whose reporter did it, where that report was merged into this case. */
  readonly reporterOf?: { readonly id: string; readonly number: string }
}

type Facts = Readonly<Record<string, unknown>>

const naming = new Set(['whistle', 'link', 'merge', 'absorb'])

function namedIn(action: string, facts: Facts): string[] {
  const { reporterOf } = facts as OtherCases
  const merged = reporterOf ? [reporterOf.id] : []
  if (!naming.has(action)) return merged
  const { children, parent, into, from } = facts as OtherCases
  return [...merged, ...(children ?? []).map(({ id }) => id), parent?.id, into, from].flatMap((id) => id ?? [])
}

/** The facts of a line without the cases that a reader may not read: neither their ids nor their numbers. */
function withoutUnread(action: string, all: Facts, readable: ReadonlySet<string>): Facts {
  const { reporterOf, ...others } = all as OtherCases & Facts
  const facts: Facts = reporterOf && readable.has(reporterOf.id) ? { ...others, reporterOf } : others
  if (!naming.has(action)) return facts
  const { children, parent, into, from, number, ...rest } = facts as OtherCases & Facts
  const other = into ?? from
  return {
    ...rest,
    ...(children === undefined ? {} : { children: children.filter(({ id }) => readable.has(id)) }),
    ...(parent === undefined ? {} : { parent: parent && readable.has(parent.id) ? parent : null }),
    ...(other !== undefined && readable.has(other) ? { [into === undefined ? 'from' : 'into']: other, number } : {}),
  }
}

/** What a reader may see of other cases through one. */
export interface Related<Line> {
  readonly parent: ListedCase | undefined
  readonly children: readonly ListedCase[]
  /** The case in which it goes on, as far along the merges as the reader may see. */
  readonly mergedInto: ListedCase | undefined
  readonly mergedFrom: readonly ListedCase[]
  /** The timeline, without cases that the reader may not read. */
  readonly events: readonly Line[]
}

/**
 * Other cases as they show through one: its parent, its children, what it was merged into and what was merged into it, and those
 * that its timeline names. All of them pass through the one condition of `reading.ts`; whoever wants to show one case on another
 * asks here. `others` says whether anything points at this case; most cases have nothing, and then nothing is asked.
 */
export async function readRelated<Line extends { readonly action: string; readonly facts: Facts }>(
  tx: Tx,
  processes: Processes,
  actor: Actor,
  record: CaseRecord,
  events: readonly Line[],
  others: boolean,
): Promise<Related<Line>> {
  const named = new Set(events.flatMap(({ action, facts }) => namedIn(action, facts)))
  const last = record.mergedIntoId === null ? undefined : await findLast(tx, record)
  for (const id of [record.parentId, record.mergedIntoId, last?.id ?? null]) if (id !== null) named.add(id)
  if (named.size === 0 && !others)
    return { parent: undefined, children: [], mergedInto: undefined, mergedFrom: [], events }
  const rows = await tx.rows<ListedCase & { merged: boolean }>(sql`with ${familyOf(tx, record.id)}
    select ${rowColumns}, c.parent_id, c.id in (select f.id from family f) as merged from case_record c where c.county = ${tx.county} and ${readableCases(tx, actor, processes)} and c.id <> ${record.id}
      and (c.id = any(${[...named]}::uuid[]) or c.parent_id = ${record.id} or c.id in (select f.id from family f))
    order by c.opened_at, c.id`)
  const readable = new Set(rows.map(({ id }) => id))
  return {
    parent: rows.find(({ id }) => id === record.parentId),
    children: rows.filter(({ parentId }) => parentId === record.id),
    mergedInto: rows.find(({ id }) => id === last?.id) ?? rows.find(({ id }) => id === record.mergedIntoId),
    mergedFrom: rows.filter(({ merged }) => merged),
    events: events.map((line) => ({ ...line, facts: withoutUnread(line.action, line.facts, readable) })),
  }
}
