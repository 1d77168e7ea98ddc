import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Fastify, { type FastifyInstance } from 'fastify'
import { testDatabase } from '#platform/database/testing'
import { diskFileStore, type FileStore } from '#platform/files'
import { silentLog } from '#platform/log'
import { mountPublicLog, runPublicLog } from '#platform/public-log'
import { developmentInbox, openSignIn } from '#platform/sign-in'
import { mountPortal } from '#portal'
import { type DisclosureWorld, makeDisclosureWorld } from './disclosure/testing-disclosure.ts'

/** A county that discloses, with the villagers' pages in front of it. */
export interface PortalWorld {
  readonly world: DisclosureWorld
  readonly server: FastifyInstance
  readonly store: FileStore
  /** `/v/{code}` of the village that the staff of the world answer for. */
  readonly home: string
  /** Gives everything that waits its place in the public log. */
  placeInLog(): Promise<void>
  /** A page as a browser without script gets it. */
  open(path: string, headers?: Record<string, string>): Promise<{ status: number; body: string; headers: Record<string, unknown>; bytes: Buffer }>
  close(): Promise<void>
}

export async function makePortalWorld(at?: Date): Promise<PortalWorld> {
  const world = await makeDisclosureWorld(at)
  const { db, county, clock, sealing, processes, run } = world
  const folder = await mkdtemp(join(tmpdir(), 'xiangzhi-open-'))
  const { url } = await testDatabase()
  const inbox = developmentInbox(db, clock)
  const signIn = openSignIn({ url, database: db, sealing, codes: inbox, clock, log: silentLog })
  const store = diskFileStore(folder)
  const server = Fastify({ routerOptions: { maxParamLength: 200 } })
  mountPublicLog(server, { db, county })
  await mountPortal(server, { county, run, db, store, sealing, clock, log: silentLog, processes, villagers: signIn })
  return {
    world,
    server,
    store,
    home: `/v/${world.villageCode}`,
    placeInLog: async () => {
      await runPublicLog({ db, county, dataDir: folder })
    },
    open: async (path, headers = {}) => {
      const answer = await server.inject({ url: path, headers: { host: 'xiangzhi.test', ...headers } })
      return { status: answer.statusCode, body: answer.body, headers: answer.headers, bytes: answer.rawPayload }
    },
    close: async () => {
      await server.close()
      await signIn.close()
      await rm(folder, { recursive: true })
    },
  }
}
