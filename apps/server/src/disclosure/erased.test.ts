import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  askToHideEdition,
  decideApproval,
  getCase,
  getEdition,
  getPublicEdition,
  moveEditions,
  openCase,
  saveDraft,
} from '@xiangzhi/contract'
import { canonicalJson, commit } from '@xiangzhi/verify'
import pg from 'pg'
import sharp from 'sharp'
import { v7 as uuidv7 } from 'uuid'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { testDatabase } from '#platform/database/testing'
import { diskFileStore, fileOf, readUpload, removeUnneeded, storeUpload } from '#platform/files'
import { testingPdf } from '#platform/paper-search/testing'
import { runPublicLog, verifyLog } from '#platform/public-log'
import {
  checkEditions,
  checkPapers,
  checkPublished,
  everybody,
  findPaper,
  findPublicEdition,
} from '#kernel/publications'
import { type DisclosureWorld, drafted, hide, makeDisclosureWorld, move, published } from './testing-disclosure.ts'

// What two persons hid is nowhere any more: not in a column of the database, not in a file. The log goes on to hold.

let world: DisclosureWorld
let owner: pg.Client
const dataDir = mkdtempSync(join(tmpdir(), 'xiangzhi-erased-'))
const store = diskFileStore(dataDir)
const planted = '蒲柳村孙大柱欠债不还'
const inPdf = '蒲柳村孙大柱患有尘肺病三期'

beforeAll(async () => {
  world = await makeDisclosureWorld()
  owner = new pg.Client({ connectionString: (await testDatabase()).url })
  await owner.connect()
})
afterAll(async () => {
  await owner.end()
  rmSync(dataDir, { recursive: true })
})

/** Every column of words in the database that holds the string in one of its rows. */
async function columnsWith(words: string): Promise<string[]> {
  const { rows } = await owner.query<{ table: string; column: string }>(
    `select c.relname as table, a.attname as column from pg_class c
       join pg_namespace n on n.oid = c.relnamespace join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
     where n.nspname = 'public' and c.relkind in ('r', 'p') and a.atttypid::regtype::text in
       ('text', 'jsonb', 'json', 'text[]', 'character varying', 'jsonb[]')`,
  )
  const found: string[] = []
  for (const { table, column } of rows) {
    const { rowCount } = await owner.query(
      `select from ${pg.escapeIdentifier(table)} where ${pg.escapeIdentifier(column)}::text like $1 limit 1`,
      [`%${words}%`],
    )
    if (rowCount !== 0) found.push(`${table}.${column}`)
  }
  return found
}

function filesOnDisk(): string[] {
  return readdirSync(dataDir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.parentPath.includes('files'))
    .map(({ name }) => name)
}

/** Published by three persons, with the planted words in its title, text, note and heading, and with papers. */
async function publishedWith(
  period: string,
  files: readonly string[],
  changeNote: string | null = null,
): Promise<string> {
  const writer = world.staff('village-clerk')
  const { id, version } = await drafted(world, { period })
  const named = files.map((fileId) => ({ fileId, name: planted, mediaType: 'image/jpeg', bytes: 1 }))
  const content = {
    blocks: [
      { kind: 'text' as const, heading: planted, text: planted },
      { kind: 'facts' as const, rows: [{ label: planted, value: planted }] },
      { kind: 'files' as const, files: named },
    ],
  }
  await world.run(saveDraft, writer, {
    requestId: uuidv7(),
    editionId: id,
    version,
    title: planted,
    content,
    changeNote,
  })
  await move(world, id, 'submit', writer)
  await move(world, id, 'return', world.staff('oversight-member'), '请再核对')
  const { edition } = await world.run(getEdition, writer, { editionId: id })
  await world.run(moveEditions, writer, {
    requestId: uuidv7(),
    editions: [{ id, version: edition.version }],
    step: 'submit',
  })
  await move(world, id, 'check', world.staff('oversight-member'))
  await move(world, id, 'sign', world.staff('village-leader'))
  return id
}

async function upload(content: Buffer): Promise<string> {
  const given = { now: world.clock.now(), by: world.staff('village-clerk').actor.personId, name: planted, content }
  return (await world.db.write(world.county, (tx) => storeUpload(tx, store, given))).id
}

const view = (editionId: string) => world.run(getPublicEdition, world.villager, { editionId })
const later = (): Date => new Date(Date.now() + 3_600_000)
async function faults(): Promise<readonly string[]> {
  await runPublicLog({ db: world.db, county: world.county, dataDir })
  const checks = { checkEntries: [checkEditions], checkThings: [checkPublished, checkPapers(store)] }
  return (await verifyLog(world.db, world.county, checks)).faults
}

