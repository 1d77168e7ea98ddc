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

/** The columns of item `d` under the names the code uses. */
export const itemColumns = sql.raw(`d.id, d.duty, d.duty_version, d.kind, d.place_id,
  d.town_id, d.village_id, d.grid_id, d.holder_role,
  d.holder_id, d.occasion, d.first_on, d.last_on, d.due_on,
  d.grave_after_on, d.provisional, d.is_public, d.next_on,
  d.evidence_count, d.kept_at, d.kept_on, d.exempt_at,
  d.dropped_at, d.event_no, d.changed_at`)

/** Nobody has kept it, nobody was exempted from it, and it is still expected. */
export const isOpen = sql.raw('d.kept_on is null and d.exempt_at is null and d.dropped_at is null')

/** What an item's standing follows from. */
export function factsOf(item: DutyItem): DutyFacts {
  const { firstOn, dueOn, graveAfterOn, keptOn, exemptAt, droppedAt } = item
  return { firstOn, dueOn, graveAfterOn, keptOn, exempt: exemptAt !== null, dropped: droppedAt !== null }
}
