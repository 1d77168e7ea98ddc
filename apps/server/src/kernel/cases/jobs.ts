import { countyConfig, type CountyConfig } from '#platform/county-config'
import { sql, type Database, type Tx } from '#platform/database'
import { v7 as uuidv7 } from 'uuid'
import { moveCase, relevelCase } from './act.ts'
import { carryOut, type CarryOuts } from './carry-out.ts'
import { deadlineOf, findClockDeclaration, recountClock, resumeClock, stepClock } from './clocks.ts'
import { type LoadedCase, loadForChange } from './load.ts'
import type { Processes } from './registry.ts'
import { filledByNobody, levelRaised } from './rules.ts'
import { systemEvent } from './system-event.ts'
import type { CaseClock, NewEvent } from './types.ts'
import { type CaseSink, saveCase } from './write.ts'
import { clockColumns, findCaseRecord } from './rows.ts'

const system = { kind: 'system' } as const

/**
 * Carries out the step of a clock that is due: the warning, then the declared escalations, whoever has or has not taken the
 * case. Each step is one transaction and moves the clock on, so running it twice does it once.
 */
export async function carryOutStep(
  tx: Tx,
  processes: Processes,
  caseId: string,
  clockKey: string,
  now: Date,
  carryOuts: CarryOuts = {},
): Promise<boolean> {
  const subject = await loadForChange(tx, processes, caseId, system, now)
  const clock = subject.clocks.find((one) => one.clock === clockKey)
  const before = clock?.status === 'running' ? clock.step : 0
  if (!takeStep(tx, subject, clockKey, now)) return false
  const step = findClockDeclaration(subject.process, subject.record.state, clockKey)?.then[before - 1]?.do
  if (step?.kind === 'transition') {
    const record = (await findCaseRecord(tx, caseId)) ?? subject.record
    await carryOut(tx, { processes, carryOuts }, subject, {
      record,
      by: system,
      input: filledByNobody(step.transition),
      unit: null,
      now,
    })
  }
  return true
}

/** The step itself, on a case that was loaded. False when the clock has none at this instant. */
export function takeStep(tx: CaseSink, subject: LoadedCase, clockKey: string, now: Date): boolean {
  const { record, config, process } = subject
  const clock = subject.clocks.find((one) => one.clock === clockKey)
  if (!clock || clock.status === 'stopped' || !clock.nextAt || clock.nextAt > now) return false
  const declared = findClockDeclaration(process, record.state, clockKey)
  const requestId = uuidv7()
  if (!declared)
    throw new Error(`clock ${clockKey} runs in ${record.state} of ${process.key}, which does not declare it`)
  const paused = clock.status === 'paused'
  const stepped = paused
    ? resumeClock(config.calendar, declared, clock, now)
    : stepClock(config.calendar, declared, clock)
  const clocks = subject.clocks.map((one) => (one === clock ? stepped : one))
  const save = (change: Parameters<typeof saveCase>[2]['change'], event: NewEvent): void =>
    void saveCase(tx, subject, {
      change,
      event,
      clocks,
      clocksBefore: subject.clocks,
      by: system,
      requestId,
      now,
    })
  if (paused) {
    // A pause that nobody ended ends by itself.
    save({}, systemEvent(record, 'resume', { clock: clockKey, due: stepped.dueAt?.toISOString() }))
    return true
  }
  if (clock.step === 0) {
    save({}, systemEvent(record, 'warn', { clock: clockKey, due: clock.dueAt?.toISOString(), before: true }))
    return true
  }
  const escalation = declared.then[clock.step - 1]?.do
  if (!escalation) return false
  const facts = { clock: clockKey, due: clock.dueAt?.toISOString(), step: clock.step }
  if (escalation.kind === 'warn') save({}, systemEvent(record, 'warn', { ...facts, message: escalation.message }))
  else if (escalation.kind === 'supervise' || (escalation.kind === 'raise' && record.level === 'county'))
    save({ supervised: true }, systemEvent(record, 'supervise', facts))
  else if (escalation.kind === 'raise') {
    const level = levelRaised(process, record)
    relevelCase(
      tx,
      subject,
      {
        by: system,
        level,
        event: systemEvent(record, 'raise', { ...facts, from: record.level, to: level }),
        requestId,
        now,
      },
      clocks,
    )
  } else {
    moveCase(
      tx,
      { ...subject, clocks },
      {
        by: system,
        input: filledByNobody(escalation.transition),
        facts: { ...subject.facts, now },
        requestId,
        now,
        unitNames: subject.unitNames,
        files: [],
      },
    )
  }
  return true
}

/** Finds the clocks whose next step has come and carries each out in its own transaction; a failing one holds nobody up. */
export async function runClocks(
  db: Database,
  processes: Processes,
  county: number,
  now: Date,
  report: (error: unknown, caseId: string) => void,
  limit = 200,
  carryOuts: CarryOuts = {},
): Promise<number> {
  const due = await db.read(county, (tx) =>
    tx.rows<{ caseId: string; clock: string }>(sql`select k.case_id, k.clock from case_clock k
      where k.county = ${county} and k.status in ('running', 'paused') and k.next_at <= ${now} order by k.next_at, k.case_id limit ${limit}`),
  )
  let done = 0
  for (const { caseId, clock } of due) {
    try {
      if (await db.write(county, (tx) => carryOutStep(tx, processes, caseId, clock, now, carryOuts))) done += 1
    } catch (error) {
      report(error, caseId)
    }
  }
  return done
}

/** Counts provisional deadlines again after a year's calendar was loaded. Returns how many moved. */
export async function recomputeProvisional(tx: Tx, processes: Processes): Promise<number> {
  const config: CountyConfig = await countyConfig(tx)
  const rows = await tx.rows<
    CaseClock & { caseId: string; process: string; processVersion: number; state: string }
  >(sql`
    select ${clockColumns}, k.case_id, c.process, c.process_version, c.state from case_clock k
    join case_record c on c.county = k.county and c.id = k.case_id where k.county = ${tx.county} and k.provisional and k.status = 'running' order by k.case_id for update of c`)
  let moved = 0
  for (const { caseId, process, processVersion, state, ...clock } of rows) {
    const declared = findClockDeclaration(processes.of({ process, processVersion }), state, clock.clock)
    if (!declared) continue
    const again = recountClock(config.calendar, declared, clock)
    const deadline = deadlineOf([again])
    if (again.dueAt?.getTime() !== clock.dueAt?.getTime()) moved += 1
    tx.send(
      sql`update case_clock set due_at = ${again.dueAt}, provisional = ${again.provisional}, next_at = ${again.nextAt} where county = ${tx.county} and case_id = ${caseId} and clock = ${clock.clock}`,
    )
    tx.send(
      sql`update case_record set due_at = ${deadline.dueAt}, due_provisional = ${deadline.provisional} where county = ${tx.county} and id = ${caseId} and due_provisional`,
    )
  }
  return moved
}
