import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { type IncomingHttpHeaders, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fixedClock } from '#platform/clock'
import { ownDatabase } from '#platform/database/testing'
import { silentLog } from '#platform/log'
import { loadPack, readPack } from '#packs'
import { buildServer, type Installation, openInstallation } from '#server'
import { addressOf, listRoutes } from './testing-routes.ts'

const clock = fixedClock(new Date('2026-05-18T03:00:00Z'))
const county = 610_114
let folder: string
let installation: Installation
let server: FastifyInstance
let port: number

const page = (words: string): string =>
  `<!doctype html><html lang="zh-CN" data-skin=""><head><style>p{}</style></head><body data-log="">${words.repeat(400)}<script>1</script></body></html>`

/** What a build leaves: pages and a worker under fixed names, parts with a hash in theirs, compressed twins beside them. */
const built: Readonly<Record<string, string>> = {
  'index.html': page('bench '),
  'sign-in.html': page('door '),
  'cockpit.html': page('wall '),
  'verify.html': page('check '),
  'favicon.svg': `<svg xmlns="http://www.w3.org/2000/svg">${'<g/>'.repeat(400)}</svg>`,
  'push-worker.js': `//${'p'.repeat(2000)}`,
  'assets/index-B4x_-9Zq.js': `//${'i'.repeat(2000)}`,
  'assets/react-CkP0aa1b.js': `//${'r'.repeat(2000)}`,
  'assets/index-DL0vEo7_.css': `/*${'c'.repeat(2000)}*/`,
  'assets/plain.js': `//${'n'.repeat(2000)}`,
  'assets/font-of-signs.woff2': 'w'.repeat(2000),
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'xiangzhi-caching-'))
  mkdirSync(join(folder, 'dist', 'assets'), { recursive: true })
  for (const [name, content] of Object.entries(built)) {
    writeFileSync(join(folder, 'dist', name), content)
    if (name.endsWith('.woff2')) continue
    writeFileSync(join(folder, 'dist', `${name}.br`), brotliCompressSync(content))
    writeFileSync(join(folder, 'dist', `${name}.gz`), gzipSync(content))
  }
  const { url } = await ownDatabase()
  installation = openInstallation({ url, dataDir: folder, clock, log: silentLog })
  const pack = await readPack(fileURLToPath(new URL('../../../counties/yanliang/', import.meta.url)))
  await loadPack(installation.db, pack, { now: clock.now(), demo: true })
  server = await buildServer(installation, county, true, `${join(folder, 'dist')}/`)
  await server.listen({ port: 0, host: '127.0.0.1' })
  ;({ port } = server.server.address() as AddressInfo)
})

afterAll(async () => {
  await server.close()
  await installation.close()
  rmSync(folder, { recursive: true })
})

/** What comes over the wire, unpacked by nobody. */
const ask = (path: string, encoding = 'identity'): Promise<{ status: number; headers: IncomingHttpHeaders }> =>
  new Promise((resolve, reject) => {
    const call = request({ port, path, headers: { 'accept-encoding': encoding } }, (answer) => {
      answer.resume()
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, headers: answer.headers }))
    })
    call.on('error', reject).end()
  })

const ENCODINGS = ['identity', 'gzip', 'br', 'gzip, deflate, br'] as const

describe('what a browser may keep', () => {
  it.each([
    '/staff/',
    '/staff/sign-in',
    '/staff/cases/whatever/it/is',
    '/cockpit/',
    '/staff/favicon.svg',
    '/staff/push-worker.js',
    '/staff/assets/plain.js',
    '/staff/assets/font-of-signs.woff2',
    '/verify',
    '/portal.js',
    '/touch/worker.js',
  ])('%s is asked for anew each time, however it is compressed, and answered with its tag', async (path) => {
    for (const encoding of ENCODINGS) {
      const { status, headers } = await ask(path, encoding)
      expect([path, encoding, status, headers['cache-control']]).toEqual([path, encoding, 200, 'no-cache'])
      expect(headers.etag, path).toBeTruthy()
    }
  })

  it.each(['index-B4x_-9Zq.js', 'react-CkP0aa1b.js', 'index-DL0vEo7_.css'])(
    '%s, whose name has the hash of its content, is kept for ever',
    async (name) => {
      const packed = new Set<string | undefined>()
      for (const encoding of ENCODINGS) {
        const { status, headers } = await ask(`/staff/assets/${name}`, encoding)
        expect([status, headers['cache-control']]).toEqual([200, 'public, max-age=31536000, immutable'])
        packed.add(headers['content-encoding'])
      }
      expect([...packed]).toEqual([undefined, 'gzip', 'br'])
    },
  )

  it('is nothing of an answer that there is no such file', async () => {
    for (const path of ['/staff/assets/index-00000000.js', '/staff/assets/../../keys/log-AAAAAAAA.key']) {
      const { status, headers } = await ask(path)
      expect([path, status >= 400, headers['cache-control']]).toEqual([
        path,
        true,
        expect.stringMatching(/no-(cache|store)/),
      ])
    }
  })

  it('is said in every answer of every route, and nothing but parts of the log and hashed files is kept for more than a day', async () => {
    for (const { url } of listRoutes(server).filter(({ method }) => method === 'GET')) {
      const { 'cache-control': said } = (await server.inject({ url: addressOf(url), remoteAddress: '10.0.0.1' }))
        .headers
      expect(said, url).toBeTruthy()
      if (/^\/log\/|^\/staff\/assets\//.test(url)) continue
      expect(said, url).not.toContain('immutable')
      expect(Number(/max-age=(\d+)/.exec(String(said))?.[1] ?? 0), url).toBeLessThanOrEqual(86_400)
    }
  })
})

it('the page that checks the log is sent in the language and size of letters that its reader chose anywhere', async () => {
  const read = async (cookie: string): Promise<string> =>
    (await server.inject({ url: '/verify', headers: { cookie } })).body.slice(0, 90)
  expect(await read('')).toContain('<html lang="zh-CN" data-skin="phone">')
  expect(await read('skin=elder; lang=en')).toContain('<html lang="en" data-skin="elder">')
  expect(await read('skin=elder')).toContain('<html lang="zh-CN" data-skin="elder">')
})
