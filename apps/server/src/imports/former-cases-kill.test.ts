import { spawn } from 'node:child_process'
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { processes } from '@xiangzhi/practices'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { listCounterDifferences } from '#kernel/cases'
import { loadPack, readPack } from '#packs'
import { configurationsWith, reading } from '#platform/county-config'
import { sql } from '#platform/database'
import { ownDatabase, type TestDatabase } from '#platform/database/testing'
import { openSealing } from '#platform/sealing'
import { makeSetting } from '#platform/settings'

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url))
const COUNTY = 610_114
const ROWS = 2500

const folder = mkdtempSync(join(tmpdir(), 'xiangzhi-resume-'))
chmodSync(folder, 0o755)
const file = join(folder, 'requests.csv')
const mapping = here('../../../../counties/examples/nyc311-mapping.yaml')
let db: TestDatabase

/** The first row of the example, again and again under other numbers. */
function writeFile(): void {
  const [heading = '', row = ''] = readFileSync(here('./fixtures/requests.csv'), 'utf8').split(/\r?\n/)
  const number = row.split(',')[0] ?? ''
  const rows = Array.from({ length: ROWS }, (_, at) => row.replace(number, String(70_000_000 + at)))
  writeFileSync(file, `${[heading, ...rows].join('\n')}\n`)
}

beforeAll(async () => {
  db = reading(await ownDatabase(), configurationsWith(processes))
  const pack = await readPack(here('../../../../counties/yanliang'))
  await loadPack(db, pack, { now: new Date('2026-06-01T02:00:00Z'), demo: false })
  await makeSetting(db, 'county', COUNTY)
  openSealing({ dataDir: folder })
  writeFile()
})

afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Runs the command as somebody at the keyboard would; `killed` says when to end it in the middle. */
async function runImport(killed: (added: number) => boolean): Promise<{ code: number | null; said: string }> {
  const child = spawn(process.execPath, [here('../main.ts'), 'import', 'cases', file, '--mapping', mapping], {
    env: { ...process.env, DATABASE_URL: db.url, DATA_DIR: folder, LOG_LEVEL: 'warn' },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  child.stdout.on('data', (text: Buffer) => (said += String(text)))
  child.stderr.on('data', (text: Buffer) => (said += String(text)))
  const ended = new Promise<number | null>((done) => child.once('exit', done))
  let code: number | null | undefined
  void ended.then((with_) => (code = with_))
  while (code === undefined) {
    if (killed(await count())) child.kill('SIGKILL')
    await wait(20)
  }
  return { code, said }
}

const count = (): Promise<number> =>
  db.read(COUNTY, async (tx) => {
    const row = await tx.row<{ n: number }>(
      sql`select count(*)::int as n from case_record c where c.county = ${COUNTY}`,
    )
    return row?.n ?? 0
  })

test('an import of former cases that is killed again and again loses nothing, doubles nothing and ends by being started once more', async () => {
  let kept = 0
  for (const share of [0.1, 0.5]) {
    const { code, said } = await runImport((added) => added > ROWS * share)
    expect(code, said).toBeNull()
    const now = await count()
    expect(now).toBeGreaterThan(kept)
    expect(now).toBeLessThan(ROWS)
    kept = now
    expect(await db.read(COUNTY, listCounterDifferences)).toEqual([])
  }
  const { code, said } = await runImport(() => false)
  expect({ code, said }).toMatchObject({ code: 0, said: expect.stringContaining(`${ROWS} rows =`) as unknown })
  expect(await count()).toBe(ROWS)
  expect(await db.read(COUNTY, listCounterDifferences)).toEqual([])
  const lines = await db.read(COUNTY, (tx) =>
    tx.row<{ events: number; cases: number }>(
      sql`select count(*)::int as events, count(distinct e.case_id)::int as cases from case_event e where e.county = ${COUNTY}`,
    ),
  )
  expect(lines).toEqual({ events: 2 * ROWS, cases: ROWS })
})
