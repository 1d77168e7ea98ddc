import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Content } from '@xiangzhi/language'
import { sql } from '#platform/database'
import { testDatabase } from '#platform/database/testing'
import { findLogPositions, listNotedHeads, runPublicLog, verifyLog } from '#platform/public-log'
import { killAtRandom, moduleIn } from '#platform/testing-kill'
import { checkEditions, checkPublished } from '#kernel/publications'
import { type DisclosureWorld, makeDisclosureWorld, money } from './testing-disclosure.ts'

// Whoever wants to be surer runs ROUNDS=50 npm test -- disclosure/kill.
const rounds = Number(process.env['ROUNDS'] ?? 3)
const dataDir = mkdtempSync(join(tmpdir(), 'xiangzhi-publishing-'))
let world: DisclosureWorld
let url: string

beforeAll(async () => {
  world = await makeDisclosureWorld()
  ;({ url } = await testDatabase())
  await runPublicLog({ db: world.db, county: world.county, dataDir })
})
afterAll(() => rmSync(dataDir, { recursive: true }))

/** A month that spent what it received: the next month opens with what this one closed with, in whatever order they are published. */
const content: Content = {
  blocks: money.blocks.map((block) =>
    block.kind === 'money'
      ? { ...block, expense: [{ label: '路灯维修', fen: 500_00 }], closing: block.opening }
      : block,
  ),
}

/** What one of two servers at the same text is told; one that was published meanwhile asks why it is corrected. Any other refusal ends the program: it would be asked again without end. */
const overtaken = ['changed-meanwhile', 'not-from-this-state', 'need-field', 'busy']

const here = (path: string): string => moduleIn(import.meta.dirname, path)

/** A server of its own: it takes every text one step further, from where it stands, and says what was signed and acknowledged. */
const program = (): string => `
import * as contract from '@xiangzhi/contract'
import { v7 as uuidv7 } from 'uuid'
import { sql } from ${here('../platform/database/index.ts')}
import { runPublicLog } from ${here('../platform/public-log/index.ts')}
import { silentLog } from ${here('../platform/log/index.ts')}
import { openInstallation } from ${here('../server.ts')}
const { url, county, dataDir, place, people, content, overtaken } = ${JSON.stringify({
  url,
  county: world.county,
  dataDir,
  place: world.villageCode,
  people: {
    clerk: world.staff('village-clerk'),
    checker: world.staff('oversight-member'),
    leader: world.staff('village-leader'),
  },
  content,
  overtaken,
})}
const now = () => new Date('2026-11-23T02:00:00Z')
const installation = openInstallation({ url, dataDir, clock: { now }, log: silentLog })
const { db } = installation
const run = installation.runFor(county)
const months = Array.from({ length: 120 }, (_, at) => \`\${2017 + Math.floor(at / 12)}-\${String((at % 12) + 1).padStart(2, '0')}\`).filter((one) => one < '2026-11').map((period) => ['m1-1', period])
const quarters = Array.from({ length: 39 }, (_, at) => \`\${2017 + Math.floor(at / 4)}-Q\${(at % 4) + 1}\`)
const targets = [...months, ...quarters.flatMap((period) => ['h1-1', 'h1-2', 'h1-3', 'h1-4', 'h2-1', 'h2-2', 'h2-3', 'h2-4', 'h2-6', 'h3-1', 'h3-2', 'h3-3', 'h3-4', 'h4-1', 'h4-2', 'h5-1', 'h5-2', 'h6-1', 'h6-2', 'h6-3'].map((item) => [item, period]))]
async function advance([item, period]) {
  const [known] = await db.read(county, (tx) => tx.rows(sql\`select p.status from publication p where p.county = \${county} and p.item_code = \${item} and p.period_key = \${period}\`))
  if (known && known.status !== 'draft') return void targets.splice(targets.findIndex((one) => one[0] === item && one[1] === period), 1)
  const { id, version, status } = await run(contract.openDraft, people.clerk, { requestId: uuidv7(), place, item, period })
  const move = (step, by) => run(contract.moveEditions, by, { requestId: uuidv7(), editions: [{ id, version }], step })
  if (status === 'draft') {
    const saved = await run(contract.saveDraft, people.clerk, { requestId: uuidv7(), editionId: id, version, title: period, content, changeNote: null, publishAt: null })
    await run(contract.moveEditions, people.clerk, { requestId: uuidv7(), editions: [{ id, version: saved.version }], step: 'submit' })
  } else if (status === 'in-review') await move('check', people.checker)
  else if (status === 'checked') {
    await move('sign', people.leader)
    process.stdout.write(id + '\\n')
  }
}
const publish = async () => {
  for (;;) for (const target of targets.slice(0, 24).toSorted(() => Math.random() - 0.5)) {
    try {
      await advance(target)
    } catch (error) {
      if (!overtaken.includes(error.code)) throw error
    }
  }
}
const write = async () => {
  for (;;) await runPublicLog({ db, county, dataDir })
}
await Promise.all([publish(), publish(), write()])
`

it(
  'two servers that publish at once and are killed at random leave no gap, no fork, and nothing published twice',
  async () => {
    const acknowledged = await killAtRandom(program(), { folder: import.meta.dirname, rounds, liveMsMax: 600 })
    const { db, county } = world
    await runPublicLog({ db, county, dataDir })
    const report = await verifyLog(db, county, {
      known: await listNotedHeads(dataDir, county),
      checkEntries: [checkEditions],
      checkThings: [checkPublished],
    })
    expect(report.faults).toEqual([])
    expect(acknowledged.length).toBeGreaterThan(rounds)
    const [counts] = await db.read(county, (tx) =>
      tx.rows<Record<string, number>>(sql`select
        (select count(*)::int from edition_body b where b.county = ${tx.county}) as texts,
        (select count(*)::int from edition e where e.county = ${tx.county} and e.status = 'live') as live,
        (select count(distinct e.publication_id)::int from edition e where e.county = ${tx.county} and e.status = 'live') as publications,
        (select count(*)::int from public_log_entry l where l.county = ${tx.county}) as entries,
        (select count(distinct l.subject)::int from public_log_entry l where l.county = ${tx.county}) as subjects,
        (select count(*)::int from case_record c where c.county = ${tx.county} and c.process = 'disclosure-review'
          and c.state = 'published') as reviews`),
    )
    expect(new Set(Object.values(counts ?? {})).size, JSON.stringify(counts)).toBe(1)
    const positions = await db.read(county, (tx) => findLogPositions(tx, acknowledged))
    expect(positions.map(({ subjectId }) => subjectId).toSorted()).toEqual(acknowledged.toSorted())
    if (process.env['ROUNDS'])
      process.stdout.write(`${rounds} rounds: ${acknowledged.length} acknowledged, ${report.entries} entries in all\n`)
  },
  rounds * 30_000 + 60_000,
)
