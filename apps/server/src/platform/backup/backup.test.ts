import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { systemClock } from '#platform/clock'
import { archiveFolder, type EmbeddedPostgres, findCluster, startEmbeddedPostgres } from '#platform/database'
import { silentLog } from '#platform/log'
import { backUp } from './backup.ts'
import { restore } from './restore.ts'

const home = mkdtempSync(join(tmpdir(), 'xiangzhi-backup-'))
chmodSync(home, 0o755)
const dataDir = join(home, 'data')
const backup = join(home, 'backup')
const archive = join(home, 'archive')
const moments = { between: new Date(0) }

const open = (folder: string): Promise<EmbeddedPostgres> =>
  startEmbeddedPostgres({ dataDir: folder, log: silentLog, settings: { shared_buffers: '16MB' } })

async function query<R extends pg.QueryResultRow>(url: string, text: string, values: unknown[] = []): Promise<R[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query<R>(text, values)).rows
  } finally {
    await client.end()
  }
}

const book = 'select id, text from book order by id'

/** What a restored folder holds, read by a server that is started on it as always. */
async function booksIn(folder: string): Promise<{ id: number; text: string }[]> {
  const server = await open(folder)
  try {
    return await query(server.url, book)
  } finally {
    await server.stop()
  }
}

let before: { id: number; text: string }[]
let after: { id: number; text: string }[]

// One installation for all: it writes while it is copied, once more after, and is then lost.
beforeAll(async () => {
  mkdirSync(join(dataDir, 'files', 'ab'), { recursive: true })
  writeFileSync(join(dataDir, 'files', 'ab', 'photo'), 'bytes of a photo')
  mkdirSync(join(dataDir, 'keys'), { mode: 0o700 })
  writeFileSync(join(dataDir, 'keys', 'sealing'), 'a key', { mode: 0o600 })
  chmodSync(dataDir, 0o755)
  const server = await open(dataDir)
  const place = findCluster(dataDir)
  await query(server.url, 'create table book (id int primary key, text text not null)')
  await query(server.url, `insert into book select n, repeat('甲', 100) from generate_series(1, 5000) n`)
  let writing = true
  let written = 5000
  const writer = (async () => {
    while (writing) {
      written += 1
      await query(server.url, `insert into book values ($1, 'written while it was copied')`, [written])
      await wait(20)
    }
  })()
  await backUp({ dataDir, postgres: { ...place, url: server.url }, folder: backup, clock: systemClock })
  writing = false
  await writer
  await query(server.url, `insert into book values (100001, 'before the moment')`)
  before = await query(server.url, book)
  await wait(20)
  moments.between = (await query<{ now: Date }>(server.url, 'select now()'))[0]?.now as Date
  await wait(20)
  await query(server.url, `delete from book where id < 4000`)
  await query(server.url, `insert into book values (100002, 'after the moment')`)
  after = await query(server.url, book)
  await server.stop()
  cpSync(archiveFolder(place.cluster), archive, { recursive: true })
})

afterAll(() => rmSync(home, { recursive: true, force: true }))

describe('a backup that was made while the server was writing', () => {
  it('holds files and keys as they were, and nobody else can read it', () => {
    expect(readFileSync(join(backup, 'files', 'ab', 'photo'), 'utf8')).toBe('bytes of a photo')
    expect(readFileSync(join(backup, 'keys', 'sealing'), 'utf8')).toBe('a key')
    expect(statSync(backup).mode & 0o077).toBe(0)
    expect(statSync(join(backup, 'keys', 'sealing')).mode & 0o777).toBe(0o600)
  })

  it('restores with the archive to the very last change', async () => {
    await restore({ folder: backup, dataDir: join(home, 'last'), wal: archive, log: silentLog })
    expect(readFileSync(join(home, 'last', 'files', 'ab', 'photo'), 'utf8')).toBe('bytes of a photo')
    expect(readFileSync(join(home, 'last', 'keys', 'sealing'), 'utf8')).toBe('a key')
    expect(await booksIn(join(home, 'last'))).toEqual(after)
  })

  it('restores to a moment: what came before it is there, what came after it is not', async () => {
    const folder = join(home, 'moment')
    await restore({ folder: backup, dataDir: folder, wal: archive, until: moments.between, log: silentLog })
    expect(await booksIn(folder)).toEqual(before)
  })

  it('is taken into service again, and a backup of that restores by itself, but not without the keys', async () => {
    const folder = join(home, 'moment')
    const server = await open(folder)
    await query(server.url, `insert into book values (100003, 'a new life')`)
    const postgres = { ...findCluster(folder), url: server.url }
    const second = join(home, 'second')
    await backUp({ dataDir: folder, postgres, folder: second, clock: systemClock, keys: 'leave-out' })
    await server.stop()
    expect(readdirSync(second)).not.toContain('keys')
    const again = join(home, 'again')
    await expect(restore({ folder: second, dataDir: again, log: silentLog })).rejects.toThrow('--keys')
    await restore({ folder: second, dataDir: again, keys: join(dataDir, 'keys'), log: silentLog })
    expect(readFileSync(join(again, 'keys', 'sealing'), 'utf8')).toBe('a key')
    expect(await booksIn(again)).toEqual([...before, { id: 100_003, text: 'a new life' }])
  })
})

describe('a restore refuses', () => {
  const untouched = join(home, 'untouched')

  it('to overwrite anything', async () => {
    await expect(restore({ folder: backup, dataDir, log: silentLog })).rejects.toThrow('never overwrites')
  })

  it('a moment before the backup was finished', async () => {
    await expect(restore({ folder: backup, dataDir: untouched, until: new Date(0), log: silentLog })).rejects.toThrow(
      'an earlier moment needs an earlier backup',
    )
  })

  it('a moment that the log does not reach, and leaves nothing behind', async () => {
    const late = new Date(moments.between.getTime() + 3_600_000)
    await expect(
      restore({ folder: backup, dataDir: untouched, wal: archive, until: late, log: silentLog }),
    ).rejects.toThrow('could not be recovered')
    expect(existsSync(join(untouched, 'postgres'))).toBe(false)
  })

  it('a backup in which a file was changed or removed', async () => {
    writeFileSync(join(backup, 'files', 'ab', 'photo'), 'other bytes here')
    const once = restore({ folder: backup, dataDir: join(home, 'damaged'), log: silentLog })
    await expect(once).rejects.toThrow('files/ab/photo was changed')
    rmSync(join(backup, 'files', 'ab', 'photo'))
    const twice = restore({ folder: backup, dataDir: join(home, 'damaged'), log: silentLog })
    await expect(twice).rejects.toThrow('files/ab/photo is missing')
    expect(existsSync(join(home, 'damaged'))).toBe(false)
  })
})

it('a backup into a folder that is not empty is refused', async () => {
  await expect(backUp({ dataDir, folder: backup, clock: systemClock })).rejects.toThrow('is not empty')
})
