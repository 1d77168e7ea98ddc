import type { Duplex } from 'node:stream'
import type pg from 'pg'
import { type Answer, Batch, type Item } from './batch.ts'
import type { Statement } from './statement.ts'
import { toWire } from './value-types.ts'

/** What travels: a statement without the pieces it was made of. */
export type Sendable = Pick<Statement, 'name' | 'text' | 'values'>

const corked = new WeakSet<Duplex>()

/** What several works send over a connection before this process turns to other things leaves as one packet. */
function inOnePacket(client: pg.PoolClient): void {
  const { stream } = (client as { connection?: { stream?: Duplex } }).connection ?? {}
  if (stream === undefined || corked.has(stream)) return
  corked.add(stream)
  stream.cork()
  setImmediate(() => {
    corked.delete(stream)
    stream.uncork()
  })
}

/** Keeps the connection's answers in order and counts how often somebody had to wait for them. */
export class Wire {
  roundTrips = 0
  firstError: Error | undefined
  readonly client: pg.PoolClient
  #inFlight = 0
  #waiting: Item[] = []

  constructor(client: pg.PoolClient) {
    this.client = client
  }

  /** Sends a statement; those of one turn of the event loop leave together. */
  query(statement: Sendable): Promise<Answer> {
    return this.#answer(statement, (item) => {
      if (this.#waiting.length === 0) process.nextTick(this.#leave)
      this.#waiting.push(item)
    })
  }

  /** Sends a statement by itself and at once: what is sent behind it cannot undo it. */
  alone(statement: Sendable): Promise<Answer> {
    return this.#answer(statement, (item) => this.#send([item]))
  }

  async #answer({ name, text, values }: Sendable, send: (item: Item) => void): Promise<Answer> {
    const given = values.map(toWire)
    if (this.#inFlight === 0) this.roundTrips += 1
    this.#inFlight += 1
    try {
      return await new Promise<Answer>((resolve, reject) => send({ name, text, values: given, resolve, reject }))
    } catch (error) {
      // The stack of the socket says nothing; this one leads to who asked.
      Error.captureStackTrace(error as Error)
      this.firstError ??= error as Error
      throw error
    } finally {
      this.#inFlight -= 1
    }
  }

  readonly #leave = (): void => {
    this.#send(this.#waiting.splice(0))
  }

  #send(items: readonly Item[]): void {
    inOnePacket(this.client)
    this.client.query(new Batch(items))
  }
}
