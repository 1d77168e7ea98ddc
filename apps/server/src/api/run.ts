import { createHash } from 'node:crypto'
import { performance } from 'node:perf_hooks'
import type { Operation } from '@xiangzhi/contract'
import { mayDo, beijing, localDate } from '@xiangzhi/language'
import type { z } from 'zod'
import { commandInsert, type CommandToLog, findCommand, isRepeatedCommand, recordInsert } from '#platform/audit'
import { isLoopback } from '#platform/buckets'
import type { Database, Tx } from '#platform/database'
import { forgetRemembered } from '#platform/memory'
import { PublicLimits } from '#platform/public-writes'
import { Refusal } from '#platform/refusal'
import type { Sealing } from '#platform/sealing'
import { type Processes, tokenOf, villageNamed } from '#kernel/cases'
import { mayChangeRemembered } from './caller-memory.ts'
import { requireDeclared, requireDeclaredRefusal } from './declared-answer.ts'
import { type CommandSubject, requestIdFor, showsSealed, subjectsOf } from './subject.ts'
import { findUnfit } from './unfit-input.ts'
import type { AnyHandler, Call, Caller, Handlers } from './handlers.ts'
import { fileNotSent, passFile } from './large-exports.ts'

/** Calls an operation: checks the input, decides on permission, opens the transaction, does a repeated write only once. */
export type Run = <O extends Operation>(
  operation: O,
  caller: Caller,
  input: z.input<O['input']>,
  at?: Date,
) => Promise<z.output<O['output']>>

export interface RunEnvironment {
  readonly db: Database
  readonly county: number
  readonly sealing: Sealing
  readonly clock: { now(): Date }
  readonly processes: Processes
  /** Those of all operations, or as many as are called. */
  readonly handlers: Partial<Handlers>
}

function fingerprintOf(operation: Operation, input: unknown): string {
  return createHash('sha256')
    .update(
      `${operation.name}\n${JSON.stringify(input, (key, value: unknown) => (key === 'requestId' ? undefined : value))}`,
    )
    .digest('base64url')
}

/** An address with something in it that can name nothing leads nowhere; it is not a form filled in wrongly. */
function refuseWrongAddress({ path }: Operation, fields: readonly string[]): void {
  if (fields.some((field) => path.split('/').includes(`:${field}`))) throw new Refusal('not-found')
}

const NOTED_MAX = 10_000
/** The day in China, whose time has no summer. */
const localDay = (now: Date): string => localDate(beijing, now)

