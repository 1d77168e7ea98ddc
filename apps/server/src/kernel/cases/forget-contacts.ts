import { keepsContact, wipeContact } from '#platform/api-keys'
import { sql, type Database, type Statement, type Tx } from '#platform/database'
import { v7 as uuidv7 } from 'uuid'
import { loadForChange } from './load.ts'
import type { Processes } from './registry.ts'
import { systemEvent } from './system-event.ts'
import { saveCase } from './write.ts'

const system = { kind: 'system' } as const

/** How long a contact is kept after closing, as the privacy page promises (个人信息保护法 art. 19, 47). */
const kept = sql.raw(`interval '2 years'`)

const reporterKept = sql.raw(
  'r.name_sealed is not null or r.phone_sealed is not null or r.phone_hash is not null or r.person_id is not null',
)

/** Ids of cases closed two years ago or more of which a contact is still kept. */
const overdue = (county: number, now: Date): Statement => sql`select c.id from case_record c
  where c.county = ${county} and not c.is_open and c.closed_at <= ${now}::timestamptz - ${kept}
    and (exists (select 1 from case_reporter r where r.county = c.county and r.case_id = c.id and (${reporterKept}))
      or exists (select 1 from case_follower w where w.county = c.county and w.case_id = c.id and (w.phone_sealed is not null or w.phone_hash is not null))
      or ${keepsContact(county, sql.raw('c.id'))})`

/** Of how many cases a contact is kept longer than promised: none, unless the job does not run. */
export async function countContactsOverdue(tx: Tx, now: Date): Promise<number> {
  const row = await tx.row<{ n: number }>(sql`select count(*)::int as n from (${overdue(tx.county, now)}) o`)
  return row?.n ?? 0
}

/** Wipes the contacts of one case and says so in its timeline, which cannot be taken back: the proof that it was done. */
async function forget(tx: Tx, processes: Processes, caseId: string, now: Date): Promise<void> {
  const subject = await loadForChange(tx, processes, caseId, system, now)
  const { record } = subject
  if (record.isOpen) return
  const reporter =
    await tx.run(sql`update case_reporter r set name_sealed = null, phone_sealed = null, phone_hash = null,
      person_id = null, wants_answer = false
    where r.county = ${tx.county} and r.case_id = ${caseId} and (${reporterKept})`)
  const followers =
    await tx.run(sql`update case_follower set phone_sealed = null, phone_hash = null, confirmed_at = null
    where county = ${tx.county} and case_id = ${caseId} and (phone_sealed is not null or phone_hash is not null)`)
  const handedIn = await tx.run(wipeContact(tx.county, caseId))
  saveCase(tx, subject, {
    change: {},
    event: systemEvent(record, 'forget-contact', {
      reporter,
      followers,
      handedIn,
      closedAt: record.closedAt?.toISOString() ?? null,
    }),
    clocks: subject.clocks,
    clocksBefore: subject.clocks,
    by: system,
    requestId: uuidv7(),
    now,
  })
}

/** Deletes the contacts whose time is over, each case in its own transaction. Returns of how many cases. */
export async function forgetOldContacts(
  db: Database,
  processes: Processes,
  county: number,
  now: Date,
  limit = 500,
): Promise<number> {
  const due = await db.read(county, (tx) =>
    tx.rows<{ id: string }>(sql`${overdue(county, now)} order by c.closed_at, c.id limit ${limit}`),
  )
  for (const { id } of due) await db.write(county, (tx) => forget(tx, processes, id, now))
  return due.length
}
