import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fixedClock } from '#platform/clock'
import { ownDatabase } from '#platform/database/testing'
import { openLog } from '#platform/log'
import { fileURLToPath } from 'node:url'
import { loadPack, readPack } from '#packs'
import { listOperations } from '#api'
import { publicWrites } from '#platform/public-writes'
import { buildServer, type Installation, openInstallation } from '#server'
import { addressOf, listRoutes, type Route } from './testing-routes.ts'

const clock = fixedClock(new Date('2026-03-10T02:00:00Z'))
const county = 610_114
const logged: string[] = []
let folder: string
let installation: Installation
let server: FastifyInstance
let routes: Route[]

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'xiangzhi-security-'))
  const { url } = await ownDatabase()
  const log = openLog({ clock, level: 'debug', write: (line) => void logged.push(line) })
  installation = openInstallation({ url, dataDir: folder, clock, log })
  const pack = await readPack(fileURLToPath(new URL('../../../counties/yanliang/', import.meta.url)))
  await loadPack(installation.db, pack, { now: clock.now(), demo: true })
  server = await buildServer(installation, county, true)
  await server.ready()
  routes = listRoutes(server)
})

afterAll(async () => {
  await server.close()
  await installation.close()
  rmSync(folder, { recursive: true })
})

describe('every address at which anybody can write', () => {
  const stranger = (method: 'POST' | 'PUT' | 'PATCH' | 'DELETE', url: string, remoteAddress: string) =>
    server.inject({ method, url: addressOf(url), remoteAddress, payload: {} })
  const isWrite = ({ method }: Route): boolean => !['GET', 'HEAD', 'OPTIONS'].includes(method)

  it('declares whom a stranger may burden there and how far, or is refused to strangers', async () => {
    const spoken = new Map(listOperations().map((operation) => [`${operation.method} ${operation.path}`, operation]))
    const open: string[] = []
    for (const [n, route] of routes.filter(isWrite).entries()) {
      const name = `${route.method} ${route.url}`
      const operation = spoken.get(name)
      const declared = operation?.publicWrite ?? publicWrites[route.url]
      if (declared) {
        expect(declared.burdens.length, name).toBeGreaterThan(0)
        expect(
          declared.limits.some(({ per }) => per === 'source'),
          name,
        ).toBe(true)
        if (!operation) open.push(route.url)
        continue
      }
      expect([name, operation?.audience]).toEqual([name, 'staff'])
      const { statusCode } = await stranger(route.method as 'POST', route.url, `10.20.${n % 250}.1`)
      // Whatever else is wrong with what was sent, nothing is done for somebody who is nobody.
      expect([name, statusCode >= 400 && statusCode < 500 && statusCode !== 429]).toEqual([name, true])
    }
    // What the table names and nothing mounts would be forgotten there.
    expect(open.toSorted()).toEqual(Object.keys(publicWrites).toSorted())
    expect(open).toEqual(
      expect.arrayContaining(['/open311/*', '/api/files', '/api/auth/sign-in/username', '/t/:token/act']),
    )
  })

  it('ends for one source, in the words of its own surface, and goes on for others', async () => {
    for (const [url, times] of [
      ['/api/imports', 60],
      ['/v/:code/subscribe', 20],
    ] as const) {
      const statuses = []
      for (let n = 0; n < times + 2; n += 1) statuses.push((await stranger('POST', url, '10.30.0.1')).statusCode)
      expect(statuses.indexOf(429), url).toBe(times)
      expect((await stranger('POST', url, '10.30.0.2')).statusCode, url).not.toBe(429)
    }
    const guess = () => stranger('POST', '/api/auth/two-factor/verify-totp', '10.30.0.3')
    let answer = await guess()
    for (let n = 0; n < 700 && answer.statusCode !== 429; n += 1) answer = await guess()
    expect(answer.statusCode).toBe(429)
    expect(answer.json()).toMatchObject({ code: 'try-later' })
    expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0)
  })
})

