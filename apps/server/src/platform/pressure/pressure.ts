import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { performance } from 'node:perf_hooks'
import type { FastifyInstance } from 'fastify'
import { v7 as uuidv7 } from 'uuid'
import { pathOf } from '#platform/buckets'
import { busyAnswer } from './busy.ts'
import { Lane, type Refused } from './lane.ts'
import { LoopWatch } from './loop.ts'

/** How much one process takes on at once before it turns the rest away. */
export interface PressureLimits {
  /** Commands, and reads of programs and of the workbench, worked on at once: each has so many places. */
  readonly requestsMax: number
  /** Connections of callers; beyond them a new one is closed at once. */
  readonly connectionsMax: number
  /** How long anybody may wait for a place, in ms; uploads have a patience of their own. */
  readonly patienceMs: number
}

/** As many as there are connections to the database: more at once would only wait for each other there. */
const REQUESTS_MAX = 8
const CONNECTIONS_MAX = 2000
const SAMPLE_MS = 250
/** Whoever sends a photo over a bad line takes a while, so that uploads have places of their own. */
const UPLOADS_MAX = 12
/** Requests whose body has not arrived yet. They cost memory and nothing else. */
const RECEIVING_MAX = 256
/** How many may wait before each kind of work. They are turned away by what they would have to wait; this bounds the memory. */
const QUEUE_MAX = 1024
/** Nobody minds a second: a page that comes so late still came, and a pressed button is not pressed again. */
const PATIENCE_MS = 1000
/** Whoever has sent a photo over a bad line has waited for a minute: another few seconds are nothing against sending it again. */
const UPLOAD_PATIENCE_MS = 10_000
const SWEEP_MS = 10
/** A work that nobody waits for any more is thought to have ended after so long: the bound of a statement. */
const ABANDONED_MS = 30_000
/** Heads that do not come, and bodies on the worst line. */
const HEADERS_TIMEOUT_MS = 20_000
const REQUEST_TIMEOUT_MS = 300_000
const KEEP_ALIVE_MS = 65_000

/** Who watches the process must always be answered, and a watcher of the big screen waits by design (and is bounded there). */
const EXEMPT = new Set(['/healthz', '/readyz', '/metrics', '/api/live'])

/** The limits of this process; REQUESTS_MAX and CONNECTIONS_MAX change how much it takes on at once. */
export function pressureLimits(environment: Readonly<Record<string, string | undefined>>): PressureLimits {
  const read = (name: string, otherwise: number): number => {
    const value = Number(environment[name] ?? otherwise)
    if (!Number.isInteger(value) || value < 1) throw new Error(`${name} must be a whole number above zero`)
    return value
  }
  return {
    requestsMax: read('REQUESTS_MAX', REQUESTS_MAX),
    connectionsMax: read('CONNECTIONS_MAX', CONNECTIONS_MAX),
    patienceMs: PATIENCE_MS,
  }
}

/** Where what was turned away is counted. */
interface Counting {
  counter(name: string, help: string): { add(labels?: Readonly<Record<string, string>>): void }
  gauge(name: string, help: string): { set(value: number, labels?: Readonly<Record<string, string>>): void }
}

type LaneName = 'pages' | 'reads' | 'writes' | 'uploads'
type Reason = Refused | 'event-loop' | 'receiving' | 'connections'
type Handler = (request: IncomingMessage, response: ServerResponse) => void

/** Where a request stands: its body still comes in, it is worked on, or it is done. */
interface Ticket {
  readonly lane: Lane
  state: 'receiving' | 'working' | 'done'
}

const hasBody = ({ headers }: IncomingMessage): boolean =>
  headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0

function laneNameOf({ method, headers }: IncomingMessage, path: string): LaneName {
  if (headers['content-type']?.startsWith('multipart/') === true) return 'uploads'
  if (method !== 'GET' && method !== 'HEAD') return 'writes'
  return /^\/(api|open311)\//.test(path) ? 'reads' : 'pages'
}

/** The gate before all work, and how it is put into a server. */
export interface Pressure {
  /** For Fastify: a server whose requests pass the gate before anything else looks at them. */
  serverFactory(handler: Handler): Server
  /** What is left to do inside: a body that has arrived takes its place, an answer gives it back. */
  mount(fastify: FastifyInstance): void
}

/**
 * Turns requests away with 503 and Retry-After when more comes than can be done. What is worked on at once is bounded, by kind:
 * public pages, reads, commands and uploads each have places of their own, so that a crowd at one leaves the others working.
 * Before the places there is a queue for those who can expect to get in within a second. Saying no happens before
 * anything of the request is looked at, so it costs little; health, metrics and the live stream are never turned away.
 */
