import { randomUUID } from 'node:crypto'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Fastify from 'fastify'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openDatabase, sql } from '#platform/database'
import { inTransaction, testDatabase } from '#platform/database/testing'
import {
  claimUploads,
  diskFileStore,
  fileOf,
  type FileStore,
  listOrphans,
  readUpload,
  removeOrphans,
  sendUpload,
  storeUpload,
} from './index.ts'

const now = new Date('2026-03-10T02:00:00Z')
let folder: string
let store: FileStore

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'xiangzhi-files-'))
  store = diskFileStore(folder)
})
afterAll(() => rm(folder, { recursive: true }))

const canvas = (width: number, height: number) => sharp({ create: { width, height, channels: 3, background: '#379' } })

const photoWithPosition = () =>
  canvas(2400, 1200)
    .withExif({
      IFD0: { Make: 'Phone' },
      IFD3: {
        GPSLatitudeRef: 'N',
        GPSLatitude: '34/1 39/1 3600/100',
        GPSLongitudeRef: 'E',
        GPSLongitude: '109/1 13/1 4800/100',
      },
    })
    .jpeg()
    .toBuffer()

const hand = { requestId: '0198c0de-0000-7000-8000-000000000001' }
const given = (content: Buffer, name = 'IMG_1.jpg') => ({ name, content, now, by: null, forRequest: hand.requestId })

describe('a photo that is handed in', () => {
  it('is shrunk, loses its EXIF, and tells its position this once', async () => {
    await inTransaction(async (tx) => {
      const stored = await storeUpload(tx, store, given(await photoWithPosition()))
      expect(stored.position?.lng).toBeCloseTo(109.23, 3)
      expect(stored.position?.lat).toBeCloseTo(34.66, 3)
      const upload = await fileOf(tx, stored.id)
      if (!upload) throw new Error('the upload is not in the books')
      const kept = await sharp(await readUpload(store, upload)).metadata()
      expect([kept.width, kept.height, kept.exif]).toEqual([1600, 800, undefined])
      expect((await sharp(await readUpload(store, upload, 'thumbnail')).metadata()).width).toBe(320)
    })
  })

  it('is known by its content, whatever its name says', async () => {
    await inTransaction(async (tx) => {
      const png = await canvas(40, 40).png().toBuffer()
      const stored = await storeUpload(tx, store, given(png, '../../etc/passwd\u0000<b>.exe'))
      expect(stored.mediaType).toBe('image/jpeg')
      expect(stored.name).toBe('passwdb.jpg')
    })
  })

  it('is turned upright before its orientation mark is thrown away', async () => {
    await inTransaction(async (tx) => {
      const lying = await canvas(60, 30).jpeg().withMetadata({ orientation: 6 }).toBuffer()
      const stored = await storeUpload(tx, store, given(lying))
      const upload = await fileOf(tx, stored.id)
      const kept = upload && (await sharp(await readUpload(store, upload)).metadata())
      expect([kept?.width, kept?.height]).toEqual([30, 60])
    })
  })
})

describe('what is refused', () => {
  it('is everything that is neither a photo nor a PDF', async () => {
    await inTransaction(async (tx) => {
      const page = Buffer.from('<html><script>alert(1)</script></html>')
      await expect(storeUpload(tx, store, given(page, 'photo.jpg'))).rejects.toMatchObject({ code: 'not-a-photo' })
      const broken = (await canvas(50, 50).jpeg().toBuffer()).subarray(0, 60)
      await expect(storeUpload(tx, store, given(broken))).rejects.toMatchObject({ code: 'not-a-photo' })
    })
  })

  it('is a file beyond the limit', async () => {
    await inTransaction(async (tx) => {
      await expect(storeUpload(tx, store, given(Buffer.alloc(15 * 1024 * 1024 + 1)))).rejects.toMatchObject({
        code: 'too-large',
        facts: { limit: 15 },
      })
    })
  })

  it('is a picture that unfolds to more pixels than any camera has', async () => {
    await inTransaction(async (tx) => {
      const bomb = Buffer.from(
        '<svg xmlns="http://www.w3.org/2000/svg" width="100000" height="100000"><rect width="100000" height="100000"/></svg>',
      )
      await expect(storeUpload(tx, store, given(bomb))).rejects.toMatchObject({ code: 'not-a-photo' })
      const header = await canvas(16, 16).png().toBuffer()
      header.writeUInt32BE(90_000, 16)
      header.writeUInt32BE(90_000, 20)
      await expect(storeUpload(tx, store, given(header))).rejects.toMatchObject({ code: 'photo-too-large' })
    })
  })
})

