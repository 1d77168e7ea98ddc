import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { canonicalJson, commit, readNote, readVerifier, signersOf } from '@xiangzhi/verify'
import Fastify, { type FastifyInstance } from 'fastify'
import { v7 as uuidv7 } from 'uuid'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { testDatabase, type TestDatabase } from '#platform/database/testing'
import { appendToLog } from './append.ts'
import { mountPublicLog } from './mount.ts'
import { rotateLogKey, runPublicLog } from './public-log.ts'
import { begin, grow, makeLog } from './testing-log.ts'
import { readWitnesses, submitToWitnesses } from './witnesses.ts'

// The commands that strangers run on their own machines, against a log that is served.

const verifier = fileURLToPath(import.meta.resolve('@xiangzhi/verify')).replace('src/index.ts', 'verify.ts')
const witnessCommand = verifier.replace('verify.ts', 'witness.ts')

let db: TestDatabase
let server: FastifyInstance
let log: ReturnType<typeof makeLog>
let address: string
let vkey: string
const witnesses: ChildProcess[] = []

beforeAll(async () => {
  db = await testDatabase()
  log = makeLog(db, 857_001)
  await grow(log, 300)
  server = Fastify()
  mountPublicLog(server, log)
  address = `${await server.listen({ port: 0, host: '127.0.0.1' })}/log/${log.county}`
  vkey = (await (await fetch(`${address}/vkey`)).text()).trim()
})

afterAll(async () => {
  for (const witness of witnesses) witness.kill('SIGTERM')
  await server.close()
  log.remove()
})

const run = promisify(execFile)

/** What a command says, and whether it found everything in order. */
async function verify(...args: string[]): Promise<{ ok: boolean; said: string }> {
  try {
    return { ok: true, said: (await run(process.execPath, [verifier, ...args])).stdout }
  } catch (error) {
    const { stdout, stderr } = error as { stdout: string; stderr: string }
    return { ok: false, said: stdout + stderr }
  }
}

const inFolder = (name: string): string => join(log.dataDir, name)

it('a stranger checks the whole log, and the next time that it went on from there', async () => {
  const state = inFolder('state.json')
  const first = await verify('log', address, '--vkey', vkey, '--state', state)
  expect(first).toMatchObject({ ok: true, said: expect.stringContaining('300 entries counted anew') })
  await grow(log, 10)
  expect(await verify('log', address, '--state', state, '--quick')).toMatchObject({
    ok: true,
    said: expect.stringContaining('310 entries; goes on from what was seen; seen before: 300'),
  })
  const told = await verify('log', address)
  expect(told.said, 'without a key it says whom it believes').toContain('no key was given')
})

it('a log that went another way than the one that was seen is found', async () => {
  const state = inFolder('forked.json')
  const other = makeLog(db, 857_002)
  try {
    writeFileSync(join(log.dataDir, 'unused'), '')
    mkdirSync(join(other.dataDir, 'keys'))
    const key = readFileSync(join(log.dataDir, 'keys', `log-${log.county}.key`))
    writeFileSync(join(other.dataDir, 'keys', `log-${other.county}.key`), key)
    await grow(other, 305)
    const forked = Fastify()
    mountPublicLog(forked, other)
    const place = `${await forked.listen({ port: 0, host: '127.0.0.1' })}/log/${other.county}`
    await verify('log', place, '--vkey', vkey, '--state', state)
    for (const how of [['--quick'], []])
      expect(await verify('log', address, '--state', state, ...how)).toMatchObject({
        ok: false,
        said: expect.stringContaining('log-forked'),
      })
    await forked.close()
  } finally {
    other.remove()
  }
})

it('a downloaded copy is checked without any network, and every flipped byte in it is found', async () => {
  const copy = inFolder('copy')
  const paths = [
    'checkpoint',
    'tile/0/000',
    'tile/0/001.p/54',
    'tile/1/000.p/1',
    'tile/entries/000',
    'tile/entries/001.p/54',
  ]
  for (const path of paths) {
    mkdirSync(dirname(join(copy, path)), { recursive: true })
    writeFileSync(join(copy, path), Buffer.from(await (await fetch(`${address}/${path}`)).arrayBuffer()))
  }
  expect(await verify('log', copy, '--vkey', vkey)).toMatchObject({ ok: true })
  for (const path of paths) {
    const whole = readFileSync(join(copy, path))
    const changed = Buffer.from(whole)
    const at = Math.floor(whole.length / 2)
    changed[at] = (changed[at] ?? 0) ^ 1
    writeFileSync(join(copy, path), changed)
    expect(await verify('log', copy, '--vkey', vkey), path).toMatchObject({ ok: false })
    writeFileSync(join(copy, path), whole)
  }
})

