import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { randomInt } from 'node:crypto'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { getPublicEdition, type PublicBody, withdrawEdition } from '@xiangzhi/contract'
import { canonicalJson, commit } from '@xiangzhi/verify'
import pg from 'pg'
import sharp from 'sharp'
import { v7 as uuidv7 } from 'uuid'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { testDatabase } from '#platform/database/testing'
import { diskFileStore, fileOf, storeUpload } from '#platform/files'
import { runPublicLog, verifyLog } from '#platform/public-log'
import { checkEditions, checkPapers, checkPublished } from '#kernel/publications'
import { type DisclosureWorld, hide, makeDisclosureWorld, money, published } from './testing-disclosure.ts'

// Whoever wants to be surer runs TAMPERINGS=10000 npm test -- tampering.
const tamperings = Number(process.env['TAMPERINGS'] ?? 90)

let world: DisclosureWorld
let owner: pg.Client
let ofVersionOne: string
/** Where the bytes of the papers lie, and their keys: a picture and two PDFs. */
let keys: string[]
const dataDir = mkdtempSync(join(tmpdir(), 'xiangzhi-log-'))

const store = diskFileStore(dataDir)

/** Puts papers into a text: what a village hands in beside its words. */
async function papers(
  contents: readonly Buffer[],
): Promise<{ fileId: string; name: string; mediaType: string; bytes: number }[]> {
  const given = { now: world.clock.now(), by: world.staff('village-clerk').actor.personId }
  return world.db.write(world.county, async (tx) => {
    const files = []
    for (const content of contents) {
      const { id, ...upload } = await storeUpload(tx, store, { ...given, name: '李四的存折.pdf', content })
      files.push({ fileId: id, name: '验收报告', mediaType: upload.mediaType, bytes: upload.bytes })
    }
    return files
  })
}

beforeAll(async () => {
  world = await makeDisclosureWorld()
  owner = new pg.Client({ connectionString: (await testDatabase()).url })
  await owner.connect()
  const [block] = money.blocks
  await published(world)
  await published(world, { period: '2026-09' })
  await published(world, { content: { blocks: [{ ...block, heading: '更正' } as never] }, changeNote: '标题有误' })
  const taken = await published(world, { period: '2026-08' })
  const call = { requestId: uuidv7(), editionId: taken, reason: '名单有误' }
  await world.run(withdrawEdition, world.staff('village-leader'), call)
  await hide(world, await published(world, { period: '2026-05' }), '写了一户的病情')
  ofVersionOne = await published(world, { period: '2026-07' })
  const photo = await sharp({ create: { width: 400, height: 300, channels: 3, background: '#2a7' } })
    .jpeg()
    .toBuffer()
  const files = await papers([photo, Buffer.from('%PDF-1.7 one'), Buffer.from('%PDF-1.7 two')])
  // One that was never published, for those who would exchange a published one.
  await papers([Buffer.from('%PDF-1.7 three')])
  const stored = await world.db.read(world.county, (tx) => Promise.all(files.map(({ fileId }) => fileOf(tx, fileId))))
  keys = stored.flatMap((upload) =>
    upload ? [upload.storeKey, ...(upload.thumbnailKey ? [upload.thumbnailKey] : [])] : [],
  )
  await published(world, {
    period: '2026-06',
    content: {
      blocks: [...money.blocks, { kind: 'files', files: files.slice(0, 2) }, { kind: 'files', files: files.slice(2) }],
    },
  })
  await asVersionOne(ofVersionOne)
  await runPublicLog({ db: world.db, county: world.county, dataDir })
})

