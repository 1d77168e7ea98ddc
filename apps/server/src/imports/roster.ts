import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { mayDo, type Actor, type Permission } from '@xiangzhi/language'
import { dayOf } from '#kernel/people'
import type { Database, Tx } from '#platform/database'
import {
  abandonUnfinished,
  addRun,
  dropOldRows,
  dropRows,
  endRun,
  expectManyRows,
  findRun,
  type ImportProblem,
  type ImportRun,
  listStaged,
  lockRun,
  noteProgress,
  type StagedRow,
  stageRows,
  type Totals,
} from '#platform/imports'
import { Refusal, refuseUnless } from '#platform/refusal'
import type { Sealing } from '#platform/sealing'
import { type MergedCells, SheetProblem } from '#platform/sheets'
import { applyRows, requireNothingHanging, undoRows } from './apply.ts'
import { heldChecker } from './check-held.ts'
import { organisationsChecker } from './check-organisations.ts'
import { peopleChecker } from './check-people.ts'
import { placesChecker } from './check-places.ts'
import { type Column, columnsOf, type RosterKind, rosterKinds } from './columns.ts'
import { readTable } from './read-table.ts'
import { type Checker, type GivenRow, mergeProblems, readHeadings, readRow } from './rows.ts'

/** Rows that are decided and kept together: memory needs no more than these, however long the file is. */
const BATCH = 2000
/** A file with more mistakes than this has one mistake many times; the count goes on. */
const PROBLEMS_MAX = 500
/** What an import would do and what stood there before is kept so long, since it holds names; then undoing is over. */
const KEPT_DAYS = 90

const keptSince = (now: Date): Date => new Date(now.getTime() - KEPT_DAYS * 24 * 60 * 60_000)

export interface ImportEnvironment {
  readonly db: Database
  readonly county: number
  readonly sealing: Sealing
  readonly clock: { now(): Date }
}

const needed: Readonly<Record<RosterKind, Permission>> = {
  places: 'place.write',
  households: 'place.write',
  organisations: 'organisation.write',
  people: 'person.write',
  responsibilities: 'person.write',
  grants: 'role.grant',
}

/** Which rosters a person may bring in: who may write the whole county's. */
export function importableBy(by: Actor): RosterKind[] {
  return rosterKinds.filter((kind) =>
    mayDo(by, needed[kind], { townId: null, villageId: null, gridId: null, organisationIds: [] }),
  )
}

function checkerOf(kind: RosterKind): Checker {
  if (kind === 'places' || kind === 'households') return placesChecker(kind === 'households')
  if (kind === 'organisations') return organisationsChecker()
  return kind === 'people' ? peopleChecker() : heldChecker(kind)
}

/** SHA-256 of a file, read piece by piece. */
export async function hashOf(path: string): Promise<string> {
  const hash = createHash('sha256')
  for await (const piece of createReadStream(path)) hash.update(piece as Buffer)
  return hash.digest('hex')
}

/** Writes the line of a new import about a file; `readRoster` then reads it. */
export async function beginRoster(
  { db, county, clock }: ImportEnvironment,
  file: { readonly id: string; readonly kind: RosterKind; readonly path: string; readonly name: string },
  by: string | null,
): Promise<void> {
  const [sha256, { size }] = await Promise.all([hashOf(file.path), stat(file.path)])
  await db.write(county, (tx) =>
    addRun(tx, {
      id: file.id,
      kind: file.kind,
      fileName: file.name,
      sha256,
      bytes: size,
      uploadedBy: by,
      uploadedAt: clock.now(),
    }),
  )
}

type Counted = { -readonly [K in keyof Totals]: number }

/** Reads a file batch by batch: a dry run that keeps what each row would do. Ends as ready, faulty, cancelled or failed. */
class Reading {
  readonly totals: Counted = { read: 0, new: 0, changed: 0, same: 0, ended: 0, faulty: 0 }
  readonly problems: ImportProblem[] = []
  readonly #checker: Checker
  readonly #environment: ImportEnvironment
  readonly #id: string
  #batch: GivenRow[] = []

