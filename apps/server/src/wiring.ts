import { randomBytes } from 'node:crypto'
import type { ProcessDeclaration } from '@xiangzhi/language'
import {
  duties as dutyDeclarations,
  indicators as indicatorDeclarations,
  processes as everyProcess,
} from '@xiangzhi/practices'
import type { FastifyInstance } from 'fastify'
import {
  administrationIdea,
  approvalsIdea,
  attachedFilesIdea,
  exportsIdea,
  type Handlers,
  interfaceIdea,
  keysIdea,
  type Run,
  runner,
  signInIdea,
  webhooksIdea,
} from '#api'
import { disclosureIdea, logMissedDisclosures } from '#disclosure'
import { doctorIdea } from '#doctor'
import { dutiesIdea } from '#duties'
import { importsIdea } from '#imports'
import {
  askingAgain,
  type CaseNumbers,
  type CarryOuts,
  casesIdea,
  type Processes,
  processRegistry,
  requireBeyond,
  type SubjectTellers,
} from '#kernel/cases'
import { type Duties, dutyRegistry } from '#kernel/duties'
import { indicatorsIdea, soundIndicators } from '#kernel/indicators'
import { hearing, peopleIdea } from '#kernel/people'
import { placesIdea } from '#kernel/places'
import { checkEditions, checkPapers, checkPublished, publicationsIdea } from '#kernel/publications'
import type { ApprovalCarryOuts } from '#platform/approvals'
import { auditIdea } from '#platform/audit'
import type { Clock, Recurring } from '#platform/clock'
import { configurationsWith, reading } from '#platform/county-config'
import type { Database } from '#platform/database'
import { type FileStore, filesIdea } from '#platform/files'
import { type Brought, gather, type Idea, type Registry, union } from '#platform/idea'
import type { Log } from '#platform/log'
import type { MessageOutlets } from '#platform/messages'
import { type OwnWitness, publicLogIdea } from '#platform/public-log'
import type { Sealing } from '#platform/sealing'
import type { SignIn } from '#platform/sign-in'
import { portalIdea, screenVersions } from '#portal'
import { devicesIdea } from './devices/index.ts'
import { messagesIdea, witnessAlarm } from './messages/index.ts'
import { open311Idea } from './open311/index.ts'

/** All that this house consists of, each with what it brings. A new idea, or a new subject beside them, is one line here. */
export const ideas = [
  placesIdea,
  peopleIdea,
  publicationsIdea,
  casesIdea,
  dutiesIdea,
  indicatorsIdea,
  disclosureIdea,
  interfaceIdea,
  signInIdea,
  administrationIdea,
  approvalsIdea,
  exportsIdea,
  keysIdea,
  webhooksIdea,
  doctorIdea,
  importsIdea,
  devicesIdea,
  messagesIdea,
  filesIdea,
  attachedFilesIdea,
  auditIdea,
  publicLogIdea,
  open311Idea,
  portalIdea,
] as const satisfies readonly Idea[]

/** What is opened by whoever wires, since it stands in the outside world. */
export interface Opened {
  readonly db: Database
  readonly sealing: Sealing
  readonly signIn: SignIn
  readonly store: FileStore
  readonly numbers: CaseNumbers
  readonly outlets: MessageOutlets
  readonly clock: Clock
  readonly log: Log
  readonly dataDir: string
  /** Whether the database is the one that comes with the server. */
  readonly embedded: boolean
}

/** What is known before anything is opened: the declarations made ready for look-up, and what they bring about. */
export type Known = ReturnType<typeof know>

/** Makes declarations ready for look-up. One that names what no idea brings refuses; so does one that is not sound. */
export function know(declarations: readonly ProcessDeclaration[] = everyProcess) {
  const all: readonly Idea[] = ideas
  const tellers = union(all.map((idea) => idea.tellers ?? {})) as SubjectTellers
  const processes: Processes = processRegistry(declarations, tellers)
  const duties: Duties = dutyRegistry(dutyDeclarations, disclosureIdea.dutySources)
  const indicators = soundIndicators(indicatorDeclarations, everyProcess)
  /** Nobody can guess from the public log what a text of few words says. */
  const salt = (): Buffer => randomBytes(32)
  const known = { processes, duties, indicators, salt, screens: screenVersions }
  const carryOuts: CarryOuts = gather(ideas, 'carryOuts', known)
  requireBeyond(declarations, { tellers, carryOuts })
  return { ...known, carryOuts }
}

/** The handlers of all operations of the contract, and of none that it does not know. */
export type Whole<Ideas extends readonly Idea[]> = Handlers &
  Readonly<Record<Exclude<keyof Brought<Ideas, 'operations'>, keyof Handlers>, never>>

/** Puts everything together. An operation of the contract that no idea brings a handler for does not compile. */
export function wire(opened: Opened, known: Known = know()) {
  const configurations = configurationsWith(known.processes.newest)
  const readingHere = <Of extends Database>(on: Of): Of => reading(on, configurations)
  const parts = { ...opened, ...known, db: hearing(readingHere(opened.db), askingAgain(known.processes)) }
  const approvals: ApprovalCarryOuts = gather(ideas, 'approvals', parts)
  const handlers: Whole<typeof ideas> = gather(ideas, 'operations', { ...parts, approvals })
  const { db, sealing, clock, processes, store } = parts
  return {
    ...parts,
    handlers,
    /** What the keepers of the things in the public log say of them when the log is verified. */
    checksOfLog: { checkEntries: [checkEditions], checkThings: [checkPublished, checkPapers(store)] },
    /** The gate to the kernel for one county; `on` reads elsewhere than on the primary. */
    runFor: (county: number, on: Database = db): Run => runner({ db: on, county, sealing, clock, processes, handlers }),
    /** Another database of the installation, such as a replica, on which the same is read as on the primary. */
    readingHere,
  }
}

export type Wired = ReturnType<typeof wire>

/** Everything that the ideas do for a county besides answering. */
export function jobsOf(
  wired: Wired,
  running: { readonly county: number; readonly demo: boolean; readonly own?: OwnWitness | undefined },
): Recurring[] {
  const work = {
    ...wired,
    ...running,
    onDutyStep: logMissedDisclosures(() => wired.clock.now()),
    onRefused: witnessAlarm(running.demo, wired.outlets),
  }
  return ideas.flatMap((idea): readonly Recurring[] => ('jobs' in idea ? idea.jobs(work) : []))
}

/** What the ideas count of a county whenever the metrics are read. */
export const gaugesOf = ({ db, clock }: Pick<Wired, 'db' | 'clock'>, county: number) =>
  ideas.flatMap((idea) =>
    'gauges' in idea
      ? [(registry: Registry) => db.read(county, (tx) => idea.gauges({ tx, now: clock.now() }, registry))]
      : [],
  )

type Mounting = Extract<(typeof ideas)[number], { readonly mount: unknown }>
type All<Union> = (Union extends unknown ? (one: Union) => void : never) extends (one: infer Both) => void
  ? Both
  : never

/** What the addresses of ideas need. */
export type Served = All<Parameters<Mounting['mount']>[1]>

/** Puts the addresses of all ideas into a server. */
export async function mountIdeas(fastify: FastifyInstance, served: Served): Promise<void> {
  for (const idea of ideas) if ('mount' in idea) await idea.mount(fastify, served)
}