/** Makes a text that has no place in the log yet what it would be if it had been published before there was a version 2. */
async function asVersionOne(id: string): Promise<void> {
  const { rows } = await owner.query<{ body: Extract<PublicBody, { format: 'xiangzhi-edition/3' }>; salt: Buffer }>(
    'select body, salt from edition_body where county = $1 and edition_id = $2',
    [world.county, id],
  )
  const [row] = rows
  if (!row) throw new Error(`no text of ${id}`)
  const { class: _, affairs, audience, board, money: isMoney, standsUntil, demo, ...document } = row.body
  expect({ affairs, audience, board, isMoney, demo }).toMatchObject({ audience: 'everybody', board: true, demo: false })
  expect(standsUntil).toMatch(/^\d{4}-\d{2}-\d{2}$/)
  const body: PublicBody = { ...document, format: 'xiangzhi-edition/1' }
  const commitment = Buffer.from(commit(canonicalJson(body), row.salt))
  const changed = [
    await owner.query('update edition_body set body = $3, commitment = $4 where county = $1 and edition_id = $2', [
      world.county,
      id,
      body,
      commitment,
    ]),
    await owner.query('update public_log_waiting set commitment = $3 where county = $1 and subject = $2', [
      world.county,
      id,
      commitment,
    ]),
  ]
  expect(changed.map(({ rowCount }) => rowCount)).toEqual([1, 1])
}

afterAll(async () => {
  await owner.end()
  rmSync(dataDir, { recursive: true })
})

const faults = async (): Promise<readonly string[]> =>
  (
    await verifyLog(world.db, world.county, {
      checkEntries: [checkEditions],
      checkThings: [checkPublished, checkPapers(store)],
    })
  ).faults

/** Any published edition that has its text, or one in a state, which may be a hidden one. */
async function anyEdition(where = 'b.body is not null'): Promise<string> {
  const { rows } = await owner.query<{ id: string }>(
    `select e.id from edition e left join edition_body b on b.county = e.county and b.edition_id = e.id
     where e.county = $1 and e.published_at is not null and ${where} order by random() limit 1`,
    [world.county],
  )
  return rows[0]?.id ?? ''
}

type Tampering = () => Promise<string>

/** One change that only the owner of the database can make; $1 is the county, $2 the edition. */
const change =
  (statement: string, where?: string): Tampering =>
  async () => {
    const id = await anyEdition(where)
    const { rowCount } = await owner.query(statement, [world.county, id])
    return rowCount === 1 ? `${statement} ${id}` : ''
  }

const isHidden = 'e.hidden_at is not null'
const ofToday = `b.body ->> 'format' = 'xiangzhi-edition/3'`
const body = (set: string, where?: string): Tampering =>
  change(`update edition_body set ${set} where county = $1 and edition_id = $2`, where)
const edition = (set: string, where?: string): Tampering =>
  change(`update edition set ${set} where county = $1 and id = $2`, where)
const hiding = (set: string): Tampering =>
  change(`update edition_hidden set ${set} where county = $1 and edition_id = $2`, isHidden)
const publication = (set: string): Tampering => change(`update publication set ${set} where ${ofIt}`, ofToday)
const ofIt = `county = $1 and id = (select publication_id from edition where county = $1 and id = $2)`

function flipped(column: 'salt' | 'commitment'): Tampering {
  const bit = randomInt(256)
  return body(`${column} = set_bit(${column}, ${bit}, 1 - get_bit(${column}, ${bit}))`)
}

