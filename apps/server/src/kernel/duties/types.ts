import type { DutyFacts, DutyKind, StaffRole } from '@xiangzhi/language'
import { sql } from '#platform/database'

/** One thing that must happen at one place by one date. Dates are in county time. */
export interface DutyItem {
  readonly id: string
  readonly duty: string
  readonly dutyVersion: number
  readonly kind: DutyKind
  readonly placeId: string
  readonly townId: string | null
  readonly villageId: string | null
  readonly gridId: string | null
  readonly holderRole: StaffRole
  /** The place over which the role is held, or the organisation. */
  readonly holderId: string
  /** The key of the period, or the event that called for it. */
  readonly occasion: string
  readonly firstOn: string
  readonly lastOn: string
  readonly dueOn: string
  readonly graveAfterOn: string
  readonly provisional: boolean
  readonly isPublic: boolean
  readonly nextOn: string | null
  readonly evidenceCount: number
  readonly keptAt: Date | null
  readonly keptOn: string | null
  readonly exemptAt: Date | null
  readonly droppedAt: Date | null
  readonly eventNo: number
  readonly changedAt: Date
}

/** The expression of each member of item `d`, as a declared list takes them. */
export const itemExpressions = {
  id: 'd.id',
  duty: 'd.duty',
  dutyVersion: 'd.duty_version',
  kind: 'd.kind',
  placeId: 'd.place_id',
  townId: 'd.town_id',
  villageId: 'd.village_id',
  gridId: 'd.grid_id',
  holderRole: 'd.holder_role',
  holderId: 'd.holder_id',
  occasion: 'd.occasion',
  firstOn: 'd.first_on',
  lastOn: 'd.last_on',
  dueOn: 'd.due_on',
  graveAfterOn: 'd.grave_after_on',
  provisional: 'd.provisional',
  isPublic: 'd.is_public',
  nextOn: 'd.next_on',
  evidenceCount: 'd.evidence_count',
  keptAt: 'd.kept_at',
  keptOn: 'd.kept_on',
  exemptAt: 'd.exempt_at',
  droppedAt: 'd.dropped_at',
  eventNo: 'd.event_no',
  changedAt: 'd.changed_at',
} as const satisfies Record<keyof DutyItem, string>

/** The columns of item `d` under the names the code uses. */
export const itemColumns = sql.raw(Object.values(itemExpressions).join(', '))

/** Nobody has kept it, nobody was exempted from it, and it is still expected. */
export const isOpen = sql.raw('d.kept_on is null and d.exempt_at is null and d.dropped_at is null')

/** What an item's standing follows from. */
export function factsOf(item: DutyItem): DutyFacts {
  const { firstOn, dueOn, graveAfterOn, keptOn, exemptAt, droppedAt } = item
  return { firstOn, dueOn, graveAfterOn, keptOn, exempt: exemptAt !== null, dropped: droppedAt !== null }
}
