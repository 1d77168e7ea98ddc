import { afterAll, beforeAll, expect, it } from 'vitest'
import { testDatabase, type TestDatabase } from '#platform/database/testing'
import { killAtRandom, moduleIn } from '#platform/testing-kill'
import { findLogPositions } from './append.ts'
import { findNotedHead } from './noted-head.ts'
import { runPublicLog } from './public-log.ts'
import { grow, makeLog } from './testing-log.ts'
import { verifyLog } from './verify-log.ts'

// Whoever wants to be surer runs ROUNDS=50 npm test -- public-log/kill.
const rounds = Number(process.env['ROUNDS'] ?? 3)

let db: TestDatabase
let log: ReturnType<typeof makeLog>

beforeAll(async () => {
  db = await testDatabase()
  log = makeLog(db, 856_001)
  await grow(log, 250)
})

afterAll(() => log.remove())

const here = (path: string): string => moduleIn(import.meta.dirname, path)

/** A server of its own: it appends, says what was acknowledged to it, and writes the log, until it is killed. */
const program = (): string => `
import { openDatabase } from ${here('../database/index.ts')}
import { appendToLog, runPublicLog } from ${here('./index.ts')}
import { v7 as uuidv7 } from 'uuid'
const county = ${log.county}
const db = openDatabase({ url: ${JSON.stringify(db.url)}, writersMax: 3, readersMax: 1 })
const append = async () => {
  for (;;) {
    const subjectId = uuidv7()
    await db.write(county, async (tx) => {
      appendToLog(tx, { kind: 'publication', subjectId, commitment: new Uint8Array(32), now: new Date() })
    })
    process.stdout.write(subjectId + '\\n')
  }
}
const write = async () => {
  for (;;) await runPublicLog({ db, county, dataDir: ${JSON.stringify(log.dataDir)} })
}
await Promise.all([append(), append(), write()])
`

it(
  'two servers that append and write at once and are killed at random leave no gap, no fork and nothing twice',
  async () => {
    const acknowledged = await killAtRandom(program(), { folder: import.meta.dirname, rounds, liveMsMax: 500 })
    await runPublicLog(log)
    const noted = await findNotedHead(log.dataDir, log.county)
    const report = await verifyLog(db, log.county, { known: noted ? [noted] : [] })
    expect(report.faults).toEqual([])
    expect(acknowledged.length).toBeGreaterThan(rounds * 10)
    const positions = await db.read(log.county, (tx) => findLogPositions(tx, acknowledged))
    expect(positions.map(({ subjectId }) => subjectId).toSorted()).toEqual(acknowledged.toSorted())
    expect(new Set(positions.map(({ index }) => index)).size).toBe(acknowledged.length)
    expect(positions.every(({ index }) => index !== undefined)).toBe(true)
    if (process.env['ROUNDS'])
      process.stdout.write(`${rounds} rounds: ${acknowledged.length} acknowledged, ${report.entries} entries in all\n`)
  },
  rounds * 20_000 + 60_000,
)
