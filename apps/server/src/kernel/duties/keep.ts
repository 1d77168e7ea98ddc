import {
  type Actor,
  dutyStepsWhenKnown,
  type DutyDeclaration,
  type DutyEvidence,
  localDate,
  reaches,
} from '@xiangzhi/language'
import { countyConfig, type CountyConfig } from '#platform/county-config'
import { sql, type Tx } from '#platform/database'
import { Refusal } from '#platform/refusal'
import { findOrganisationByKey } from '#kernel/people'
import { findCounty, findPlace } from '#kernel/places'
import { appendEvent } from './events.ts'
import {
  expectedIn,
  firstDayDeadline,
  firstStepOn,
  holderOf,
  insertItems,
  isOwedBy,
  lockItem,
  lockItemById,
  periodOfOccasion,
} from './items.ts'
import type { Duties } from './registry.ts'
import { type DutyItem, isOpen, itemColumns } from './types.ts'

/** Which item: a duty at a place in a period (by its key) or upon an event (by its id). */
export interface DutyOccasion {
  readonly duty: string
  readonly placeId: string
  readonly occasion: string
}

async function makeItem(
  tx: Tx,
  config: CountyConfig,
  declaration: DutyDeclaration,
  { placeId, occasion }: DutyOccasion,
  on: string,
  now: Date,
): Promise<boolean> {
  const period = periodOfOccasion(declaration, occasion, on)
  if (!period) throw new Error(`${declaration.key} has no period ${occasion}`)
  const { who } = declaration
  const [place, county, organisation] = await Promise.all([
    findPlace(tx, placeId),
    findCounty(tx),
    'organisation' in who ? findOrganisationByKey(tx, who.organisation, on) : undefined,
  ])
  if (!place || !county) throw new Refusal('place-unknown')
  if (!isOwedBy(declaration, place)) return false
  const organisations = new Map(organisation ? [[organisation.key, organisation.id]] : [])
  const holderId = holderOf(declaration, place, { countyPlaceId: county.id, organisations })
  if (!holderId) throw new Error(`nobody can hold ${declaration.key} at ${place.code}`)
  const today = localDate(config.calendar, now)
  const expected = expectedIn(config.calendar, declaration, period)
  await tx.run(insertItems(tx.county, expected, [{ place, holderId }], today, now))
  return true
}

/** The item of an occasion, locked; made on the spot when it was not planned. None at a place that does not owe the duty. */
async function itemFor(
  tx: Tx,
  duties: Duties,
  asked: DutyOccasion,
  on: string | undefined,
  now: Date,
): Promise<{ item: DutyItem; declaration: DutyDeclaration; config: CountyConfig } | undefined> {
  const config = await countyConfig(tx)
  const declaration = duties.find(config, asked.duty)
  if (!declaration) return undefined
  let item = await lockItem(tx, asked)
  if (!item) {
    if (!(await makeItem(tx, config, declaration, asked, on ?? localDate(config.calendar, now), now))) return undefined
    item = await lockItem(tx, asked)
  }
  if (!item) throw new Error(`${asked.duty} at ${asked.placeId} was not made`)
  return { item, declaration, config }
}

/** What came of a piece of evidence. */
export interface Kept {
  readonly itemId: string
  readonly dueOn: string
  /** The day on which the last piece came; null while more are needed. */
  readonly keptOn: string | null
  readonly late: boolean
  readonly evidenceCount: number
}

const keptOf = (item: Pick<DutyItem, 'id' | 'dueOn' | 'keptOn' | 'evidenceCount'>): Kept => ({
  itemId: item.id,
  dueOn: item.dueOn,
  keptOn: item.keptOn,
  late: item.keptOn !== null && item.keptOn > item.dueOn,
  evidenceCount: item.evidenceCount,
})

interface Piece {
  readonly evidence: { readonly kind: DutyEvidence; readonly subjectId: string }
  readonly at: Date
  readonly by: string | null
  readonly note?: string | null
}

