import { performance } from 'node:perf_hooks'
import pg from 'pg'
import { openDatabase, type Database } from './database.ts'
import { isRecoveryConflict, isUnavailable } from './unavailable.ts'

export interface ReplicaOptions {
  /** Where the primary is asked how far it has come. */
  readonly primaryUrl: string
  readonly replicaUrl: string
  readonly remembersMs?: number
  /** How far behind the replica may be and still be read. */
  readonly lagMaxMs?: number
  readonly checkEveryMs?: number
  /** Hears when reads move to the replica and away from it, and why. */
  readonly onMove?: (used: boolean, why: string) => void
}

/** What is known of the replica. */
export interface ReplicaState {
  readonly used: boolean
  /** How far behind the replica was at the last look, in milliseconds; infinite when it could not be asked. */
  readonly lagMs: number
}

/** A database whose reads go to a replica while that is there and fresh enough, and to the primary otherwise. */
export interface ReplicatedDatabase extends Database {
  replica(): ReplicaState
}

const LAG_MAX_MS = 5000
const CHECK_EVERY_MS = 1000
const CHECK_MAX_MS = 2000
/** Positions that are remembered while the replica does not come after: ten minutes of them. */
const POSITIONS_MAX = 600

/** A position in the write-ahead log as a number that can be compared. */
const positionOf = (text: string): bigint => {
  const [high = '0', low = '0'] = text.split('/')
  return (BigInt(`0x${high}`) << 32n) + BigInt(`0x${low}`)
}

/** A connection for looking only: opened when needed, given up at the first trouble. */
class Look {
  readonly #url: string
  #client: Promise<pg.Client> | undefined

  constructor(url: string) {
    this.#url = url
  }

  async #open(): Promise<pg.Client> {
    const client = new pg.Client({
      connectionString: this.#url,
      application_name: 'xiangzhi replica check',
      connectionTimeoutMillis: CHECK_MAX_MS,
      query_timeout: CHECK_MAX_MS,
      keepAlive: true,
    })
    client.on('error', () => (this.#client = undefined))
    await client.connect()
    return client
  }

  async position(statement: string): Promise<bigint | undefined> {
    try {
      this.#client ??= this.#open()
      const { rows } = await (await this.#client).query<{ position: string | null }>(statement)
      const position = rows[0]?.position
      return position === null || position === undefined ? undefined : positionOf(position)
    } catch {
      const broken = this.#client
      this.#client = undefined
      void broken?.then((client) => client.end()).catch(() => undefined)
      return undefined
    }
  }

  async close(): Promise<void> {
    const client = await this.#client?.catch(() => undefined)
    await client?.end().catch(() => undefined)
  }
}

/**
 * Lets reads go to a streaming replica. How far it is behind is measured by positions: the primary's is noted every second, and
 * the replica is as old as the newest one that it has reached. Clocks of two machines play no part, and a quiet primary makes
 * nothing look old. While the primary cannot be asked the replica is believed: public pages then outlive it. A read that fails
 * on the replica because of the replica is repeated on the primary, so the work must only read.
 */
export function withReplica(primary: Database, options: ReplicaOptions): ReplicatedDatabase {
  const { primaryUrl, replicaUrl, remembersMs, onMove } = options
  const lagMaxMs = options.lagMaxMs ?? LAG_MAX_MS
  const standby = openDatabase({
    url: replicaUrl,
    writersMax: 1,
    ...(remembersMs === undefined ? {} : { remembersMs }),
  })
  const looks = { primary: new Look(primaryUrl), replica: new Look(replicaUrl) }
  let noted: { readonly at: number; readonly position: bigint }[] = []
  /** When the primary was where the replica is now, or later. */
  let reachedAt = Number.NEGATIVE_INFINITY
  let state: ReplicaState = { used: false, lagMs: Number.POSITIVE_INFINITY }
  let closed = false

  const move = (used: boolean, lagMs: number, why: string): void => {
    const moved = used !== state.used
    state = { used, lagMs }
    if (moved) onMove?.(used, why)
  }

  async function check(): Promise<void> {
    const at = performance.now()
    const [position, reached] = await Promise.all([
      looks.primary.position('select pg_current_wal_lsn()::text as position'),
      looks.replica.position('select pg_last_wal_replay_lsn()::text as position'),
    ])
    if (closed) return
    if (reached === undefined) {
      move(false, Number.POSITIVE_INFINITY, 'the replica does not answer, or is none')
      return
    }
    if (position === undefined) {
      // Nobody knows of anything newer.
      move(reachedAt > Number.NEGATIVE_INFINITY, state.lagMs, 'the primary does not answer')
      return
    }
    noted.push({ at, position })
    for (const one of noted) if (one.position <= reached) reachedAt = one.at
    noted = noted.filter((one) => one.position > reached).slice(-POSITIONS_MAX)
    const lagMs = performance.now() - reachedAt
    move(lagMs <= lagMaxMs, lagMs, lagMs <= lagMaxMs ? 'the replica is up to date' : 'the replica is too far behind')
  }

  let checking = check()
  const timer = setInterval(() => {
    checking = checking.then(check)
  }, options.checkEveryMs ?? CHECK_EVERY_MS)
  timer.unref()

  return {
    ...primary,
    replica: () => state,
    async read(county, work) {
      if (!state.used) return primary.read(county, work)
      try {
        return await standby.read(county, work)
      } catch (error) {
        if (!isUnavailable(error) && !isRecoveryConflict(error)) throw error
        if (isUnavailable(error)) move(false, Number.POSITIVE_INFINITY, 'the replica is gone')
        return primary.read(county, work)
      }
    },
    async close() {
      closed = true
      clearInterval(timer)
      await checking
      await Promise.all([looks.primary.close(), looks.replica.close(), standby.close()])
    },
  }
}
