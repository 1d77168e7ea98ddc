import { connect, type Socket } from 'node:net'
import type { AddressInfo } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import Fastify, { type FastifyInstance } from 'fastify'
import { afterEach, describe, expect, it } from 'vitest'
import { fixedClock } from '#platform/clock'
import { type Metrics, openMetrics } from '#platform/metrics'
import { mountPressure, pressureLimits } from './pressure.ts'

let server: FastifyInstance
let metrics: Metrics
let port = 0
const sockets: Socket[] = []

afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy()
  await server.close()
  metrics.close()
})

async function serve(limits: Partial<ReturnType<typeof pressureLimits>>): Promise<void> {
  server = Fastify({ forceCloseConnections: true })
  const nowhere = { open: 0, idle: 0, waiting: 0 }
  metrics = openMetrics({ connections: () => ({ writers: nowhere, readers: nowhere }) }, fixedClock(new Date(0)))
  mountPressure(server, { ...pressureLimits({}), ...limits }, metrics.registry)
  server.get('/healthz', () => ({ status: 'ok' }))
  server.post('/api/things', (request) => ({ got: request.body }))
  server.get('/', () => 'home')
  await server.listen({ port: 0, host: '127.0.0.1' })
  ;({ port } = server.server.address() as AddressInfo)
}

const ask = (path: string, init?: RequestInit): Promise<Response> => fetch(`http://127.0.0.1:${port}${path}`, init)

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
  it('turns away what is above its limit, stays healthy, answers those inside, and is normal afterwards', async () => {
    await serve({ requestsMax: 20 })
    const slow = await Promise.all(Array.from({ length: 20 }, slowSender))
    await wait(30)
    const answers = await Promise.all(
      Array.from({ length: 40 }, () =>
        ask('/api/things', { method: 'POST', body: '{}', headers: { 'content-type': 'application/json' } }),
      ),
    )
    for (const answer of answers) {
      expect(answer.status).toBe(503)
      expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0)
      expect(answer.headers.get('content-type')).toContain('application/problem+json')
      expect(await answer.json()).toMatchObject({ status: 503, code: 'busy' })
    }
    const page = await ask('/')
    expect(page.status).toBe(503)
    expect(page.headers.get('retry-after')).toBe('5')
    const text = await page.text()
    expect(text).toContain('<p lang="zh-CN">')
    expect(text).toContain('<p lang="en">')
    expect((await ask('/healthz')).status).toBe(200)
    expect(await metrics.read()).toContain('xiangzhi_requests_shed_total{reason="in-flight"} 41')
    for (const said of await Promise.all(slow.map((one) => one.finish()))) expect(said).toContain('HTTP/1.1 200')
    expect((await ask('/')).status).toBe(200)
  })

  it('gives the place of somebody who hung up to the next', async () => {
    await serve({ requestsMax: 1 })
    await slowSender()
    await wait(30)
    expect((await ask('/')).status).toBe(503)
    sockets[0]?.destroy()
    await expect.poll(async () => (await ask('/')).status).toBe(200)
  })

  it('turns away while its event loop lags, and no longer', async () => {
    await serve({ delayMaxMs: 40, sampleMs: 100 })
    const busy = setInterval(() => {
      const until = performance.now() + 90
      while (performance.now() < until);
    }, 1)
    try {
      await expect.poll(async () => (await ask('/')).status, { timeout: 5000 }).toBe(503)
      expect((await ask('/healthz')).status).toBe(200)
    } finally {
      clearInterval(busy)
    }
    await expect.poll(async () => (await ask('/')).status, { timeout: 5000 }).toBe(200)
  })

  it('refuses a limit that is no number', () => {
    expect(() => pressureLimits({ REQUESTS_MAX: 'many' })).toThrow('REQUESTS_MAX')
    expect(pressureLimits({ REQUESTS_MAX: '12' }).requestsMax).toBe(12)
  })
})