async function addEvidence(
  tx: Tx,
  duties: Duties,
  { item, declaration, config }: { item: DutyItem; declaration: DutyDeclaration; config: CountyConfig },
  { evidence, at, by, note }: Piece,
): Promise<Kept> {
  const { keptBy } = declaration
  const byHand = keptBy.byHand && (evidence.kind === 'note' || evidence.kind === 'file')
  if (evidence.kind !== keptBy.evidence && !byHand)
    throw new Error(`${declaration.key} is kept by ${keptBy.evidence}, not by ${evidence.kind}`)
  const known = await tx.row<{ no: number }>(sql`select e.no from duty_event e where e.county = ${tx.county}
    and e.item_id = ${item.id} and e.evidence_kind = ${evidence.kind} and e.evidence_id = ${evidence.subjectId}`)
  if (known) return keptOf(item)
  const evidenceCount = item.evidenceCount + 1
  const completes = item.keptOn === null && evidenceCount >= keptBy.times
  const keptOn = completes ? localDate(config.calendar, at) : item.keptOn
  appendEvent(
    tx,
    item,
    {
      action: completes ? 'kept' : 'evidence',
      at,
      byPersonId: by,
      evidence: { kind: evidence.kind, id: evidence.subjectId },
      note: note ?? null,
    },
    { evidenceCount, ...(completes ? { keptAt: at, keptOn, nextOn: null } : {}) },
  )
  // What was done may be the event upon which something else is due, such as a meeting whose decisions must be shown at once.
  if (declaration.calls !== undefined)
    await callDuties(tx, duties, {
      event: declaration.calls,
      placeId: item.placeId,
      on: localDate(config.calendar, at),
      happened: true,
      now: at,
    })
  return keptOf({ ...item, keptOn, evidenceCount })
}

/**
 * Says that a duty was kept, in the caller's transaction. The same piece of evidence counts once, however often it is told. An
 * item that was never planned is made on the spot, so that nothing done in time is lost. Undefined when the county has no such
 * duty.
 */
export async function keepDuty(tx: Tx, duties: Duties, kept: DutyOccasion & Piece): Promise<Kept | undefined> {
  const found = await itemFor(tx, duties, kept, undefined, kept.at)
  return found && addEvidence(tx, duties, found, kept)
}

/**
 * Makes the item of a duty that comes upon an event: whatever called for it, by its id, and the day on which it happened.
 * Telling it again has no effect. Undefined when the county has no such duty.
 */
export async function expectDuty(
  tx: Tx,
  duties: Duties,
  asked: DutyOccasion & { readonly on: string; readonly now: Date },
): Promise<DutyItem | undefined> {
  const found = await itemFor(tx, duties, asked, asked.on, asked.now)
  if (!found || found.item.droppedAt === null) return found?.item
  const { item } = found
  const change = { droppedAt: null, nextOn: nextStepOn(found, asked.now) }
  appendEvent(tx, item, { action: 'take-up', at: asked.now }, change)
  return { ...item, ...change, eventNo: item.eventNo + 1 }
}

/** The next day on which an item that is open again is looked at; a level that it has passed is told today. */
function nextStepOn(
  { item, declaration, config }: { item: DutyItem; declaration: DutyDeclaration; config: CountyConfig },
  now: Date,
): string | null {
  return dutyStepsWhenKnown(declaration, item, localDate(config.calendar, now))[0]?.on ?? null
}

/**
 * What must be there at all times and is not there any more is due today, like on its first day: by its old date its absence would
 * show a year late.
 */
async function bringForward(
  tx: Tx,
  duties: Duties,
  { duty, placeId, at }: { readonly duty: string; readonly placeId: string; readonly at: Date },
): Promise<void> {
  const config = await countyConfig(tx)
  const declaration = duties.find(config, duty)
  const place = await findPlace(tx, placeId)
  if (!declaration?.fromFirstDay || !place) return
  const today = localDate(config.calendar, at)
  const items = await tx.rows<DutyItem>(sql`select ${itemColumns} from duty_item d
    where d.county = ${tx.county} and d.duty = ${duty} and d.place_id = ${placeId} and ${isOpen} and d.first_on <= ${today}
      and d.due_on > ${today} and not exists (select from duty_item k
        where k.county = d.county and k.duty = d.duty and k.place_id = d.place_id and k.kept_on is not null)
    order by d.id for update of d`)
  for (const item of items) {
    const period = periodOfOccasion(declaration, item.occasion, today)
    if (!period) continue
    const deadline = firstDayDeadline(config.calendar, expectedIn(config.calendar, declaration, period), place, today)
    tx.send(sql`update duty_item set due_on = ${deadline.dueOn}, grave_after_on = ${deadline.graveAfterOn},
        provisional = ${deadline.provisional} where county = ${tx.county} and id = ${item.id}`)
    const nextOn = firstStepOn({ declaration, deadline }, today)
    appendEvent(tx, item, { action: 'recount', at, facts: { due: deadline.dueOn } }, { nextOn })
  }
}

