import { lettersOf, meansOfficial } from '@xiangzhi/language'
import { sql, type Tx } from '#platform/database'
import { type Beginner, type Hearer, listBeginners } from '#kernel/people'
import { countyPlaceId } from '#kernel/places'
import { v7 as uuidv7 } from 'uuid'
import type { Processes } from './registry.ts'

/** Any number will do, as long as nothing else in a county takes its lock. */
const BEGINNINGS_LOCK = 312

/**
 * Held by whoever asks whom a matter means, until it is committed; whoever begins to hold something waits for them, and they for it.
 * Otherwise a report and a role written at the same moment would each not see the other.
 */
export const holdBeginnings = (tx: Tx): void =>
  tx.send(sql`select pg_advisory_xact_lock_shared(${tx.county}::int, ${BEGINNINGS_LOCK}::int)`)

/**
 * The open cases that come to somebody by what they hold, with what was said in them and in what was merged into them; of these only
 * the words in which the first letter of one of the names stands. Each way by which a case comes to somebody reads its own index of
 * open cases; by the unit that a case is meant for, which has none, all open cases are looked at once.
 */
async function listReached(tx: Tx, beginners: readonly Beginner[]) {
  const county = await countyPlaceId(tx)
  const all = (of: (one: Beginner) => readonly string[]): string[] => [...new Set(beginners.flatMap(of))]
  const places = all(({ placeIds }) => placeIds)
  const units = all(({ organisationIds }) => organisationIds)
  const keys = all(({ organisationKeys }) => organisationKeys)
  const letters = all(({ name }) => [...lettersOf(name)].slice(0, 1))
  const open = sql`select c.id from case_record c where c.county = ${tx.county} and c.is_open and c.confidentiality <> 'sealed'`
  const ways = [
    sql`${open} and c.grid_id = any(${places}::uuid[])`,
    sql`${open} and c.village_id = any(${places}::uuid[])`,
    sql`${open} and c.town_id = any(${places}::uuid[])`,
    sql`${open} and c.assigned_organisation_id = any(${units}::uuid[])`,
    sql`${open} and c.owner_person_id = any(${all(({ personId }) => [personId])}::uuid[])`,
    sql`${open} and c.level = 'county' and ${county ?? null}::uuid = any(${places}::uuid[])`,
    sql`${open} and c.suggested_organisation_key = any(${keys}::text[])`,
    // A part of another unit makes that unit learn of the whole.
    sql`select w.id from case_record c join case_record w on w.county = c.county and w.id = c.parent_id
      where c.county = ${tx.county} and c.is_open and w.is_open and w.confidentiality <> 'sealed'
        and c.assigned_organisation_id = any(${units}::uuid[])`,
  ]
  return tx.rows<{ id: string; words: string }>(sql`with recursive reached as (${sql.join(ways, ' union ')}),
    family as (select r.id as root, r.id from reached r
      union select f.root, m.id from family f join case_record m on m.county = ${tx.county} and m.merged_into_id = f.id),
    said as (
      select f.root, concat_ws(' ', c.description, c.fields::text) as words from family f join case_record c on c.county = ${tx.county} and c.id = f.id
      union all select f.root, concat_ws(' ', e.note, (e.facts -> 'fields')::text) from family f
        join case_event e on e.county = ${tx.county} and e.case_id = f.id where e.by_kind = 'reporter')
    select s.root as id, s.words from said s where exists (
      select 1 from unnest(${letters}::text[]) l(letter) where strpos(normalize(s.words, NFKC), l.letter) > 0) order by s.root`)
}

/**
 * Asks again about the open cases that come to persons because they hold, or will hold, more than before: whoever is named in one
 * by name, or by the family name with how they are addressed, is kept from it as if they had held it when it was opened
 * (`askWhoIsReported`). Costs two statements for all persons of one writing, and the question for each case in which one is named;
 * reads no case that is closed or out of their reach.
 */
export function askingAgain(processes: Processes): Hearer {
  return async (tx, personIds, now) => {
    const beginners = await listBeginners(tx, personIds)
    if (beginners.length === 0) return
    // Waits for the reports that are being opened; those that come afterwards wait for this.
    tx.send(sql`select pg_advisory_xact_lock(${tx.county}::int, ${BEGINNINGS_LOCK}::int)`)
    const holders = beginners.map((one) => ({ ...one, local: { roles: [], titles: [] } }))
    const named = (await listReached(tx, beginners)).filter(({ words }) => meansOfficial([words], holders))
    for (const caseId of new Set(named.map(({ id }) => id)))
      await processes.askWhoIsReported(tx, { caseId, requestId: uuidv7(), now })
  }
}
