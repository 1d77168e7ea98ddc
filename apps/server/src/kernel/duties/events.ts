import { sql, type Tx } from '#platform/database'
import type { DutyItem } from './types.ts'

export type DutyAction =
  | 'evidence'
  | 'kept'
  | 'exempt'
  | 'lift-exemption'
  | 'remind'
  | 'late'
  | 'grave'
  | 'recount'
  | 'drop'
  | 'take-up'
  | 'lost'

export interface NewDutyEvent {
  readonly action: DutyAction
  readonly at: Date
  readonly byPersonId?: string | null
  readonly evidence?: { readonly kind: string; readonly id: string }
  readonly note?: string | null
  readonly facts?: Readonly<Record<string, unknown>>
}

/**
 * Writes the next line of an item's timeline and moves the item's pointer to it, with what else changes in the row. The row
 * must be locked: its number is the last one.
 */
export function appendEvent(
  tx: Tx,
  item: Pick<DutyItem, 'id' | 'eventNo'>,
  event: NewDutyEvent,
  change: Partial<Pick<DutyItem, 'keptAt' | 'keptOn' | 'exemptAt' | 'droppedAt' | 'nextOn' | 'evidenceCount'>>,
): void {
  const { action, at, byPersonId = null, evidence, note = null, facts = {} } = event
  const no = item.eventNo + 1
  tx.send(sql`insert into duty_event (county, item_id, no, action, at, by_person_id, evidence_kind, evidence_id, note, facts)
    values (${tx.county}, ${item.id}, ${no}, ${action}, ${at}, ${byPersonId}, ${evidence?.kind ?? null}, ${evidence?.id ?? null},
      ${note}, ${sql.json(facts)})`)
  const columns = {
    keptAt: 'kept_at',
    keptOn: 'kept_on',
    exemptAt: 'exempt_at',
    droppedAt: 'dropped_at',
    nextOn: 'next_on',
    evidenceCount: 'evidence_count',
  } as const
  const sets = (Object.keys(columns) as (keyof typeof columns)[]).flatMap((name) => {
    const value = change[name]
    return value === undefined ? [] : [sql`${sql.raw(columns[name])} = ${value}`]
  })
  tx.send(sql`update duty_item set ${sql.join([...sets, sql`event_no = ${no}`, sql`changed_at = ${at}`])}
    where county = ${tx.county} and id = ${item.id}`)
}