/**
 * What kept a duty is gone: a text was taken back. Every item that any of these pieces kept is open again by its old date, so that it
 * is missing once that has passed, and what must always be there is missing at once; the timeline keeps what was handed in and that
 * it was lost.
 */
export async function loseEvidence(
  tx: Tx,
  duties: Duties,
  lost: Omit<DutyOccasion, 'occasion'> & {
    readonly evidence: { readonly kind: DutyEvidence; readonly subjectIds: readonly string[] }
    readonly at: Date
    readonly by: string | null
    readonly note: string
  },
): Promise<void> {
  const { evidence, at, by, note } = lost
  const kept = await tx.rows<{ id: string }>(sql`select distinct d.id from duty_item d
    join duty_event e on e.county = d.county and e.item_id = d.id
    where d.county = ${tx.county} and d.place_id = ${lost.placeId} and d.duty = ${lost.duty} and d.evidence_count > 0
      and e.evidence_kind = ${evidence.kind} and e.evidence_id = any(${evidence.subjectIds}::uuid[]) order by d.id`)
  for (const { id } of kept) {
    const found = await loadItem(tx, duties, id)
    appendEvent(
      tx,
      found.item,
      { action: 'lost', at, byPersonId: by, note, facts: { evidence: evidence.subjectIds } },
      { evidenceCount: 0, keptAt: null, keptOn: null, nextOn: nextStepOn(found, at) },
    )
  }
  if (kept.length > 0) await bringForward(tx, duties, { duty: lost.duty, placeId: lost.placeId, at })
}

/** An item of an event turned out not to be owed: what called for it was given up. What was kept or exempted stays as it is. */
export async function dropDuty(
  tx: Tx,
  asked: DutyOccasion & { readonly at: Date; readonly by: string | null; readonly note: string },
): Promise<void> {
  const item = await lockItem(tx, asked)
  if (!item || item.keptOn !== null || item.exemptAt !== null || item.droppedAt !== null) return
  const { at, by, note } = asked
  appendEvent(tx, item, { action: 'drop', at, byPersonId: by, note }, { droppedAt: at, nextOn: null })
}

/** Something that happened, or will happen, at a place. `on` is its day in county time. */
export interface DutyCall {
  readonly event: string
  readonly placeId: string
  readonly on: string
  /** It was held, not announced: what stands before it was called for already where its day was known. */
  readonly happened?: true
  readonly now: Date
}

/** How far apart the announced day of an event and the day on which it is noted as held may lie, in natural days. */
const HELD_WITHIN_DAYS = 31

/** Whether the day of an event was known beforehand: an item of the duty that counts was made for a day near it. */
async function wasCalledNear(tx: Tx, duty: string, placeId: string, on: string): Promise<boolean> {
  const row = await tx.row<{
    id: string
  }>(sql`select d.id from duty_item d where d.county = ${tx.county} and d.duty = ${duty}
    and d.place_id = ${placeId} and d.exempt_at is null and d.dropped_at is null
    and d.first_on between ${on}::date - ${HELD_WITHIN_DAYS}::int and ${on}::date + ${HELD_WITHIN_DAYS}::int limit 1`)
  return row !== undefined
}

/**
 * Begins every duty that comes upon an event at a place, whichever idea records it, so that nothing depends on whether the writer
 * remembers. The occasion is the day of the event: telling it again has no effect. What had to be there before an event that
 * nobody announced is owed once it was held, and late by then. Returns the items.
 */
