import { dayAfter, type DutyStep, dutyStepsAfter, localDate } from '@xiangzhi/language'
import { countyConfig, type CountyConfig } from '#platform/county-config'
import { type Database, sql, type Tx } from '#platform/database'
import { listPlacesByIds } from '#kernel/places'
import { appendEvent } from './events.ts'
import { expectedIn, firstStepOn, periodOfOccasion } from './items.ts'
import type { Duties } from './registry.ts'
import { type DutyItem, isOpen, itemColumns } from './types.ts'

const BATCH = 200

/** What is done in the same transaction as a step, such as a line in the public log. */
export type OnDutyStep = (tx: Tx, item: DutyItem, step: DutyStep) => Promise<void>

export interface DutyRun {
  readonly onStep?: OnDutyStep
  /** Hears of an item whose step failed; the others go on. */
  readonly report?: (error: unknown, itemId: string) => void
}

/**
 * The steps whose day has come: the last reminder, unless it is late by now, and both levels. Server that stood still for a
 * week do not remind of what is long over.
 */
function stepsDue(
  declaration: Parameters<typeof dutyStepsAfter>[0],
  item: DutyItem,
  today: string,
): { due: DutyStep[]; nextOn: string | null } {
  const steps = dutyStepsAfter(declaration, item, dayAfter(item.nextOn ?? today, -1))
  const come = steps.filter(({ on }) => on <= today).map(({ step }) => step)
  const missed = come.filter((step) => step !== 'remind')
  return {
    due: missed.length > 0 ? missed : come.slice(-1),
    nextOn: steps.find(({ on }) => on > today)?.on ?? null,
  }
}

async function takeStep(
  tx: Tx,
  duties: Duties,
  config: CountyConfig,
  item: DutyItem,
  now: Date,
  onStep: OnDutyStep | undefined,
): Promise<void> {
  const declaration = duties.find(config, item.duty)
  if (!declaration) {
    // What is declared no more is dropped by the next tidying; until then nobody is reminded of it.
    tx.send(sql`update duty_item set next_on = null where county = ${tx.county} and id = ${item.id}`)
    return
  }
  const { due, nextOn } = stepsDue(declaration, item, localDate(config.calendar, now))
  if (due.length === 0)
    tx.send(sql`update duty_item set next_on = ${nextOn} where county = ${tx.county} and id = ${item.id}`)
  for (const [at, step] of due.entries()) {
    appendEvent(
      tx,
      { id: item.id, eventNo: item.eventNo + at },
      { action: step, at: now, facts: { due: item.dueOn } },
      { nextOn },
    )
    await onStep?.(tx, item, step)
  }
}

/**
 * Reminds and escalates where the day has come. Each step is done once, whichever of several servers finds it; one that fails
 * holds nobody up.
 */
export async function runDuties(
  db: Database,
  duties: Duties,
  county: number,
  now: Date,
  { onStep, report }: DutyRun = {},
): Promise<number> {
  const config = await db.read(county, countyConfig)
  const today = localDate(config.calendar, now)
  const failed: string[] = []
  const take = (limit: number, only?: string) => (tx: Tx) =>
    tx.rows<DutyItem>(sql`select ${itemColumns} from duty_item d where d.county = ${county} and d.next_on <= ${today}
      and not d.id = any(${only === undefined ? failed : []}::uuid[]) and (${only ?? null}::uuid is null or d.id = ${only ?? null}::uuid)
      order by d.next_on, d.id limit ${limit} for update skip locked`)
  let done = 0
  for (;;) {
    let batch: DutyItem[] = []
    try {
      await db.write(county, async (tx) => {
        batch = await take(BATCH)(tx)
        for (const item of batch) await takeStep(tx, duties, config, item, now, onStep)
      })
      done += batch.length
    } catch {
      // One of the batch cannot be done; each by itself tells which.
      for (const { id } of batch) {
        try {
          await db.write(county, async (tx) => {
            for (const item of await take(1, id)(tx)) await takeStep(tx, duties, config, item, now, onStep)
          })
          done += 1
        } catch (error) {
          failed.push(id)
          report?.(error, id)
        }
      }
    }
    if (batch.length < BATCH) return done
  }
}

/**
 * Counts deadlines again that crossed an unannounced year, once it is announced. Only what nobody has kept yet moves; what is
 * still unannounced stays provisional. Returns how many deadlines moved.
 */
