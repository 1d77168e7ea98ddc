import { createDecipheriv, createECDH, createPublicKey, hkdfSync, verify } from 'node:crypto'
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http'
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { allowedInside } from '#platform/webhooks'
import type { Outgoing } from './channel.ts'
import { openPushKeys, pushSubscription, webPushChannel } from './push.ts'

/** What a browser has: a key pair of P-256 and a secret of 16 bytes. */
interface BrowserKeys {
  readonly privateKey: Buffer
  readonly auth: Buffer
}

/** Decrypts as a browser does, written from RFC 8291 and RFC 8188 alone. */
function decrypt({ privateKey, auth }: BrowserKeys, body: Buffer): string {
  const salt = body.subarray(0, 16)
  const senderLength = body[20] ?? 0
  const sender = body.subarray(21, 21 + senderLength)
  const ecdh = createECDH('prime256v1')
  ecdh.setPrivateKey(privateKey)
  const info = Buffer.concat([Buffer.from('WebPush: info\0'), ecdh.getPublicKey(), sender])
  const material = Buffer.from(hkdfSync('sha256', ecdh.computeSecret(sender), auth, info, 32))
  const key = Buffer.from(hkdfSync('sha256', material, salt, 'Content-Encoding: aes128gcm\0', 16))
  const nonce = Buffer.from(hkdfSync('sha256', material, salt, 'Content-Encoding: nonce\0', 12))
  const sealed = body.subarray(21 + senderLength)
  const decipher = createDecipheriv('aes-128-gcm', key, nonce)
  decipher.setAuthTag(sealed.subarray(-16))
  const plain = Buffer.concat([decipher.update(sealed.subarray(0, -16)), decipher.final()])
  // The last record ends with the byte 2 and as many zeros as the sender likes.
  return plain.subarray(0, plain.lastIndexOf(2)).toString('utf8')
}

test('the judge reads the example of RFC 8291', () => {
  const keys = {
    privateKey: Buffer.from('q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94', 'base64url'),
    auth: Buffer.from('BTBZMqHH6r4Tts7J_aSIgg', 'base64url'),
  }
  const body = Buffer.from(
    'DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN',
    'base64url',
  )
  expect(decrypt(keys, body)).toBe('When I grow up, I want to be a watermelon')
})

const folders: string[] = []
const servers: Server[] = []
afterEach(async () => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true })
  await Promise.all(servers.splice(0).map((server) => new Promise((done) => server.close(done))))
})

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'xiangzhi-push-'))
  folders.push(made)
  return made
}

interface Received {
  readonly headers: IncomingHttpHeaders
  readonly body: Buffer
}

