import type { Duplex } from 'node:stream'
import type pg from 'pg'
import type { Statement } from './statement.ts'

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
}

/** The county setting is read by the row-level security policies; only a whole number may ever be put there. */
export const countySetting = (county: number): string => {
  if (!Number.isSafeInteger(county) || county < 0 || county > 999_999) throw new RangeError(`no county ${county}`)
  return String(county)
}

/** Keeps the connection's answers in order and counts how often somebody had to wait for them. */
class Wire {
  roundTrips = 0
  firstError: Error | undefined
  readonly #client: pg.PoolClient
  readonly #stream: Duplex | undefined
  #inFlight = 0
  #corked = false

  constructor(client: pg.PoolClient) {
    this.#client = client
    this.#stream = (client as { connection?: { stream?: Duplex } }).connection?.stream
  }

  /** What is asked in one turn of the event loop leaves in one packet: a call of the system for each would cost more than the rest. */
  #together(): void {
    const stream = this.#stream
    if (this.#corked || stream === undefined) return
    this.#corked = true
    stream.cork()
    process.nextTick(() => {
      this.#corked = false
      stream.uncork()
    })
  }

  async query(config: pg.QueryConfig | string): Promise<pg.QueryResult> {
    this.#together()
    if (this.#inFlight === 0) this.roundTrips += 1
    this.#inFlight += 1
    try {
      return await this.#client.query(config)
    } catch (error) {
      this.firstError ??= error as Error
      throw error
    } finally {
      this.#inFlight -= 1
    }
  }
}

const ignore = (): void => undefined

const asQuery = (statement: Statement): pg.QueryConfig => {
  const config: pg.QueryConfig = { text: statement.text, values: statement.values as unknown[] }
  if (statement.name !== undefined) config.name = statement.name
  return config
}

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

  protected abstract before(): void
  abstract last<R>(statement: Statement): Promise<R[]>

  protected query(statement: Statement): Promise<pg.QueryResult> {
    this.before()
    return this.wire.query(asQuery(statement))
  }

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
    return (await this.query(statement)).rowCount ?? 0
  }

  send(statement: Statement): void {
    this.query(statement).catch(ignore)
  }
}

/** A transaction that writes: BEGIN travels with the first statement and COMMIT with the last. */
export class WriteTx extends WireTx {
  #begun = false
  #ended: Promise<void> | undefined
  readonly #rehearsal: boolean

  /** With `rehearsal` nothing is ever committed: the tests' way of leaving no trace. */
  constructor(client: pg.PoolClient, county: number, rehearsal = false, remembersMs = 0) {
    super(client, county, remembersMs)
    this.#rehearsal = rehearsal
  }

  protected before(): void {
    if (this.#ended !== undefined) throw new Error('the transaction has already ended')
    if (this.#begun) return
    this.#begun = true
    // Both in one message: a connection that is lost between them cannot leave a transaction without its county.
    this.wire.query(`begin; set local app.county = '${countySetting(this.county)}'`).catch(ignore)
  }

  async last<R>(statement: Statement): Promise<R[]> {
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
    let command: string
    try {
      command = (await this.wire.query('commit')).command
    } catch (error) {
      throw this.wire.firstError ?? error
    }
    // PostgreSQL answers the COMMIT of a failed transaction with ROLLBACK and no error at all.
    if (command !== 'COMMIT') throw this.wire.firstError ?? new Error(`the database answered ${command} to commit`)
  }

  async rollback(): Promise<void> {
    if (!this.#begun || (this.#ended !== undefined && !this.#rehearsal)) return
    this.#ended = Promise.resolve()
    await this.wire.query('rollback')
  }
}

/** Reads outside any transaction block, each statement by itself, on a connection that refuses to write. */
export class ReadTx extends WireTx {
  #settled: Promise<unknown> | undefined
  #setting: string | undefined

  /** `setting` is the statement that moves the session to the county, or undefined when it is there already. */
  constructor(client: pg.PoolClient, county: number, setting: string | undefined, remembersMs = 0) {
    super(client, county, remembersMs)
    this.#setting = setting
  }

  protected before(): void {
    if (this.#setting === undefined) return
    this.#settled = this.wire.query(this.#setting)
    this.#settled.catch(ignore)
    this.#setting = undefined
  }

  protected override async query(statement: Statement): Promise<pg.QueryResult> {
    const answer = super.query(statement)
    answer.catch(ignore)
    // Should the session have stayed in another county, its rows must not be handed out.
    await this.#settled
    return answer
  }

  last<R>(statement: Statement): Promise<R[]> {
    return this.rows<R>(statement)
  }

  /** Waits for what was sent without waiting, so that the connection can be given back. */
  async end(): Promise<void> {
    await this.#settled
    if (this.wire.firstError !== undefined) throw this.wire.firstError
  }
}
