import { firstCharacters, type PaperSearch, publicText } from '@xiangzhi/language'
import { createHash } from 'node:crypto'
import type { Readable } from 'node:stream'
import { v7 as uuidv7 } from 'uuid'
import { type Database, sql, type Tx } from '#platform/database'
import { searchPaper } from '#platform/paper-search'
import { Refusal, refuseUnless } from '#platform/refusal'
import type { PhotoPosition } from './exif-position.ts'
import type { FileStore } from './file-store.ts'
import { recognise, sheetType } from './media-type.ts'
import { developPhoto } from './photo.ts'

/** Megabytes that one file may have as it comes in. */
export const UPLOAD_MEGABYTES_MAX = 15
const BYTES_MAX = UPLOAD_MEGABYTES_MAX * 1024 * 1024
const NAME_LENGTH_MAX = 120
/** How long an upload waits for something to claim it. */
const ORPHAN_AFTER_HOURS = 24

/** A file as it is kept: photos are always JPEG, papers PDF or JPEG; staff may hand in Excel sheets as well. */
export interface Upload {
  readonly id: string
  readonly mediaType: 'image/jpeg' | 'application/pdf' | typeof sheetType
  readonly bytes: number
  readonly sha256: Buffer
  readonly storeKey: string
  readonly thumbnailKey: string | null
  readonly name: string
  readonly uploadedAt: Date
  readonly uploadedBy: string | null
  readonly attachedAt: Date | null
  /** What is known of its content; null where it is not searched, yet or at all. */
  readonly search: PaperSearch | null
}

export interface UploadGiven {
  readonly name: string
  readonly content: Buffer | Readable
  readonly now: Date
  /** The person of staff, or null for a villager. */
  readonly by: string | null
  /** Of a villager: the request that will attach it. Nobody attaches an upload that has neither. */
  readonly forRequest?: string
  readonly demo?: boolean
}

/**
 * Who attaches an upload: the person who handed it in, whether signed in or by a key of theirs, or the one request of somebody
 * without an account for which it was handed in.
 */
export type Hand = { readonly personId: string } | { readonly requestId: string }

/** A developed file that is durable on disk, ready to be written into a transaction. */
export interface Developed {
  readonly mediaType: Upload['mediaType']
  readonly name: string
  readonly bytes: number
  readonly sha256: Buffer
  readonly storeKey: string
  readonly thumbnailKey: string | null
  readonly position: PhotoPosition | undefined
  readonly search: PaperSearch | null
}