/** A push service on this machine, which answers as it is told. */
async function pushService(status: () => number): Promise<{ url: string; received: Received[] }> {
  const received: Received[] = []
  const server = createServer((request, response) => {
    const parts: Buffer[] = []
    request.on('data', (part: Buffer) => parts.push(part))
    request.on('end', () => {
      received.push({ headers: request.headers, body: Buffer.concat(parts) })
      response.writeHead(status(), { connection: 'close' }).end()
    })
  })
  servers.push(server)
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/push/1`, received }
}

function browser(endpoint: string) {
  const ecdh = createECDH('prime256v1')
  ecdh.generateKeys()
  const auth = Buffer.from('0123456789abcdef')
  const keys = { p256dh: ecdh.getPublicKey('base64url'), auth: auth.toString('base64url') }
  return { to: JSON.stringify({ endpoint, keys }), keys: { privateKey: ecdh.getPrivateKey(), auth } }
}

const message: Outgoing = {
  id: '019a0000-0000-7000-8000-000000000001',
  to: '',
  title: 'A1',
  text: '新上报：一村，沟渠堵塞。',
  template: 'event-new-work',
  values: [],
  link: 'https://x.test/staff/cases/7',
}
const now = new Date('2026-11-23T02:00:00Z')
const contact = 'mailto:it@county.test'

test('the push service cannot read a message, the browser can, and knows where it leads', async () => {
  const service = await pushService(() => 201)
  const keys = openPushKeys(folder())
  const { to, keys: own } = browser(service.url)
  await webPushChannel({ contact }, keys, allowedInside('127.0.0.1')).send({ ...message, to }, now)
  const [arrived] = service.received
  if (!arrived) throw new Error('nothing arrived')
  expect(arrived.headers).toMatchObject({
    'content-encoding': 'aes128gcm',
    ttl: '43200',
    topic: expect.any(String) as string,
  })
  expect(arrived.body.toString('latin1')).not.toContain('A1')
  expect(JSON.parse(decrypt(own, arrived.body))).toEqual({
    id: message.id,
    title: 'A1',
    text: message.text,
    path: '/staff/cases/7',
  })
})

test('the installation signs for the push service’s own address, with the key that browsers subscribe to', async () => {
  const service = await pushService(() => 201)
  const keys = openPushKeys(folder())
  await webPushChannel({ contact }, keys, allowedInside('127.0.0.1')).send(
    { ...message, to: browser(service.url).to },
    now,
  )
  const given = /^vapid t=([\w-]+)\.([\w-]+)\.([\w-]+), ?k=([\w-]+)$/.exec(
    service.received[0]?.headers.authorization ?? '',
  )
  const [, head = '', claims = '', signature = '', key = ''] = given ?? []
  expect(key).toBe(keys.publicKey)
  expect(JSON.parse(Buffer.from(claims, 'base64url').toString())).toMatchObject({
    aud: new URL(service.url).origin,
    sub: contact,
  })
  const point = Buffer.from(key, 'base64url')
  const jwk = {
    kty: 'EC',
    crv: 'P-256',
    x: point.subarray(1, 33).toString('base64url'),
    y: point.subarray(33).toString('base64url'),
  }
  const publicKey = createPublicKey({ key: jwk, format: 'jwk' })
  const signed = Buffer.from(`${head}.${claims}`)
  const bytes = Buffer.from(signature, 'base64url')
  expect(verify('sha256', signed, { key: publicKey, dsaEncoding: 'ieee-p1363' }, bytes)).toBe(true)
})

test('a browser that is no more is told apart from a service that is down', async () => {
  let status = 410
  const service = await pushService(() => status)
  const channel = webPushChannel({ contact }, openPushKeys(folder()), allowedInside('127.0.0.1'))
  const { to } = browser(service.url)
  await expect(channel.send({ ...message, to }, now)).rejects.toMatchObject({ gone: true, final: true })
  status = 404
  await expect(channel.send({ ...message, to }, now)).rejects.toMatchObject({ gone: true, final: true })
  status = 503
  await expect(channel.send({ ...message, to }, now)).rejects.toMatchObject({ gone: false, final: false })
})

test('a subscription cannot make the server write to addresses inside the house', async () => {
  const service = await pushService(() => 201)
  const channel = webPushChannel({ contact }, openPushKeys(folder()), allowedInside(''))
  await expect(channel.send({ ...message, to: browser(service.url).to }, now)).rejects.toThrow('inside the house')
  expect(service.received).toEqual([])
})

test('the key pair is made once, readable by the server only', () => {
  const made = folder()
  const first = openPushKeys(made)
  expect(openPushKeys(made)).toEqual(first)
  expect(statSync(join(made, 'keys', 'push')).mode & 0o777).toBe(0o600)
  expect(readFileSync(join(made, 'keys', 'push'), 'utf8')).toContain(first.privateKey)
})

test('keys of a subscription that are no keys are refused before anything is kept', () => {
  const good = JSON.parse(browser('https://push.example/1').to) as { endpoint: string; keys: object }
  expect(pushSubscription.safeParse(good).success).toBe(true)
  expect(pushSubscription.safeParse({ ...good, keys: { ...good.keys, auth: 'short' } }).success).toBe(false)
  expect(pushSubscription.safeParse({ ...good, keys: { ...good.keys, p256dh: 'AAAA' } }).success).toBe(false)
})
