import { execFile, spawnSync } from 'node:child_process'
import { createPublicKey, randomInt } from 'node:crypto'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { verifyCheckpoint } from '@sigstore/verify/dist/tlog/checkpoint.js'
import { verifyMerkleInclusion } from '@sigstore/verify/dist/tlog/merkle.js'
import { readProof, readVerifier } from '@xiangzhi/verify'
import Fastify, { type FastifyInstance } from 'fastify'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { testDatabase } from '#platform/database/testing'
import { mountPublicLog } from './mount.ts'
import { grow, makeLog } from './testing-log.ts'

// People who are not us wrote these; they read what we serve, unchanged.

const LIBRARIES = '/usr/share/gocode/src/golang.org/x/mod/sumdb/tlog'

const hasGo = (): boolean => existsSync(LIBRARIES) && spawnSync('go', ['version']).status === 0

/** Debian's Go takes ten seconds to install. Only where nobody minds: as root, and not when NO_INSTALL is set. */
function findGo(): boolean {
  if (hasGo()) return true
  if (process.getuid?.() !== 0 || process.env['NO_INSTALL'] || !existsSync('/usr/bin/apt-get')) return false
  const wanted = ['golang-go', 'golang-golang-x-mod-dev']
  spawnSync('apt-get', ['install', '-y', '-q', '--no-install-recommends', ...wanted], {
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    timeout: 60_000,
  })
  return hasGo()
}

const goIsHere = findGo()

let server: FastifyInstance
let log: ReturnType<typeof makeLog>
let address: string
let vkey: string
/** What a test wants changed on the way to whoever reads: the byte at a place of a path. */
let flip: { readonly path: string; readonly at: number } | undefined
const sizes = [1, 7, 256, 300, 612]

const get = async (path: string): Promise<string> => (await fetch(`${address}/${path}`)).text()

beforeAll(async () => {
  log = makeLog(await testDatabase(), 858_001)
  await grow(log, ...sizes.map((size, no) => size - (sizes[no - 1] ?? 0)))
  server = Fastify()
  server.addHook('onSend', (request, _reply, payload, done) => {
    if (flip === undefined || !request.url.endsWith(flip.path)) {
      done(null, payload)
      return
    }
    const bytes = Buffer.from(payload as Buffer | string)
    const at = flip.at % bytes.length
    bytes[at] = (bytes[at] ?? 0) ^ 1
    done(null, bytes)
  })
  mountPublicLog(server, log)
  address = `${await server.listen({ port: 0, host: '127.0.0.1' })}/log/${log.county}`
  vkey = (await get('vkey')).trim()
})

afterAll(async () => {
  await server.close()
  log.remove()
})

describe(
  goIsHere ? "Go's x/mod sumdb" : "Go's x/mod sumdb (not run: there is no Go with golang-golang-x-mod-dev here)",
  () => {
    const environment = { ...process.env, GO111MODULE: 'off', GOPATH: '/usr/share/gocode', GOFLAGS: '' }
    const run = promisify(execFile)

    it.skipIf(!goIsHere)(
      'accepts every entry, every receipt and every earlier head, and nothing in which one byte was changed',
      async () => {
        const judge = join(log.dataDir, 'judge')
        await run('go', ['build', '-o', judge, join(import.meta.dirname, 'judge.go')], { env: environment })
        const ask = () => run(judge, [address, vkey, ...sizes.map(String)])
        expect((await ask()).stdout).toBe('612 entries, 5 earlier heads\n')
        const paths = [
          'checkpoint',
          'tile/0/000',
          'tile/0/002.p/100',
          'tile/1/000.p/2',
          'tile/entries/001',
          'proof/100',
          'checkpoint/7',
        ]
        for (const path of paths) {
          // The last letter before the end of a Base64 has bits that mean nothing, so texts are not flipped just anywhere.
          flip = { path, at: path.startsWith('tile') ? randomInt(1_000_000) : 30 + randomInt(10) }
          await expect(ask(), `byte ${flip.at} of ${path}`).rejects.toThrow()
          flip = undefined
        }
        expect((await ask()).stdout).toBe('612 entries, 5 earlier heads\n')
      },
      180_000,
    )
  },
)

describe('@sigstore/verify', () => {
  /** A key of Ed25519 as Node reads it: the bytes behind the fixed beginning of its form. */
  const publicKey = (raw: Uint8Array) =>
    createPublicKey({
      key: Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), raw]),
      format: 'der',
      type: 'spki',
    })

  async function judge(index: number, change: (text: string) => string = (text) => text): Promise<void> {
    const proof = readProof(change(await get(`proof/${index}`)))
    if (!proof?.entry) throw new Error('no proof')
    const { name, id, publicKey: raw } = readVerifier(vkey)
    const entry = {
      canonicalizedBody: Buffer.from(proof.entry),
      inclusionProof: {
        logIndex: String(index),
        hashes: proof.hashes.map((hash) => Buffer.from(hash)),
        checkpoint: { envelope: proof.checkpoint },
      },
    }
    const authority = {
      logID: Buffer.concat([id, Buffer.alloc(28)]),
      publicKey: publicKey(raw),
      baseURL: `https://${name}`,
      validFor: { start: new Date(0), end: new Date(8.64e15) },
    }
    const checkpoint = verifyCheckpoint(entry as never, [authority])
    verifyMerkleInclusion(entry as never, checkpoint)
  }

  it('accepts our receipts', async () => {
    for (const index of [0, 1, 255, 256, 299, 611]) await judge(index)
  })

  it('refuses a receipt with another entry, another root or another signature', async () => {
    await expect(judge(3, (text) => text.replace(/^extra .*$/m, `extra ${btoa('nothing')}`))).rejects.toThrow(
      'root hash',
    )
    await expect(judge(3, (text) => text.replace('\n612\n', '\n611\n'))).rejects.toThrow('signature')
    const other = (text: string): string => text.replace(/.{9}\n$/, 'AAAAAAAAA\n')
    await expect(judge(3, other)).rejects.toThrow('signature')
  })
})
