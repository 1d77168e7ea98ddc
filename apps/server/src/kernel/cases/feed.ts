import { sql, type Tx } from '#platform/database'
import type { Level, StaffRole } from '@xiangzhi/language'
import type { Language } from '@xiangzhi/text'
import { type LinkStanding, seenByLink } from './reading.ts'
import { familyOf } from './related.ts'
import { findCaseRecord } from './rows.ts'

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
  return tx.rows<CaseEventFed>(sql`select e.case_id, e.no, e.at, e.action, e.to_state, e.by_kind,
      e.by_person_id, e.by_unit, (e.public_note is not null) as "isPublic",
      (select f.by_person_id from case_event f where f.county = e.county and f.case_id = e.case_id and f.no < e.no
        and f.by_kind = 'staff' order by f.no desc limit 1) as "formerPersonId",
      c.number, c.process, c.process_version, c.category, c.place_id, c.place_name,
      c.state, c.is_open, c.level, c.owner_role, c.owner_id, c.owner_person_id,
      c.assigned_organisation_id, c.confidentiality, c.due_at,
      exists (select 1 from case_concerned k where k.county = e.county and k.case_id = e.case_id and k.withdrawn_at is null) as "isConcerned"
    from case_event e join case_record c on c.county = e.county and c.id = e.case_id
    where e.county = ${tx.county} and (e.at, e.case_id, e.no) > (${after.at}, ${after.caseId}::uuid, ${after.no}::int)
    order by e.at, e.case_id, e.no limit ${limit}`)
}

/** A reporter who wants to hear: of their own report, also where it was merged into another case. */
export interface ReporterContact {
  /** The report they made; its link is the one they have. */
  readonly caseId: string
  readonly number: string
  readonly category: string
  readonly placeName: string
  readonly phoneSealed: Buffer
  readonly language: Language
}

/** Where villagers want to hear of a case. Sealed: only whoever sends a message opens it, and shows it to nobody. */
export interface CaseContacts {
  /** Without those who want no answer, gave no number or withdrew it; the reporter of the case itself comes first. */
  readonly reporters: readonly ReporterContact[]
  readonly followers: readonly { readonly id: string; readonly phoneSealed: Buffer }[]
}

/**
 * The contacts of a case as they are now, also of what was merged into it, each number once. Who sees no more than that it goes on
 * (`seenByLink`) is written to no more either.
 */
export async function findCaseContacts(tx: Tx, caseId: string): Promise<CaseContacts> {
  const [record, reporters, followers] = await Promise.all([
    findCaseRecord(tx, caseId),
    tx.rows<ReporterContact & { phone: string | null }>(sql`with ${familyOf(tx, caseId)}
      select r.case_id, c.number, c.category, c.place_name, r.phone_sealed, r.language,
        encode(r.phone_hash, 'hex') as phone
      from family f join case_reporter r on r.county = ${tx.county} and r.case_id = f.id
        join case_record c on c.county = ${tx.county} and c.id = f.id
      where r.wants_answer and r.phone_sealed is not null order by (f.id = ${caseId}) desc, c.opened_at, c.id`),
    tx.rows<{ id: string; phoneSealed: Buffer; phone: string | null }>(sql`with ${familyOf(tx, caseId)}
      select w.id, w.phone_sealed, encode(w.phone_hash, 'hex') as phone
      from family f join case_follower w on w.county = ${tx.county} and w.case_id = f.id
      where w.phone_sealed is not null and w.confirmed_at is not null order by w.followed_at, w.id`),
  ])
  if (!record) return { reporters: [], followers: [] }
  const known = new Set<string>()
  const fresh = ({ phone }: { phone: string | null }): boolean => {
    if (phone === null) return true
    const isFresh = !known.has(phone)
    known.add(phone)
    return isFresh
  }
  const hears = (standing: LinkStanding): boolean => seenByLink(standing, record) !== 'neutral'
  return {
    reporters: reporters
      .filter((one) => hears(one.caseId === caseId ? 'own' : 'merged') && fresh(one))
      .map(({ phone: _phone, ...contact }) => contact),
    followers: hears('follower') ? followers.filter(fresh).map(({ id, phoneSealed }) => ({ id, phoneSealed })) : [],
  }
}