describe('a file that is handed out', () => {
  it('is shown when we have drawn it anew, and saved when its bytes are those of a stranger', async () => {
    const found = await inTransaction(async (tx) => {
      const kept = async (content: Buffer, name: string) => {
        const upload = await fileOf(tx, (await storeUpload(tx, store, given(content, name))).id)
        if (!upload) throw new Error('the upload is not in the books')
        return upload
      }
      return [
        await kept(await canvas(33, 22).png().toBuffer(), '门前.png'),
        await kept(Buffer.from('%PDF-1.7 <</OpenAction /JavaScript>>'), '合同 "甲".pdf'),
      ] as const
    })
    const server = Fastify()
    const [photo, paper] = found
    server.get('/photo', (_request, reply) => sendUpload(reply, store, photo, { cache: 'no-store' }))
    server.get('/paper', (_request, reply) => sendUpload(reply, store, paper, { size: 'thumbnail', cache: 'no-store' }))
    server.get('/viewer', (_request, reply) => sendUpload(reply, store, paper, { cache: 'no-store', inViewer: true }))
    const ask = async (url: string) => (await server.inject({ url })).headers
    const name = `filename*=UTF-8''${encodeURIComponent('合同 甲.pdf')}`
    expect((await ask('/photo'))['content-disposition']).toMatch(/^inline; /)
    expect((await ask('/paper'))['content-disposition']).toBe(`attachment; ${name}`)
    expect((await ask('/viewer'))['content-disposition']).toBe(`inline; ${name}`)
    for (const url of ['/photo', '/paper', '/viewer'])
      expect(await ask(url)).toMatchObject({
        'x-content-type-options': 'nosniff',
        // A PDF is drawn in no sandbox, so in a viewer it may be framed by ourselves and load nothing.
        'content-security-policy': `default-src 'none'; ${url === '/viewer' ? "frame-ancestors 'self'" : 'sandbox'}`,
      })
    await server.close()
  })

  it('never has a number of a person in its name, however it came to be called so', async () => {
    const upload = await inTransaction(async (tx) =>
      fileOf(tx, (await storeUpload(tx, store, given(Buffer.from('%PDF-1.7 old'), 'x.pdf'))).id),
    )
    if (!upload) throw new Error('the upload is not in the books')
    const server = Fastify()
    // A name of former times, from before names were screened when they came.
    const named = { ...upload, name: '老赵 18691234567.pdf' }
    server.get('/own', (_request, reply) => sendUpload(reply, store, named, { cache: 'no-store' }))
    server.get('/given', (_request, reply) =>
      sendUpload(reply, store, upload, { cache: 'no-store', name: '证件610114198811230458.pdf' }),
    )
    for (const url of ['/own', '/given']) {
      const said = decodeURIComponent(String((await server.inject({ url })).headers['content-disposition']))
      expect([url, said.includes('＊＊＊＊'), /\d{8}/.test(said)]).toEqual([url, true, false])
    }
    await server.close()
  })
})

