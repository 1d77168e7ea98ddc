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
export const itemColumns = sql.raw(`d.id, d.duty, d.duty_version as "dutyVersion", d.kind, d.place_id as "placeId",
  d.town_id as "townId", d.village_id as "villageId", d.grid_id as "gridId", d.holder_role as "holderRole",
  d.holder_id as "holderId", d.occasion, d.first_on as "firstOn", d.last_on as "lastOn", d.due_on as "dueOn",
  d.grave_after_on as "graveAfterOn", d.provisional, d.is_public as "isPublic", d.next_on as "nextOn",
  d.evidence_count as "evidenceCount", d.kept_at as "keptAt", d.kept_on as "keptOn", d.exempt_at as "exemptAt",
  d.dropped_at as "droppedAt", d.event_no as "eventNo", d.changed_at as "changedAt"`)

/** Nobody has kept it, nobody was exempted from it, and it is still expected. */
export const isOpen = sql.raw('d.kept_on is null and d.exempt_at is null and d.dropped_at is null')

/** What an item's standing follows from. */
export function factsOf(item: DutyItem): DutyFacts {
  const { firstOn, dueOn, graveAfterOn, keptOn, exemptAt, droppedAt } = item
  return { firstOn, dueOn, graveAfterOn, keptOn, exempt: exemptAt !== null, dropped: droppedAt !== null }
}
