import {
  type Checkpoint,
  checkpointText,
  entryBytes,
  isEqual,
  leafHash,
  type LogKind,
  readCheckpoint,
  readNote,
  type Signer,
  signNote,
  TILE_WIDTH,
  TreeBuilder,
  verifierKey,
} from '@xiangzhi/verify'
import { type Database, sql, type Tx } from '#platform/database'
import { entryOf } from './append.ts'

/** So many entries get their place in one transaction; the rest follows at once in the next. */
const BATCH = 4096

/** Why nothing may be signed: somebody has to look before the log goes on. */
export class LogHalted extends Error {}

export interface Sequenced {
  readonly appended: number
  readonly size: number
  /** The head as it was signed. */
  readonly note: string
}

interface Waiting {
  readonly id: string
  readonly kind: LogKind
  readonly subject: string
  readonly commitment: Buffer
  readonly at: Date
}

/** The tiles that are not full in a tree of this size, from the leaves upwards. */
function edgeOf(size: number): { level: number; no: number; width: number }[] {
  const edge = []
  let there = size
  for (let level = 0; there > 0; level += 1) {
    const width = there % TILE_WIDTH
    there = Math.floor(there / TILE_WIDTH)
    edge.push({ level, no: there, width })
  }
  return edge
}

async function readEdge(tx: Tx, size: number): Promise<TreeBuilder> {
  const edge = edgeOf(size)
  const rows = await tx.rows<{ level: number; hashes: Buffer }>(sql`select t.level, t.hashes from public_log_tile t
    join unnest(${edge.map(({ level }) => level)}::int[], ${edge.map(({ no }) => no)}::bigint[]) e (level, no)
      on e.level = t.level and e.no = t.no
    where t.county = ${tx.county}`)
  const hashes = edge.map(({ level, width }) => {
    const bytes = rows.find((row) => row.level === level)?.hashes ?? Buffer.alloc(0)
    if (bytes.length !== width * 32)
      throw new LogHalted(`the tile at the edge of level ${level} does not belong to a log of ${size} entries`)
    return Array.from({ length: width }, (_none, at) => new Uint8Array(bytes.subarray(at * 32, at * 32 + 32)))
  })
  return new TreeBuilder(size, hashes)
}

/** The row that whoever writes into the log holds until it is written, so that there is one order. */
function lockHead(tx: Tx): Promise<{ size: number; note: string } | undefined> {
  return tx.row(sql`select size, note from public_log_head where county = ${tx.county} for update`)
}

const headOf = (note: string): Checkpoint => {
  const read = readNote(note)
  const checkpoint = read && readCheckpoint(read.text)
  if (!checkpoint) throw new LogHalted('the head of the log cannot be read')
  return checkpoint
}

/** Begins the log of a county: its first key and the signed head of an empty log. Nothing happens when it has begun. */
export async function beginLog(tx: Tx, signer: Signer): Promise<void> {
  const builder = new TreeBuilder()
  const note = signNote(checkpointText({ origin: signer.name, size: 0n, root: builder.root() }), [signer])
  const begun = await tx.run(sql`insert into public_log_head (county, size, note) values (${tx.county}, 0, ${note})
    on conflict (county) do nothing`)
  if (begun === 0) return
  tx.send(
    sql`insert into public_log_key (county, from_size, verifier_key) values (${tx.county}, 0, ${verifierKey(signer)})`,
  )
  tx.send(
    sql`insert into public_log_checkpoint (county, size, previous_size, note) values (${tx.county}, 0, null, ${note})`,
  )
}

/** The public keys of the log, the newest first. */
export function listKeys(tx: Tx): Promise<{ fromSize: number; verifierKey: string }[]> {
  return tx.rows(sql`select from_size, verifier_key from public_log_key
    where county = ${tx.county} order by from_size desc`)
}

/**
 * Gives what waits its places in the log and signs the new head, all in the caller's transaction. Undefined when nothing
 * waits. `newKey`, one of the signers, is the key of the log from this head on. Throws LogHalted, before anything is signed,
 * when the tree is not the one that was signed last or when no key is that of this log.
 */
