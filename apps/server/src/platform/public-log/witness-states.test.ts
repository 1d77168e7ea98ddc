import { randomBytes } from 'node:crypto'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { makeSigner, verifierKey } from '@xiangzhi/verify'
import Fastify from 'fastify'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { testDatabase, type TestDatabase } from '#platform/database/testing'
import { mountPublicLog } from './mount.ts'
import { begin, grow, makeLog } from './testing-log.ts'
import { listWitnessStates } from './witness-states.ts'
import { readWitnesses, submitToWitnesses } from './witnesses.ts'

let db: TestDatabase
let log: ReturnType<typeof makeLog>
let outside: Server
/** What the witness, somebody else's, answers. */
let answer: { status: number; body: string }

beforeAll(async () => {
  db = await testDatabase()
  log = makeLog(db, 857_060)
  await grow(log, 5)
  outside = createServer((_request, response) => response.writeHead(answer.status).end(answer.body))
  await new Promise<void>((resolve) => void outside.listen(0, '127.0.0.1', resolve))
})

afterAll(() => {
  outside.close()
  log.remove()
})

it('a refusal is kept from its first moment, told once and shown to everybody; silence is no refusal', async () => {
  const { port } = outside.address() as AddressInfo
  const vkey = verifierKey(makeSigner('shuangmiao.example/witness', randomBytes(32), 'witness'))
  const witnesses = readWitnesses(`witness ${vkey} http://127.0.0.1:${port}`)
  const told: string[] = []
  const turn = (minute: number) =>
    submitToWitnesses(log, witnesses, new Date(begin.getTime() + minute * 60_000), ({ name, state }) =>
      told.push(`${name} ${state}`),
    )
  answer = { status: 503, body: 'under repair' }
  await turn(1)
  expect(told).toEqual(['shuangmiao.example/witness silent'])
  answer = { status: 422, body: 'the log does not go on from what was seen before' }
  for (const minute of [2, 3, 4]) expect(await turn(minute)).toBe(0)
  // It has seen more than there is: the log was begun anew, or set back.
  answer = { status: 409, body: '900' }
  await turn(5)
  expect(told).toEqual(['shuangmiao.example/witness silent', 'shuangmiao.example/witness refused'])
  const [said] = await db.read(log.county, listWitnessStates)
  expect(said).toMatchObject({ state: 'refused', size: 5, since: new Date(begin.getTime() + 2 * 60_000) })
  const server = Fastify()
  mountPublicLog(server, log)
  const shown = await server.inject({ url: `/log/${log.county}/witnesses` })
  expect(shown.json()).toMatchObject({ witnesses: [{ name: 'shuangmiao.example/witness', state: 'refused', size: 5 }] })
  // The log goes on: what is shown is how far the witness was shown it last, and still since when it refuses.
  await grow(log, 3)
  await turn(6)
  const later = await server.inject({ url: `/log/${log.county}/witnesses` })
  expect(later.json()).toMatchObject({
    witnesses: [{ state: 'refused', size: 8, since: new Date(begin.getTime() + 2 * 60_000).toISOString() }],
  })
  expect(told).toHaveLength(2)
  await server.close()
})

it('a signature that is not the witness’s own is a refusal', async () => {
  const { port } = outside.address() as AddressInfo
  const vkey = verifierKey(makeSigner('other.example/witness', randomBytes(32), 'witness'))
  const states: string[] = []
  answer = { status: 200, body: '— other.example/witness AAAAAAAAAAAA\n' }
  await submitToWitnesses(log, readWitnesses(`witness ${vkey} http://127.0.0.1:${port}`), begin, ({ state }) =>
    states.push(state),
  )
  expect(states).toEqual(['refused'])
})