export function openPressure(limits: PressureLimits, counting: Counting, loop = new LoopWatch()): Pressure {
  const { requestsMax, connectionsMax } = limits
  const shed = counting.counter('xiangzhi_requests_shed_total', 'Requests turned away under pressure, by reason')
  const inside = counting.gauge('xiangzhi_requests_in_flight', 'Requests being worked on, by kind, sampled')
  const lane = (places: number, patienceMs = limits.patienceMs): Lane =>
    new Lane({ places, queueMax: QUEUE_MAX, patienceMs })
  const lanes: Readonly<Record<LaneName, Lane>> = {
    pages: lane(Math.max(1, Math.ceil(requestsMax / 2))),
    reads: lane(requestsMax),
    writes: lane(requestsMax),
    uploads: lane(UPLOADS_MAX, UPLOAD_PATIENCE_MS),
  }
  const all = Object.values(lanes)
  const tickets = new WeakMap<IncomingMessage, Ticket>()
  let receiving = 0
  let connections = 0
  let sweeping: NodeJS.Timeout | undefined

  /** The queue moves whenever a place becomes free; this is for when none does. */
  const keepMoving = (): void => {
    sweeping ??= setTimeout(() => {
      sweeping = undefined
      const now = performance.now()
      for (const one of all) one.advance(now)
      if (all.some(({ queued }) => queued > 0)) keepMoving()
    }, SWEEP_MS).unref()
  }

  const sampling = setInterval(() => {
    loop.sample()
    for (const [kind, { working }] of Object.entries(lanes)) inside.set(working, { kind })
  }, SAMPLE_MS)
  sampling.unref()

  function refuse(request: IncomingMessage, response: ServerResponse, reason: Reason): void {
    shed.add({ reason })
    const { status, headers, body } = busyAnswer(request.url ?? '', request.headers['accept-language'], uuidv7())
    // A body that is not wanted is not waited for: the connection ends with the answer.
    if (hasBody(request)) response.shouldKeepAlive = false
    response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(body) }).end(body)
  }

  function leave(ticket: Ticket): void {
    if (ticket.state === 'done') return
    if (ticket.state === 'receiving') receiving -= 1
    const worked = ticket.state === 'working'
    ticket.state = 'done'
    if (worked) ticket.lane.leave(performance.now())
  }

  /** Whoever hangs up while sending is gone; work that has begun goes on, so its place is not free before it ends. */
  function leaveWithConnection(ticket: Ticket): void {
    if (ticket.state === 'working') setTimeout(() => leave(ticket), ABANDONED_MS).unref()
    else leave(ticket)
  }

  function admit(handler: Handler, request: IncomingMessage, response: ServerResponse): void {
    const path = pathOf(request.url ?? '')
    if (EXEMPT.has(path)) return handler(request, response)
    // Before there are none left, kept connections that nobody uses are given up.
    if (connections > connectionsMax * 0.75) response.shouldKeepAlive = false
    const now = performance.now()
    if (loop.isLate(now)) return refuse(request, response, 'event-loop')
    const ticket: Ticket = { lane: lanes[laneNameOf(request, path)], state: 'receiving' }
    if (hasBody(request)) {
      if (ticket.lane.isFull(now)) return refuse(request, response, 'expected-wait')
      if (receiving >= RECEIVING_MAX) return refuse(request, response, 'receiving')
      receiving += 1
      tickets.set(request, ticket)
      response.once('close', () => leaveWithConnection(ticket))
      return handler(request, response)
    }
    const goAway = ticket.lane.enter(
      {
        go: () => {
          ticket.state = 'working'
          tickets.set(request, ticket)
          handler(request, response)
        },
        refuse: (reason) => refuse(request, response, reason),
      },
      now,
    )
    response.once('close', () => {
      goAway()
      if (ticket.state === 'working') leaveWithConnection(ticket)
    })
    if (ticket.lane.queued > 0) keepMoving()
    return undefined
  }

  /** What has been received takes its place. Undefined when it may go on, the reason when it may not. */
  function takePlace(ticket: Ticket): Promise<Reason | undefined> {
    return new Promise((resolve) => {
      ticket.lane.enter(
        {
          go: () => {
            if (ticket.state === 'done') {
              // Whoever hung up while waiting has nothing left to be done.
              ticket.lane.leave(performance.now())
              return resolve('waited')
            }
            receiving -= 1
            ticket.state = 'working'
            return resolve(undefined)
          },
          refuse: resolve,
        },
        performance.now(),
      )
      if (ticket.lane.queued > 0) keepMoving()
    })
  }

  return {
    serverFactory(handler) {
      const server = createServer((request, response) => admit(handler, request, response))
      server.maxConnections = connectionsMax
      server.headersTimeout = HEADERS_TIMEOUT_MS
      server.requestTimeout = REQUEST_TIMEOUT_MS
      server.keepAliveTimeout = KEEP_ALIVE_MS
      server.on('drop', () => shed.add({ reason: 'connections' }))
      server.on('connection', (socket) => {
        // Those that came by another door are not counted by the server itself.
        if (connections >= connectionsMax) {
          shed.add({ reason: 'connections' })
          socket.destroy()
          return
        }
        connections += 1
        socket.once('close', () => (connections -= 1))
      })
      return server
    },
    mount(fastify) {
      fastify.addHook('onClose', async () => {
        clearInterval(sampling)
        clearTimeout(sweeping)
      })
      fastify.addHook('preValidation', async (request, reply) => {
        const ticket = tickets.get(request.raw)
        if (ticket?.state !== 'receiving') return undefined
        const reason = await takePlace(ticket)
        if (reason === undefined) return undefined
        shed.add({ reason })
        const { status, headers, body } = busyAnswer(request.url, request.headers['accept-language'], request.id)
        return reply.code(status).headers(headers).send(body)
      })
      fastify.addHook('onSend', async (request, _reply, payload: unknown) => {
        const ticket = tickets.get(request.raw)
        if (ticket) leave(ticket)
        return payload
      })
    },
  }
}
