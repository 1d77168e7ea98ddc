import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { FastifyInstance } from 'fastify'
import { v7 as uuidv7 } from 'uuid'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { fixedClock } from '#platform/clock'
import { type Replicated, startReplicated } from '#platform/database/testing'
import { silentLog } from '#platform/log'
import { loadPack, readPack } from '#packs'
import { buildServer, type Installation, openInstallation } from '#server'

const clock = fixedClock(new Date('2026-03-10T02:00:00Z'))
const county = 610_114
const village = '610114001200'
let servers: Replicated
let installation: Installation
let server: FastifyInstance

beforeAll(async () => {
  servers = await startReplicated()
  const dataDir = join(servers.folder, 'server')
  installation = openInstallation({ url: servers.primaryUrl, dataDir, clock, log: silentLog })
  const pack = await readPack(fileURLToPath(new URL('../../../counties/yanliang/', import.meta.url)))
  await loadPack(installation.db, pack, { now: clock.now(), demo: false })
  process.env['DATABASE_REPLICA_URL'] = servers.replicaUrl
  server = await buildServer(installation, county, false)
  delete process.env['DATABASE_REPLICA_URL']
})

afterAll(async () => {
  await server.close()
  await installation.close()
  await servers.close()
})

const get = async (url: string): Promise<string> => {
  const answer = await server.inject({ url, remoteAddress: '127.0.0.1' })
  expect(answer.statusCode, url).toBe(200)
  return answer.body
}

it('public pages are drawn from the replica, what programs and people do is read and written on the primary', async () => {
  await expect.poll(() => get('/metrics')).toContain('xiangzhi_replica_used 1')
  await servers.pause()
  const answer = await server.inject({
    method: 'POST',
    url: '/api/reports',
    headers: { host: 'xiangzhi.test', origin: 'http://xiangzhi.test' },
    payload: { requestId: uuidv7(), category: 'R0302', placeCode: village, description: '垃圾桶满了' },
  })
  expect(answer.statusCode).toBe(201)
  const { number, token } = answer.json<{ number: string; token: string }>()
  // The replica has not heard of it yet; the primary answers everything else.
  expect(await get(`/v/${village}/cases`)).not.toContain(number)
  expect(await get(`/t/${token}`)).toContain(number)
  expect(await get(`/api/public-cases?village=${village}`)).toContain(number)
  await servers.resume()
  await expect.poll(() => get(`/v/${village}/cases`)).toContain(number)
})
