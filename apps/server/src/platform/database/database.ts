import { availableParallelism } from 'node:os'
import { performance } from 'node:perf_hooks'
import { setTimeout as wait } from 'node:timers/promises'
import pg from 'pg'
import { countySetting, Session } from './session.ts'
import { ReadTx, WriteTx, type Tx } from './transaction.ts'
import { valueTypes } from './value-types.ts'

/** The role that works on the tables: it owns nothing, so row-level security binds it. */
export const APP_ROLE = 'xiangzhi_app'

export interface Database {
  /** One transaction in one county. The whole work is repeated when it collided with another one. */
  write<T>(county: number, work: (tx: Tx) => Promise<T>): Promise<T>
  /** Statements in one county on a connection that cannot write; no snapshot is shared between them. */
  read<T>(county: number, work: (tx: Tx) => Promise<T>): Promise<T>
  /** One transaction on tables of kind local, which belong to this installation and to no county. */
  local<T>(work: (tx: Tx) => Promise<T>): Promise<T>
  /** How many connections there are now, those of them that nobody uses, and how many works wait for one. */
  connections(): Readonly<Record<'writers' | 'readers', PoolState>>
  close(): Promise<void>
}

export interface PoolState {
  readonly open: number
  readonly idle: number
  readonly waiting: number
}

export interface DatabaseOptions {
  /** Connection string of the owner; the connections step down to the application's role at once. */
  readonly url: string
  readonly writersMax?: number
  readonly readersMax?: number
  /** How long what hardly ever changes may be taken from memory; see `Tx.remembersMs`. Servers set it, tools and tests do not. */
  readonly remembersMs?: number
  /** Hears about connections that broke while nobody used them. */
  readonly onLostConnection?: (error: Error) => void
}

/** A serialisation failure and a deadlock: PostgreSQL asks to run the transaction again. */
const COLLISIONS = new Set(['40001', '40P01'])
const ATTEMPTS_MAX = 3

const codeOf = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : ''

/** As many processes of the database as there are cores are kept busy; more would only take them from each other. */
const SHARED_BY = Math.max(1, Math.round(8 / availableParallelism()))
/** A connection that has not answered for so long is busy with something large, and nobody else should wait behind it. */
const SLOW_MS = 10

/** A connection that several reads of one county use at once, one packet for all of them. */
interface Shared {
  readonly county: number
  readonly client: pg.PoolClient
  readonly session: Session
  users: number
  /** When somebody last had all answers. */
  movedAt: number
  /** Gives the connection back. */
  end(): void
}

class Connections {
  readonly #pool: pg.Pool
  readonly #max: number
  readonly #setup: string
  readonly #sessions = new WeakMap<pg.PoolClient, Session>()
  readonly #shared = new Set<Shared>()

