import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { withdrawEdition } from '@xiangzhi/contract'
import type { FastifyInstance } from 'fastify'
import pg from 'pg'
import { v7 as uuidv7 } from 'uuid'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { runDuties } from '#kernel/duties'
import { testDatabase } from '#platform/database/testing'
import { silentLog } from '#platform/log'
import { appendToLog, runPublicLog } from '#platform/public-log'
import { buildServer, type Installation, openInstallation } from '#server'
import { logMissedDisclosures } from './index.ts'
import { type DisclosureWorld, hide, makeDisclosureWorld, money, published } from './testing-disclosure.ts'

// What anybody runs at home, against a server of ours with everything that an office may do to what it published.

const command = fileURLToPath(import.meta.resolve('@xiangzhi/verify')).replace('src/index.ts', 'monitor.ts')

let world: DisclosureWorld
let folder: string
let installation: Installation
let server: FastifyInstance
let base: string
let database: string

const log = () => ({ db: installation.db, county: world.county, dataDir: folder, environment: {} })
/** Whatever was done so far stands in the log, under a new head. */
const sequence = () => runPublicLog(log())

beforeAll(async () => {
  world = await makeDisclosureWorld()
  folder = await mkdtemp(join(tmpdir(), 'xiangzhi-monitor-'))
  ;({ url: database } = await testDatabase())
  installation = openInstallation({ url: database, dataDir: folder, clock: world.clock, log: silentLog })
  server = await buildServer(installation, world.county, false, `${folder}/`)
  base = await server.listen({ port: 0, host: '127.0.0.1' })
})

afterAll(async () => {
  await server.close()
  await installation.close()
  await rm(folder, { recursive: true })
})

/** What the command says, and how it ends. */
const monitor = (...options: string[]): Promise<{ code: number; said: string }> =>
  new Promise((done) => {
    const state = ['--state', join(folder, 'seen.json')]
    execFile(process.execPath, [command, base, String(world.county), ...state, ...options], (error, stdout, stderr) =>
      done({ code: error ? Number(error.code) : 0, said: stdout + stderr }),
    )
  })

it('says what was corrected, withdrawn, hidden and missed, and ends well while the site stands by its log', async () => {
  const standing = await published(world)
  await sequence()
  const first = await monitor()
  expect(first.said).toContain('1 entries, 0 findings')
  expect(first.code).toBe(0)

  const [block] = money.blocks
  await published(world, {
    content: { blocks: [{ ...block, heading: '更正后' } as never] },
    changeNote: '路灯维修写少了一笔',
  })
  const event = (period: string): Promise<string> =>
    published(world, { item: 'm1-3', period, content: { blocks: [{ kind: 'text', text: '村里要开会' }] } })
  await world.run(withdrawEdition, world.staff('village-leader'), {
    requestId: uuidv7(),
    editionId: await event('2026-11-03'),
    reason: '发到了别的村',
  })
  await hide(world, await event('2026-11-05'), '写出了病人的名字')
  world.clock.set(new Date('2026-12-20T02:00:00Z'))
  const now = world.clock.now()
  await runDuties(world.db, world.duties, world.county, now, { onStep: logMissedDisclosures(() => now) })
  await sequence()

  const second = await monitor('--missing')
  expect(second.said).toMatch(/! corrected \S+ 一村 \d{12}: .*路灯维修写少了一笔/)
  expect(second.said).toMatch(/! withdrawn \S+ 一村 \d{12}: .*发到了别的村/)
  expect(second.said).toMatch(/! hidden .* 一村 \d{12}: /)
  expect(second.said).toMatch(/! \d+ deadlines were missed/)
  expect(second.said).toMatch(/! missed 一村 \d{12}: .*, due 2026-/)
  expect(second.said).not.toContain('✗')
  expect(second.code).toBe(0)
  expect(standing).not.toBe('')
})

it('finds a text that was changed behind the log, for as long as it is another', async () => {
  const client = new pg.Client({ connectionString: database })
  await client.connect()
  const retitle = (by: string): Promise<unknown> =>
    client.query(
      `update edition_body set body = jsonb_set(body, '{title}', to_jsonb(${by})) where county = $1
        and edition_id = (select id from edition where county = $1 and status = 'live' order by id limit 1)`,
      [world.county],
    )
  await retitle(`(body->>'title') || '。'`)
  const changed = await monitor()
  expect(changed).toMatchObject({ code: 1, said: expect.stringMatching(/✗ differs \S+ 一村/) })
  await retitle(`left(body->>'title', -1)`)
  const after = await monitor()
  expect(after.said).toContain('entries, 0 findings')
  expect(after.code).toBe(0)
  await client.end()
})

it('notices a log that was begun anew under the same key, and ends with an error each time', async () => {
  const client = new pg.Client({ connectionString: database })
  await client.connect()
  for (const table of ['head', 'key', 'checkpoint', 'entry', 'tile', 'waiting'])
    await client.query(`delete from public_log_${table} where county = $1`, [world.county])
  await client.end()
  await rm(join(folder, `log-${world.county}.checkpoint`), { force: true })
  const again = (count: number): Promise<void> =>
    installation.db.write(world.county, (tx) => {
      for (let n = 0; n < count; n += 1)
        appendToLog(tx, {
          kind: 'duty-miss',
          subjectId: uuidv7(),
          commitment: randomBytes(32),
          now: world.clock.now(),
        })
      return Promise.resolve()
    })
  // Shorter than what was seen, then as long and longer: whatever it says, it is another one.
  for (const count of [1, 40]) {
    await again(count)
    await sequence()
    for (let run = 0; run < 2; run += 1) {
      const found = await monitor()
      expect(found.code).toBe(1)
      expect(found.said).toMatch(/✗ log-(forked|shrunk|rolled-back)/)
    }
  }
})
