import {
  type BuiltTile,
  type Checkpoint,
  isEqual,
  leafHash,
  type LogEntry,
  readCheckpoint,
  readEntry,
  readNote,
  readVerifier,
  signersOf,
  tilesOf,
  toUtf8,
  TreeBuilder,
  type Verifier,
  verifierKey,
} from '@xiangzhi/verify'
import { type Database, sql, type Tx } from '#platform/database'
import { findNotedHead } from './noted-head.ts'
import { listKeys } from './sequence.ts'

/** An entry with its place, for whoever keeps the thing it is about. */
export interface PlacedEntry extends LogEntry {
  readonly index: number
}

/** Says what of its own does not fit these entries any more, one sentence each. It reads in the state that is checked. */
export type CheckEntries = (tx: Tx, entries: readonly PlacedEntry[]) => Promise<readonly string[]>

/** Says which of the things that belong into the log are not in it, or are shown otherwise than it says. */
export type CheckThings = (tx: Tx) => Promise<readonly string[]>

export interface LogTablesReport {
  readonly faults: readonly string[]
  readonly entries: number
  readonly checkpoints: number
  readonly tiles: number
}

const PAGE = 2048

/** Faults beyond these are counted by nobody: the first ones tell where to look. */
const FAULTS_MAX = 100

interface EntryRow {
  readonly no: number
  readonly subject: string
  readonly content: string
}

async function* pagesOf<R>(read: (after: R | undefined) => Promise<R[]>): AsyncGenerator<R[]> {
  let last: R | undefined
  for (;;) {
    const rows = await read(last)
    if (rows.length > 0) yield rows
    if (rows.length < PAGE) return
    last = rows.at(-1)
  }
}

const entryPages = (tx: Tx): AsyncGenerator<EntryRow[]> =>
  pagesOf((after) =>
    tx.rows<EntryRow>(sql`select no, subject, content from public_log_entry
      where county = ${tx.county} and no > ${after?.no ?? -1} order by no limit ${PAGE}`),
  )

interface CheckpointRow {
  readonly size: number
  readonly previous: number | null
  readonly note: string
}

const checkpointPages = (tx: Tx): AsyncGenerator<CheckpointRow[]> =>
  pagesOf((after) =>
    tx.rows<CheckpointRow>(sql`select size, previous_size as previous, note from public_log_checkpoint
      where county = ${tx.county} and size > ${after?.size ?? -1} order by size limit ${PAGE}`),
  )

interface SignedTree {
  readonly previous: number
  readonly root: Uint8Array
}

interface Key {
  readonly fromSize: number
  readonly verifier: Verifier
}

/** Reads the keys, the oldest first. A key that was changed does not fit its id. */
async function readKeys(tx: Tx, fault: (text: string) => void): Promise<Key[]> {
  const keys: Key[] = []
  for (const { fromSize, verifierKey } of (await listKeys(tx)).toReversed()) {
    try {
      keys.push({ fromSize, verifier: readVerifier(verifierKey) })
    } catch {
      fault(`the key from size ${fromSize} on was changed`)
    }
  }
  if (keys[0]?.fromSize !== 0) fault('the first key of the log is missing')
  return keys
}

/** Checks every head that was signed, and that none between two others is missing. Returns their trees by size. */
async function readCheckpoints(
  tx: Tx,
  keys: readonly Key[],
  fault: (text: string) => void,
): Promise<{ signed: Map<number, SignedTree>; last: CheckpointRow | undefined }> {
  const trees = new Map<number, SignedTree>()
  const verifiers = keys.map(({ verifier }) => verifier)
  let last: CheckpointRow | undefined
  for await (const page of checkpointPages(tx)) {
    for (const row of page) {
      if (row.previous !== (last?.size ?? null)) fault(`the head before the one at ${row.size} entries is missing`)
      const key = keys.findLast(({ fromSize }) => fromSize <= row.size)
      const note = readNote(row.note)
      const checkpoint = note && readCheckpoint(note.text)
      const signers = note && signersOf(note, verifiers)
      // The log signs for itself alone, so below its own heads stands no line that is not one of its keys.
      if (!checkpoint || !key || !signers?.includes(key.verifier) || signers.length !== note.signatures.length)
        fault(`the head at ${row.size} entries is not signed as it was`)
      else if (checkpoint.size !== BigInt(row.size) || checkpoint.origin !== key.verifier.name)
        fault(`the head at ${row.size} entries is the one of another log`)
      else trees.set(row.size, { previous: row.previous ?? 0, root: checkpoint.root })
      last = row
    }
  }
  return { signed: trees, last }
}

/** Each key but the first is announced by an entry that got its place with the first head this key signed. */
function checkKeyChanges(
  keys: readonly Key[],
  signed: ReadonlyMap<number, SignedTree>,
  announced: ReadonlyMap<string, number>,
  fault: (text: string) => void,
): void {
  for (const { fromSize, verifier } of keys.slice(1)) {
    const [index, tree] = [announced.get(verifierKey(verifier)), signed.get(fromSize)]
    if (index === undefined || !tree || index < tree.previous || index >= fromSize)
      fault(`the key from size ${fromSize} on is not the one that an entry announced`)
  }
  if (announced.size !== keys.length - 1) fault(`${announced.size} keys were announced, ${keys.length - 1} are there`)
}

/** The tiles as they lie in the table, taken in the order in which they are filled. */
class TileRows {
  read = 0
  readonly #tx: Tx
  readonly #fault: (text: string) => void
  #due: BuiltTile[] = []

  constructor(tx: Tx, fault: (text: string) => void) {
    this.#tx = tx
    this.#fault = fault
  }

