import { sql, type Statement, type Tx } from '#platform/database'

/** What a system handed in over Open311: the case, the key, and contact data that only the reporter's office may open. */
export function submissionInsert(
  tx: Tx,
  input: { readonly caseId: string; readonly keyId: string; readonly contactSealed: Buffer | null },
  now: Date,
): Statement {
  return sql`insert into open311_submission (county, case_id, key_id, contact_sealed, submitted_at)
    values (${tx.county}, ${input.caseId}, ${input.keyId}, ${input.contactSealed}, ${now})`
}

/** Which of these cases a key handed in itself. */
export async function ownSubmissions(tx: Tx, keyId: string, caseIds: readonly string[]): Promise<Set<string>> {
  if (caseIds.length === 0) return new Set()
  const rows = await tx.rows<{ id: string }>(sql`select s.case_id as id from open311_submission s
    where s.county = ${tx.county} and s.key_id = ${keyId} and s.case_id = any(${caseIds}::uuid[])`)
  return new Set(rows.map(({ id }) => id))
}

/** Whether the contact that a connected system handed in for a case is still kept. */
export const keepsContact = (county: number, caseId: Statement): Statement =>
  sql`exists (select 1 from open311_submission o where o.county = ${county} and o.case_id = ${caseId} and o.contact_sealed is not null)`

/** Wipes that contact; the case and who handed it in stay. */
export const wipeContact = (county: number, caseId: string): Statement =>
  sql`update open311_submission set contact_sealed = null where county = ${county} and case_id = ${caseId} and contact_sealed is not null`
