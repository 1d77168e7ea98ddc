import {
  type Actor,
  type FieldValues,
  listNextActions,
  type Level,
  type NextAction,
  ownCategory,
  type ProcessDeclaration,
} from '@xiangzhi/language'
import { sentences } from '@xiangzhi/text'
import { v7 as uuidv7 } from 'uuid'
import type { Asked } from '#platform/asked'
import { countyConfig } from '#platform/county-config'
import { sql, type Statement, type Tx } from '#platform/database'
import { refuseUnless } from '#platform/refusal'
import { type CasesEnvironment, loadToChange, staff } from './asked.ts'
import { deskFactsOf } from './desks.ts'
import { type LoadedCase, loadForChange } from './load.ts'
import { beginCase } from './opening-operations.ts'
import { keptFromColumn, mayRead } from './reading.ts'
import type { Processes } from './registry.ts'
import { caseColumns, listActionFacts } from './rows.ts'
import { actingAs, decisionFacts, filledByNobody } from './rules.ts'
import { tellSubjects } from './subjects.ts'
import { type Acting, actOn, makeTransition } from './transitions.ts'
import type { By, CaseSubject, FoundCase } from './types.ts'

/** How a thing stands by the open case about it. */
export interface StandingAbout {
  readonly caseId: string
  readonly state: string
  /** How the thing is said to stand meanwhile, as the state declares it (`subjectStands`). */
  readonly stands: string | undefined
}

/** The same with what somebody may do next, and what is in the way of it. */
export interface NextAbout extends StandingAbout {
  readonly next: readonly NextAction[]
}

const standsIn = ({ states }: ProcessDeclaration, key: string): string | undefined => {
  const state = states[key]
  return state?.kind === 'open' ? state.subjectStands : undefined
}

/** Which open cases `c` are about which things `s`: those of the one process that is about things of the kind. */
const openAbout = (tx: Pick<Tx, 'county'>, process: ProcessDeclaration, which: Statement): Statement =>
  sql`from case_subject s join case_record c on c.county = s.county and c.id = s.case_id
    where s.county = ${tx.county} and s.kind = ${process.subject ?? ''} and c.process = ${process.key} and c.is_open and ${which}`

/** How things stand by the open cases about them, by the ids of the things; those without one are left out. */
export async function listStandingAbout(
  tx: Tx,
  processes: Processes,
  kind: string,
  ids: readonly string[],
): Promise<ReadonlyMap<string, StandingAbout>> {
  if (ids.length === 0) return new Map()
  const process = processes.about(kind)
  const rows = await tx.rows<{ subjectId: string; caseId: string; state: string; processVersion: number }>(sql`select
      s.subject_id, c.id as "caseId", c.state, c.process_version
    ${openAbout(tx, process, sql`s.subject_id = any(${ids}::uuid[])`)}`)
  return new Map(
    rows.map(({ subjectId, caseId, state, processVersion }) => {
      const declared = processes.of({ process: process.key, processVersion })
      return [subjectId, { caseId, state, stands: standsIn(declared, state) }]
    }),
  )
}

/** The things of a kind that are said to stand so by the open cases about them, the longest waiting first. */
export async function listSubjectsThatStand(
  tx: Tx,
  processes: Processes,
  { kind, stands, limit }: { readonly kind: string; readonly stands: string; readonly limit: number },
): Promise<string[]> {
  const process = processes.about(kind)
  const states = Object.keys(process.states).filter((key) => standsIn(process, key) === stands)
  const rows = await tx.rows<{ id: string }>(sql`select s.subject_id as id
    ${openAbout(tx, process, sql`c.state = any(${states}::text[])`)} order by c.changed_at, c.id limit ${limit}`)
  return rows.map(({ id }) => id)
}

/** The newest case about a thing, open or not. */
export async function findCaseAbout(tx: Tx, subject: CaseSubject): Promise<string | undefined> {
  const found = await tx.row<{ id: string }>(sql`select c.id from case_subject s
    join case_record c on c.county = s.county and c.id = s.case_id
    where s.county = ${tx.county} and s.kind = ${subject.kind} and s.subject_id = ${subject.id}
    order by c.opened_at desc, c.id desc limit 1`)
  return found?.id
}

