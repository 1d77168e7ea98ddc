import { connect, type Socket } from 'node:net'
import type { AddressInfo } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import Fastify, { type FastifyInstance } from 'fastify'
import { afterEach, describe, expect, it } from 'vitest'
import { fixedClock } from '#platform/clock'
import { type Metrics, openMetrics } from '#platform/metrics'
import { LoopWatch } from './loop.ts'
import { openPressure, pressureLimits } from './pressure.ts'

let server: FastifyInstance
let metrics: Metrics
let port = 0
const sockets: Socket[] = []

afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy()
  await server.close()
  metrics.close()
})

/** What asks stand at, until `letGo` lets them be answered. */
let letGo: () => void = () => undefined

async function serve(limits: Partial<ReturnType<typeof pressureLimits>>, loop = new LoopWatch()): Promise<void> {
  const nowhere = { open: 0, idle: 0, waiting: 0 }
  metrics = openMetrics({ connections: () => ({ writers: nowhere, readers: nowhere }) }, fixedClock(new Date(0)))
  const pressure = openPressure({ ...pressureLimits({}), ...limits }, metrics.registry, loop)
  server = Fastify({ forceCloseConnections: true, serverFactory: (handler) => pressure.serverFactory(handler) })
  pressure.mount(server)
  const held = new Promise<void>((resolve) => (letGo = resolve))
  server.get('/healthz', () => ({ status: 'ok' }))
  server.post('/api/things', (request) => ({ got: request.body }))
  server.post('/api/slow-things', async (request) => {
    await held
    return { got: request.body }
  })
  server.post('/api/steady-things', async () => {
    await wait(15)
    return {}
  })
  server.get('/api/slow', async () => {
    await held
    return { done: true }
  })
  server.get('/', () => 'home')
  await server.listen({ port: 0, host: '127.0.0.1' })
  ;({ port } = server.server.address() as AddressInfo)
}

const ask = (path: string, init?: RequestInit): Promise<Response> => fetch(`http://127.0.0.1:${port}${path}`, init)

const post = (path: string, body: string, type = 'application/json'): Promise<Response> =>
  ask(path, { method: 'POST', body, headers: { 'content-type': type } })

/** Somebody on a bad line: the head and half the body arrive, the rest does not yet. */
async function slowSender(): Promise<{ finish(): Promise<string> }> {
  const socket = connect(port, '127.0.0.1')
  sockets.push(socket)
  let said = ''
  socket.setEncoding('utf8').on('data', (text: string) => (said += text))
  socket.write(
    'POST /api/things HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-type: application/json\r\ncontent-length: 8\r\n\r\n{"a"',
  )
  await wait(5)
  return {
    finish: () =>
      new Promise((resolve) => {
        socket.on('close', () => resolve(said))
        socket.write(': 1}')
      }),
  }
}

