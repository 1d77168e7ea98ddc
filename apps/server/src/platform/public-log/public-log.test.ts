import { rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { checkLog, checkProof, followLog, readVerifier, type ReadLog, type Trust } from '@xiangzhi/verify'
import Fastify, { type FastifyInstance } from 'fastify'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { testDatabase, type TestDatabase } from '#platform/database/testing'
import { appendToLog, findLogPositions } from './append.ts'
import { mountPublicLog } from './mount.ts'
import { noteHead } from './noted-head.ts'
import { type PublicLog, rotateLogKey, runPublicLog } from './public-log.ts'
import { begin, give, grow, makeLog } from './testing-log.ts'
import { verifyLog } from './verify-log.ts'

let db: TestDatabase
let counties = 860_000
const made: { remove: () => void }[] = []
const servers: FastifyInstance[] = []

beforeAll(async () => {
  db = await testDatabase()
})

afterAll(async () => {
  for (const server of servers) await server.close()
  for (const log of made) log.remove()
})

function newLog(): PublicLog {
  counties += 1
  const log = makeLog(db, counties)
  made.push(log)
  return log
}

/** The log as it is served, read over HTTP. */
function serve(log: PublicLog): { read: ReadLog; server: FastifyInstance; trust: () => Promise<Trust> } {
  const server = Fastify()
  servers.push(server)
  mountPublicLog(server, log)
  const read: ReadLog = async (path) => {
    const answer = await server.inject({ url: `/log/${log.county}/${path}` })
    return answer.statusCode === 200 ? new Uint8Array(answer.rawPayload) : undefined
  }
  const trust = async (): Promise<Trust> => {
    const text = new TextDecoder().decode(await read('vkey'))
    return { logs: text.trim().split('\n').map(readVerifier) }
  }
  return { read, server, trust }
}

describe('the public log of a county', () => {
  it('writes what a transaction appended when that is committed, and nothing when it is not', async () => {
    const log = newLog()
    const [subject] = await give(log, 1)
    await expect(
      db.write(log.county, (tx) => {
        appendToLog(tx, { kind: 'withdrawal', subjectId: 'never', commitment: new Uint8Array(32), now: begin })
        return Promise.reject(new Error('changed my mind'))
      }),
    ).rejects.toThrow('changed my mind')
    expect(await runPublicLog(log)).toMatchObject({ appended: 1, size: 1 })
    const positions = await db.read(log.county, (tx) => findLogPositions(tx, [subject ?? '', 'never']))
    expect(positions).toMatchObject([{ subjectId: subject, kind: 'publication', index: 0, at: begin.toISOString() }])
    expect(await runPublicLog(log)).toBeUndefined()
  })

  it('makes its key once, outside of the database and for nobody else to read', async () => {
    const log = newLog()
    await grow(log, 1)
    const file = join(log.dataDir, 'keys', `log-${log.county}.key`)
    expect(statSync(file).mode & 0o777).toBe(0o600)
    rmSync(file)
    await give(log, 1)
    expect(await runPublicLog(log), 'a server without the key writes nothing and makes no other key').toBeUndefined()
  })

  it('is read and counted anew over HTTP by the verifier, at every size around the edges of tiles', async () => {
    const log = newLog()
    const { read, trust } = serve(log)
    let seen
    for (const step of [1, 1, 253, 1, 1, 255, 200]) {
      await grow(log, step)
      const report = await checkLog({ read, trust: await trust(), seen })
      expect(report.faults).toEqual([])
      expect(await followLog({ read, trust: await trust(), seen })).toMatchObject({ faults: [] })
      seen = report.checkpoint
    }
    expect(seen?.size).toBe(712n)
    expect(await verifyLog(db, log.county)).toMatchObject({ faults: [], entries: 712, checkpoints: 8, tiles: 4 })
  })

  it('serves tiles for ever, no empty and no untimely ones, and entries squeezed on demand', async () => {
    const log = newLog()
    await grow(log, 300)
    const { server } = serve(log)
    const ask = (path: string, headers = {}) => server.inject({ url: `/log/${log.county}/${path}`, headers })
    const full = await ask('tile/0/000')
    expect(full.headers).toMatchObject({
      'content-type': 'application/octet-stream',
      'cache-control': 'public, max-age=31536000, immutable',
      'access-control-allow-origin': '*',
    })
    expect(full.rawPayload).toHaveLength(8192)
    expect((await ask('tile/0/000.p/7')).rawPayload).toEqual(full.rawPayload.subarray(0, 7 * 32))
    expect((await ask('tile/1/000.p/1')).rawPayload).toHaveLength(32)
    for (const path of [
      'tile/0/001',
      'tile/0/001.p/45',
      'tile/1/000',
      'tile/2/000.p/1',
      'tile/0/002.p/1',
      'tile/entries/001.p/45',
    ])
      expect((await ask(path)).statusCode, path).toBe(404)
    const head = await ask('checkpoint')
    expect(head.headers).toMatchObject({
      'content-type': 'text/plain; charset=utf-8',
      'cache-control': 'public, max-age=2',
    })
    expect((await ask('checkpoint/300')).body).toBe(head.body)
    expect((await ask('checkpoint/299')).statusCode).toBe(404)
    expect((await ask('tile/entries/000', { 'accept-encoding': 'gzip' })).headers['content-encoding']).toBe('gzip')
    expect((await ask('proof/3/qr.svg')).body).toContain('<svg')
    for (const path of ['proof/300', 'proof/-1', 'proof/01', 'proof/99999999999999999999', 'tile/0/000.p/256'])
      expect((await ask(path)).statusCode, path).toBe(404)
  })

  it('hands out proofs that hold without the server, and proofs with a changed letter do not', async () => {
    const log = newLog()
    const subjects = await grow(log, 5, 300)
    const { server, trust } = serve(log)
    const keys = await trust()
    for (const index of [0, 4, 5, 255, 256, 304]) {
      const { body, headers } = await server.inject({ url: `/log/${log.county}/proof/${index}.tlog-proof` })
      expect(headers['content-disposition']).toContain(`${log.county}-${index}.tlog-proof`)
      expect(checkProof(body, keys)).toMatchObject({ index: BigInt(index), entry: { subject: subjects[index] } })
    }
    const { body } = await server.inject({ url: `/log/${log.county}/proof/7` })
    for (let at = 0; at < body.length; at += 7) {
      const other = String.fromCharCode(body.charCodeAt(at) ^ 1)
      const result = checkProof(body.slice(0, at) + other + body.slice(at + 1), keys)
      expect(typeof result, `letter ${at}`).toBe('string')
    }
  })

  it('keeps one order and loses nothing when several servers append and write at once', async () => {
    const log = newLog()
    await grow(log, 1)
    const other = makeLog(db, log.county)
    made.push(other)
    const servers = [log, { ...log }]
    let over = false
    const writing = servers.map(async (one) => {
      while (!over) await runPublicLog(one)
    })
    const given = (await Promise.all([give(log, 150, false), give(log, 150, false), give(log, 150, false)])).flat()
    over = true
    await Promise.all(writing)
    await runPublicLog(log)
    const { faults, entries } = await verifyLog(db, log.county)
    expect({ faults, entries }).toEqual({ faults: [], entries: 451 })
    const positions = await db.read(log.county, (tx) => findLogPositions(tx, given))
    expect(new Set(positions.map(({ index }) => index)).size).toBe(450)
    expect(await runPublicLog(other), 'a third one without the key does nothing').toBeUndefined()
  })

  it('changes its key so that whoever trusts the old one can follow to the new one', async () => {
    const log = newLog()
    await grow(log, 3)
    const { read, trust } = serve(log)
    const before = await trust()
    const { checkpoint: seen } = await checkLog({ read, trust: before })
    const vkey = await rotateLogKey(log, begin)
    const met: string[] = []
    const report = await checkLog({ read, trust: before, seen, onEntry: (_index, { subject }) => met.push(subject) })
    expect(report.faults).toEqual([])
    expect(met.at(-1)).toBe(vkey)
    await grow(log, 2)
    expect((await checkLog({ read, trust: before })).faults).toMatchObject([{ kind: 'checkpoint-unsigned' }])
    expect(await checkLog({ read, trust: { logs: [readVerifier(vkey)] }, seen })).toMatchObject({
      faults: [],
      entriesRead: 6,
    })
    expect((await trust()).logs).toHaveLength(2)
    expect(await verifyLog(db, log.county)).toMatchObject({ faults: [], entries: 6 })
  })

  it('goes on with another key when the first one is lost', async () => {
    const log = newLog()
    await grow(log, 3)
    rmSync(join(log.dataDir, 'keys'), { recursive: true })
    await expect(rotateLogKey(log, begin)).rejects.toThrow('has not the key')
    await rotateLogKey(log, begin, true)
    await grow(log, 2)
    expect(await verifyLog(db, log.county)).toMatchObject({ faults: [], entries: 6 })
  })

  it('signs nothing more when the database is behind what was signed', async () => {
    const log = newLog()
    await grow(log, 3)
    const { read } = serve(log)
    const later = new TextDecoder().decode(await read('checkpoint'))
    const restored = { ...newLog(), dataDir: log.dataDir }
    await grow(restored, 1).catch(() => undefined)
    await noteHead(restored.dataDir, restored.county, later)
    await give(restored, 1)
    await expect(runPublicLog(restored)).rejects.toThrow('set back to an earlier state')
  })
})