it('a hidden text is in no column and in no file, its hash and the reason stay, and the log still holds', async () => {
  const photo = await sharp({ create: { width: 700, height: 500, channels: 3, background: '#a64' } })
    .jpeg()
    .toBuffer()
  const files = [await upload(photo), await upload(testingPdf([[[60, 700, inPdf]]]))]
  const id = await publishedWith('2026-09', files)
  expect(await columnsWith(planted)).toEqual(
    expect.arrayContaining(['edition.content', 'edition_body.body', 'edition_body.words']),
  )
  expect(filesOnDisk()).toHaveLength(3)
  const { commitment, salt } = await view(id)
  await hide(world, id, '写了一户的欠债和病情')
  await removeUnneeded(world.db, world.county, store, later())
  expect(await columnsWith(planted)).toEqual([])
  const salts = await owner.query(
    `select from edition_body where encode(salt, 'hex') = $1 union all select from edition_hidden where encode(salt, 'hex') = $1`,
    [salt],
  )
  expect(salts.rowCount).toBe(0)
  expect(filesOnDisk()).toEqual([])
  expect(await view(id)).toMatchObject({
    state: 'withdrawn',
    body: null,
    salt: null,
    commitment,
    hiddenReason: '写了一户的欠债和病情',
  })
  expect(await faults()).toEqual([])
})

it('what stands in its place says what was hidden, when, why and by which two offices, and its hash is the one of the log', async () => {
  const id = await publishedWith('2026-08', [])
  await hide(world, id, '公开了不该公开的')
  const { hiding, publicationId } = await view(id)
  expect(hiding?.document).toMatchObject({
    format: 'xiangzhi-hiding/2',
    editionId: id,
    publicationId,
    period: '2026-08',
    reason: '公开了不该公开的',
    askedBy: '村（社区）干部',
    grantedBy: '村（社区）负责人',
    withdrawal: { reason: '公开了不该公开的' },
  })
  expect(hiding?.document.hiddenAt).toBe(world.clock.now().toISOString())
  const counted = Buffer.from(commit(canonicalJson(hiding?.document as never), Buffer.from(hiding?.salt ?? '', 'hex')))
  const { rows } = await owner.query<{ commitment: Buffer }>(
    `select commitment from public_log_waiting where subject = $1 and kind = 'hiding'`,
    [id],
  )
  expect(rows.map(({ commitment }) => commitment.toString('hex'))).toEqual([counted.toString('hex')])
})

it('a text that was corrected is erased alone: papers that the correction still names stay, and the correction is found whole', async () => {
  const kept = await upload(testingPdf([[[60, 700, '农机补贴发放情况，没有个人信息']]]))
  const alone = await upload(testingPdf([[[60, 700, inPdf]]]))
  const first = await publishedWith('2026-07', [kept, alone])
  const { id, version } = await drafted(world, { period: '2026-07' })
  const writer = world.staff('village-clerk')
  const content = {
    blocks: [
      { kind: 'text' as const, text: '更正后的说明' },
      { kind: 'files' as const, files: [{ fileId: kept, name: '附件', mediaType: 'application/pdf', bytes: 1 }] },
    ],
  }
  await world.run(saveDraft, writer, {
    requestId: uuidv7(),
    editionId: id,
    version,
    title: '更正',
    content,
    changeNote: '删去一户',
  })
  await move(world, id, 'submit', writer)
  await move(world, id, 'check', world.staff('oversight-member'))
  await move(world, id, 'sign', world.staff('village-leader'))
  await hide(world, first, '写了一户的病情')
  await removeUnneeded(world.db, world.county, store, later())
  expect(await columnsWith(planted)).toEqual([])
  expect(filesOnDisk()).toHaveLength(1)
  expect(await view(id)).toMatchObject({ state: 'live', title: '更正', hiding: null, differences: [] })
  expect(await view(first)).toMatchObject({ state: 'superseded', hiding: { document: { withdrawal: null } } })
  expect(await faults()).toEqual([])
})

it('bytes that another row names stay, and what was stored a moment ago waits', async () => {
  const bytes = testingPdf([[[60, 700, '同一份村规民约的全文内容']]])
  const [own, other] = [await upload(bytes), await upload(bytes)]
  const before = filesOnDisk().length
  const id = await publishedWith('2026-06', [own])
  await hide(world, id, '放错了地方')
  await removeUnneeded(world.db, world.county, store, later())
  expect(filesOnDisk()).toHaveLength(before)
  const shared = await publishedWith('2026-05', [other])
  await hide(world, shared, '放错了地方')
  expect(await removeUnneeded(world.db, world.county, store, new Date())).toBe(1)
  expect(filesOnDisk()).toHaveLength(before)
  await removeUnneeded(world.db, world.county, store, later())
  expect(filesOnDisk()).toHaveLength(before - 1)
})