export async function sequenceInto(
  tx: Tx,
  signers: readonly Signer[],
  newKey?: Signer,
): Promise<Sequenced | undefined> {
  const head = await lockHead(tx)
  if (!head) throw new LogHalted('the log has not begun')
  const [waiting, keys, builder] = await Promise.all([
    tx.rows<Waiting>(sql`select id, kind, subject, commitment, at from public_log_waiting
      where county = ${tx.county} order by id limit ${BATCH}`),
    listKeys(tx),
    readEdge(tx, head.size),
  ])
  if (waiting.length === 0) return undefined
  const isOurs = newKey !== undefined || signers.some((signer) => verifierKey(signer) === keys[0]?.verifierKey)
  const { root, size, origin } = headOf(head.note)
  if (!isOurs || signers.some(({ name }) => name !== origin)) throw new LogHalted('the key is not the one of this log')
  if (size !== BigInt(head.size) || !isEqual(builder.root(), root))
    throw new LogHalted(`the tree is not the one that was signed at ${head.size} entries`)

  const tiles = new Map<string, { level: number; no: number; bytes: Uint8Array }>()
  const contents = waiting.map((row) => {
    const bytes = entryBytes(entryOf(row))
    for (const tile of builder.append(leafHash(bytes))) tiles.set(`${tile.level}/${tile.no}`, tile)
    return Buffer.from(bytes).toString('utf8')
  })
  for (const tile of builder.edge()) tiles.set(`${tile.level}/${tile.no}`, tile)
  const note = signNote(checkpointText({ origin, size: BigInt(builder.size), root: builder.root() }), signers)
  const grown = [...tiles.values()]

  tx.send(sql`insert into public_log_entry (county, no, id, subject, content)
    select ${tx.county}, ${head.size}::bigint + e.at - 1, e.id, e.subject, e.content
    from unnest(${waiting.map(({ id }) => id)}::uuid[], ${waiting.map(({ subject }) => subject)}::text[], ${contents}::text[])
      with ordinality e (id, subject, content, at)`)
  tx.send(sql`insert into public_log_tile (county, level, no, hashes)
    select ${tx.county}, t.level, t.no, t.hashes
    from unnest(${grown.map(({ level }) => level)}::int[], ${grown.map(({ no }) => no)}::bigint[],
      ${grown.map(({ bytes }) => Buffer.from(bytes))}::bytea[]) t (level, no, hashes)
    on conflict (county, level, no) do update set hashes = excluded.hashes`)
  tx.send(
    sql`delete from public_log_waiting where county = ${tx.county} and id = any(${waiting.map(({ id }) => id)}::uuid[])`,
  )
  tx.send(sql`insert into public_log_checkpoint (county, size, previous_size, note)
    values (${tx.county}, ${builder.size}, ${head.size}, ${note})`)
  if (newKey)
    tx.send(sql`insert into public_log_key (county, from_size, verifier_key)
      values (${tx.county}, ${builder.size}, ${verifierKey(newKey)})`)
  await tx.run(sql`update public_log_head set size = ${builder.size}, note = ${note} where county = ${tx.county}`)
  return { appended: waiting.length, size: builder.size, note }
}

/** Whether anything waits for its place. */
export async function hasWaiting(tx: Tx): Promise<boolean> {
  const row = await tx.row<{ waits: boolean }>(
    sql`select exists (select from public_log_waiting where county = ${tx.county}) as waits`,
  )
  return row?.waits === true
}

/** Gives everything that waits its place, batch by batch. Returns how much that was and the head in the end. */
export async function sequenceAll(
  db: Database,
  county: number,
  signers: readonly Signer[],
): Promise<Sequenced | undefined> {
  let appended = 0
  let last: Sequenced | undefined
  while (await db.read(county, hasWaiting)) {
    const done = await db.write(county, (tx) => sequenceInto(tx, signers))
    if (!done) break
    appended += done.appended
    last = { ...done, appended }
  }
  return last
}
