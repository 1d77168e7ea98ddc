/** Reads a log as anybody can, and counts it anew: nothing that the log says of itself is believed. */
import { isEqual } from './bytes.ts'
import { type LogEntry, readEntry } from './entry.ts'
import { EMPTY_ROOT, isConsistent, leafHash } from './merkle.ts'
import { type Checkpoint } from './note.ts'
import { checkCheckpoint, isSameTree, type ProofFault, type Trust } from './proof-file.ts'
import { type BuiltTile, TreeBuilder } from './tree-builder.ts'
import { bundlesOf, entriesOfBundle, TILE_WIDTH, tilePath, type TileName, TileTree } from './tiles.ts'

/** Reads a file of the log by its path (`checkpoint`, `tile/0/000`); undefined when it is not there. */
export type ReadLog = (path: string) => Promise<Uint8Array | undefined>

export type LogFaultKind =
  | ProofFault
  | 'checkpoint-missing'
  | 'log-shrunk'
  | 'log-forked'
  | 'bundle-missing'
  | 'bundle-broken'
  | 'tile-missing'
  | 'tile-differs'
  | 'root-differs'

/** One thing that is wrong, and the file of the log in which it shows. */
export interface LogFault {
  readonly kind: LogFaultKind
  readonly where: string
}

export interface LogReport {
  readonly faults: readonly LogFault[]
  /** The head that was checked; absent when there was none to check. */
  readonly checkpoint: Checkpoint | undefined
  /** The same, signed, to be kept and shown to the next check. */
  readonly note: string
  readonly witnesses: readonly string[]
  readonly entriesRead: number
}

export interface LogCheck {
  readonly read: ReadLog
  readonly trust: Trust
  /** The head that was seen the last time: the log must begin with all of it. */
  readonly seen?: Checkpoint | undefined
  /** Logs of others have other entries: theirs are hashed and not understood. */
  readonly areEntriesOurs?: boolean
  readonly onEntry?: (index: number, entry: LogEntry) => void
}

/** Faults beyond these are counted by nobody: the first ones tell where to look. */
const FAULTS_MAX = 100

/** A tile that was partial may be gone once it is full; its beginning is the same. */
async function readTile(read: ReadLog, tile: TileName): Promise<Uint8Array | undefined> {
  const bytes = await read(tilePath(tile))
  if (bytes || tile.width === TILE_WIDTH) return bytes
  const full = await read(tilePath({ ...tile, width: TILE_WIDTH }))
  if (!full || tile.level !== 'entries') return full?.slice(0, tile.width * 32)
  let until = 0
  for (let no = 0; no < tile.width; no += 1) until += 2 + (full[until] ?? 0) * 256 + (full[until + 1] ?? 0)
  return full.slice(0, until)
}

type Head = { readonly checkpoint: Checkpoint; readonly note: string; readonly witnesses: readonly string[] }

async function readHead({ read, trust }: LogCheck): Promise<Head | LogFaultKind> {
  const bytes = await read('checkpoint')
  if (!bytes) return 'checkpoint-missing'
  let note: string
  try {
    note = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return 'checkpoint-unreadable'
  }
  const signed = checkCheckpoint(note, trust)
  if (typeof signed === 'string') return signed
  return { ...signed, note }
}

const nothing = (kind: LogFaultKind): LogReport => ({
  faults: [{ kind, where: 'checkpoint' }],
  checkpoint: undefined,
  note: '',
  witnesses: [],
  entriesRead: 0,
})

/** Reads and hashes every entry and every tile of a log. A single changed byte anywhere is a fault. */
export async function checkLog(check: LogCheck): Promise<LogReport> {
  const head = await readHead(check)
  if (typeof head === 'string') return nothing(head)
  const { checkpoint } = head
  const { read, seen, areEntriesOurs = true } = check
  const faults: LogFault[] = []
  const fault = (kind: LogFaultKind, where: string): void => {
    if (faults.length < FAULTS_MAX) faults.push({ kind, where })
  }
  const size = Number(checkpoint.size)
  const builder = new TreeBuilder()

  const compare = async (tile: BuiltTile): Promise<void> => {
    const served = await readTile(read, tile)
    if (!served) fault('tile-missing', tilePath(tile))
    else if (!isEqual(served, tile.bytes)) fault('tile-differs', tilePath(tile))
  }
  const compareSeen = (): void => {
    if (seen && BigInt(builder.size) === seen.size && !isEqual(builder.root(), seen.root))
      fault('log-forked', `entry ${builder.size}`)
  }

  if (seen && seen.size > checkpoint.size) fault('log-shrunk', 'checkpoint')
  compareSeen()
  for (const bundle of bundlesOf(size)) {
    const bytes = await readTile(read, bundle)
    let entries: Uint8Array[] = []
    try {
      if (bytes) entries = entriesOfBundle(bytes, bundle.width)
      else fault('bundle-missing', tilePath(bundle))
    } catch {
      fault('bundle-broken', tilePath(bundle))
    }
    // Whatever comes behind a bundle that cannot be read would be hashed in the wrong place.
    if (entries.length === 0) return { faults, ...head, entriesRead: builder.size }
    for (const bytesOfEntry of entries) {
      if (areEntriesOurs) {
        const entry = readEntry(bytesOfEntry)
        if (entry) check.onEntry?.(builder.size, entry)
        else fault('entry-unreadable', `entry ${builder.size}`)
      }
      const filled = builder.append(leafHash(bytesOfEntry))
      compareSeen()
      for (const tile of filled) await compare(tile)
    }
  }
  for (const tile of builder.edge()) await compare(tile)
  if (!isEqual(builder.root(), checkpoint.root)) fault('root-differs', 'checkpoint')
  return { faults, ...head, entriesRead: builder.size }
}

/** Reads only as much as shows that a log goes on from the head that was seen the last time. */
export async function followLog(check: LogCheck): Promise<LogReport> {
  const head = await readHead(check)
  if (typeof head === 'string') return nothing(head)
  const { checkpoint } = head
  const { seen, read } = check
  const report = (kind?: LogFaultKind): LogReport => ({
    faults: kind ? [{ kind, where: 'checkpoint' }] : [],
    ...head,
    entriesRead: 0,
  })
  if (checkpoint.size === 0n) {
    if (seen && seen.size > 0n) return report('log-shrunk')
    return report(isEqual(checkpoint.root, EMPTY_ROOT) ? undefined : 'root-differs')
  }
  const tree = new TileTree(Number(checkpoint.size), async (tile) => {
    const bytes = await readTile(read, tile)
    if (!bytes) throw new MissingTile(tilePath(tile))
    return bytes
  })
  try {
    if (!isEqual(await tree.root(), checkpoint.root)) return report('root-differs')
    if (!seen || seen.size === 0n) return report()
    if (seen.size > checkpoint.size) return report('log-shrunk')
    if (seen.size === checkpoint.size) return report(isSameTree(seen, checkpoint) ? undefined : 'log-forked')
    const proof = await tree.consistencyProof(Number(seen.size))
    return report(isConsistent(seen, checkpoint, proof) ? undefined : 'log-forked')
  } catch (error) {
    if (error instanceof MissingTile) return { ...report(), faults: [{ kind: 'tile-missing', where: error.message }] }
    if (error instanceof RangeError) return report('tile-differs')
    throw error
  }
}

class MissingTile extends Error {}