describe('every answer of every route', () => {
  it('is known to this sweep', () => {
    expect(routes.length).toBeGreaterThan(100)
    expect(routes.map(({ url }) => url)).toEqual(expect.arrayContaining(['/api/reports', '/metrics', '/healthz']))
  })

  it('forbids guessing of types, frames and foreign referrers, and has its request id', async () => {
    for (const { method, url } of routes.filter((route) => route.method === 'GET')) {
      const { headers } = await server.inject({ method: 'GET', url: addressOf(url), remoteAddress: '10.0.0.1' })
      const name = `${method} ${url}`
      expect(headers['x-content-type-options'], name).toBe('nosniff')
      expect(headers['x-frame-options'], name).toBe('DENY')
      expect(headers['referrer-policy'], name).toMatch(/^(same-origin|no-referrer)$/)
      expect(headers['permissions-policy'], name).toContain('camera=()')
      expect(headers['x-request-id'], name).toMatch(/^[0-9a-f-]{36}$/)
      expect(headers['server'], name).toBeUndefined()
      expect(headers['x-powered-by'], name).toBeUndefined()
      if (String(headers['content-type']).startsWith('text/html'))
        expect(headers['content-security-policy'], name).toMatch(/default-src|script-src/)
      // Other sites may read only what is open to everybody, and never with a cookie.
      expect(headers['access-control-allow-credentials'], name).toBeUndefined()
    }
  })

  it('refuses a change that a page of another site asks for in the name of somebody signed in', async () => {
    const changes = routes.filter(({ method }) => ['POST', 'PUT', 'DELETE', 'PATCH'].includes(method))
    expect(changes.length).toBeGreaterThan(40)
    for (const { method, url } of changes.filter((route) => !route.url.startsWith('/open311/'))) {
      const answer = await server.inject({
        method: method as 'POST',
        url: addressOf(url),
        headers: {
          host: 'xiangzhi.test',
          origin: 'https://evil.example',
          'sec-fetch-site': 'cross-site',
          cookie: 'better-auth.session_token=stolen',
          'content-type': 'application/x-www-form-urlencoded',
        },
        payload: 'a=b',
      })
      // 415: a form of another site cannot even send what the operation reads.
      expect([403, 415], `${method} ${url} ${answer.body.slice(0, 200)}`).toContain(answer.statusCode)
    }
    const json = await server.inject({
      method: 'POST',
      url: '/api/cases',
      headers: { host: 'xiangzhi.test', origin: 'https://evil.example', cookie: 'a=b' },
      payload: {},
    })
    expect(json.json()).toMatchObject({ status: 403, code: 'not-allowed' })
  })
})

describe('measured values', () => {
  const read = (headers: Record<string, string> = {}, remoteAddress = '127.0.0.1') =>
    server.inject({ url: '/metrics', headers, remoteAddress })

  it('are told to this machine only, and not through a proxy on it', async () => {
    expect((await read()).statusCode).toBe(200)
    expect((await read({}, '10.0.0.1')).statusCode).toBe(404)
    expect((await read({ 'x-forwarded-for': '127.0.0.1' })).statusCode).toBe(404)
    expect((await read({ authorization: 'Bearer guessed' })).statusCode).toBe(404)
  })

  it('count requests by template and refusals by code, and never name an address', async () => {
    await server.inject({ url: '/t/a-private-link-that-nobody-may-know' })
    await server.inject({ method: 'POST', url: '/api/reports', payload: {} })
    const { body, headers } = await read()
    expect(headers['content-type']).toContain('version=0.0.4')
    expect(body).toMatch(
      /^xiangzhi_http_request_duration_seconds_count\{route="\/t\/:token",method="GET",status="\d+"\} \d+$/m,
    )
    expect(body).toMatch(/^xiangzhi_refusals_total\{code="bad-input"\} \d+$/m)
    expect(body).toMatch(/^xiangzhi_database_connections\{pool="readers",state="idle"\} \d+$/m)
    expect(body).toMatch(/^process_resident_memory_bytes \d+$/m)
    expect(body).toMatch(/^process_cpu_seconds_total [\d.]+$/m)
    expect(body).not.toContain('private-link')
    // Each line is a comment or a name with labels and a number: what Prometheus reads.
    for (const line of body.trimEnd().split('\n'))
      expect(line).toMatch(/^(# (HELP|TYPE) [a-z_0-9]+ .+|[a-zA-Z_0-9]+(\{[^{}]*\})? -?(\d[\d.e+-]*|NaN|\+Inf))$/)
  })

  it('are given to who knows the token', async () => {
    process.env['METRICS_TOKEN'] = 'a-long-token'
    const other = await buildServer(installation, county, true)
    delete process.env['METRICS_TOKEN']
    const ask = (token: string) =>
      other.inject({ url: '/metrics', headers: { authorization: `Bearer ${token}` }, remoteAddress: '10.0.0.1' })
    expect((await ask('a-long-token')).statusCode).toBe(200)
    expect((await ask('another')).statusCode).toBe(404)
    await other.close()
  })
})

it('the log never holds a private link, also when the page fails', async () => {
  logged.length = 0
  await server.inject({ url: '/t/secret-token-of-somebody' })
  expect(logged.length).toBeGreaterThan(0)
  expect(logged.join('')).not.toContain('secret-token')
})