const ways: Tampering[] = [
  body(`body = jsonb_set(body, '{title}', to_jsonb((body ->> 'title') || ' '))`),
  body(`body = jsonb_set(body, '{content,blocks,0,opening}', '7')`),
  body(
    `body = jsonb_set(body, '{content,blocks,0,income,0,fen}', to_jsonb((body #>> '{content,blocks,0,income,0,fen}')::int + 1))`,
  ),
  body(`body = body || '{"x": 1}'`),
  body(`body = body - 'place'`),
  body(`body = (body - 'audience') || '{"format": "xiangzhi-edition/1"}'`, ofToday),
  body(`body = body || '{"format": "xiangzhi-edition/2", "audience": "village"}'`),
  body(`body = jsonb_set(body, '{publishedAt}', '"2020-01-01T00:00:00.000Z"')`),
  body(`words = words || '。'`),
  body(`no = no + 10`),
  body(`published_at = published_at - interval '1 day'`),
  () => flipped('salt')(),
  () => flipped('commitment')(),
  change(`delete from edition_body where county = $1 and edition_id = $2`),
  edition(`no = no + 20, change_note = coalesce(change_note, $$x$$)`),
  edition(`as_of = '2026-01-01T00:00:00Z'`),
  edition(`status = 'superseded'`, `e.status = 'live'`),
  edition(`status = 'withdrawn', withdrawn_at = now(), withdrawn_reason = 'x'`, `e.status = 'live'`),
  edition(
    `status = 'superseded', withdrawn_at = null, withdrawn_reason = null, hidden = false`,
    `e.status = 'withdrawn' and e.hidden_at is null`,
  ),
  edition(`withdrawn_reason = '没什么'`, `e.status = 'withdrawn'`),
  edition(`withdrawn_at = withdrawn_at + interval '1 hour'`, `e.status = 'withdrawn'`),
  edition(`hidden = not hidden`, `e.status = 'withdrawn' and e.hidden_at is null`),
  edition(`hidden_reason = hidden_reason || '。'`, isHidden),
  edition(`hidden_at = hidden_at + interval '1 second'`, isHidden),
  edition(`hidden_asked_by = hidden_granted_by, hidden_granted_by = hidden_asked_by`, isHidden),
  edition(
    `hidden = false, hidden_at = null, hidden_reason = null, hidden_asked_by = null, hidden_granted_by = null`,
    isHidden,
  ),
  edition(
    `hidden = true, hidden_at = now(), hidden_reason = 'x', hidden_asked_by = signed_by, hidden_granted_by = checked_by`,
    `not e.hidden`,
  ),
  edition(`title = title || '。'`, isHidden),
  edition(`content = '{"blocks":[{"kind":"text","text":"x"}]}'`, isHidden),
  change(`delete from edition_hidden where county = $1 and edition_id = $2`, isHidden),
  hiding(`document = jsonb_set(document, '{reason}', '"没什么"')`),
  hiding(`document = jsonb_set(document, '{grantedBy}', '"县纪委"')`),
  hiding(`document = jsonb_set(document, '{commitment}', to_jsonb(repeat('0', 64)))`),
  hiding(`document = jsonb_set(document, '{withdrawal}', 'null')`),
  hiding(`document = document || '{"x": 1}'`),
  hiding(`salt = set_bit(salt, 3, 1 - get_bit(salt, 3))`),
  hiding(`no = no + 1`),
  hiding(`published_at = published_at - interval '1 hour'`),
  change(
    `insert into edition_body (county, edition_id, publication_id, no, body, salt, commitment, words, published_at)
     select h.county, h.edition_id, h.publication_id, h.no, b.body, b.salt, b.commitment, b.words, h.published_at
     from edition_hidden h, lateral (select * from edition_body b where b.county = h.county limit 1) b
     where h.county = $1 and h.edition_id = $2`,
    isHidden,
  ),
  change(`update publication set period_key = '2025-01' where ${ofIt}`),
  change(`update publication set item_code = 'h3-1' where ${ofIt}`),
  change(
    `update publication set place_id = (select id from place where county = $1 and code like '%201' and kind = 'village') where ${ofIt}`,
  ),
  publication(`class_code = class_code || 'x'`),
  publication(`affairs = case affairs when 'party' then 'service' else 'party' end`),
  publication(`audience = case audience when 'village' then 'everybody' else 'village' end`),
  publication('on_board = not on_board'),
  publication('is_money = not is_money'),
  publication('stands_until = stands_until - 1'),
  publication('stands_until = null'),
  publication('demo = not demo'),
]

/** One paper of a published text, as its upload is stored; $1 is the county, $2 the edition. */
const withPapers = `b.body #>> '{content,blocks,2,kind}' = 'files'`
const paper = (set: string): Tampering =>
  change(
    `update file_upload u set ${set} where county = $1
       and id = (select file_id from edition_file where county = $1 and edition_id = $2 order by random() limit 1)`,
    withPapers,
  )
const another = `(select o.store_key from file_upload o where o.county = u.county and o.id <> u.id order by random() limit 1)`

/** Changes one byte of a stored file; the test puts it back. */
const byte: Tampering = () => {
  const key = keys[randomInt(keys.length)] ?? ''
  const path = join(dataDir, 'files', key.slice(0, 2), key.slice(2, 4), key)
  const bytes = readFileSync(path)
  const at = randomInt(bytes.length)
  bytes[at] = (bytes[at] ?? 0) ^ (1 << randomInt(8))
  writeFileSync(path, bytes)
  return Promise.resolve(`byte ${at} of ${key}`)
}
const gone: Tampering = () => {
  const key = keys[randomInt(keys.length)] ?? ''
  rmSync(join(dataDir, 'files', key.slice(0, 2), key.slice(2, 4), key))
  return Promise.resolve(`${key} is gone`)
}