/** The one gate through which every surface calls the kernel. */
export function runner({ db, county, sealing, clock, processes, handlers }: RunEnvironment): Run {
  function forget(operation: Operation, output: Record<string, unknown>): Record<string, unknown> | null {
    if (operation.secretAnswer) return null
    const { token: _token, ...kept } = output
    return kept
  }

  /**
   * The answer given the first time, to the account that was given it; one of the public is told apart by the content, which
   * holds its token. A private link is made again from the key: it is stored nowhere.
   */
  function again(
    operation: Operation,
    logged: Pick<CommandToLog, 'fingerprint' | 'answer' | 'byAccount'>,
    { fingerprint, byAccount }: Pick<CommandToLog, 'fingerprint' | 'byAccount'>,
  ): Record<string, unknown> {
    if (logged.fingerprint !== fingerprint || logged.byAccount !== byAccount || logged.answer === null)
      throw new Refusal('request-reused')
    const answer = operation.privateLink
      ? { ...logged.answer, token: tokenOf(sealing, String(logged.answer.id)) }
      : logged.answer
    requireDeclared(operation, answer)
    return answer
  }

  const limits = new PublicLimits()
  /**
   * Takes from the limits of a public write before any of its work; gives what returns to them when it had no effect. The place is
   * looked up only for a source that has not used up its own share.
   */
  async function takeLimits(
    { name, publicWrite }: Operation,
    caller: Caller,
    input: Readonly<Record<string, unknown>>,
  ): Promise<() => void> {
    if (!publicWrite || caller.kind !== 'public') return () => {}
    const { address } = caller
    const ofPlaces = publicWrite.limits.filter(({ per }) => per === 'place')
    const others = publicWrite.limits.filter(({ per }) => per !== 'place')
    const giveBack = limits.take(name, { limits: others }, { address, input }, performance.now())
    if (ofPlaces.length === 0 || isLoopback(address)) return giveBack
    try {
      const villageId = await db.read(county, (tx) => villageNamed(tx, input))
      const by = { address, input: { ...input, villageId } }
      const giveBackPlace = limits.take(name, { limits: ofPlaces }, by, performance.now())
      return () => {
        giveBack()
        giveBackPlace()
      }
    } catch (error) {
      giveBack()
      throw error
    }
  }

  /** Looks that are in the record already, so that a screen that asks every few seconds writes nothing. */
  const noted = new Set<string>()

  /** Looks at what is sealed are in the record before they are answered. */
  async function recordLooks(done: {
    readonly operation: Operation
    readonly caller: Caller
    readonly answer: unknown
    readonly looks: readonly CommandSubject[]
    readonly now: Date
  }): Promise<void> {
    const { operation, caller, answer, looks, now } = done
    if (caller.kind !== 'staff') return
    const line = {
      operation: operation.name,
      at: now,
      byAccount: caller.accountId,
      byPerson: caller.actor.personId,
    }
    const look = (subject: CommandSubject, span: string) => ({
      ...line,
      subject,
      facts: {},
      onceId: requestIdFor(`look ${caller.accountId} ${span}`, subject.id),
    })
    const lists = looks.length === 0 && showsSealed(answer) ? [{ kind: 'lists', id: operation.name }] : []
    // Screens ask again and again: one line an hour says that somebody looked at a case, one a day that they had it in a list.
    const seen = [
      ...looks.map((subject) => look(subject, now.toISOString().slice(0, 13))),
      ...lists.map((subject) => look(subject, localDay(now))),
    ].filter(({ onceId }) => !noted.has(onceId))
    if (seen.length === 0) return
    await db.write(county, async (tx) => {
      for (const one of seen) tx.send(recordInsert(tx, one))
    })
    if (noted.size > NOTED_MAX) noted.clear()
    for (const { onceId } of seen) noted.add(onceId)
  }

  const carryOut: Run = async (operation, caller, given, at) => {
    const now = at ?? clock.now()
    const unfit = findUnfit(given)
    if (unfit) {
      refuseWrongAddress(operation, [unfit.field])
      throw new Refusal('bad-input', {}, JSON.stringify([unfit]))
    }
    const parsed = operation.input.safeParse(given)
    if (!parsed.success) {
      refuseWrongAddress(
        operation,
        parsed.error.issues.map(({ path }) => String(path[0])),
      )
      throw new Refusal(
        'bad-input',
        {},
        JSON.stringify(
          parsed.error.issues.slice(0, 20).map(({ path, message }) => ({ field: path.join('.'), message })),
        ),
      )
    }
    const input = parsed.data as Record<string, unknown>
    if (operation.audience === 'staff') {
      if (caller.kind !== 'staff') throw new Refusal('sign-in-first')
      if (operation.permission && !mayDo(caller.actor, operation.permission))
        throw new Refusal('not-allowed', {}, operation.permission)
    }
    const giveBack = await takeLimits(operation, caller, input)
    const handle = (handlers as Readonly<Record<string, AnyHandler | undefined>>)[operation.name]
    if (!handle) throw new Error(`operation ${operation.name} has no handler`)
    const looks: CommandSubject[] = []
    const prepared = (await handle.prepare?.(input as never)) as never
    const call = (tx: Tx): Call<never> & { readonly prepared: never } => ({
      prepared,
      tx,
      looked: (subject) => looks.push(subject),
      by: (caller.kind === 'staff' ? caller.actor : undefined) as never,
      caller,
      input: input as never,
      now,
      sealing,
      processes,
    })
    if (operation.kind === 'read') {
      const answer: unknown = await db.read(county, (tx) => handle(call(tx)))
      requireDeclared(operation, answer)
      if (caller.kind === 'staff')
        await passFile(db, county, operation, {
          by: caller.actor,
          accountId: caller.accountId,
          input,
          answer,
          now,
        })
      try {
        await recordLooks({ operation, caller, answer, looks, now })
      } catch (error) {
        await fileNotSent(answer)
        throw error
      }
      return answer as z.output<(typeof operation)['output']>
    }

    const requestId = String(input.requestId)
    const fingerprint = fingerprintOf(operation, input)
    const byAccount = caller.kind === 'staff' ? caller.accountId : null
    try {
      const done = (await db.write(county, async (tx) => {
        const output = (await handle(call(tx))) as Record<string, unknown>
        const byPerson = caller.kind === 'staff' ? caller.actor.personId : null
        const [subject, ...others] = subjectsOf(operation, { input, output, byPerson })
        requireDeclared(operation, output)
        const line = {
          requestId,
          operation: operation.name,
          byAccount,
          byPerson,
          at: now,
          fingerprint,
        }
        for (const other of others)
          tx.send(
            commandInsert(tx, {
              ...line,
              requestId: requestIdFor(requestId, other.id),
              subjectKind: other.kind,
              subjectId: other.id,
              answer: { partOf: requestId },
            }),
          )
        await tx.last(
          commandInsert(tx, {
            ...line,
            subjectKind: subject.kind,
            subjectId: subject.id,
            answer: forget(operation, output),
          }),
        )
        return output
      })) as z.output<(typeof operation)['output']>
      if (mayChangeRemembered(operation)) forgetRemembered()
      return done
    } catch (error) {
      giveBack()
      // A repeated command either collides with its own line in the log or is refused because its effect is already there.
      if (!isRepeatedCommand(error) && !(error instanceof Refusal)) throw error
      const logged = await db.read(county, (tx) => findCommand(tx, requestId))
      if (!logged) throw error
      return again(operation, logged, { fingerprint, byAccount }) as z.output<(typeof operation)['output']>
    }
  }

  return async (operation, caller, given, at) => {
    try {
      return await carryOut(operation, caller, given, at)
    } catch (error) {
      requireDeclaredRefusal(operation, error)
      throw error
    }
  }
}
