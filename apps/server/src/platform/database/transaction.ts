import type pg from 'pg'
import type { Answer } from './batch.ts'
import type { Session } from './session.ts'
import type { Statement } from './statement.ts'
import { type Sendable, Wire } from './wire.ts'

/** What a command or a read works with. Every statement runs in the county the transaction was opened for. */
export interface Tx {
  readonly county: number
  /** How often the work had to wait for the database so far, the commit included once it has happened. */
  readonly roundTrips: number
  /** For how many milliseconds a read may rely on what this process learned of things that hardly ever change; 0: not at all. */
  readonly remembersMs: number
  rows<R>(statement: Statement): Promise<R[]>
  row<R>(statement: Statement): Promise<R | undefined>
  /** Returns how many rows were touched. */
  run(statement: Statement): Promise<number>
  /** Sends without waiting. If it fails, the whole transaction fails when it ends. */
  send(statement: Statement): void
  /** Sends the statement and the commit together. Nothing may follow, and nothing after it may fail. */
  last<R>(statement: Statement): Promise<R[]>
  /**
   * What has to be asked of all that this transaction changed, once it has changed it: done after the work and before the commit, in
   * the order in which it was first asked for, once for each key. A failure fails the transaction. A read has nothing to commit.
   */
  beforeCommit(key: string, work: (tx: Tx) => Promise<void>): void
}

const ignore = (): void => undefined

/** `INSERT 0 3` and `UPDATE 3` touched three rows; other answers name none. */
const countOf = ({ command }: Answer): number => Number(/ (\d+)$/.exec(command)?.[1] ?? 0)

const command = (name: string): Sendable => ({ name, text: name, values: [] })
const BEGIN = command('begin')
const COMMIT = command('commit')
const ROLLBACK = command('rollback')

abstract class WireTx implements Tx {
  readonly county: number
  readonly remembersMs: number
  protected readonly wire: Wire

  constructor(client: pg.PoolClient, county: number, remembersMs: number) {
    this.county = county
    this.remembersMs = remembersMs
    this.wire = new Wire(client)
  }

  get roundTrips(): number {
    return this.wire.roundTrips
  }

  protected abstract query(statement: Statement): Promise<Answer>
  abstract last<R>(statement: Statement): Promise<R[]>
  abstract beforeCommit(key: string, work: (tx: Tx) => Promise<void>): void

  async rows<R>(statement: Statement): Promise<R[]> {
    return (await this.query(statement)).rows as R[]
  }

  async row<R>(statement: Statement): Promise<R | undefined> {
    const { rows } = await this.query(statement)
    if (rows.length > 1)
      throw new Error(`expected at most one row, got ${rows.length}: ${statement.text.slice(0, 200)}`)
    return rows[0] as R | undefined
  }

  async run(statement: Statement): Promise<number> {
    return countOf(await this.query(statement))
  }

  send(statement: Statement): void {
    this.query(statement).catch(ignore)
  }
}

/** How a transaction that writes is opened. */
export interface WriteTxOptions {
  /** Moves the session to the county; undefined when it is there already. */
  readonly setting: Sendable | undefined
  readonly remembersMs?: number
  /** Nothing is ever committed: the tests' way of leaving no trace. */
  readonly rehearsal?: boolean
}

/** A transaction that writes: BEGIN travels with the first statement and COMMIT with the last. */
export class WriteTx extends WireTx {
  #begun = false
  #ended: Promise<void> | undefined
  readonly #pending = new Map<string, (tx: Tx) => Promise<void>>()
  readonly #setting: Sendable | undefined
  readonly #rehearsal: boolean

  constructor(client: pg.PoolClient, county: number, { setting, remembersMs = 0, rehearsal = false }: WriteTxOptions) {
    super(client, county, remembersMs)
    this.#setting = setting
    this.#rehearsal = rehearsal
  }

  protected async query(statement: Statement): Promise<Answer> {
    if (this.#ended !== undefined) throw new Error('the transaction has already ended')
    // Behind a failure nothing counts any more; should it have been the beginning that failed, nothing would hold it back either.
    if (this.wire.firstError !== undefined) throw this.wire.firstError
    if (!this.#begun) {
      this.#begun = true
      // In one packet: what fails at the first keeps PostgreSQL from going on with the next.
      if (this.#setting !== undefined) this.wire.query(this.#setting).catch(ignore)
      this.wire.query(BEGIN).catch(ignore)
    }
    return this.wire.query(statement)
  }

  beforeCommit(key: string, work: (tx: Tx) => Promise<void>): void {
    if (this.#ended !== undefined) throw new Error('the transaction has already ended')
    if (!this.#pending.has(key)) this.#pending.set(key, work)
  }

  /** Does what was kept for the end, and what that keeps for the end in turn. */
  async settle(): Promise<void> {
    for (const [key, work] of this.#pending) {
      this.#pending.delete(key)
      await work(this)
    }
  }

  async last<R>(statement: Statement): Promise<R[]> {
    await this.settle()
    const answer = this.query(statement)
    answer.catch(ignore)
    await this.commit()
    return (await answer).rows as R[]
  }

  /** Commits whatever was sent. Throws the first error of the transaction, also of statements nobody waited for. */
  commit(): Promise<void> {
    this.#ended ??= this.#commit()
    return this.#ended
  }

  async #commit(): Promise<void> {
    if (!this.#begun || this.#rehearsal) return
    try {
      const { command } = await this.wire.query(COMMIT)
      // PostgreSQL answers the COMMIT of a failed transaction with ROLLBACK and no error at all.
      if (command !== 'COMMIT') throw this.wire.firstError ?? new Error(`the database answered ${command} to commit`)
    } catch (error) {
      // A COMMIT in the same packet as what failed was passed over, and the transaction still stands open.
      await this.wire.query(ROLLBACK).catch(ignore)
      throw this.wire.firstError ?? error
    }
  }

  async rollback(): Promise<void> {
    if (!this.#begun || (this.#ended !== undefined && !this.#rehearsal)) return
    this.#ended = Promise.resolve()
    await this.wire.query(ROLLBACK)
  }
}

/** Reads outside any transaction block, on a connection that refuses to write; statements see no common snapshot. */
export class ReadTx extends WireTx {
  readonly #session: Session

  constructor(client: pg.PoolClient, county: number, session: Session, remembersMs = 0) {
    super(client, county, remembersMs)
    this.#session = session
  }

  protected async query(statement: Statement): Promise<Answer> {
    const moving = this.#session.move(this.county, this.wire)
    const answer = this.wire.query(statement)
    if (moving === undefined) return answer
    answer.catch(ignore)
    // Should the session have stayed in another county, its rows must not be handed out.
    await moving
    return answer
  }

  last<R>(statement: Statement): Promise<R[]> {
    return this.rows<R>(statement)
  }

  beforeCommit(key: string): void {
    throw new Error(`a read has nothing to commit: ${key}`)
  }

  /** Throws what befell a statement that nobody waited for. */
  end(): void {
    if (this.wire.firstError !== undefined) throw this.wire.firstError
  }
}
