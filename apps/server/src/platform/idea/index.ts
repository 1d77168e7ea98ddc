import type { FastifyInstance } from 'fastify'
import type { Recurring } from '#platform/clock'
import type { Metrics } from '#platform/metrics'

/**
 * What an idea, or a subject beside the ideas, brings into the house. Every function is handed the parts of the installation and names
 * those it takes. One file puts all ideas together, for the server, the command line and the tests: nothing is wired elsewhere.
 */
export interface Idea {
  /** Handlers of operations of the contract, by their names. */
  readonly operations?: (parts: never) => object
  /** What the grant or the refusal of a second person does, by the kind of request. */
  readonly approvals?: (parts: never) => object
  /** What transitions of cases bring about beyond their cases, by the name that processes call it. */
  readonly carryOuts?: (parts: never) => object
  /** What its things tell the needs of cases about them, by the kind of thing. */
  readonly tellers?: object
  /** Duties that follow from what a county configured. */
  readonly dutySources?: readonly object[]
  /** Its work besides answering, by the name under which it is measured. */
  readonly jobs?: (running: never) => readonly Recurring[]
  /** Its addresses that are no operations. */
  readonly mount?: (fastify: FastifyInstance, served: never) => void | Promise<void>
  /** What it counts whenever the metrics are read. */
  readonly gauges?: (counted: never, registry: Registry) => Promise<void>
}

export type Registry = Parameters<Parameters<Metrics['onRead']>[0]>[0]

type Both<Union> = (Union extends unknown ? (one: Union) => void : never) extends (all: infer All) => void ? All : never
type Bringing<One, Kind extends string> = Extract<One, Readonly<Record<Kind, (parts: never) => object>>>[Kind]

type Gathered = 'operations' | 'approvals' | 'carryOuts'

/** All that the ideas bring of one kind, by name. */
export type Brought<Ideas extends readonly Idea[], Kind extends Gathered> = Both<
  ReturnType<Bringing<Ideas[number], Kind>>
>

type Taking<Function> = Function extends (parts: infer Parts) => object ? (parts: Parts) => void : never

/** The parts that the ideas need to bring it. */
export type Needed<Ideas extends readonly Idea[], Kind extends Gathered> =
  Taking<Bringing<Ideas[number], Kind>> extends (parts: infer All) => void ? All : never

/** Puts together what is brought under names. A name that two ideas bring is a bug: which of them would be meant? */
export function union(brought: readonly object[]): object {
  const names = brought.flatMap((one) => Object.keys(one))
  const twice = names.find((name, at) => names.indexOf(name) !== at)
  if (twice !== undefined) throw new Error(`two ideas bring ${twice}`)
  return Object.assign({}, ...brought) as object
}

/** Gathers one kind of what the ideas bring. */
export function gather<const Ideas extends readonly Idea[], Kind extends Gathered>(
  ideas: Ideas,
  kind: Kind,
  parts: Needed<Ideas, Kind>,
): Brought<Ideas, Kind> {
  return union(ideas.flatMap((idea) => idea[kind]?.(parts as never) ?? [])) as Brought<Ideas, Kind>
}
