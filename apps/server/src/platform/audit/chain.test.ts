import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { spawnSync } from 'node:child_process'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type AuditLine, checkAudit, readAuditLine } from '@xiangzhi/verify'
import pg from 'pg'
import { v7 as uuidv7 } from 'uuid'
import { beforeAll, describe, expect, it } from 'vitest'
import { testDatabase, type TestDatabase } from '#platform/database/testing'
import { exportAudit, linkAudit, verifyAudit } from './chain.ts'
import { commandInsert } from './log-command.ts'

let db: TestDatabase
let counties = 870_000

beforeAll(async () => {
  db = await testDatabase()
})

const begin = new Date('2026-03-10T02:00:00.000Z')
const later = (minutes: number): Date => new Date(begin.getTime() + minutes * 60_000)

async function give(county: number, at: Date, answer: Record<string, unknown> = { ok: true }): Promise<string> {
  const requestId = uuidv7()
  await db.write(county, (tx) =>
    tx.last(
      commandInsert(tx, {
        requestId,
        operation: 'actOnCase',
        byAccount: 'account',
        byPerson: uuidv7(),
        at,
        subjectKind: 'cases',
        subjectId: uuidv7(),
        fingerprint: 'f',
        answer,
      }),
    ),
  )
  return requestId
}

/** A county of its own with a chain of two links over five lines, and one line that is too young. */
async function makeChain(): Promise<{ county: number; requests: string[] }> {
  counties += 1
  const county = counties
  const requests = []
  for (const minute of [0, 0, 1]) requests.push(await give(county, later(minute)))
  expect(await linkAudit(db, county, later(20))).toMatchObject({ no: 1, rows: 3 })
  for (const minute of [10, 11, 29]) requests.push(await give(county, later(minute)))
  expect(await linkAudit(db, county, later(30))).toMatchObject({ no: 2, rows: 2 })
  return { county, requests }
}

/** What only the owner of the database can do, and leaves no trace of in the application. */
async function tamper(text: string, values: unknown[]): Promise<void> {
  const client = new pg.Client({ connectionString: db.url })
  await client.connect()
  try {
    expect((await client.query(text, values)).rowCount).toBe(1)
  } finally {
    await client.end()
  }
}

const kindsIn = async (county: number, known?: Map<number, string>): Promise<string[]> =>
  (await verifyAudit(db, county, known)).faults.map(({ kind }) => kind)

describe('the chain of the audit trail', () => {
  it('covers every settled line once and leaves the young ones for later', async () => {
    const { county } = await makeChain()
    const report = await verifyAudit(db, county)
    expect(report).toMatchObject({ county, links: 2, rows: 6, rowsNotLinked: 1, faults: [] })
    expect(await linkAudit(db, county, later(30))).toBeUndefined()
    expect(await linkAudit(db, county, later(60))).toMatchObject({ no: 3, rows: 1, previousHash: report.head })
    expect(await linkAudit(db, county, later(90))).toBeUndefined()
  })

  it('is made once when two servers link at the same moment', async () => {
    counties += 1
    const county = counties
    await give(county, later(0))
    const made = await Promise.all([linkAudit(db, county, later(30)), linkAudit(db, county, later(30))])
    expect(made.filter(Boolean)).toHaveLength(1)
    expect(await kindsIn(county)).toEqual([])
  })

  it('shows that the application itself can neither change nor remove a line or a link', async () => {
    const { county } = await makeChain()
    for (const statement of [
      `update command_log set operation = 'x'`,
      'delete from command_log',
      'delete from audit_link',
    ])
      await expect(
        db.write(county, (tx) => tx.run({ text: statement, values: [] } as never)),
        statement,
      ).rejects.toThrow('permission denied')
  })

  it.each([
    ['who gave the command', 'by_person', uuidv7()],
    ['what was done', 'operation', 'listCases'],
    ['when, by a microsecond', 'at', '2026-03-10T02:01:00.000001Z'],
    ['what it was about', 'subject_id', uuidv7()],
    ['the input', 'fingerprint', 'g'],
    ['the answer', 'answer', '{"ok": false}'],
  ])('finds that somebody changed %s', async (_what, column, value) => {
    const { county, requests } = await makeChain()
    await tamper(`update command_log set ${column} = $1 where county = $2 and request_id = $3`, [
      value,
      county,
      requests[2],
    ])
    expect(await kindsIn(county)).toContain('row-content')
  })

  it('finds every single line that was removed', async () => {
    for (const which of [0, 2, 3, 4]) {
      const { county, requests } = await makeChain()
      await tamper('delete from command_log where county = $1 and request_id = $2', [county, requests[which]])
      expect(await kindsIn(county), `line ${which}`).toEqual(['row-count', 'row-content'])
    }
  })

  it('finds a line that was put in afterwards', async () => {
    const { county } = await makeChain()
    await give(county, later(5))
    expect(await kindsIn(county)).toEqual(['row-count', 'row-content'])
  })

  it('finds a link that was changed, and one that was removed', async () => {
    const { county } = await makeChain()
    await tamper('update audit_link set row_count = 9 where county = $1 and no = 1', [county])
    expect(await kindsIn(county)).toEqual(['row-count', 'link-hash'])
    const other = await makeChain()
    await tamper('delete from audit_link where county = $1 and no = 1', [other.county])
    expect(await kindsIn(other.county)).toEqual(expect.arrayContaining(['link-number', 'link-follows', 'row-count']))
  })

  it('finds that the whole chain was made anew, or cut, by the hashes that were noted outside', async () => {
    const { county, requests } = await makeChain()
    const noted = new Map([[2, (await verifyAudit(db, county)).head]])
    expect(await kindsIn(county, noted)).toEqual([])
    await tamper('delete from audit_link where county = $1 and no = 2', [county])
    expect(await kindsIn(county, noted)).toEqual(['link-missing'])
    await tamper('delete from command_log where county = $1 and request_id = $2', [county, requests[4]])
    expect(await linkAudit(db, county, later(30))).toMatchObject({ no: 2, rows: 1 })
    expect(await kindsIn(county)).toEqual([])
    expect(await kindsIn(county, noted)).toEqual(['known-hash'])
  })
})

