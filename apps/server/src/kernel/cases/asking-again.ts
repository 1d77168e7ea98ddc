import { type FieldValues, fieldsAtOpening, type ProcessDeclaration } from '@xiangzhi/language'
import { countyConfig } from '#platform/county-config'
import { sql, type Tx } from '#platform/database'
import { countyPlaceId } from '#kernel/places'
import { loadForChange } from './load.ts'
import type { Processes } from './registry.ts'
import { familyOf, findLast } from './related.ts'
import { namesOfficial } from './reported-persons.ts'
import { findCaseRecord } from './rows.ts'
import { lockFamily, readFamily, sealFamily } from './sealing.ts'
import type { CaseRecord } from './types.ts'

const system = { kind: 'system' } as const

/** Sources from which the first words are those of staff, who name whom they like, unless somebody told them. */
const saidByStaff: readonly CaseRecord['source'][] = ['patrol', 'case']

/** All that villagers said in a case and in what was merged into it: reports, with what was asked of them, answers, notes and fields of theirs. */
async function listSaid(tx: Tx, process: ProcessDeclaration, caseId: string): Promise<unknown[]> {
  const [reports, lines] = await Promise.all([
    tx.rows<Pick<CaseRecord, 'description' | 'fields'>>(sql`with ${familyOf(tx, caseId)}
      select c.description, c.fields from family f join case_record c on c.county = ${tx.county} and c.id = f.id
      where c.source <> all(${[...saidByStaff]}::text[])
        or exists (select 1 from case_reporter r where r.county = c.county and r.case_id = c.id)`),
    tx.rows<{ note: string | null; fields: FieldValues | null }>(sql`with ${familyOf(tx, caseId)}
      select e.note, e.facts -> 'fields' as fields from family f join case_event e on e.county = ${tx.county} and e.case_id = f.id
      where e.by_kind = 'reporter'`),
  ])
  // What staff fill in later stands beside what was said; answers to the county's own questions are no field of the process.
  const atOpening = fieldsAtOpening(process, 'reporter')
  const isSaid = (key: string): boolean => atOpening.includes(key) || !Object.hasOwn(process.fields, key)
  return [
    ...reports.flatMap(({ description, fields }) => [
      description,
      ...Object.entries(fields).flatMap(([key, value]) => (isSaid(key) ? [value] : [])),
    ]),
    ...lines.flatMap(({ note, fields }) => [note, ...Object.values(fields ?? {})]),
  ]
}

/** The units that have a part of a case, and so learn of it. */
const listUnitsOfParts = (tx: Tx, caseId: string) =>
  tx.rows<{
    id: string | null
    key: string | null
  }>(sql`select c.assigned_organisation_id as id, c.suggested_organisation_key as key
    from case_record c where c.county = ${tx.county} and c.parent_id = ${caseId} and c.is_open`)

/**
 * Asks again whom a case is about (`namesOfficial`), now that it lies elsewhere, is handled by others, or holds more words: all that was
 * said in it is held against all who have it now. Whoever is meant is kept away as at opening: the case is sealed in the same
 * transaction, with what was merged into it and its parts, and its timeline says so. What is sealed stays sealed and is not asked.
 * A part asks for its whole as well, whose words whoever has the part works on. Called by the one way a case changes (`saveCase`) and
 * opens (`openCase`), and when somebody begins to hold what brings it to them (`askingAgain`; what is written without a time is dated
 * like the newest thing in the case), before the commit; the rows of the case are locked already, so what sealing decides about is locked late, and
 * two that wait for each other are told apart by PostgreSQL and done again.
 */
export async function askWhoIsReported(
  tx: Tx,
  processes: Processes,
  of: { readonly caseId: string; readonly requestId: string; readonly now: Date | null },
): Promise<void> {
  const found = await findCaseRecord(tx, of.caseId)
  if (!found) return
  const record = await findLast(tx, found)
  await sealIfMeant(tx, processes, record, of)
  const parent = record.parentId === null ? undefined : await findCaseRecord(tx, record.parentId)
  if (parent) await sealIfMeant(tx, processes, parent, of)
}

async function sealIfMeant(
  tx: Tx,
  processes: Processes,
  record: CaseRecord,
  { requestId, now: asked }: { readonly requestId: string; readonly now: Date | null },
): Promise<void> {
  const process = processes.of(record)
  const now = asked ?? record.changedAt
  if (record.confidentiality === 'sealed' || process.allows.seal.length === 0) return
  const [config, county, said, parts] = await Promise.all([
    countyConfig(tx),
    countyPlaceId(tx),
    listSaid(tx, process, record.id),
    listUnitsOfParts(tx, record.id),
  ])
  const whereabouts = {
    ...record,
    countyPlaceId: county ?? null,
    organisationIds: [record.assignedOrganisationId, ...parts.map(({ id }) => id)],
    organisationKeys: [record.suggestedOrganisationKey, ...parts.map(({ key }) => key)],
  }
  if (!(await namesOfficial(tx, process, config, whereabouts, said, now))) return
  const family = await lockFamily(tx, record.id)
  const base = { by: system, requestId, now }
  const subject = await loadForChange(tx, processes, record.id, system, now)
  sealFamily(tx, subject, base, {
    allowance: 'seal',
    reason: null,
    children: 'seal',
    ...(await readFamily(tx, processes, subject.record, family, base)),
  })
}