/** What somebody may do next with things by the open cases about them, and why not; cases that they may not read are left out. */
export async function listNextAbout(
  tx: Tx,
  processes: Processes,
  actor: Actor,
  kind: string,
  ids: readonly string[],
  now: Date,
): Promise<ReadonlyMap<string, NextAbout>> {
  if (ids.length === 0) return new Map()
  const process = processes.about(kind)
  const which = sql`s.subject_id = any(${ids}::uuid[])`
  const rows = await tx.rows<FoundCase & { subjectId: string }>(
    sql`select ${caseColumns}, ${keptFromColumn(tx)}, s.subject_id ${openAbout(tx, process, which)}`,
  )
  const read = rows.filter((record) => mayRead(actor, processes.of(record), record))
  if (read.length === 0) return new Map()
  const caseIds = read.map(({ id }) => id)
  const [config, done, desks, told] = await Promise.all([
    countyConfig(tx),
    listActionFacts(tx, caseIds),
    deskFactsOf(tx, sql`c.id = any(${caseIds}::uuid[])`, now),
    tellSubjects(tx, processes, process, ids, now),
  ])
  return new Map(
    read.map(({ subjectId, ...found }): [string, NextAbout] => {
      const declared = processes.of(found)
      const record = { ...found, ...desks(found) }
      const known = done.get(record.id) ?? { actions: new Map(), openChildren: 0 }
      const facts = decisionFacts(config, record, { ...known, subject: told.get(subjectId), now })
      const { id: caseId, state } = record
      const next = listNextActions(declared, actingAs(staff(actor)), record, facts)
      return [subjectId, { caseId, state, stands: standsIn(declared, state), next }]
    }),
  )
}

const nextOf = ({ process, record, config, facts }: LoadedCase, by: By, now: Date): NextAction[] =>
  listNextActions(process, actingAs(by), record, decisionFacts(config, record, { ...facts, now }))

/** Of several ways to one end, the one that is open to a case as it is now; the first one where none is. */
function wayOpen(found: LoadedCase, by: By, ways: readonly string[], now: Date): string {
  const next = new Set(nextOf(found, by, now).map(({ transition }) => transition))
  return ways.find((way) => next.has(way)) ?? ways[0] ?? ''
}

const system = { kind: 'system' } as const

/** Who begins or acts, by which request and when: as operations are asked. */
type Call = Pick<Asked<'actOnCase'>, 'tx' | 'by' | 'now' | 'sealing'> & {
  readonly input: { readonly requestId: string }
}

/** Commands by which other modules work on the cases about their things, without a second machine beside the case's own. */
export function casesAbout(environment: CasesEnvironment) {
  const { processes, carryOuts = {} } = environment
  const acting = { processes, carryOuts }
  return {
    /** Opens the case about a thing, under the process that is about such things. `title` names the thing to whoever reads lists. */
    async begin(
      call: Call,
      about: {
        readonly subject: CaseSubject
        readonly title: string
        readonly placeId: string
        readonly level: Level
        readonly fields?: FieldValues
      },
    ): Promise<void> {
      const { tx, by, now, sealing, input } = call
      const { subject, title, placeId, level, fields = {} } = about
      const process = processes.about(subject.kind)
      await beginCase(
        environment,
        tx,
        sealing,
        staff(by),
        now,
        {
          requestId: input.requestId,
          process: process.key,
          category: ownCategory(process),
          placeId,
          description: `${sentences['zh-CN'][process.title]}：${title}`,
          fields: { ...fields } as Asked<'openCase'>['input']['fields'],
          answers: {},
          level,
        },
        { source: 'case', organisationId: null, parentId: null, subject },
      )
    },

    /**
     * Makes a transition of the open cases about things, in the order of the things' ids, so that two who move the same ones
     * cannot wait for each other in a circle; all succeed or fail together. `ways` are transitions to one end, of which each case
     * takes the one that is open to it. Refuses `not-from-this-state` for a thing that no open case is about.
     */
    async act(
      call: Call,
      kind: string,
      ids: readonly string[],
      ways: readonly string[],
      filled: { readonly reason?: string | undefined; readonly fields?: FieldValues } = {},
    ): Promise<void> {
      const { tx, by, now } = call
      const open = await listStandingAbout(tx, processes, kind, ids)
      for (const id of [...new Set(ids)].toSorted()) {
        const about = open.get(id)
        refuseUnless(about, 'not-from-this-state')
        const found = await loadToChange(processes, { tx, by, now, input: about })
        const transition = wayOpen(found, staff(by), ways, now)
        await actOn(acting, call, found, {
          transition,
          reason: filled.reason,
          fields: { ...filled.fields } as Asked<'actOnCase'>['input']['fields'],
        })
      }
    },
  } as const
}

/** The hour of a thing has come: its open case goes on by itself. False where that is not its next step, or not any more. */
export async function goOnAbout(
  acting: Acting,
  tx: Tx,
  subject: CaseSubject,
  transition: string,
  now: Date,
): Promise<boolean> {
  const about = (await listStandingAbout(tx, acting.processes, subject.kind, [subject.id])).get(subject.id)
  if (!about) return false
  const found = await loadForChange(tx, acting.processes, about.caseId, system, now)
  if (!nextOf(found, system, now).some((one) => one.transition === transition && one.blockedBy.length === 0))
    return false
  const input = filledByNobody(transition)
  await makeTransition(tx, acting, found, { by: system, requestId: uuidv7(), now, input, files: [] })
  return true
}