async function collect(content: Buffer | Readable): Promise<Buffer> {
  if (Buffer.isBuffer(content)) {
    refuseUnless(content.length <= BYTES_MAX, 'too-large', { limit: UPLOAD_MEGABYTES_MAX })
    return content
  }
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of content as AsyncIterable<Buffer>) {
    size += chunk.length
    refuseUnless(size <= BYTES_MAX, 'too-large', { limit: UPLOAD_MEGABYTES_MAX })
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

/** The ending of a file's name by its kind. */
export const endingOf = (mediaType: Upload['mediaType']): string => endings[mediaType]

const endings: Readonly<Record<Upload['mediaType'], string>> = {
  'image/jpeg': '.jpg',
  'application/pdf': '.pdf',
  [sheetType]: '.xlsx',
}

/** A name that is safe to show and to offer for saving: no path, no control characters, a bounded length. */
function tidyName(name: string, mediaType: Upload['mediaType']): string {
  const last = name.split(/[\\/]/).at(-1) ?? ''
  const plain = last
    .replaceAll(/[\p{Cc}\p{Cf}"<>|*?:]/gu, '')
    .replace(/\.[A-Za-z0-9]{1,5}$/, '')
    .trim()
  return `${firstCharacters(publicText(plain), NAME_LENGTH_MAX) || 'file'}${endings[mediaType]}`
}

/**
 * Recognises, re-encodes and stores a file, without a transaction: this takes up to a second, for a long paper some more, and must
 * not hold one open. Refuses `too-large`, `photo-too-large`, `photo-heic` and `not-a-photo`. What comes `fromStaff` may be published
 * one day: Excel sheets are taken from them, and what they hand in is searched for numbers that must not be public. A crash
 * afterwards leaves bytes that nobody names, never a name without bytes.
 */
export async function develop(
  store: FileStore,
  given: { name: string; content: Buffer | Readable; fromStaff?: boolean },
): Promise<Developed> {
  const content = await collect(given.content)
  const kind = recognise(content)
  if (kind === undefined || (kind === sheetType && given.fromStaff !== true)) throw new Refusal('not-a-photo')
  if (kind === 'application/pdf' || kind === sheetType) {
    const storeKey = await store.put(content)
    return {
      mediaType: kind,
      name: tidyName(given.name, kind),
      bytes: content.length,
      storeKey,
      thumbnailKey: null,
      position: undefined,
      sha256: createHash('sha256').update(content).digest(),
      search: given.fromStaff === true ? ((await searchPaper(kind, content)) ?? null) : null,
    }
  }
  const photo = await developPhoto(content).catch((error: unknown) => {
    // What an iPhone keeps is a photo indeed, only one that no decoder here may open.
    const unread = error instanceof Refusal && error.code === 'not-a-photo'
    throw unread && kind === 'image/heif' ? new Refusal('photo-heic') : error
  })
  const [storeKey, thumbnailKey] = await Promise.all([store.put(photo.full), store.put(photo.thumbnail)])
  return {
    mediaType: 'image/jpeg',
    name: tidyName(given.name, 'image/jpeg'),
    bytes: photo.full.length,
    storeKey,
    thumbnailKey,
    position: photo.position,
    sha256: createHash('sha256').update(photo.full).digest(),
    search: null,
  }
}

/** Writes a developed file into the books and returns its id. */
export async function keepUpload(
  tx: Tx,
  developed: Developed,
  given: Pick<UploadGiven, 'now' | 'by' | 'forRequest' | 'demo'>,
): Promise<string> {
  const id = uuidv7()
  await tx.run(sql`insert into file_upload
      (county, id, media_type, bytes, sha256, store_key, thumbnail_key, name, uploaded_at, uploaded_by, for_request, search, demo)
    values (${tx.county}, ${id}, ${developed.mediaType}, ${developed.bytes}, ${developed.sha256}, ${developed.storeKey},
      ${developed.thumbnailKey}, ${developed.name}, ${given.now}, ${given.by},
      ${given.forRequest ?? null}, ${developed.search === null ? null : sql.json(developed.search)}, ${given.demo ?? false})`)
  return id
}

/** Both steps in one, for a file that comes alone. The position is returned this once and kept nowhere. */
export async function storeUpload(
  tx: Tx,
  store: FileStore,
  given: UploadGiven,
): Promise<{
  id: string
  mediaType: Upload['mediaType']
  bytes: number
  name: string
  position: PhotoPosition | undefined
}> {
  const developed = await develop(store, { ...given, fromStaff: given.by !== null })
  const id = await keepUpload(tx, developed, given)
  const { mediaType, bytes, name, position } = developed
  return { id, mediaType, bytes, name, position }
}

const columns = sql.raw(`f.id, f.media_type, f.bytes, f.sha256, f.store_key,
  f.thumbnail_key, f.name, f.uploaded_at, f.uploaded_by,
  f.attached_at, f.search`)

/** An upload by its id. Who may see it is decided by what it belongs to, never here. */
export function fileOf(tx: Tx, id: string): Promise<Upload | undefined> {
  return tx.row<Upload>(sql`select ${columns} from file_upload f where f.county = ${tx.county} and f.id = ${id}`)
}

/** The same for some; an id that does not exist is missing from the answer. */
export function listUploads(tx: Tx, ids: readonly string[]): Promise<Upload[]> {
  return tx.rows<Upload>(
    sql`select ${columns} from file_upload f where f.county = ${tx.county} and f.id = any(${ids}::uuid[])`,
  )
}

/**
 * Marks uploads as belonging to something and returns them. Only what belongs to nothing yet and comes from the same hand is taken:
 * an id is no secret, it stands in what is public and in what somebody read once. Any other is missing from the answer. With `name`
 * the sender's own name of the file is forgotten: what will be public is kept under a name of ours.
 */
export function claimUploads(
  tx: Tx,
  ids: readonly string[],
  { hand, now, name }: { readonly hand: Hand; readonly now: Date; readonly name?: string },
): Promise<Upload[]> {
  const mine =
    'personId' in hand
      ? sql`f.uploaded_by = ${hand.personId}`
      : sql`f.uploaded_by is null and f.for_request = ${hand.requestId}`
  return tx.rows<Upload>(sql`update file_upload f set attached_at = ${now},
      name = coalesce(${name ?? null} || substring(f.name from '[.][a-z]+$'), f.name)
    where f.county = ${tx.county} and f.id = any(${ids}::uuid[]) and f.attached_at is null and ${mine} returning ${columns}`)
}

/** The bytes of an upload or of its thumbnail. */
export function readUpload(store: FileStore, upload: Upload, size: 'full' | 'thumbnail' = 'full'): Promise<Buffer> {
  return store.get(size === 'thumbnail' && upload.thumbnailKey !== null ? upload.thumbnailKey : upload.storeKey)
}

/** What is known of an upload's content. A picture holds no text; what is not searched yet waits for its turn. */
export function searchOf({ mediaType, search }: Pick<Upload, 'mediaType' | 'search'>): PaperSearch {
  return search ?? { unsearched: { why: mediaType === 'image/jpeg' ? 'picture' : 'not-yet' }, found: [] }
}

/**
 * Searches papers of staff whose turn had not come when they were handed in, and those from before papers were searched. Safe to
 * run twice. Returns how many.
 */
export async function searchWaiting(db: Database, county: number, store: FileStore, limit = 10): Promise<number> {
  const waiting = await db.read(county, (tx) =>
    tx.rows<Upload>(sql`select ${columns} from file_upload f where f.county = ${county} and f.search is null
      and f.uploaded_by is not null and f.media_type <> 'image/jpeg' order by f.uploaded_at limit ${limit}`),
  )
  for (const { id, mediaType, storeKey } of waiting) {
    const bytes = (await store.has(storeKey)) ? await store.get(storeKey) : undefined
    const search: PaperSearch | undefined = bytes
      ? await searchPaper(mediaType, bytes)
      : { unsearched: { why: 'unreadable' }, found: [] }
    if (search === undefined) continue
    await db.write(county, (tx) =>
      tx.run(sql`update file_upload set search = ${sql.json(search)} where county = ${county} and id = ${id}`),
    )
  }
  return waiting.length
}

const orphanedBefore = (now: Date): Date => new Date(now.getTime() - ORPHAN_AFTER_HOURS * 3_600_000)

/** Uploads that nothing claimed within a day: the reporter went away, or chose another photo. */
export function listOrphans(tx: Tx, now: Date, limit = 500): Promise<Upload[]> {
  const before = orphanedBefore(now)
  return tx.rows<Upload>(sql`select ${columns} from file_upload f
    where f.county = ${tx.county} and f.attached_at is null and f.uploaded_at < ${before}
    order by f.uploaded_at limit ${limit}`)
}

/** Uploads with the same bytes as some, themselves among them: what was handed in twice is one paper to whoever reads it. */
export async function listSameBytes(tx: Tx, ids: readonly string[]): Promise<string[]> {
  const rows = await tx.rows<{ id: string }>(sql`select f.id from file_upload f where f.county = ${tx.county}
    and f.store_key in (select o.store_key from file_upload o where o.county = ${tx.county} and o.id = any(${ids}::uuid[]))`)
  return rows.map(({ id }) => id)
}

/** The columns by which rows of any table hold to uploads, whichever tables there are. */
function listHolders(tx: Tx): Promise<{ table: string; column: string; deletable: boolean }[]> {
  return tx.rows(sql`
    select c.conrelid::regclass::text as table, quote_ident(a.attname) as column, has_table_privilege(c.conrelid, 'delete') as deletable from pg_constraint c
      join pg_attribute f on f.attrelid = c.confrelid and f.attname = 'id'
      join pg_attribute a on a.attrelid = c.conrelid and a.attnum = c.conkey[array_position(c.confkey, f.attnum)]
    where c.contype = 'f' and c.confrelid = 'file_upload'::regclass`)
}

/** Those of some uploads that a row of any table holds to. They are locked until the transaction ends. */
async function listHeld(tx: Tx, ids: readonly string[]): Promise<Set<string>> {
  await tx.rows(sql`select f.id from file_upload f where f.county = ${tx.county} and f.id = any(${ids}::uuid[])
    order by f.id for update`)
  const holders = await listHolders(tx)
  const held = await Promise.all(
    holders.map(({ table, column }) =>
      tx.rows<{ id: string }>(sql`select ${sql.raw(column)} as id from ${sql.raw(table)}
        where county = ${tx.county} and ${sql.raw(column)} = any(${ids}::uuid[])`),
    ),
  )
  return new Set(held.flat().map(({ id }) => id))
}

/**
 * Forgets uploads for good, in the transaction that lets them go: their rows now, their bytes behind it (`removeUnneeded`), unless
 * another row names the same bytes. One that something else holds to stays whole; it goes when that lets it go.
 */
export async function releaseUploads(tx: Tx, given: readonly string[], now: Date): Promise<void> {
  if (given.length === 0) return
  const held = await listHeld(tx, given)
  const ids = given.filter((id) => !held.has(id))
  const gone = await tx.rows<Pick<Upload, 'storeKey' | 'thumbnailKey'>>(sql`delete from file_upload f
    where f.county = ${tx.county} and f.id = any(${ids}::uuid[])
    returning f.store_key, f.thumbnail_key`)
  // The same bytes handed in twice are two rows with one key.
  const keys = new Set(
    gone.flatMap(({ storeKey, thumbnailKey }) => (thumbnailKey === null ? [storeKey] : [storeKey, thumbnailKey])),
  )
  await tx.run(sql`insert into file_unneeded (county, store_key, since)
    select ${tx.county}, key, ${now} from unnest(${[...keys]}::text[]) as k(key)
    on conflict (county, store_key) do update set since = excluded.since`)
}

/**
 * Forgets uploads for good, whoever else holds to them: what was hidden from everybody stays in no other place under its id. Rows
 * that hold to them go, but those that are only ever added to; the same bytes that somebody handed in themselves are another upload, and stay.
 */
export async function takeUploadsBack(tx: Tx, ids: readonly string[], now: Date): Promise<void> {
  if (ids.length === 0) return
  for (const { table, column, deletable } of await listHolders(tx))
    if (deletable)
      await tx.run(
        sql`delete from ${sql.raw(table)} where county = ${tx.county} and ${sql.raw(column)} = any(${ids}::uuid[])`,
      )
  await releaseUploads(tx, ids, now)
}

/** A file that was stored so lately may be on its way into the books: the same bytes, handed in anew. */
const ON_ITS_WAY_MINUTES = 10

/** Those of some names of bytes that a row of any table has, whichever tables there are: what is let go itself aside. */
async function listNamed(tx: Tx, keys: readonly string[]): Promise<Set<string>> {
  const columns = await tx.rows<{ table: string; column: string }>(sql`
    select c.oid::regclass::text as table, quote_ident(a.attname) as column from pg_class c
      join pg_attribute a on a.attrelid = c.oid and not a.attisdropped and a.attname in ('store_key', 'thumbnail_key')
    where c.relkind in ('r', 'p') and not c.relispartition and c.oid <> 'file_unneeded'::regclass
      and c.relnamespace = (select f.relnamespace from pg_class f where f.oid = 'file_unneeded'::regclass)`)
  const named = await Promise.all(
    columns.map(({ table, column }) =>
      tx.rows<{ key: string }>(sql`select distinct ${sql.raw(column)} as key from ${sql.raw(table)}
        where county = ${tx.county} and ${sql.raw(column)} = any(${keys}::text[])`),
    ),
  )
  return new Set(named.flat().map(({ key }) => key))
}

/**
 * Removes the bytes of what was let go, where no row of any table names them; what was stored a moment ago waits. Safe to run twice.
 * Returns how many were looked at.
 */
export async function removeUnneeded(db: Database, county: number, store: FileStore, now: Date): Promise<number> {
  const before = new Date(now.getTime() - ON_ITS_WAY_MINUTES * 60_000)
  const { keys, named } = await db.read(county, async (tx) => {
    const waiting = await tx.rows<{ key: string }>(sql`select u.store_key as key
      from file_unneeded u where u.county = ${county} order by u.since limit 200`)
    const found = waiting.map(({ key }) => key)
    return { keys: found, named: found.length === 0 ? new Set<string>() : await listNamed(tx, found) }
  })
  for (const key of keys) {
    if (!named.has(key) && !(await store.removeUnused(key, before))) continue
    await db.write(county, (tx) =>
      tx.run(sql`delete from file_unneeded where county = ${county} and store_key = ${key}`),
    )
  }
  return keys.length
}

/**
 * Forgets orphans, then the bytes of all that was let go: the books first, so that no name is ever without bytes. Safe to run twice.
 * Returns how many were forgotten.
 */
export async function removeOrphans(db: Database, county: number, store: FileStore, now: Date): Promise<number> {
  const removed = await db.write(county, async (tx) => {
    const orphans = (await listOrphans(tx, now)).map(({ id }) => id)
    // What was claimed since it was listed is nobody's orphan any more.
    const free = await tx.rows<{ id: string }>(sql`select f.id from file_upload f where f.county = ${tx.county}
      and f.id = any(${orphans}::uuid[]) and f.attached_at is null order by f.id for update`)
    const ids = free.map(({ id }) => id)
    await releaseUploads(tx, ids, now)
    return ids.length
  })
  await removeUnneeded(db, county, store, now)
  return removed
}