  async compare(tiles: readonly BuiltTile[]): Promise<void> {
    this.#due.push(...tiles)
    if (this.#due.length >= 64) await this.flush()
  }

  async flush(): Promise<void> {
    const due = this.#due
    this.#due = []
    if (due.length === 0) return
    const rows = await this.#tx.rows<{ level: number; no: number; hashes: Buffer }>(sql`select t.level, t.no, t.hashes
      from public_log_tile t join unnest(${due.map(({ level }) => level)}::int[], ${due.map(({ no }) => no)}::bigint[]) d (level, no)
        on d.level = t.level and d.no = t.no where t.county = ${this.#tx.county}`)
    const found = new Map(rows.map((row) => [`${row.level}/${row.no}`, row.hashes]))
    this.read += rows.length
    for (const { level, no, bytes } of due) {
      const hashes = found.get(`${level}/${no}`)
      if (!hashes) this.#fault(`the tile ${level}/${no} is missing`)
      else if (!isEqual(hashes, bytes)) this.#fault(`the tile ${level}/${no} was changed`)
    }
  }
}

async function checkHead(
  tx: Tx,
  last: CheckpointRow | undefined,
  entries: number,
  fault: (text: string) => void,
): Promise<void> {
  const head = await tx.row<{ size: number; note: string }>(
    sql`select size, note from public_log_head where county = ${tx.county}`,
  )
  if (!head) {
    fault('the head of the log is missing')
    return
  }
  if (head.size !== last?.size) fault(`the head says ${head.size} entries, ${last?.size ?? 0} were signed last`)
  if (head.size !== entries) fault(`the head says ${head.size} entries, there are ${entries}`)
  // Below the log's own signature the head may carry those of witnesses.
  const [given, signed] = [readNote(head.note), readNote(last?.note ?? '')]
  const hasOwn = signed?.signatures.every(({ line }) => given?.signatures.some((other) => other.line === line))
  if (!given || given.text !== signed?.text || hasOwn !== true)
    fault('the head that is given out is not the one signed last')
}

/**
 * Counts the whole log of a county anew from its tables, in one state of the database: keys, every head that was signed,
 * every entry, every tile. `known` are heads noted outside of the database (data folder, witnesses, paper): by them even a
 * log that was made anew as a whole is found. `checkEntries` and `checkThings` compare with what the entries are about.
 */
export async function verifyLog(
  db: Database,
  county: number,
  {
    known = [],
    checkEntries = [],
    checkThings = [],
  }: {
    readonly known?: readonly Checkpoint[]
    readonly checkEntries?: readonly CheckEntries[]
    readonly checkThings?: readonly CheckThings[]
  } = {},
): Promise<LogTablesReport> {
  return db.write(county, async (tx) => {
    await tx.run(sql`set transaction isolation level repeatable read, read only`)
    const faults: string[] = []
    const fault = (text: string): void => {
      if (faults.length < FAULTS_MAX) faults.push(text)
    }
    const keys = await readKeys(tx, fault)
    const { signed, last } = await readCheckpoints(tx, keys, fault)
    const due = [
      ...known.map(({ size, root }) => ({ size: Number(size), root, how: 'noted' })),
      ...[...signed].map(([size, { root }]) => ({ size, root, how: 'signed' })),
    ]
    const bySize = Map.groupBy(due, ({ size }) => size)
    const builder = new TreeBuilder()
    const compareRoot = (): void => {
      const here = bySize.get(builder.size)
      if (!here) return
      const root = builder.root()
      for (const { root: expected, how } of here)
        if (!isEqual(expected, root)) fault(`the first ${builder.size} entries are not those that were ${how}`)
    }

    const tiles = new TileRows(tx, fault)
    const announced = new Map<string, number>()
    compareRoot()
    for await (const page of entryPages(tx)) {
      const entries: PlacedEntry[] = []
      for (const { no, subject, content } of page) {
        if (no !== builder.size) fault(`entry ${builder.size} is missing`)
        const bytes = toUtf8(content)
        const entry = readEntry(bytes)
        if (!entry || entry.subject !== subject) fault(`entry ${no} was changed`)
        else entries.push({ ...entry, index: no })
        if (entry?.kind === 'key-change') announced.set(entry.subject, no)
        await tiles.compare(builder.append(leafHash(bytes)))
        compareRoot()
      }
      for (const check of checkEntries) for (const text of await check(tx, entries)) fault(text)
    }
    await tiles.compare(builder.edge())
    await tiles.flush()
    checkKeyChanges(keys, signed, announced, fault)
    await checkHead(tx, last, builder.size, fault)
    for (const { size } of known)
      if (Number(size) > builder.size) fault(`${size} entries were noted, there are ${builder.size}`)
    await checkCounts(tx, builder.size, fault)
    for (const check of checkThings) for (const text of await check(tx)) fault(text)
    return { faults, entries: builder.size, checkpoints: signed.size, tiles: tiles.read }
  })
}

/** What is there beyond what belongs there. */
async function checkCounts(tx: Tx, size: number, fault: (text: string) => void): Promise<void> {
  const counted = await tx.row<{ tiles: number; twice: number }>(sql`select
    (select count(*)::int from public_log_tile where county = ${tx.county}) as tiles,
    (select count(*)::int from public_log_waiting w join public_log_entry e on e.county = w.county and e.id = w.id
      where w.county = ${tx.county}) as twice`)
  const expected = [...tilesOf(size)].length
  if (counted && counted.tiles !== expected) fault(`there are ${counted.tiles} tiles, ${expected} belong there`)
  if (counted && counted.twice > 0) fault(`${counted.twice} entries wait a second time`)
}

/** The head that this installation noted outside of the database, as a list for `verifyLog`. */
export async function listNotedHeads(dataDir: string, county: number): Promise<Checkpoint[]> {
  const noted = await findNotedHead(dataDir, county)
  return noted ? [noted] : []
}
