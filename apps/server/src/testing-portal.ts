import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { actOnCase, listCases } from '@xiangzhi/contract'
import Fastify, { type FastifyInstance } from 'fastify'
import { v7 as uuidv7 } from 'uuid'
import { diskFileStore, type FileStore } from '#platform/files'
import type { Channel, MessageOutlets, Outgoing } from '#platform/messages'
import { mountPublicLog, runPublicLog } from '#platform/public-log'
import { mountPortal, type Portal, tellSubscribers } from '#portal'
import { type DisclosureWorld, makeDisclosureWorld } from './disclosure/testing-disclosure.ts'

/** A browser without script: it keeps cookies and follows redirects, and that is all. */
export interface Visitor {
  readonly at: string
  readonly status: number
  readonly body: string
  open(path: string): Promise<void>
  send(path: string, fields: Record<string, string>): Promise<void>
  /** Sends the form of the page it is on. */
  answer(fields: Record<string, string>): Promise<void>
}

function visitorOf(server: FastifyInstance): Visitor {
  const now = { at: '', status: 0, body: '' }
  const cookies = new Map<string, string>()
  const go = async (method: 'GET' | 'POST', url: string, fields: Record<string, string> = {}): Promise<void> => {
    const answer = await server.inject({
      method,
      url,
      headers: {
        host: 'xiangzhi.test',
        cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; '),
        ...(method === 'POST' && {
          origin: 'http://xiangzhi.test',
          'content-type': 'application/x-www-form-urlencoded',
        }),
      },
      ...(method === 'POST' && { payload: new URLSearchParams(fields).toString() }),
    })
    for (const { name, value } of answer.cookies) cookies.set(name, value)
    const next = answer.headers.location
    if (answer.statusCode === 303 && next !== undefined) return go('GET', next)
    Object.assign(now, { at: url, status: answer.statusCode, body: answer.body })
    return undefined
  }
  return Object.assign(now, {
    open: (path: string) => go('GET', path),
    send: (path: string, fields: Record<string, string>) => go('POST', path, fields),
    answer: (fields: Record<string, string>) => go('POST', now.at, fields),
  })
}

/** A county that discloses, with the villagers' pages in front of it. */
export interface PortalWorld {
  readonly world: DisclosureWorld
  readonly server: FastifyInstance
  readonly portal: Portal
  readonly store: FileStore
  /** What went out by e-mail. */
  readonly letters: readonly Outgoing[]
  /** `/v/{code}` of the village that the staff of the world answer for. */
  readonly home: string
  visitor(): Visitor
  /** Gives everything that waits its place in the public log. */
  placeInLog(): Promise<void>
  /** The village answers a question and shows it in a moderated wording. */
  reply(number: string, answer: string, shownQuestion: string): Promise<void>
  /** Tells subscribers what is new. */
  tell(): Promise<number>
  /** A page as a browser without script gets it. */
  open(
    path: string,
    headers?: Record<string, string>,
  ): Promise<{ status: number; body: string; headers: Record<string, unknown>; bytes: Buffer }>
  close(): Promise<void>
}

export async function makePortalWorld(at?: Date): Promise<PortalWorld> {
  const folder = await mkdtemp(join(tmpdir(), 'xiangzhi-open-'))
  const letters: Outgoing[] = []
  const mailbox: Channel = {
    provider: 'test',
    send: (letter) => {
      letters.push(letter)
      return Promise.resolve(null)
    },
  }
  const outlets: MessageOutlets = { address: 'http://xiangzhi.test', channels: { 'e-mail': mailbox }, dataDir: folder }
  const store = diskFileStore(folder)
  const world = await makeDisclosureWorld(at, { other: { outlets, store, dataDir: folder } })
  const { db, county, run, signIn } = world
  const server = Fastify({ routerOptions: { maxParamLength: 200 } })
  mountPublicLog(server, { db, county })
  const portal = await mountPortal(server, { ...world, villagers: signIn })
  return {
    world,
    server,
    portal,
    store,
    letters,
    home: `/v/${world.villageCode}`,
    visitor: () => visitorOf(server),
    placeInLog: async () => {
      await runPublicLog({ db, county, dataDir: folder })
    },
    reply: async (number, publicNote, publicQuestion) => {
      const clerk = world.staff('village-clerk')
      const { rows } = await run(listCases, clerk, { process: 'disclosure-question', limit: 100 })
      const found = rows.find((row) => row.number === number)
      if (!found) throw new Error(`no case ${number}`)
      await run(actOnCase, clerk, {
        caseId: found.id,
        requestId: uuidv7(),
        version: found.version,
        transition: 'reply',
        fields: { publicQuestion },
        publicNote,
      })
      portal.changed()
    },
    tell: () => tellSubscribers(world),
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
