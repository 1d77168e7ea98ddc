import { mayDo, type Actor, type Standing } from '@xiangzhi/language'
import { v7 as uuidv7 } from 'uuid'
import { sql, type Tx } from '#platform/database'
import { Refusal, refuseUnless } from '#platform/refusal'
import type { Sealing } from '#platform/sealing'
import type { PersonRevealed, RevealableField } from './types.ts'

export interface Reveal {
  readonly personId: string
  readonly fields: readonly RevealableField[]
  /** Why it is needed, in the looker's own words; the person can read it. */
  readonly reason: string
}

/** Fewer characters say nothing: “工作” would be a reason for everything. */
const REASON_MIN = 4

/**
 * Unmasks fields of a person and records the look in the same transaction, so that no look can go unrecorded. Needs
 * `person.reveal` over where the person lives, and a reason.
 */
export async function revealPerson({
  tx,
  by,
  input,
  now,
  sealing,
}: {
  readonly tx: Tx
  readonly by: Actor
  readonly input: Reveal
  readonly now: Date
  readonly sealing: Sealing
}): Promise<PersonRevealed> {
  const person = await tx.row<Standing & { name: string; phone: Buffer | null; householdId: string | null }>(sql`select
      p.name, p.phone_sealed as phone, p.household_id, p.town_id,
      p.village_id, p.grid_id
    from person p where p.county = ${tx.county} and p.id = ${input.personId}`)
  // Whoever may not look must not learn from the answer whether the person is listed.
  if (!person || !mayDo(by, 'person.reveal', person))
    throw new Refusal(mayDo(by, 'person.reveal') ? 'not-found' : 'not-allowed')
  refuseUnless([...input.reason.trim()].length >= REASON_MIN, 'need-reason')
  refuseUnless(input.fields.length > 0, 'bad-input', { field: 'fields' })
  await recordLook(tx, {
    personId: input.personId,
    caseId: null,
    subject: input.fields.every((field) => field === 'household') ? 'household' : 'person',
    lookedBy: by.personId,
    approvedBy: null,
    fields: input.fields,
    reason: input.reason.trim(),
    now,
  })
  return {
    id: input.personId,
    ...(input.fields.includes('name') ? { name: person.name } : {}),
    ...(input.fields.includes('phone') ? { phone: person.phone === null ? null : sealing.open(person.phone) } : {}),
    ...(input.fields.includes('household') ? { householdId: person.householdId } : {}),
  }
}

export interface NewLook {
  readonly personId: string | null
  readonly caseId: string | null
  readonly subject: 'person' | 'household' | 'reporter'
  readonly lookedBy: string
  readonly approvedBy: string | null
  readonly fields: readonly string[]
  readonly reason: string
  readonly now: Date
}

/** Records a look at personal data; cases call it when a reporter is unmasked. */
export async function recordLook(tx: Tx, look: NewLook): Promise<void> {
  await tx.run(sql`insert into personal_look (county, id, person_id, case_id, subject, looked_by, approved_by, looked_at,
      fields, reason)
    values (${tx.county}, ${uuidv7()}, ${look.personId}, ${look.caseId}, ${look.subject}, ${look.lookedBy},
      ${look.approvedBy}, ${look.now}, ${[...look.fields]}::text[], ${look.reason})`)
}

/** When somebody looked at who reported a case, and why they said it was needed, the first look first. */
export function listReporterLooks(tx: Tx, caseId: string): Promise<{ readonly at: Date; readonly reason: string }[]> {
  return tx.rows(sql`select l.looked_at as at, l.reason from personal_look l where l.county = ${tx.county}
    and l.case_id = ${caseId} and l.subject = 'reporter' order by l.looked_at, l.id`)
}
