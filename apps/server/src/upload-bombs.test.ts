import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { crc32 } from 'node:zlib'
import { importEditionTable } from '@xiangzhi/contract'
import Fastify, { type FastifyInstance } from 'fastify'
import sharp from 'sharp'
import { v7 as uuidv7 } from 'uuid'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { importsIdea } from '#imports'
import { develop, diskFileStore, type FileStore, mountFiles } from '#platform/files'
import { findRun } from '#platform/imports'
import { silentLog } from '#platform/log'
import { Refusal } from '#platform/refusal'
import { writeZip } from '#platform/zip'
import { answerError } from './api/http.ts'
import { drafted, type DisclosureWorld, makeDisclosureWorld } from './disclosure/testing-disclosure.ts'
import { testingBook, testingRows } from '#platform/sheets/testing'

/** Every bomb takes seconds to unpack where it is met on the event loop; a busy machine makes it late by far less. */
const DELAY_MAX_MS = 1200

/** As many of a piece as fill so many megabytes. */
const filling = (megabytes: number, piece: string): Buffer =>
  Buffer.alloc(Math.floor((megabytes * 1024 * 1024) / Buffer.byteLength(piece)) * Buffer.byteLength(piece), piece)

const within = (open: string, body: Buffer, close: string): Buffer =>
  Buffer.concat([Buffer.from(open), body, Buffer.from(close)])

const named = testingRows([['姓名', '金额']])

/** What each is, made once, with the answer that it gets. */
const sheetBombs: readonly (readonly [string, () => Buffer, string])[] = [
  [
    'a million styled rows with nothing in them',
    () =>
      testingBook({
        sheets: [within('<sheetData>', filling(44, `<row>${'<c s="1"/>'.repeat(8)}</row>`), '</sheetData>')],
        formats: [0, 0],
      }),
    'sheet-too-large',
  ],
  [
    'texts without end that cells could share',
    () => testingBook({ sheets: [named], texts: filling(40, '<si><t>乡村账目公开</t></si>') }),
    'sheet-too-large',
  ],
  [
    'one text without end',
    () => testingBook({ sheets: [within('<sheetData><row><c t="str"><v>', filling(36, '村'), '')] }),
    'sheet-too-large',
  ],
  ['XML a hundred thousand deep', () => testingBook({ sheets: [filling(0.5, '<deep>')] }), 'sheet-unreadable'],
  [
    'words that stand for words that stand for words',
    () =>
      writeZip([
        {
          name: 'xl/workbook.xml',
          data: Buffer.from(
            `<!DOCTYPE w [<!ENTITY a "一">${['b', 'c', 'd', 'e', 'f', 'g', 'h', 'i']
              .map((name, at) => `<!ENTITY ${name} "${`&${'abcdefgh'[at] ?? ''};`.repeat(10)}">`)
              .join('')}]><workbook>&i;</workbook>`,
          ),
        },
      ]),
    'sheet-unreadable',
  ],
  [
    'an archive of thousands of sheets',
    () =>
      writeZip(Array.from({ length: 5100 }, (_, at) => ({ name: `s${at}`, data: Buffer.alloc(0), compress: false }))),
    'sheet-too-large',
  ],
  ['a quote that is never closed', () => within('姓名,金额\n"', filling(0.6, '甲,1\n'), ''), 'sheet-quote-open'],
  ['bytes in no encoding', () => within('姓名,金额\n', filling(0.6, '\u0000'), ''), 'sheet-not-text'],
]