  constructor(options: DatabaseOptions, max: number, setup: string) {
    this.#setup = setup
    this.#max = max
    this.#pool = new pg.Pool({
      connectionString: options.url,
      max,
      pipeline: true,
      types: valueTypes,
      application_name: 'xiangzhi',
      connectionTimeoutMillis: 10_000,
      idleTimeoutMillis: 60_000,
      keepAlive: true,
    })
    this.#pool.on('error', (error) => options.onLostConnection?.(error))
    // The pool listens only while nobody has the connection. One that is cut between two statements of a work would end the
    // whole process; the next statement of that work says what happened.
    this.#pool.on('connect', (client) => client.on('error', () => undefined))
  }

  /** Gives a work a connection of its own. */
  async use<T>(work: (client: pg.PoolClient, session: Session) => Promise<T>): Promise<T> {
    const client = await this.#pool.connect()
    let session = this.#sessions.get(client)
    let broken: Error | undefined
    try {
      if (session === undefined) {
        session = new Session()
        // Until this has been answered the connection has the owner's rights, so nothing may be sent behind it.
        await client.query(this.#setup)
        this.#sessions.set(client, session)
      }
      return await work(client, session)
    } catch (error) {
      // Only a connection that is set up and idle may be given to somebody else.
      if (!this.#sessions.has(client) || client.getTransactionStatus() !== 'I') broken = error as Error
      throw error
    } finally {
      client.release(broken)
    }
  }

  /** Gives a work that only reads a connection which others who read in the same county use as well. */
  async share<T>(county: number, work: (client: pg.PoolClient, session: Session) => Promise<T>): Promise<T> {
    const shared = this.#find(county) ?? (await this.#open(county))
    shared.users += 1
    try {
      return await work(shared.client, shared.session)
    } finally {
      shared.users -= 1
      shared.movedAt = performance.now()
      if (shared.users === 0) shared.end()
    }
  }

  /** One that is quick and has not too many users; when no more can be opened, the one with the fewest. */
  #find(county: number): Shared | undefined {
    const now = performance.now()
    const own = [...this.#shared].filter((one) => one.county === county)
    const quick = own.find(({ users, movedAt }) => users < SHARED_BY && now - movedAt < SLOW_MS)
    if (quick !== undefined || this.#pool.idleCount > 0 || this.#pool.totalCount < this.#max) return quick
    return own.toSorted((left, right) => left.users - right.users)[0]
  }

  #open(county: number): Promise<Shared> {
    return new Promise<Shared>((resolve, reject) => {
      this.use((client, session) => {
        const { promise, resolve: end } = Promise.withResolvers<void>()
        // Nobody else may come to a connection that was lost; whoever is there hears of it and goes.
        const unlist = (): void => void this.#shared.delete(shared)
        client.once('end', unlist)
        const shared: Shared = {
          county,
          client,
          session,
          users: 0,
          movedAt: performance.now(),
          end: () => {
            client.off('end', unlist)
            unlist()
            end()
          },
        }
        this.#shared.add(shared)
        resolve(shared)
        return promise
      }).catch(reject)
    })
  }

  state(): PoolState {
    return { open: this.#pool.totalCount, idle: this.#pool.idleCount, waiting: this.#pool.waitingCount }
  }

  end(): Promise<void> {
    return this.#pool.end()
  }
}

const writeOnce = async <T>(
  client: pg.PoolClient,
  session: Session,
  county: number,
  remembersMs: number,
  work: (tx: Tx) => Promise<T>,
): Promise<T> => {
  const tx = new WriteTx(client, county, { setting: session.leave(county), remembersMs })
  let result: T
  try {
    result = await work(tx)
    await tx.settle()
  } catch (error) {
    await tx.rollback()
    throw error
  }
  await tx.commit()
  // A work that sent nothing has not moved the session either.
  if (tx.roundTrips > 0) session.arrived(county)
  return result
}

/** Opens the pools. Nothing is connected before the first use. */
export const openDatabase = (options: DatabaseOptions): Database => {
  const common = `set role ${APP_ROLE}; set timezone = 'UTC'; set idle_in_transaction_session_timeout = '60s'`
  const remembersMs = options.remembersMs ?? 0
  const writers = new Connections(options, options.writersMax ?? 8, `${common}; set lock_timeout = '10s'`)
  const readers = new Connections(
    options,
    options.readersMax ?? 6,
    `${common}; set statement_timeout = '30s'; set default_transaction_read_only = on`,
  )

  const write = async <T>(county: number, work: (tx: Tx) => Promise<T>): Promise<T> => {
    countySetting(county)
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await writers.use((client, session) => writeOnce(client, session, county, remembersMs, work))
      } catch (error) {
        if (attempt >= ATTEMPTS_MAX || !COLLISIONS.has(codeOf(error))) throw error
        // Both sides of a collision wait differently long, or they would meet again.
        await wait(attempt * 10 * (0.5 + Math.random()))
      }
    }
  }

  const read = <T>(county: number, work: (tx: Tx) => Promise<T>): Promise<T> => {
    countySetting(county)
    return readers.share(county, async (client, session) => {
      const tx = new ReadTx(client, county, session, remembersMs)
      const result = await work(tx)
      tx.end()
      return result
    })
  }

  return {
    write,
    read,
    local: (work) => write(0, work),
    connections: () => ({ writers: writers.state(), readers: readers.state() }),
    close: async () => {
      await Promise.all([writers.end(), readers.end()])
    },
  }
}
