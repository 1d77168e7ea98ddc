import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { listMessages } from '@xiangzhi/contract'
import type { Messages } from '@xiangzhi/language'
import { SMTPServer } from 'smtp-server'
import { saveConfigPart } from '#platform/county-config'
import { silentLog } from '#platform/log'
import { type MessageOutlets, openOutlets } from '#platform/messages'
import { allowedInside } from '#platform/webhooks'
import type { Caller, Run } from '#api'
import { makeWorld, type World } from './api/testing-world.ts'
import { messageReader, sendMessages } from './messages/index.ts'

const row = (one: Omit<Messages['rows'][number], 'text'> & { text?: { zh: string; en: string } }) => ({
  text: { zh: '{number} {category} {place} {deadline} {link}', en: '{number} {category} {place} {deadline} {link}' },
  ...one,
})
/** A matrix that has every audience and channel. */
export const matrix: Messages = {
  quietHours: { from: '21:30', to: '07:30' },
  rows: [
    row({ key: 'received', process: 'grid-event', on: 'open', audience: 'reporter', channel: 'sms' }),
    row({ key: 'work', process: 'grid-event', on: 'open', audience: 'owner', channel: 'in-app' }),
    row({ key: 'work-mail', process: 'grid-event', on: 'open', audience: 'owner', channel: 'e-mail' }),
    row({ key: 'told', process: 'grid-event', on: 'open', audience: 'supervisor', channel: 'in-app' }),
    row({ key: 'work-push', process: 'grid-event', on: 'open', audience: 'owner', channel: 'push' }),
    row({ key: 'group', process: 'grid-event', on: 'open', audience: 'supervisor', channel: 'robot' }),
    row({ key: 'asked', process: 'grid-event', on: 'ask', audience: 'reporter', channel: 'sms', urgent: true }),
    row({ key: 'followed', process: 'grid-event', on: 'accept', audience: 'followers', channel: 'sms' }),
    row({ key: 'filed', process: 'grid-event', on: 'file', audience: 'owner', channel: 'in-app' }),
    row({ key: 'dispatched', process: 'grid-event', on: 'dispatch', audience: 'owner', channel: 'in-app' }),
    row({ key: 'recalled', process: 'grid-event', on: 'recall', audience: 'previous-owner', channel: 'in-app' }),
  ],
}

/** What arrived at one of the gateways of this machine. */
interface Arrived {
  readonly channel: string
  readonly to: string
  readonly text: string
  readonly template: string
}

/** A county whose messages go through real gateways on this machine. */
export interface Post {
  readonly world: World
  readonly run: Run
  readonly sent: Arrived[]
  readonly outlets: MessageOutlets
  /** Where the gateways and a push service listen. */
  readonly url: string
  /** Whether the gateways answer that they are down. */
  down: boolean
  read(): Promise<number>
  send(): Promise<number>
}

const endings: (() => Promise<unknown>)[] = []
/** Closes what the posts of a test opened. */
export async function closePosts(): Promise<void> {
  await Promise.all(endings.splice(0).map((end) => end()))
}

/** A gateway and the robot's address on one HTTP server, and a mail server, all on this machine. */
async function openGateways(
  arrived: (one: Arrived) => void,
  isDown: () => boolean,
): Promise<{ outlets: MessageOutlets; url: string }> {
  const http = createServer((request, response) => {
    let body = ''
    request.setEncoding('utf8')
    request.on('data', (part: string) => (body += part))
    request.on('end', () => {
      if (request.url?.startsWith('/push/')) {
        const gone = request.url.startsWith('/push/gone')
        if (!gone) arrived({ channel: 'push', to: request.url, template: '', text: '' })
        return response.writeHead(gone ? 410 : isDown() ? 503 : 201, { connection: 'close' }).end()
      }
      if (isDown()) return response.writeHead(503, { connection: 'close' }).end()
      const said = JSON.parse(body) as { to: string; template: string; text: { content: string } | string }
      if (typeof said.text === 'string') arrived({ ...said, channel: 'sms', text: said.text })
      else arrived({ channel: 'robot', to: '', template: '', text: said.text.content })
      return response.writeHead(200, { connection: 'close' }).end('{"errcode":0,"receipt":"receipt 1"}')
    })
  })
  await new Promise<void>((ready) => http.listen(0, '127.0.0.1', ready))
  const mail = new SMTPServer({
    disabledCommands: ['STARTTLS', 'AUTH'],
    onRcptTo: ({ address }, _session, done) =>
      done(address.startsWith('nobody') ? Object.assign(new Error('no such person'), { responseCode: 550 }) : null),
    onData: (stream, session, done) => {
      let raw = ''
      stream.setEncoding('utf8')
      stream.on('data', (part: string) => (raw += part))
      stream.on('end', () => {
        const [, head = '', encoded = ''] = /^(.*?)\r\n\r\n(.*)$/s.exec(raw) ?? []
        const text = /base64/i.test(head) ? Buffer.from(encoded, 'base64').toString() : encoded.replace(/=\r\n/g, '')
        arrived({ channel: 'e-mail', to: session.envelope.rcptTo[0]?.address ?? '', template: '', text })
        done()
      })
    },
  })
  await new Promise<void>((ready) => mail.listen(0, '127.0.0.1', ready))
  endings.push(
    () => new Promise((done) => http.close(done)),
    () => new Promise<void>((done) => mail.close(done)),
  )
  const url = `http://127.0.0.1:${(http.address() as AddressInfo).port}`
  const folder = await mkdtemp(join(tmpdir(), 'xiangzhi-messages-'))
  const settings = {
    address: 'https://x.test',
    sms: {
      gateway: 'http',
      url,
      headers: { 'content-type': 'application/json' },
      body: '{"to":"{phone}","text":"{text}","template":"{template}"}',
      idFrom: 'receipt',
    },
    email: {
      host: '127.0.0.1',
      port: (mail.server.address() as AddressInfo).port,
      tls: 'none',
      from: '乡治 <no-reply@county.test>',
    },
    robot: { kind: 'dingtalk', url, secret: 'SEC' },
    push: { contact: 'mailto:it@county.test' },
  }
  await writeFile(join(folder, 'messages.yaml'), JSON.stringify(settings))
  const outlets = openOutlets(folder, allowedInside('127.0.0.1'))
  await rm(folder, { recursive: true })
  return { outlets, url }
}

/** A county with a matrix, and real gateways that write down what arrives. */
export async function makePost(at?: Date): Promise<Post> {
  const sent: Arrived[] = []
  const { outlets, url } = await openGateways(
    (one) => sent.push(one),
    () => post.down,
  )
  const world = await makeWorld(at, { outlets })
  const { county, db, clock, processes, sealing, run } = world
  await db.write(county, (tx) =>
    saveConfigPart(tx, { part: 'messages', content: matrix, seen: 0, by: null, reason: 'test', now: clock.now() }),
  )
  const read = messageReader({
    db,
    county,
    processes,
    channels: outlets.channels,
    firstLookBackMs: 3_600_000,
    log: silentLog,
  })
  const post: Post = {
    world,
    run,
    sent,
    outlets,
    url,
    down: false,
    read: () => read(clock.now()),
    send: () => sendMessages({ db, county, sealing, outlets, log: silentLog }, clock.now()),
  }
  return post
}

/** Lets time pass. */
export const later = ({ world: { clock } }: Post, minutes: number): void =>
  clock.set(new Date(clock.now().getTime() + minutes * 60_000))

/** What somebody reads in the inbox. */
export const inboxOf = async ({ run }: Post, caller: Caller) => (await run(listMessages, caller, {})).rows