it('a picture that was hidden is in no case either, by whatever door it came there; the same bytes that a case was handed stay', async () => {
  const bytes = await sharp({ create: { width: 640, height: 480, channels: 3, background: '#4a6' } })
    .jpeg()
    .toBuffer()
  const clerk = world.staff('village-clerk')
  const [shared, copy] = [await upload(bytes), await upload(bytes)]
  const inCase = async (photo: string): Promise<string> =>
    (
      await world.run(openCase, clerk, {
        requestId: uuidv7(),
        category: 'R0301',
        position: { lng: 109.205, lat: 34.605, datum: 'wgs84' },
        description: '村口的水沟堵了',
        source: 'patrol',
        fields: { photos: [photo] },
      })
    ).id
  const cases = [await inCase(await upload(bytes)), await inCase(copy)]
  const id = await publishedWith('2025-12', [shared])
  // As it was possible once: a case names what a published text has.
  await owner.query(
    `insert into case_file (county, case_id, id, event_no, field, name, media_type, bytes, sha256, store_key, audience, added_at)
     select county, $2, id, 1, 'photos', name, media_type, bytes, sha256, store_key, 'staff', now() from file_upload
     where county = $1 and id = $3`,
    [world.county, cases[0], shared],
  )
  const filesOf = async (caseId: string | undefined) =>
    (await world.run(getCase, clerk, { caseId: caseId ?? '' })).files.map((file) => file.id)
  expect(await filesOf(cases[0])).toContain(shared)
  await hide(world, id, '照片里有孩子')
  await removeUnneeded(world.db, world.county, store, later())
  const uploadOf = (file: string) => world.db.read(world.county, (tx) => fileOf(tx, file))
  expect([await uploadOf(shared), await filesOf(cases[0])]).toEqual([undefined, [expect.not.stringMatching(shared)]])
  expect(await filesOf(cases[1])).toEqual([copy])
  const kept = await uploadOf(copy)
  if (!kept) throw new Error('gone')
  const sizes = await Promise.all([readUpload(store, kept), readUpload(store, kept, 'thumbnail')])
  expect(sizes.every(({ length }) => length > 100)).toBe(true)
  // A row of a case from before it named its upload holds its bytes alone.
  await owner.query('begin')
  await owner.query('alter table case_file drop constraint case_file_county_id_fkey')
  await owner.query('delete from file_upload where county = $1 and id = any($2)', [world.county, [copy]])
  await owner.query(
    `insert into file_unneeded (county, store_key, since) select distinct county, store_key, now() from case_file
     where county = $1 and id = $2`,
    [world.county, copy],
  )
  await owner.query(
    `alter table case_file add constraint case_file_county_id_fkey
       foreign key (county, id) references file_upload (county, id) not valid`,
  )
  await owner.query('commit')
  const before = filesOnDisk()
  await removeUnneeded(world.db, world.county, store, later())
  expect(filesOnDisk()).toEqual(before)
}, 60_000)

it('a paper that other texts show too stays in them, is named to whoever hides one of them, and goes with the last', async () => {
  const whole = testingPdf([[[60, 700, '土地流转合同，写了住户的病情']]])
  const [paper, copy] = [await upload(whole), await upload(whole)]
  const item = async (key: string, fileId: string): Promise<string> => {
    const content = {
      blocks: [
        { kind: 'text' as const, text: '见附件' },
        { kind: 'files' as const, files: [{ fileId, name: '合同', mediaType: 'application/pdf', bytes: 1 }] },
      ],
    }
    return published(world, { period: key, content })
  }
  const ids = [await item('2026-04', paper), await item('2026-03', paper), await item('2026-02', copy)]
  const draft = await drafted(world, {
    period: '2026-01',
    content: {
      blocks: [{ kind: 'files', files: [{ fileId: paper, name: '合同', mediaType: 'application/pdf', bytes: 1 }] }],
    },
  })
  const paperOf = async (editionId: string, fileId: string): Promise<boolean> =>
    world.db.read(world.county, async (tx) => {
      const shown = await findPublicEdition(tx, everybody, editionId)
      return (
        shown?.body !== null && shown?.body !== undefined && (await findPaper(tx, shown.body, fileId)) !== undefined
      )
    })
  const [first = '', second = '', third = ''] = ids
  const approvalId = uuidv7()
  const answer = await world.run(askToHideEdition, world.staff('village-clerk'), {
    requestId: approvalId,
    editionId: first,
    reason: '附件写了病情',
  })
  expect(answer.alsoIn.map(({ editionId }) => editionId).toSorted()).toEqual([second, third].toSorted())
  await world.run(decideApproval, world.staff('village-leader'), { requestId: uuidv7(), approvalId, grant: true })
  expect([await paperOf(first, paper), await paperOf(second, paper), await paperOf(third, copy)]).toEqual([
    false,
    true,
    true,
  ])
  await hide(world, second, '附件写了病情')
  await hide(world, third, '附件写了病情')
  await move(world, draft.id, 'abandon', world.staff('village-clerk'), '不公开了')
  expect(await faults()).toEqual([])
})