describe('a server under pressure', () => {
  it('turns away what waits too long, stays healthy, keeps other kinds of work going, and is normal afterwards', async () => {
    await serve({ requestsMax: 2 })
    const inside = [ask('/api/slow'), ask('/api/slow')]
    await expect.poll(async () => (await ask('/healthz')).status).toBe(200)
    const answers = await Promise.all(Array.from({ length: 40 }, () => ask('/api/slow')))
    for (const answer of answers) {
      expect(answer.status).toBe(503)
      expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0)
      expect(answer.headers.get('content-type')).toContain('application/problem+json')
      expect(await answer.json()).toMatchObject({ status: 503, code: 'busy' })
    }
    expect((await ask('/')).status).toBe(200)
    expect((await post('/api/things', '{}')).status).toBe(200)
    const text = await metrics.read()
    expect(text).toContain('xiangzhi_requests_shed_total{reason="waited"} 40')
    letGo()
    for (const answer of await Promise.all(inside)) expect(answer.status).toBe(200)
    expect((await ask('/api/slow')).status).toBe(200)
  })

  it('lets a short crowd in after a moment', async () => {
    await serve({ requestsMax: 2 })
    const crowd = Array.from({ length: 20 }, () => ask('/api/slow'))
    await wait(100)
    letGo()
    for (const answer of await Promise.all(crowd)) expect(answer.status).toBe(200)
  })

  it('is not filled by people on bad lines: who still sends takes nobody’s place', async () => {
    await serve({ requestsMax: 1 })
    const slow = await Promise.all(Array.from({ length: 20 }, slowSender))
    await wait(30)
    expect((await post('/api/things', '{"b": 2}')).status).toBe(200)
    for (const said of await Promise.all(slow.map((one) => one.finish()))) expect(said).toContain('HTTP/1.1 200')
  })

  it('does not read what is sent to a full house', async () => {
    await serve({ requestsMax: 1 })
    const first = post('/api/slow-things', '{}')
    const waiting = post('/api/slow-things', '{}')
    // A pressed button is not refused before it has waited for a second.
    const pressed = performance.now()
    expect((await waiting).status).toBe(503)
    expect(performance.now() - pressed).toBeGreaterThan(950)
    // Since nothing has moved for so long, whoever comes now hears so at once.
    const page = await post('/somewhere', 'x'.repeat(100_000), 'text/plain')
    expect(performance.now() - pressed).toBeLessThan(1900)
    expect(page.status).toBe(503)
    expect(page.headers.get('retry-after')).toBe('5')
    const text = await page.text()
    expect(text).toContain('<p lang="zh-CN">')
    expect(text).toContain('<p lang="en">')
    letGo()
    expect((await first).status).toBe(200)
    expect((await post('/api/things', '{}')).status).toBe(200)
  })

  it('refuses nobody at a load that it can carry, also where the queue does not become empty for seconds', async () => {
    // A machine that does much else stretches every wait: how long anybody may wait is tested in time of its own (lane.test.ts).
    await serve({ requestsMax: 2, patienceMs: 120_000 }, new LoopWatch({ maxMs: 120_000, least: 64 }))
    // Twenty who each press the next button when the last one was answered: two are worked on, the others wait.
    const statuses: number[] = []
    const clerk = async (): Promise<void> => {
      for (let pressed = 0; pressed < 16; pressed += 1) {
        // oxlint-disable-next-line no-await-in-loop -- one after another is what a clerk does
        statuses.push((await post('/api/steady-things', '{}')).status)
      }
    }
    await Promise.all(Array.from({ length: 20 }, clerk))
    expect(statuses).toEqual(Array.from({ length: 20 * 16 }, () => 200))
  })

  it('keeps the place of work whose caller hung up until that work has ended', async () => {
    await serve({ requestsMax: 1 })
    const impatient = new AbortController()
    const abandoned = ask('/api/slow', { signal: impatient.signal }).catch(() => undefined)
    await wait(30)
    impatient.abort()
    await abandoned
    await wait(30)
    let answered = false
    const next = ask('/api/slow').then((answer) => {
      answered = true
      return answer
    })
    await wait(50)
    expect(answered).toBe(false)
    letGo()
    expect((await next).status).toBe(200)
  })

  it('turns away what comes late in the turns of a loop that has nothing to spare, and no longer', async () => {
    await serve({}, new LoopWatch({ maxMs: 5, least: 6 }))
    let busy = true
    const work = (): void => {
      const until = performance.now() + 30
      while (performance.now() < until);
      if (busy) setImmediate(work)
    }
    work()
    const crowd = async (): Promise<Set<number>> =>
      new Set((await Promise.all(Array.from({ length: 20 }, () => ask('/')))).map(({ status }) => status))
    try {
      await expect.poll(crowd).toEqual(new Set([200, 503]))
      expect((await ask('/healthz')).status).toBe(200)
      expect((await ask('/')).status).toBe(200)
      expect(await metrics.read()).toContain('xiangzhi_requests_shed_total{reason="event-loop"}')
    } finally {
      busy = false
    }
    await expect.poll(crowd).toEqual(new Set([200]))
  })

  it('refuses a limit that is no number', () => {
    expect(() => pressureLimits({ REQUESTS_MAX: 'many' })).toThrow('REQUESTS_MAX')
    expect(pressureLimits({ REQUESTS_MAX: '12', CONNECTIONS_MAX: '99' })).toMatchObject({
      requestsMax: 12,
      connectionsMax: 99,
    })
  })
})