export async function callDuties(tx: Tx, duties: Duties, call: DutyCall): Promise<DutyItem[]> {
  const { event, placeId, on, now } = call
  const config = await countyConfig(tx)
  const items: DutyItem[] = []
  for (const { key, rhythm, due } of duties.listOf(config)) {
    if (!('upon' in rhythm) || !rhythm.upon.includes(event)) continue
    if (call.happened && due.direction === 'before' && (await wasCalledNear(tx, key, placeId, on))) continue
    const item = await expectDuty(tx, duties, { duty: key, placeId, occasion: on, on, now })
    if (item) items.push(item)
  }
  return items
}

export interface DutyCommand<I> {
  readonly tx: Tx
  readonly by: Actor
  readonly input: I
  readonly now: Date
}

async function loadItem(
  tx: Tx,
  duties: Duties,
  id: string,
): Promise<{ item: DutyItem; declaration: DutyDeclaration; config: CountyConfig }> {
  const [item, config] = await Promise.all([lockItemById(tx, id), countyConfig(tx)])
  const declaration = item && duties.find(config, item.duty)
  if (!item || !declaration) throw new Refusal('not-found')
  return { item, declaration, config }
}

/** Whether somebody answers for an item: the role, held over exactly the place or in the organisation. */
export function answersFor(by: Actor, item: Pick<DutyItem, 'holderRole' | 'holderId'>): boolean {
  return by.grants.some(
    ({ role, reach }) =>
      role === item.holderRole && (reach.kind === 'place' ? reach.placeId : reach.organisationId) === item.holderId,
  )
}

/** Whether somebody may exempt a place from a duty: a declared role that reaches the place, and never whoever must keep it. */
export function mayExempt(by: Actor, declaration: Pick<DutyDeclaration, 'exemptedBy'>, item: DutyItem): boolean {
  return (
    !answersFor(by, item) &&
    by.grants.some((grant) => declaration.exemptedBy.includes(grant.role) && reaches(grant, item))
  )
}

/** The holder writes down what was done where nothing else shows it. */
export async function noteDutyKept(
  { tx, by, input, now }: DutyCommand<{ id: string; requestId: string; note: string; fileId?: string | undefined }>,
  duties: Duties,
): Promise<Kept> {
  const found = await loadItem(tx, duties, input.id)
  if (!answersFor(by, found.item) || !found.declaration.keptBy.byHand) throw new Refusal('not-allowed')
  if (found.item.droppedAt !== null) throw new Refusal('changed-meanwhile')
  const evidence =
    input.fileId === undefined
      ? { kind: 'note' as const, subjectId: input.requestId }
      : { kind: 'file' as const, subjectId: input.fileId }
  return addEvidence(tx, duties, found, { evidence, at: now, by: by.personId, note: input.note })
}

/** Exempts a place from one item. The reason is published wherever the duty is. */
export async function exemptDuty(
  { tx, by, input, now }: DutyCommand<{ id: string; reason: string }>,
  duties: Duties,
): Promise<void> {
  const { item, declaration } = await loadItem(tx, duties, input.id)
  if (!mayExempt(by, declaration, item)) throw new Refusal('not-allowed')
  if (item.keptOn !== null || item.exemptAt !== null || item.droppedAt !== null) throw new Refusal('changed-meanwhile')
  const role = by.grants.find((grant) => declaration.exemptedBy.includes(grant.role))?.role
  appendEvent(
    tx,
    item,
    { action: 'exempt', at: now, byPersonId: by.personId, note: input.reason, facts: { role } },
    { exemptAt: now, nextOn: null },
  )
}

/** Takes an exemption back: the item is due again by its old date. */
export async function liftExemption(
  { tx, by, input, now }: DutyCommand<{ id: string; reason: string }>,
  duties: Duties,
): Promise<void> {
  const found = await loadItem(tx, duties, input.id)
  const { item, declaration } = found
  if (!mayExempt(by, declaration, item)) throw new Refusal('not-allowed')
  if (item.exemptAt === null) throw new Refusal('changed-meanwhile')
  appendEvent(
    tx,
    item,
    { action: 'lift-exemption', at: now, byPersonId: by.personId, note: input.reason },
    {
      exemptAt: null,
      nextOn: item.keptOn === null ? nextStepOn(found, now) : null,
    },
  )
}
