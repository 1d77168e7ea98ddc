import { createHash } from 'node:crypto'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { checkProof, readVerifier } from '@xiangzhi/verify'
import { v7 as uuidv7 } from 'uuid'
import { systemClock } from '../apps/server/src/platform/clock/index.ts'
import {
  type Database,
  migrate,
  openDatabase,
  sql,
  startEmbeddedPostgres,
} from '../apps/server/src/platform/database/index.ts'
import { silentLog } from '../apps/server/src/platform/log/index.ts'
import {
  appendToLog,
  findLogHead,
  findLogProof,
  listLogKeys,
  type PublicLog,
  runPublicLog,
  verifyLog,
} from '../apps/server/src/platform/public-log/index.ts'
import { median } from './measure.ts'
import { sayLine, shown, table } from './report.ts'
import { asOwner } from './world.ts'

const quick = process.argv.includes('--quick')
const ENTRIES = quick ? 100_000 : 1_000_000
const RUN_MS = quick ? 3000 : 10_000
const rounds = 3
const AT_ONCE = 8
const PROOFS = 300

const number = (value: number): string => value.toLocaleString('en-US')

/** Does something again and again for a while, with so many at once. Returns how often it was done. */
async function repeat(once: () => Promise<unknown>, ms: number): Promise<number> {
  const until = performance.now() + ms
  let count = 0
  const worker = async (): Promise<void> => {
    while (performance.now() < until) {
      await once()
      count += 1
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, worker))
  return count
}

const commitmentOf = (subjectId: string): Buffer => createHash('sha256').update(subjectId).digest()

/** A transaction that writes one row of the same width into a table of its own, and nothing else. */
const rawInsert = (db: Database, county: number) => (): Promise<unknown> =>
  db.write(county, (tx) => {
    const id = uuidv7()
    return tx.last(sql`insert into bench_plain (county, id, kind, subject, commitment, at)
      values (${county}, ${uuidv7()}, ${'publication'}, ${id}, ${commitmentOf(id)}, ${new Date()})`)
  })

const append = (db: Database, county: number) => (): Promise<unknown> =>
  db.write(county, (tx) => {
    const subjectId = uuidv7()
    appendToLog(tx, { kind: 'publication', subjectId, commitment: commitmentOf(subjectId), now: new Date() })
    return Promise.resolve()
  })

/** Appending, with the log being written beside it once a second and to its end, against plain inserts; in turns. */
async function compareAppends(log: PublicLog): Promise<void> {
  const { db, county } = log
  const [plain, ours]: [number[], number[]] = [[], []]
  for (let round = 0; round < rounds; round += 1) {
    plain.push((await repeat(rawInsert(db, county), RUN_MS / rounds)) / (RUN_MS / rounds / 1000))
    const began = performance.now()
    let [over, working] = [false, Promise.resolve<unknown>(undefined)]
    const timer = setInterval(() => {
      if (!over) working = working.then(() => runPublicLog(log))
    }, 1000)
    const count = await repeat(append(db, county), RUN_MS / rounds)
    over = true
    clearInterval(timer)
    await working
    await runPublicLog(log)
    ours.push(count / ((performance.now() - began) / 1000))
  }
  table(
    `Appending to the public log, durable, ${AT_ONCE} at once, until everything has its place and is signed (median of ${rounds} rounds)`,
    ['plain inserts a second', 'appends a second', 'share'],
    [[shown.perSecond(median(plain)), shown.perSecond(median(ours)), shown.ratio(median(ours) / median(plain))]],
  )
}

async function fillLog(log: PublicLog, url: string): Promise<void> {
  const head = await log.db.read(log.county, findLogHead)
  const missing = ENTRIES - Number(head?.checkpoint.size ?? 0n)
  await asOwner(
    url,
    `insert into public_log_waiting (county, id, kind, subject, commitment, at)
      select ${log.county}, gen_random_uuid(), 'publication', gen_random_uuid()::text, sha256(n::text::bytea), now()
      from generate_series(1, ${missing}) n`,
    'analyze public_log_waiting',
  )
  const began = performance.now()
  const done = await runPublicLog(log)
  const seconds = (performance.now() - began) / 1000
  sayLine(
    `\n${number(missing)} waiting entries got their places in ${Math.round(seconds)} s (${number(Math.round(missing / seconds))} a second); ${number(done?.size ?? 0)} in all`,
  )
}

async function measureProofs({ db, county }: PublicLog): Promise<void> {
  const keys = await db.read(county, listLogKeys)
  const trust = { logs: keys.map(({ verifierKey }) => readVerifier(verifierKey)) }
  const [sizes, made, checked]: [number[], number[], number[]] = [[], [], []]
  for (let no = 0; no < PROOFS; no += 1) {
    const index = Math.floor((ENTRIES / PROOFS) * no)
    const begin = performance.now()
    const proof = await findLogProof(db, county, index)
    const between = performance.now()
    const proved = checkProof(proof ?? '', trust)
    checked.push(performance.now() - between)
    made.push(between - begin)
    sizes.push(Buffer.byteLength(proof ?? ''))
    if (typeof proved === 'string') throw new Error(`entry ${index}: ${proved}`)
  }
  table(
    `Proofs from a public log of ${number(ENTRIES)} entries`,
    ['bytes, median', 'bytes, largest', 'made, ms', 'checked, ms'],
    [[String(median(sizes)), String(Math.max(...sizes)), shown.ms(median(made)), shown.ms(median(checked))]],
  )
}

/** What the public log costs: appending, writing, proving, and counting it anew. */
export async function measureLog(): Promise<void> {
  const dataDir = mkdtempSync(join(tmpdir(), 'xiangzhi-bench-'))
  // The account the database runs under must be able to walk through it.
  chmodSync(dataDir, 0o755)
  const server = await startEmbeddedPostgres({ dataDir, log: silentLog })
  const db = openDatabase({ url: server.url, writersMax: AT_ONCE + 1 })
  try {
    await migrate({ url: server.url, log: silentLog, now: systemClock.now() })
    await asOwner(
      server.url,
      'create table bench_plain (like public_log_waiting including all)',
      'grant select, insert on bench_plain to xiangzhi_app',
    )
    const log: PublicLog = { db, county: 610_114, dataDir, environment: {} }
    await runPublicLog(log)
    await compareAppends(log)
    await fillLog(log, server.url)
    await measureProofs(log)
    const began = performance.now()
    const { faults, entries } = await verifyLog(db, log.county)
    if (faults.length > 0) throw new Error(faults[0])
    sayLine(
      `\nverify log: ${number(entries)} entries counted anew in ${Math.round((performance.now() - began) / 1000)} s`,
    )
  } finally {
    await db.close()
    await server.stop()
    rmSync(dataDir, { recursive: true, force: true })
  }
}
