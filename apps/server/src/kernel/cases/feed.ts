import { sql, type Tx } from '#platform/database'
import type { Level, StaffRole } from '@xiangzhi/language'
import type { Language } from '@xiangzhi/text'

/** A line of a timeline with what the case is now, without any words of a person: what messages are made from. */
export interface CaseEventFed {
  readonly caseId: string
  readonly no: number
  readonly at: Date
  readonly action: string
  readonly toState: string | null
  readonly byKind: 'staff' | 'reporter' | 'system'
  readonly byPersonId: string | null
  readonly byUnit: string | null
  readonly isPublic: boolean
  /** The member of staff who acted last before this line. */
  readonly formerPersonId: string | null
  readonly number: string
  readonly process: string
  readonly processVersion: number
  readonly category: string
  readonly placeId: string
  readonly placeName: string
  readonly state: string
  readonly isOpen: boolean
  readonly level: Level
  readonly ownerRole: StaffRole | null
  readonly ownerId: string | null
  readonly ownerPersonId: string | null
  readonly assignedOrganisationId: string | null
  readonly confidentiality: 'open' | 'parties' | 'sealed'
  readonly dueAt: Date | null
  /** Whether somebody is concerned in it, so that others may have to stand back. */
  readonly isConcerned: boolean
}

/** Where a reader of timelines stands. */
export interface FeedPosition {
  readonly at: Date
  readonly caseId: string
  readonly no: number
}

/** The lines of all timelines after a position, oldest first. A command that commits late shows behind a reader, who must look back. */
export function listCaseEvents(tx: Tx, after: FeedPosition, limit: number): Promise<CaseEventFed[]> {
  return tx.rows<CaseEventFed>(sql`select e.case_id as "caseId", e.no, e.at, e.action, e.to_state as "toState", e.by_kind as "byKind",
      e.by_person_id as "byPersonId", e.by_unit as "byUnit", (e.public_note is not null) as "isPublic",
      (select f.by_person_id from case_event f where f.county = e.county and f.case_id = e.case_id and f.no < e.no
        and f.by_kind = 'staff' order by f.no desc limit 1) as "formerPersonId",
      c.number, c.process, c.process_version as "processVersion", c.category, c.place_id as "placeId", c.place_name as "placeName",
      c.state, c.is_open as "isOpen", c.level, c.owner_role as "ownerRole", c.owner_id as "ownerId", c.owner_person_id as "ownerPersonId",
      c.assigned_organisation_id as "assignedOrganisationId", c.confidentiality, c.due_at as "dueAt",
      exists (select 1 from case_concerned k where k.county = e.county and k.case_id = e.case_id and k.withdrawn_at is null) as "isConcerned"
    from case_event e join case_record c on c.county = e.county and c.id = e.case_id
    where e.county = ${tx.county} and (e.at, e.case_id, e.no) > (${after.at}, ${after.caseId}::uuid, ${after.no}::int)
    order by e.at, e.case_id, e.no limit ${limit}`)
}

/** Where villagers want to hear of a case. Sealed: only whoever sends a message opens it, and shows it to nobody. */
export interface CaseContacts {
  /** Absent where nobody wants an answer, gave no number or withdrew it. */
  readonly reporter: { readonly phoneSealed: Buffer; readonly language: Language } | undefined
  readonly followers: readonly { readonly id: string; readonly phoneSealed: Buffer }[]
}

/** The contacts of a case as they are now. */
export async function findCaseContacts(tx: Tx, caseId: string): Promise<CaseContacts> {
  const [reporter, followers] = await Promise.all([
    tx.row<{
      phoneSealed: Buffer
      language: Language
    }>(sql`select phone_sealed as "phoneSealed", language from case_reporter
      where county = ${tx.county} and case_id = ${caseId} and wants_answer and phone_sealed is not null`),
    tx.rows<{ id: string; phoneSealed: Buffer }>(sql`select id, phone_sealed as "phoneSealed" from case_follower
      where county = ${tx.county} and case_id = ${caseId} and phone_sealed is not null order by followed_at, id`),
  ])
  return { reporter, followers }
}