  constructor(environment: ImportEnvironment, id: string, kind: RosterKind) {
    this.#environment = environment
    this.#id = id
    this.#checker = checkerOf(kind)
  }

  note(problems: readonly ImportProblem[]): void {
    this.problems.push(...problems.slice(0, PROBLEMS_MAX - this.problems.length))
  }

  async take(row: GivenRow, share: number): Promise<boolean> {
    this.#batch.push(row)
    return this.#batch.length < BATCH || this.flush(share)
  }

  /** Decides about the rows at hand. False when the import was cancelled meanwhile. */
  async flush(share: number): Promise<boolean> {
    const { db, county, sealing, clock } = this.#environment
    const rows = this.#batch
    this.#batch = []
    const now = clock.now()
    // Decided on a connection that only reads, once; the write below may be repeated after a conflict.
    const found = await db.read(county, async (tx) =>
      this.#checker.check({ tx, sealing, today: await dayOf(tx, now) }, rows),
    )
    const staged: StagedRow[] = []
    for (const one of found) {
      if ('problem' in one) {
        this.totals.faulty += 1
        this.note([one.problem])
      } else {
        this.totals[one.row.action] += 1
        if (one.row.action !== 'same') staged.push(one.row)
      }
    }
    return db.write(county, async (tx) => {
      // This line is held first: whoever cancels waits for the batch, or the batch finds it cancelled and keeps nothing.
      const percent = Math.min(99, Math.floor(share * 100))
      if (!(await noteProgress(tx, this.#id, { percent, totals: this.totals, now }))) return false
      await stageRows(tx, this.#id, staged)
      return true
    })
  }
}

async function readRows(reading: Reading, columns: readonly Column[], path: string): Promise<boolean> {
  let at: readonly (Column | undefined)[] | undefined
  let heading: Pick<GivenRow, 'no'> = { no: 0 }
  const merges: MergedCells[] = []
  for await (const row of readTable(path, merges)) {
    if (!at) {
      const headings = readHeadings(columns, row)
      reading.note(headings.problems)
      if (headings.problems.length > 0) return true
      ;({ at } = headings)
      heading = row
      continue
    }
    const given = readRow(columns, at, row)
    if (!given) continue
    reading.totals.read += 1
    if ('problems' in given) {
      reading.totals.faulty += 1
      reading.note(given.problems)
    } else if (!(await reading.take(given, row.share))) return false
  }
  if (at) reading.note(mergeProblems(at, heading, merges))
  else reading.note([{ sheet: '', row: 1, column: null, code: 'empty' }])
  return reading.flush(1)
}

/** The dry run of an import that was begun. The file is deleted by whoever put it there: it holds what is sealed here. */
export async function readRoster(
  environment: ImportEnvironment,
  file: { readonly id: string; readonly kind: RosterKind; readonly path: string; readonly name: string },
): Promise<void> {
  const { db, county, clock } = environment
  const reading = new Reading(environment, file.id, file.kind)
  const end = (to: 'ready' | 'faulty' | 'failed'): Promise<boolean> =>
    db.write(county, (tx) =>
      endRun(tx, file.id, { from: ['reading'], to, by: null, now: clock.now(), problems: reading.problems }),
    )
  try {
    if (!(await readRows(reading, columnsOf[file.kind], file.path))) return
  } catch (error) {
    const sheet = error instanceof SheetProblem ? error : undefined
    const { code = 'unreadable', facts = {} } = sheet ?? {}
    const row = Number(facts['row'] ?? 0)
    // What was noted before may be what cannot be kept; the end of the import must be kept in any case.
    reading.problems.length = 0
    reading.note([{ sheet: '', row, column: null, code, facts }])
    await end('failed')
    if (!sheet) throw error
  }
  await end(reading.problems.length > 0 || reading.totals.read === 0 ? 'faulty' : 'ready')
}

async function eachPart(
  tx: Tx,
  id: string,
  backwards: boolean,
  work: (rows: readonly StagedRow[]) => Promise<void>,
): Promise<void> {
  const many = await expectManyRows(tx)
  let after: number | null = null
  for (;;) {
    const rows: StagedRow[] = await listStaged(tx, id, { after, limit: BATCH, backwards })
    if (rows.length === 0) return many.after()
    await work(rows)
    after = rows.at(-1)?.no ?? null
  }
}

interface Deciding {
  readonly tx: Tx
  /** Undefined on the command line. */
  readonly by: Actor | undefined
  readonly now: Date
  readonly id: string
}

/** The import, held so that nobody else decides on it; refuses whoever may not bring in such a roster. */
async function held({ tx, by, id }: Deciding): Promise<ImportRun & { kind: RosterKind }> {
  const run = await lockRun(tx, id)
  refuseUnless(run && run.kind !== 'cases', 'not-found')
  if (by) requireMayImport(by, run.kind)
  return run as ImportRun & { kind: RosterKind }
}

/** Applies a dry run without mistakes, whole, in the caller's transaction. */
export async function commitRoster(deciding: Deciding): Promise<ImportRun> {
  const { tx, by, now, id } = deciding
  const run = await held(deciding)
  refuseUnless(run.status === 'ready', 'import-not-ready')
  await eachPart(tx, id, false, (rows) => applyRows({ tx, by, now }, run.kind, rows))
  if (run.kind === 'places') await eachPart(tx, id, false, (rows) => requireNothingHanging(tx, rows))
  await endRun(tx, id, { from: ['ready'], to: 'done', by: by?.personId ?? null, now })
  return (await findRun(tx, id)) ?? run
}

/** Gives up an import before it is applied; one that is still being read stops at its next batch. */
export async function cancelRoster(deciding: Deciding): Promise<ImportRun> {
  const { tx, by, now, id } = deciding
  const run = await held(deciding)
  const moved = await endRun(tx, id, {
    from: ['reading', 'ready', 'faulty'],
    to: 'cancelled',
    by: by?.personId ?? null,
    now,
  })
  refuseUnless(moved, 'import-not-ready')
  await dropRows(tx, id)
  return (await findRun(tx, id)) ?? run
}

/** Takes back exactly what an import did, as long as nothing was built on it. */
export async function undoRoster(deciding: Deciding): Promise<ImportRun> {
  const { tx, by, now, id } = deciding
  const run = await held(deciding)
  refuseUnless(run.status === 'done' && run.uploadedAt > keptSince(now), 'import-not-ready')
  await eachPart(tx, id, true, (rows) => undoRows({ tx, by, now }, run.kind, rows))
  await endRun(tx, id, { from: ['done'], to: 'undone', by: by?.personId ?? null, now })
  await dropRows(tx, id)
  return (await findRun(tx, id)) ?? run
}

/** Where uploaded files lie while they are read. */
export async function readingFolder(dataDir: string): Promise<string> {
  const folder = join(dataDir, 'imports')
  await mkdir(folder, { recursive: true, mode: 0o700 })
  return folder
}

/** After a restart: files that were being read are gone, and their imports are marked as failed. */
export async function clearUnfinished({ db, county, clock }: ImportEnvironment, dataDir: string): Promise<void> {
  const now = clock.now()
  await db.write(county, (tx) => abandonUnfinished(tx, new Date(now.getTime() - 5 * 60_000), now))
  await rm(join(dataDir, 'imports'), { recursive: true, force: true })
}

/** Forgets what imports of long ago did row by row, since it holds names; from then on they cannot be undone. */
export function forgetOldRows(db: Database, county: number, now: Date): Promise<number> {
  return db.write(county, (tx) => dropOldRows(tx, keptSince(now)))
}

/** Refuses whoever may not bring in such a roster. */
export function requireMayImport(by: Actor, kind: RosterKind): void {
  if (!importableBy(by).includes(kind)) throw new Refusal('not-allowed')
}