it('a published text is checked with its receipt', async () => {
  const body = { title: '三月收支', total: 120_050 }
  const salt = Buffer.alloc(32, 5)
  await db.write(log.county, (tx) => {
    const commitment = commit(canonicalJson(body), salt)
    appendToLog(tx, { kind: 'publication', subjectId: uuidv7(), commitment, now: begin })
    return Promise.resolve()
  })
  const done = await runPublicLog(log)
  const [file, proof] = [inFolder('edition.json'), inFolder('edition.tlog-proof')]
  writeFileSync(file, JSON.stringify({ salt: salt.toString('hex'), body }))
  writeFileSync(proof, await (await fetch(`${address}/proof/${(done?.size ?? 0) - 1}`)).text())
  expect(await verify('edition', file, proof, '--vkey', vkey)).toMatchObject({ ok: true })
  expect(await verify('proof', proof, '--vkey', vkey)).toMatchObject({ ok: true })
  writeFileSync(file, JSON.stringify({ salt: salt.toString('hex'), body: { ...body, total: 120_051 } }))
  expect(await verify('edition', file, proof, '--vkey', vkey)).toMatchObject({
    ok: false,
    said: expect.stringContaining('edition-differs'),
  })
})

async function startWitness(name: string): Promise<{ vkey: string; url: string; process: ChildProcess }> {
  const args = [
    witnessCommand,
    '--name',
    name,
    '--log',
    vkey,
    '--port',
    '0',
    '--folder',
    inFolder(name.replace('/', '-')),
  ]
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  witnesses.push(child)
  const said = await new Promise<string>((done) => child.stdout.once('data', (text: Buffer) => done(String(text))))
  const [, key = '', port = ''] = /^witness (\S+) on port (\d+)/.exec(said) ?? []
  return { vkey: key, url: `http://127.0.0.1:${port}`, process: child }
}

it('witnesses cosign what goes on, the log hands their cosignatures out, and nobody is led back', async () => {
  const [school, office] = [await startWitness('school.example/w'), await startWitness('office.example/w')]
  const list = readWitnesses(`# two\nwitness ${school.vkey} ${school.url}\nwitness ${office.vkey} ${office.url}/\n`)
  const refused: string[] = []
  const submit = () =>
    submitToWitnesses(log, list, begin, ({ state, detail }) => state !== 'signed' && refused.push(detail))
  expect(await submit()).toBe(2)
  expect(await submit(), 'nothing is asked twice').toBe(0)
  const earlier = await (await fetch(`${address}/checkpoint`)).text()
  await grow(log, 300)
  expect(await submit()).toBe(2)
  expect(refused).toEqual([])
  const note = readNote(await (await fetch(`${address}/checkpoint`)).text())
  const keys = [vkey, school.vkey, office.vkey].map(readVerifier)
  expect(note && signersOf(note, keys)).toHaveLength(3)
  const both = ['--witness', school.vkey, '--witness', office.vkey, '--quorum', '2']
  expect(await verify('log', address, '--vkey', vkey, ...both)).toMatchObject({
    ok: true,
    said: expect.stringContaining('cosigned by office.example/w'),
  })

  // It remembers over a new start, and would sign neither what is older nor what it does not know.
  school.process.kill('SIGKILL')
  const again = await startWitness('school.example/w')
  expect(again.vkey).toBe(school.vkey)
  const ask = (body: string) => fetch(`${again.url}/add-checkpoint`, { method: 'POST', body })
  const back = await ask(`old 0\n\n${earlier}`)
  expect([back.status, back.headers.get('content-type'), await back.text()]).toEqual([409, 'text/x.tlog.size', '611\n'])
  expect((await ask('nothing')).status).toBe(400)
  rmSync(inFolder('school.example-w'), { recursive: true })
})

it('the key is changed, and whoever trusted the old one follows to the new one by himself', async () => {
  const state = inFolder('rotation.json')
  expect(await verify('log', address, '--vkey', vkey, '--state', state)).toMatchObject({ ok: true })
  const second = await rotateLogKey(log, begin)
  await grow(log, 3)
  const third = await rotateLogKey(log, begin)
  await grow(log, 3)
  const { ok, said } = await verify('log', address, '--state', state)
  expect({ ok, said }).toMatchObject({ ok: true, said: expect.stringContaining(second) })
  expect(said).toContain(third)
  expect(await verify('log', address, '--state', state, '--quick')).toMatchObject({ ok: true })
})
