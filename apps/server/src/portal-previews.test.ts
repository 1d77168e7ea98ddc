import Fastify, { type FastifyInstance } from 'fastify'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Caller } from '#api'
import { silentLog } from '#platform/log'
import { drafted, type DisclosureWorld, makeDisclosureWorld } from './disclosure/testing-disclosure.ts'
import { mountPreviews } from '#portal'

let world: DisclosureWorld
let server: FastifyInstance
let caller: Caller
let address = ''

beforeAll(async () => {
  world = await makeDisclosureWorld()
  server = Fastify()
  const { county, run, db, clock } = world
  mountPreviews(server, { county, run, db, clock, log: silentLog, callerOf: () => Promise.resolve(caller) })
  const { id } = await drafted(world)
  address = `/api/disclosure/editions/${id}`
})
afterAll(() => server.close())

const open = (url: string) => server.inject({ url, headers: { host: 'xiangzhi.test' } })

test('a draft is shown as each screen will show it, masked, and nothing in it runs', async () => {
  caller = world.staff('village-clerk')
  for (const skin of ['phone', 'elder', 'touch', 'tv']) {
    const { statusCode, body, headers } = await open(`${address}/preview?skin=${skin}`)
    expect(statusCode, skin).toBe(200)
    expect(body, skin).toContain('路灯维修')
    expect(body, skin).not.toContain('13812345678')
    expect(body, skin).not.toContain('<script')
    expect(headers['content-security-policy'], skin).toContain('sandbox')
    expect(headers['content-security-policy'], skin).toContain("frame-ancestors 'self'")
    expect(headers['cache-control'], skin).toBe('no-store')
  }
})

test('a draft is drawn as the sheet on which it will hang', async () => {
  caller = world.staff('village-clerk')
  const { statusCode, body, headers } = await open(`${address}/board`)
  expect(statusCode).toBe(200)
  expect(headers['content-type']).toContain('image/svg+xml')
  expect(body).toMatch(/^<svg/)
})

test('nobody but staff of the place sees a draft', async () => {
  for (const other of [world.villager, world.staff('grid-worker')]) {
    caller = other
    for (const path of [`${address}/preview`, `${address}/board`])
      expect((await open(path)).statusCode, path).toBeGreaterThanOrEqual(400)
  }
})
