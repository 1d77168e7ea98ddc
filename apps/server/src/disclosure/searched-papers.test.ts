import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { getEdition, saveDraft } from '@xiangzhi/contract'
import sharp from 'sharp'
import { v7 as uuidv7 } from 'uuid'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { sql } from '#platform/database'
import { diskFileStore, searchWaiting, storeUpload } from '#platform/files'
import { testingPdf } from '#platform/paper-search/testing'
import { testingBook, testingRows } from '#platform/sheets/testing'
import { type DisclosureWorld, drafted, makeDisclosureWorld, move } from './testing-disclosure.ts'

// What staff attach is searched before it is public; whoever writes, checks and signs is told what was not.

let world: DisclosureWorld
const dataDir = mkdtempSync(join(tmpdir(), 'xiangzhi-searched-'))
const store = diskFileStore(dataDir)
const sentence = [60, 780, '黄升镇第三季度农机补贴发放情况说明'] as const

beforeAll(async () => {
  world = await makeDisclosureWorld()
})
afterAll(() => rmSync(dataDir, { recursive: true }))

let month = 0

/** A draft with papers. */
async function withPapers(...contents: Buffer[]): Promise<{ id: string; files: string[] }> {
  const writer = world.staff('village-clerk')
  const by = writer.actor.personId
  const files = await world.db.write(world.county, async (tx) => {
    const kept: string[] = []
    for (const content of contents)
      kept.push((await storeUpload(tx, store, { now: world.clock.now(), by, name: '附', content })).id)
    return kept
  })
  const { id, version } = await drafted(world, { period: `2026-0${(month += 1)}` })
  const { edition } = await world.run(getEdition, writer, { editionId: id })
  const named = files.map((fileId, at) => ({ fileId, name: `附件${at + 1}`, mediaType: 'image/jpeg', bytes: 1 }))
  await world.run(saveDraft, writer, {
    requestId: uuidv7(),
    editionId: id,
    version,
    title: edition.title,
    content: { blocks: [...edition.content.blocks, { kind: 'files', files: named }] },
  })
  return { id, files }
}

const submit = (id: string): Promise<string> => move(world, id, 'submit', world.staff('village-clerk'))
const opened = (id: string, role: 'village-clerk' | 'oversight-member' | 'village-leader') =>
  world.run(getEdition, world.staff(role), { editionId: id })

it('a number in a paper keeps the text from being handed in, and is named by its place, never in full', async () => {
  const pdf = testingPdf([[sentence], [sentence, [60, 700, '经办人 13998765432']]])
  const sheet = testingBook({ sheets: [testingRows([['姓名'], ['郑十']]), testingRows([['370522198702034519']])] })
  const { id } = await withPapers(pdf, sheet)
  const block = 2
  const { problems } = await opened(id, 'village-clerk')
  expect(problems).toEqual([
    {
      problem: 'secret-in-file',
      block,
      file: '附件1',
      found: [{ kind: 'phone', at: { page: 2 }, shown: '139＊＊＊＊32' }],
    },
    {
      problem: 'secret-in-file',
      block,
      file: '附件2',
      found: [{ kind: 'identity-number', at: { sheet: 'sheet2', cell: 'A1' }, shown: '370＊＊＊＊19' }],
    },
  ])
  await expect(submit(id)).rejects.toMatchObject({
    code: 'bad-input',
    message: expect.stringContaining('secret-in-file'),
  })
  const kept = await world.db.read(world.county, (tx) =>
    tx.rows<{ row: string }>(sql`select f::text as row from file_upload f where county = ${world.county}`),
  )
  expect(JSON.stringify(kept)).not.toMatch(/13998765432|370522198702034519/)
})

it('what nobody can search is handed in, and whoever checks and signs is told so', async () => {
  const picture = await sharp({ create: { width: 40, height: 30, channels: 3, background: '#583' } })
    .png()
    .toBuffer()
  const { id, files } = await withPapers(
    picture,
    testingPdf([[sentence], []]),
    Buffer.from('%PDF-1.4 halb'),
    testingPdf([[sentence]]),
  )
  expect(await submit(id)).toBe('in-review')
  for (const role of ['village-clerk', 'oversight-member', 'village-leader'] as const) {
    const { papers } = await opened(id, role)
    expect(files.map((file) => papers.find(({ fileId }) => fileId === file)?.unsearched)).toEqual([
      { why: 'picture' },
      { why: 'scan', pages: [2] },
      { why: 'unreadable' },
      null,
    ])
  }
})

it('a paper whose turn has not come keeps the text back until it is searched', async () => {
  const { id, files } = await withPapers(
    testingPdf([[sentence]]),
    testingPdf([[sentence, [60, 690, '电话 15512341234']]]),
  )
  await world.db.write(world.county, (tx) =>
    tx.run(sql`update file_upload set search = null where county = ${tx.county} and id = any(${files}::uuid[])`),
  )
  const said = async (): Promise<string[]> =>
    (await opened(id, 'village-clerk')).problems.map((one) => `${one.problem} ${'file' in one ? one.file : ''}`)
  expect(await said()).toEqual(['file-not-searched 附件1', 'file-not-searched 附件2'])
  await expect(submit(id)).rejects.toMatchObject({ code: 'bad-input' })
  expect(await searchWaiting(world.db, world.county, store)).toBe(2)
  expect(await said()).toEqual(['secret-in-file 附件2'])
  expect(await searchWaiting(world.db, world.county, store)).toBe(0)
})