describe('an export', () => {
  it('is checked by the program that knows no server, which finds any line changed, removed, moved or put in', async () => {
    const { county } = await makeChain()
    const lines: AuditLine[] = []
    for await (const line of exportAudit(db, county)) lines.push(line)
    const texts = lines.map((line) => JSON.stringify(line))
    const check = (candidate: readonly string[]): number => {
      const checker = checkAudit((text) => createHash('sha256').update(text).digest('hex'))
      for (const text of candidate) {
        const line = readAuditLine(text)
        if (line) checker.add(line)
        else checker.addUnreadable(text)
      }
      return checker.end().faults.length
    }
    expect(check(texts)).toBe(0)
    // The head, three rows, a link, two rows, a link: all but the last row, which is not linked yet.
    for (let at = 0; at < texts.length - 2; at += 1) {
      expect(check(texts.toSpliced(at, 1)), `without line ${at}`).toBeGreaterThan(0)
      expect(check(texts.toSpliced(at, 0, texts[at] ?? '')), `line ${at} twice`).toBeGreaterThan(0)
      expect(
        check(texts.with(at, (texts[at] ?? '').replace(/[0-9a-f](?="?[\]}])/, 'x'))),
        `line ${at} changed`,
      ).toBeGreaterThan(0)
      if (at > 0)
        expect(
          check(texts.with(at, texts[at + 1] ?? '').with(at + 1, texts[at] ?? '')),
          `line ${at} moved`,
        ).toBeGreaterThan(0)
    }
    const folder = mkdtempSync(join(tmpdir(), 'xiangzhi-audit-'))
    const program = fileURLToPath(new URL('../../../../../packages/verify/check-audit.ts', import.meta.url))
    const runOn = (candidate: readonly string[]): { status: number | null; stdout: string } => {
      writeFileSync(join(folder, 'export.jsonl'), `${candidate.join('\n')}\n`)
      return spawnSync(process.execPath, [program, join(folder, 'export.jsonl')], { encoding: 'utf8' })
    }
    expect(runOn(texts)).toMatchObject({
      status: 0,
      stdout: expect.stringContaining('2 links over 5 lines, 1 not linked yet') as unknown,
    })
    expect(runOn(texts.toSpliced(2, 1))).toMatchObject({
      status: 1,
      stdout: expect.stringContaining('row-content') as unknown,
    })
    rmSync(folder, { recursive: true })
  })
})