export async function recountDuties(db: Database, duties: Duties, county: number, now: Date): Promise<number> {
  const config = await db.read(county, countyConfig)
  const today = localDate(config.calendar, now)
  const groups = await db.read(county, (tx) =>
    tx.rows<Pick<DutyItem, 'duty' | 'occasion' | 'firstOn' | 'lastOn' | 'dueOn'>>(sql`
      select distinct d.duty, d.occasion, d.first_on, d.last_on, d.due_on
      from duty_item d where d.county = ${county} and d.provisional and ${isOpen}`),
  )
  let moved = 0
  for (const group of groups) {
    const declaration = duties.find(config, group.duty)
    const period = declaration && periodOfOccasion(declaration, group.occasion, group.firstOn)
    if (!declaration || !period) continue
    const expected = expectedIn(config.calendar, declaration, period)
    const { dueOn, graveAfterOn, provisional } = expected.deadline
    if (provisional && dueOn === group.dueOn) continue
    moved += await db.write(county, async (tx) => {
      const which = sql`county = ${county} and duty = ${group.duty} and occasion = ${group.occasion} and due_on = ${group.dueOn}
        and provisional and kept_on is null and exempt_at is null and dropped_at is null`
      const facts = { from: group.dueOn, due: dueOn }
      if (dueOn !== group.dueOn)
        tx.send(sql`insert into duty_event (county, item_id, no, action, at, facts)
          select county, id, event_no + 1, 'recount', ${now}, ${sql.json(facts)}::jsonb from duty_item where ${which}`)
      const count =
        await tx.run(sql`update duty_item set due_on = ${dueOn}, grave_after_on = ${graveAfterOn}, provisional = ${provisional},
          event_no = event_no + ${dueOn === group.dueOn ? 0 : 1}::int, changed_at = ${now}, next_on = ${firstStepOn(expected, today)}
        where ${which}`)
      return dueOn === group.dueOn ? 0 : count
    })
  }
  return moved
}

/**
 * Drops what is expected no more: of places that ended before the deadline, and of duties that are declared no more and whose
 * period has not begun. What somebody has begun to keep stays. Returns how many were dropped.
 */
export async function tidyDuties(db: Database, duties: Duties, county: number, now: Date): Promise<number> {
  const config = await db.read(county, countyConfig)
  const today = localDate(config.calendar, now)
  const ended = new Map<string, string | null>()
  let after: { dueOn: string; id: string } = { dueOn: today, id: '00000000-0000-0000-0000-000000000000' }
  let dropped = 0
  for (;;) {
    const page = await db.read(county, async (tx) => {
      const rows =
        await tx.rows<DutyItem>(sql`select ${itemColumns} from duty_item d where d.county = ${county} and ${isOpen}
        and (d.due_on, d.id) > (${after.dueOn}::date, ${after.id}::uuid) order by d.due_on, d.id limit 1000`)
      const unknown = [...new Set(rows.map(({ placeId }) => placeId))].filter((id) => !ended.has(id))
      for (const place of await listPlacesByIds(tx, unknown)) ended.set(place.id, place.validUntil)
      return rows
    })
    const whyOf = (item: DutyItem): 'place-ended' | 'duty-ended' | undefined => {
      const until = ended.get(item.placeId)
      if (until && until <= item.dueOn) return 'place-ended'
      const declaration = duties.find(config, item.duty)
      const over = !declaration || (declaration.until !== undefined && declaration.until < item.firstOn)
      return over && item.firstOn > today ? 'duty-ended' : undefined
    }
    const wrong = page.filter((item) => item.evidenceCount === 0 && whyOf(item) !== undefined)
    if (wrong.length > 0) {
      dropped += await db.write(county, async (tx) => {
        const locked = await tx.rows<DutyItem>(sql`select ${itemColumns} from duty_item d where d.county = ${county}
          and d.id = any(${wrong.map(({ id }) => id)}::uuid[]) and ${isOpen} and d.evidence_count = 0 order by d.id for update`)
        for (const item of locked)
          appendEvent(
            tx,
            item,
            { action: 'drop', at: now, facts: { why: whyOf(item) } },
            { droppedAt: now, nextOn: null },
          )
        const keys = [...new Set(locked.filter((item) => whyOf(item) === 'duty-ended').map(({ duty }) => duty))]
        // Should the duty be declared again, its periods are gone through as if they were new.
        if (keys.length > 0)
          tx.send(sql`delete from duty_plan where county = ${county} and duty = any(${keys}) and last_on > ${today}`)
        return locked.length
      })
    }
    const last = page.at(-1)
    if (page.length < 1000 || !last) return dropped
    after = last
  }
}