ways.push(
  byte,
  gone,
  paper(`sha256 = set_bit(sha256, 7, 1 - get_bit(sha256, 7))`),
  paper(`store_key = ${another}`),
  paper(`store_key = ${another}, sha256 = decode(${another}, 'hex')`),
  paper(`bytes = bytes + 1`),
  paper(`media_type = case media_type when 'image/jpeg' then 'application/pdf' else 'image/jpeg' end`),
  paper(`thumbnail_key = case when thumbnail_key is null then store_key else ${another} end`),
  change(
    `update edition_file f set file_id = (select o.id from file_upload o where o.county = f.county
       and not exists (select from edition_file g where g.county = o.county and g.file_id = o.id) limit 1)
     where county = $1 and edition_id = $2
       and file_id = (select min(file_id::text)::uuid from edition_file where county = $1 and edition_id = $2)`,
    withPapers,
  ),
  body(`body = jsonb_set(body, '{content,blocks,2,files,0,sha256}', to_jsonb(repeat('0', 64)))`, withPapers),
)

it('nothing is wrong before anybody touched anything', async () => {
  expect(await faults()).toEqual([])
})

it('a text of version 1 is given out as it was committed to, beside those of today', async () => {
  const formats = await Promise.all(
    [ofVersionOne, await anyEdition(`${ofToday} and not e.hidden`)].map(async (editionId) => {
      const { body, salt, commitment } = await world.run(getPublicEdition, world.villager, { editionId })
      if (!body || salt === null) throw new Error(`${editionId} is hidden`)
      expect(Buffer.from(commit(canonicalJson(body), Buffer.from(salt, 'hex'))).toString('hex')).toBe(commitment)
      return body.format
    }),
  )
  expect(formats).toEqual(['xiangzhi-edition/1', 'xiangzhi-edition/3'])
})

it('the document of a hiding that names another text than the log is found, whoever wrote it', async () => {
  const id = await anyEdition(isHidden)
  const entry = { index: 7, kind: 'publication', subject: id, commitment: 'f0'.repeat(32) }
  expect(await world.db.read(world.county, (tx) => checkEditions(tx, [entry]))).toEqual([
    `entry 7 (publication of edition ${id}): the hash of its text was changed`,
  ])
})

it(`every one of ${tamperings} changes made behind the server's back is found`, async () => {
  const missed: string[] = []
  let made = 0
  const onDisk = keys.map((key) => {
    const path = join(dataDir, 'files', key.slice(0, 2), key.slice(2, 4), key)
    return [path, readFileSync(path)] as const
  })
  for (let tried = 0; tried < tamperings; tried += 1) {
    // The checks read in a transaction of their own, so the change is committed and undone from a copy.
    const copies = ['file_upload', 'publication', 'edition', 'edition_body', 'edition_file', 'edition_hidden']
    const before = new Map<string, unknown[]>()
    for (const table of copies)
      before.set(
        table,
        (
          await owner.query<{ row: unknown }>(`select to_jsonb(t) as row from ${table} t where county = $1`, [
            world.county,
          ])
        ).rows.map(({ row }) => row),
      )
    const what = await (ways[tried % ways.length] as Tampering)()
    expect(what, `way ${tried % ways.length}`).not.toBe('')
    made += 1
    if ((await faults()).length === 0) missed.push(what)
    for (const [path, bytes] of onDisk) writeFileSync(path, bytes)
    await owner.query('begin')
    for (const table of copies.toReversed()) await owner.query(`delete from ${table} where county = $1`, [world.county])
    for (const table of copies)
      await owner.query(
        `insert into ${table} select (jsonb_populate_record(null::${table}, row)).* from jsonb_array_elements($1::jsonb) as row`,
        [JSON.stringify(before.get(table))],
      )
    await owner.query('commit')
  }
  expect(missed).toEqual([])
  expect(made).toBe(tamperings)
  expect(await faults()).toEqual([])
}, 600_000)
