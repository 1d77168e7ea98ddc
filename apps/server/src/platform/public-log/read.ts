import {
  bundleOf,
  type Checkpoint,
  HASH_BYTES,
  readCheckpoint,
  readNote,
  TILE_WIDTH,
  type TileName,
  TileTree,
  toUtf8,
  writeProof,
} from '@xiangzhi/verify'
import { type Database, sql, type Tx } from '#platform/database'

/** The signed head that is given out, with the cosignatures it has; undefined before the log has begun. */
export async function findHeadNote(tx: Tx): Promise<string | undefined> {
  const row = await tx.row<{ note: string }>(sql`select note from public_log_head where county = ${tx.county}`)
  return row?.note
}

/** The head as it was signed at an earlier size; undefined when none was signed then. */
export async function findCheckpointNote(tx: Tx, size: number): Promise<string | undefined> {
  const row = await tx.row<{ note: string }>(
    sql`select note from public_log_checkpoint where county = ${tx.county} and size = ${size}`,
  )
  return row?.note
}

/** The bytes of a tile or of a bundle of entries; undefined when the log has not got so far. */
export async function findTile(tx: Tx, { level, no, width }: TileName): Promise<Buffer | undefined> {
  if (level !== 'entries') {
    const row = await tx.row<{ hashes: Buffer }>(
      sql`select hashes from public_log_tile where county = ${tx.county} and level = ${level} and no = ${no}`,
    )
    const bytes = row?.hashes.subarray(0, width * HASH_BYTES)
    return bytes?.length === width * HASH_BYTES ? bytes : undefined
  }
  const from = no * TILE_WIDTH
  const rows = await tx.rows<{ content: string }>(sql`select content from public_log_entry
    where county = ${tx.county} and no >= ${from} and no < ${from + width} order by no`)
  return rows.length === width ? Buffer.from(bundleOf(rows.map(({ content }) => toUtf8(content)))) : undefined
}

/** The tree at a size, read from the tables. */
export const treeIn = (tx: Tx, size: number): TileTree =>
  new TileTree(size, async (tile) => {
    const bytes = await findTile(tx, tile)
    if (!bytes) throw new Error(`the log has no tile ${tile.level}/${tile.no} of ${tile.width}`)
    return bytes
  })

/** The head as it is given out, and what it says. */
export interface LogHead {
  readonly note: string
  readonly checkpoint: Checkpoint
}

/** The head of the log; undefined before it has begun. */
export async function findLogHead(tx: Tx): Promise<LogHead | undefined> {
  const text = await findHeadNote(tx)
  const note = text === undefined ? undefined : readNote(text)
  const checkpoint = note && readCheckpoint(note.text)
  return text !== undefined && checkpoint ? { note: text, checkpoint } : undefined
}

/**
 * The proof that an entry stands in the log, as a `.tlog-proof`: about a kilobyte and a half of text that is checked without
 * this server. Undefined when there is no such entry.
 */
export function findLogProof(db: Database, county: number, index: number): Promise<string | undefined> {
  return db.read(county, async (tx) => {
    const [head, entry] = await Promise.all([
      findLogHead(tx),
      tx.row<{ content: string }>(
        sql`select content from public_log_entry where county = ${tx.county} and no = ${index}`,
      ),
    ])
    if (!head || !entry || BigInt(index) >= head.checkpoint.size) return undefined
    const hashes = await treeIn(tx, Number(head.checkpoint.size)).inclusionProof(index)
    return writeProof({ index: BigInt(index), hashes, checkpoint: head.note, entry: toUtf8(entry.content) })
  })
}