describe('the store', () => {
  it('keeps the same content once and leaves no temporary files', async () => {
    const key = await store.put(Buffer.from('%PDF-1.7 the same'))
    expect(await store.put(Buffer.from('%PDF-1.7 the same'))).toBe(key)
    const files = await readdir(join(folder, 'files', key.slice(0, 2), key.slice(2, 4)))
    expect(files).toEqual([key])
    await expect(store.get('../../../etc/passwd')).rejects.toThrow('no key')
  })

  it('lists as orphans only what nothing claimed within a day', async () => {
    await inTransaction(async (tx) => {
      const first = await storeUpload(tx, store, given(await canvas(20, 20).jpeg().toBuffer()))
      const second = await storeUpload(tx, store, given(await canvas(21, 21).jpeg().toBuffer()))
      const claimed = await claimUploads(tx, [first.id], { hand, now })
      expect(claimed.map((upload) => upload.id)).toEqual([first.id])
      const soon = await listOrphans(tx, new Date(now.getTime() + 23 * 3_600_000))
      expect(soon.some((upload) => upload.id === second.id)).toBe(false)
      const later = await listOrphans(tx, new Date(now.getTime() + 25 * 3_600_000))
      const ids = later.map((upload) => upload.id)
      expect([ids.includes(first.id), ids.includes(second.id)]).toEqual([false, true])
    })
  })

  it('lets the same photo go that was handed in twice and never attached', async () => {
    const county = 990_312
    const db = await testDatabase()
    const content = await canvas(44, 45).jpeg().toBuffer()
    const keep = () => db.write(county, (tx) => storeUpload(tx, store, given(content)))
    const twice = [await keep(), await keep()]
    const late = new Date(now.getTime() + 30 * 3_600_000)
    expect(await removeOrphans(db, county, store, late)).toBe(2)
    for (const { id } of twice) expect(await db.read(county, (tx) => fileOf(tx, id))).toBeUndefined()
  })

  it('is attached once, and by nobody but the hand that handed it in', async () => {
    await inTransaction(async (tx) => {
      const [one, other] = [randomUUID(), randomUUID()]
      const content = await canvas(30, 40).jpeg().toBuffer()
      const keep = async (forRequest: object): Promise<string> =>
        (await storeUpload(tx, store, { name: 'a.jpg', content, now, by: null, ...forRequest })).id
      const [stray, asked] = [await keep({}), await keep({ forRequest: one })]
      const taken = async (id: string, by: Parameters<typeof claimUploads>[2]['hand']): Promise<number> =>
        (await claimUploads(tx, [id], { hand: by, now })).length
      expect([await taken(stray, { requestId: one }), await taken(stray, { personId: one })]).toEqual([0, 0])
      expect([await taken(asked, { requestId: other }), await taken(asked, { personId: one })]).toEqual([0, 0])
      expect([await taken(asked, { requestId: one }), await taken(asked, { requestId: one })]).toEqual([1, 0])
    })
  })

  it('is no orphan any more when somebody claims it while orphans are being removed', async () => {
    const county = 990_311
    const { url } = await testDatabase()
    const db = openDatabase({ url, writersMax: 3, readersMax: 2 })
    try {
      const content = await canvas(90, 60).jpeg().toBuffer()
      const { id } = await db.write(county, (tx) => storeUpload(tx, store, given(content)))
      const late = new Date(now.getTime() + 30 * 3_600_000)
      let removing: Promise<number> | undefined
      await db.write(county, async (tx) => {
        await claimUploads(tx, [id], { hand, now: late })
        removing = removeOrphans(db, county, store, late)
        await expect
          .poll(async () => {
            const row = await db.read(county, (other) =>
              other.row<{ n: number }>(sql`select count(*)::int as n from pg_locks l join pg_stat_activity a using (pid)
                where not l.granted and a.datname = current_database()`),
            )
            return row?.n
          })
          .toBeGreaterThan(0)
      })
      expect(await removing).toBe(0)
      expect(await db.read(county, (tx) => fileOf(tx, id))).toMatchObject({ id })
    } finally {
      await db.close()
    }
  })
})