/** The head of a PNG file that says how large it is, and no more. */
function headOfPng(width: number, height: number): Buffer {
  const chunk = (type: string, data: Buffer): Buffer => {
    const body = Buffer.concat([Buffer.from(type), data])
    const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)]
    length.writeUInt32BE(data.length)
    sum.writeUInt32BE(crc32(body))
    return Buffer.concat([length, body, sum])
  }
  const size = Buffer.alloc(13)
  size.writeUInt32BE(width, 0)
  size.writeUInt32BE(height, 4)
  size.set([8, 2, 0, 0, 0], 8)
  return Buffer.concat([
    Buffer.from('89504e470d0a1a0a', 'hex'),
    chunk('IHDR', size),
    chunk('IDAT', Buffer.from('789c', 'hex')),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

const wide = (width: number, height: number) => sharp({ create: { width, height, channels: 3, background: '#284' } })
const photoBombs: readonly (readonly [string, () => Promise<Buffer>, string])[] = [
  ['a head that promises a billion pixels', async () => headOfPng(40_000, 25_000), 'photo-too-large'],
  [
    'a small file of 81 million pixels',
    () => wide(9000, 9000).png({ compressionLevel: 9 }).toBuffer(),
    'photo-too-large',
  ],
  [
    'a progressive JPEG of 64 million',
    () => wide(8000, 8000).jpeg({ progressive: true }).toBuffer(),
    'photo-too-large',
  ],
  [
    'an iPhone photo that nobody here can open',
    async () => Buffer.from(`\0\0\0\u0018ftypheic${'\0'.repeat(600)}`),
    'photo-heic',
  ],
]

let world: DisclosureWorld
let folder: string
let store: FileStore
let server: FastifyInstance

beforeAll(async () => {
  world = await makeDisclosureWorld()
  folder = await mkdtemp(join(tmpdir(), 'bombs-'))
  store = diskFileStore(folder)
  server = Fastify({ bodyLimit: 1024 * 1024 })
  server.setErrorHandler((error, request, reply) => answerError(silentLog, error, request, reply))
  const { db, county, sealing, clock } = world
  const around = { db, county, sealing, clock, callerOf: async () => world.staff('county-admin') }
  importsIdea.mount(server, { ...around, dataDir: folder, log: silentLog })
  const none = async () => []
  mountFiles(server, { ...around, store, holders: { case: none, edition: none } })
  await server.ready()
})
afterAll(async () => {
  await server.close()
  await rm(folder, { recursive: true, force: true })
})

/** Does something and says for how long the event loop was held at most, in milliseconds. */
async function whileWatched<T>(work: () => Promise<T>): Promise<{ readonly given: T; readonly heldMs: number }> {
  const delay = monitorEventLoopDelay({ resolution: 5 })
  delay.enable()
  const given = await work()
  delay.disable()
  return { given, heldMs: delay.max / 1e6 }
}

const refusalOf = async (work: Promise<unknown>): Promise<string> => {
  try {
    await work
    return 'taken'
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    return error.code
  }
}

const upload = (url: string, name: string, content: Buffer) =>
  server.inject({
    method: 'POST',
    url,
    headers: { 'content-type': 'multipart/form-data; boundary=x', 'sec-fetch-site': 'same-origin' },
    payload: within(
      `--x\r\ncontent-disposition: form-data; name="file"; filename="${name}"\r\n\r\n`,
      content,
      '\r\n--x--\r\n',
    ),
  })

describe.each(sheetBombs)('%s', (_, make, code) => {
  let bomb: Buffer
  beforeAll(() => {
    bomb = make()
  })

  test('is refused by the table of a disclosure, and nobody else waits for it', async () => {
    const { id, version } = await drafted(world)
    const file = bomb.toString('base64')
    const bring = { requestId: uuidv7(), editionId: id, version, block: 1, file }
    const { given, heldMs } = await whileWatched(() =>
      refusalOf(world.run(importEditionTable, world.staff('village-clerk'), bring)),
    )
    expect(given).toBe(code)
    expect(heldMs).toBeLessThan(DELAY_MAX_MS)
  })

  test('ends the import of a roster with a reason, and nobody else waits for it', async () => {
    const { given, heldMs } = await whileWatched(async () => {
      const answer = await upload('/api/imports?kind=households', 'a.xlsx', bomb)
      const importId = answer.json<{ id: string }>().id
      const ended = () => world.db.read(world.county, (tx) => findRun(tx, importId))
      await expect.poll(async () => (await ended())?.status, { interval: 100 }).not.toBe('reading')
      return ended()
    })
    // A roster may be longer than a table: rows with nothing in them are read to their end and found to be nothing.
    const codes = given?.problems.map((problem) => problem.code)
    expect(['failed', 'faulty']).toContain(given?.status)
    expect([code, 'empty']).toContain(codes?.[0])
    expect(heldMs).toBeLessThan(DELAY_MAX_MS)
  })
})

describe.each(photoBombs)('%s', (_, make, code) => {
  test('is refused wherever a photo is handed in, and nobody else waits for it', async () => {
    const bomb = await make()
    const { given, heldMs } = await whileWatched(async () => {
      const [answer, form] = await Promise.all([
        upload('/api/files', 'a.png', bomb),
        refusalOf(develop(store, { name: 'a.png', content: bomb })),
      ])
      return [answer.json<{ code: string }>().code, form]
    })
    expect(given).toEqual([code, code])
    expect(heldMs).toBeLessThan(DELAY_MAX_MS)
  })
})
