import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { FastifyInstance } from 'fastify'
import { addFirstKey } from '#api'
import { fixedClock } from '#platform/clock'
import { ownDatabase } from '#platform/database/testing'
import { silentLog } from '#platform/log'
import { loadPack, readPack } from '#packs'
import { buildServer, type Installation, openInstallation } from '#server'

/** Yanliang with an empty desk, served as in production, for tests that speak HTTP. */
export interface Served {
  readonly server: FastifyInstance
  readonly installation: Installation
  readonly county: number
  readonly clock: ReturnType<typeof fixedClock>
  /** Makes a key with one role, or one that only reports. */
  key(role?: Parameters<typeof addFirstKey>[2]['role'], at?: string): Promise<string>
  close(): Promise<void>
}

/** A Tuesday morning in working hours. */
export const start = new Date('2026-03-10T02:00:00Z')

export async function serveYanliang(given?: string): Promise<Served> {
  const clock = fixedClock(start)
  const folder = given ?? (await mkdtemp(join(tmpdir(), 'xiangzhi-open311-')))
  const { url } = await ownDatabase()
  const installation = openInstallation({ url, dataDir: folder, clock, log: silentLog })
  const pack = await readPack(fileURLToPath(new URL('../../../../counties/yanliang/', import.meta.url)))
  const county = 610_114
  await loadPack(installation.db, pack, { now: clock.now(), demo: true })
  const server = await buildServer(installation, county, true)
  return {
    server,
    installation,
    county,
    clock,
    key: (role, at) => addFirstKey(installation, county, { role, name: `系统 ${role ?? ''}`, at, now: clock.now() }),
    async close() {
      await server.close()
      await installation.close()
      if (given === undefined) await rm(folder, { recursive: true })
    },
  }
}
