import { execFileSync } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { getPublicEdition, getVillageDisclosure } from '@xiangzhi/contract'
import { canonicalJson, commit, type Json } from '@xiangzhi/verify'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { hide, published } from './disclosure/testing-disclosure.ts'
import { sql } from '#platform/database'
import { develop, keepUpload } from '#platform/files'
import { noteWitness } from '#platform/public-log'
import { makePortalWorld, type PortalWorld } from './testing-portal.ts'

/** The part of the npm package `datapackage`, the reference reader of Frictionless packages, that judges ours; it has no types. */
interface DataPackage {
  readonly valid: boolean
  readonly errors: readonly unknown[]
  readonly resources: readonly Resource[]
  getResource(name: string): Resource | null
}
interface Resource {
  readonly name: string
  read(options: { keyed: boolean }): Promise<readonly Record<string, unknown>[]>
}
const { Package } = createRequire(import.meta.url)('datapackage') as {
  Package: { load(path: string): Promise<DataPackage> }
}

let portal: PortalWorld
/** The newest money, in its second edition. */
let newest: string
let corrected: string
let hidden: string

/** What is given out in the place of a hidden text. */
interface HidingFile {
  readonly salt: string
  readonly document: Record<string, unknown>
}

const read = async (path: string, headers?: Record<string, string>) => {
  const page = await portal.open(path, headers)
  expect(page.status, path).toBe(200)
  return page.body
}

const viewOf = (id: string) => portal.world.run(getPublicEdition, portal.world.villager, { editionId: id })

beforeAll(async () => {
  portal = await makePortalWorld()
  const { world } = portal
  await world.plan('2026-07-01')
  corrected = await published(world, { period: '2026-10' })
  newest = await published(world, { period: '2026-10', changeNote: '路灯维修少记一笔' })
  await published(world, { period: '2026-09' })
  hidden = await published(world, {
    item: 'h1-2',
    period: '2026-Q3',
    content: { blocks: [{ kind: 'text', text: '不该公开的话' }] },
  })
  await hide(world, hidden, '误发了未定稿')
  await published(world, {
    item: 'h2-1',
    period: '2026-Q3',
    content: {
      blocks: [
        {
          kind: 'steps',
          heading: '资金审批',
          steps: [
            { name: '提出', who: '经办人' },
            { name: '审核', who: '监督委员会', within: '2 个工作日' },
          ],
        },
      ],
    },
  })
  await portal.placeInLog()
})

afterAll(() => portal.close())

const pages = [
  '',
  '/open',
  '/money',
  '/questions',
  '/search?q=路灯',
  '/oversight',
  '/rules',
  '/boards/medical',
  '/open/m1-1',
  '/subscribe',
]

// proves: P072 P073
describe('every page of disclosure', () => {
  it('weighs at most 10 kB, runs no script, and is not sent again to a browser that still has it', async () => {
    for (const path of [...pages.map((one) => `${portal.home}${one}`), `/e/${newest}`, `/e/${hidden}`, '/open']) {
      for (const skin of ['phone', 'elder']) {
        const headers = { cookie: `skin=${skin}`, 'accept-encoding': 'br' }
        const page = await portal.open(path, headers)
        expect(page.status, path).toBe(200)
        expect(page.bytes.length, path).toBeLessThanOrEqual(10_000)
        const again = await portal.open(path, { ...headers, 'if-none-match': String(page.headers['etag']) })
        expect([again.status, again.bytes.length], path).toEqual([304, 0])
        const plain = await read(path, { cookie: `skin=${skin}; lang=en` })
        expect(plain, path).not.toMatch(/<script|style="|\son[a-z]+="|text\.(?:open|portal)\.|undefined|\{\w+\}<|NaN/)
      }
    }
  })

  it('shows nobody’s name, address or number in full', async () => {
    for (const path of [`${portal.home}/money`, `/e/${newest}`, `/e/${newest}.json`, `${portal.home}/feed.xml`]) {
      expect(await read(path)).not.toMatch(/李桂芳|13812345678/)
    }
    expect(await read(`/e/${newest}`)).toContain('李＊＊')
  })

  it('does not exist for a place, an item or an edition that does not exist', async () => {
    const other = '00000000-0000-7000-8000-000000000000'
    const { home } = portal
    for (const path of [
      `${home}/open/zz-9`,
      `/e/${other}`,
      '/e/none',
      `/e/${other}.json`,
      `${home}/boards/none`,
      '/v/000000000000/open',
      `/e/${newest}/files/${other}`,
      `${home}/ask/${other}`,
    ])
      expect((await portal.open(path)).status, path).toBe(404)
  })
})

describe('the home of a village', () => {
  it('shows what is new, what is missing and for how long, and the money in words', async () => {
    const body = await read(portal.home)
    expect(body).toContain('2026年10月收入 500.00 元，支出 200.00 元，期末结余 1,300.00 元。')
    expect(body).toMatch(/应于\d+月\d+日前公开，已超过 \d+ 天/)
    expect(body).toContain('href="tel:0543-1234567"')
    expect(body).toContain(`${portal.home}/boards/medical`)
    expect(body).toContain(`/e/${newest}`)
  })

  it('has a new publication at once', async () => {
    const before = await portal.open(portal.home)
    const id = await published(portal.world, { item: 'h3-1', period: '2026-Q3' })
    portal.portal.changed()
    const after = await portal.open(portal.home, { 'if-none-match': String(before.headers['etag']) })
    expect(after.status).toBe(200)
    expect(after.body).toContain(`/e/${id}`)
  })
})

describe('what watches over a village', () => {
  it('names the file to check with so that nobody takes it for a voucher, and offers letters only where they can be sent', async () => {
    expect(await read(`/e/${newest}`)).toMatch(/不是财务票据.*下载校验文件/)
    const connected = (await read(`${portal.home}/subscribe`)).includes('name="address"')
    expect((await read(portal.home)).includes(`${portal.home}/subscribe`)).toBe(connected)
  })

  it('counts what is missing as often as the lists name it', async () => {
    const page = await read(`${portal.home}/oversight`)
    const listed = page.slice(page.indexOf('id="missing"')).match(/<li/g)?.length ?? 0
    expect(listed).toBeGreaterThan(3)
    expect(page).toContain(`未公开 ${listed} 项`)
  })
})

describe('the list', () => {
  it('names every item that is due and was not published', async () => {
    const { missing } = await portal.world.run(getVillageDisclosure, portal.world.villager, {
      code: portal.world.villageCode,
    })
    const late = missing.filter(({ status }) => status === 'missing')
    const body = await read(`${portal.home}/open`)
    expect(late.length).toBeGreaterThan(20)
    expect(body).toContain(`到期未公开的共 ${late.length} 项`)
    expect(body.match(/已超过 \d+ 天/g)).toHaveLength(late.length)
  })

  it('is narrowed by plain links, and says when nothing is left', async () => {
    const finance = await read(`${portal.home}/open?class=h2`)
    expect(finance).toContain('aria-current="true"')
    expect(finance).not.toContain(`/e/${newest}`)
    expect(await read(`${portal.home}/open?month=2025-12`)).toContain('没有符合条件的公开内容')
  })

  it('leaves as a table that holds the missing items too, and disarms formulas', async () => {
    const csv = await read(`${portal.home}/open.csv`)
    expect(csv.startsWith('\uFEFF')).toBe(true)
    expect(csv).toContain(newest)
    expect(csv).toContain('未公开')
  })
})

describe('an edition', () => {
  it('shows the correction, what changed and both editions', async () => {
    const body = await read(`/e/${newest}`)
    expect(body).toContain('路灯维修少记一笔')
    expect(body).toContain(`/e/${corrected}`)
    const old = await read(`/e/${corrected}`)
    expect(old).toContain('这是旧版，已有更正')
    expect(old).toContain(`href="/e/${newest}"`)
  })

  it('that was withdrawn stays with the reason and without the text', async () => {
    const body = await read(`/e/${hidden}`)
    expect(body).toContain('这份公开已撤回')
    expect(body).toContain('误发了未定稿')
    expect(body).not.toContain('不该公开的话')
    expect(body).toContain('由村（社区）干部提出，村（社区）负责人批准')
    const { salt, document } = JSON.parse(await read(`/e/${hidden}.json`)) as HidingFile
    expect(document).toMatchObject({ format: 'xiangzhi-hiding/2', editionId: hidden, reason: '误发了未定稿' })
    expect(JSON.stringify(document)).not.toContain('不该公开的话')
    expect(salt).toMatch(/^[0-9a-f]{64}$/)
    expect((await portal.open(`/e/${hidden}/files/${hidden}`)).status).toBe(404)
  })

  it('carries its proof: the text that is downloaded gives the fingerprint that stands in the log', async () => {
    const body = await read(`/e/${newest}`)
    const view = await viewOf(newest)
    expect(view.log.index).not.toBeNull()
    expect(body).toContain(`/log/${portal.world.county}/proof/${view.log.index}.tlog-proof`)
    expect(body).toContain(`/proof/${view.log.index}/qr.svg`)
    const file = JSON.parse(await read(`/e/${newest}.json`)) as { salt: string; body: Json }
    const fingerprint = Buffer.from(commit(canonicalJson(file.body), Buffer.from(file.salt, 'hex'))).toString('hex')
    expect(fingerprint).toBe(view.commitment)
    expect(body).toContain(fingerprint)
    const proof = await read(`/log/${portal.world.county}/proof/${view.log.index}`)
    const [, entry = ''] = /^extra (\S+)$/m.exec(proof) ?? []
    expect(JSON.parse(Buffer.from(entry, 'base64').toString('utf8'))).toMatchObject({
      commitment: fingerprint,
      subject: newest,
    })
  })

  it('says on the first page of a village that a witness refuses, and to whom to turn', async () => {
    const { world } = portal
    const sentence = '的见证人 maliantan.example/w 拒绝签名'
    expect(await read(portal.home)).not.toContain(sentence)
    const said = { name: 'maliantan.example/w', size: 9, detail: '422' }
    await world.db.write(world.county, (tx) => noteWitness(tx, { ...said, state: 'refused' }, world.clock.now()))
    portal.portal.changed()
    const page = await read(portal.home)
    expect(page).toContain(sentence)
    expect(page).toContain('href="/verify"')
    await world.db.write(world.county, (tx) => noteWitness(tx, { ...said, state: 'signed' }, world.clock.now()))
    portal.portal.changed()
    expect(await read(portal.home)).not.toContain(sentence)
  })

  it('gives out its papers, and no paper of anything else', async () => {
    const { world, store } = portal
    const clerk = world.staff('village-clerk')
    const keep = async (name: string): Promise<string> => {
      const developed = await develop(store, { name, content: Buffer.from(`%PDF-1.4 ${name}`), fromStaff: true })
      const options = { now: world.clock.now(), by: clerk.actor.personId, demo: false }
      return world.db.write(world.county, (tx) => keepUpload(tx, developed, options))
    }
    const [paper, other] = [await keep('合同.pdf'), await keep('底稿.pdf')]
    const file = { fileId: paper, name: '合同.pdf', mediaType: 'application/pdf', bytes: 17 }
    const id = await published(world, {
      item: 'h3-3',
      period: '2026-Q3',
      content: {
        blocks: [
          { kind: 'text', text: '见附件。' },
          { kind: 'files', files: [file] },
        ],
      },
    })
    expect(await read(`/e/${id}`)).toContain(`href="/e/${id}/files/${paper}"`)
    const sent = await portal.open(`/e/${id}/files/${paper}`)
    expect([sent.status, sent.headers['content-type']]).toEqual([200, 'application/pdf'])
    expect(sent.headers['content-security-policy']).toContain('sandbox')
    // Saved, never opened under our address: a PDF is a program of whoever wrote it.
    expect(sent.headers['content-disposition']).toBe(`attachment; filename*=UTF-8''${encodeURIComponent('附件1.pdf')}`)
    expect(sent.headers['x-content-type-options']).toBe('nosniff')
    expect(sent.headers['cache-control']).toBe('no-cache')
    expect((await portal.open(`/e/${id}/files/${other}`)).status).toBe(404)
    expect((await portal.open(`/e/${newest}/files/${paper}`)).status).toBe(404)
  })

  it('gives out no paper in the place of the one that was published', async () => {
    const { world, store } = portal
    const clerk = world.staff('village-clerk')
    const [paper = '', other = ''] = await world.db.write(world.county, async (tx) => {
      const options = { now: world.clock.now(), by: clerk.actor.personId, demo: false }
      const developed = await Promise.all(
        ['验收单', '另一份'].map((said) =>
          develop(store, { name: 'x', content: Buffer.from(`%PDF-1.4 ${said}`), fromStaff: true }),
        ),
      )
      return Promise.all(developed.map((one) => keepUpload(tx, one, options)))
    })
    const file = { fileId: paper, name: '验收单', mediaType: 'application/pdf', bytes: 1 }
    const blocks = [{ kind: 'files' as const, files: [file] }]
    const id = await published(world, { item: 'h3-3', period: '2026-Q2', content: { blocks } })
    expect((await portal.open(`/e/${id}/files/${paper}`)).status).toBe(200)
    await world.db.write(world.county, (tx) =>
      tx.run(sql`update file_upload u set store_key = o.store_key, sha256 = o.sha256 from file_upload o
        where u.county = ${tx.county} and u.id = ${paper} and o.county = ${tx.county} and o.id = ${other}`),
    )
    const sent = await portal.open(`/e/${id}/files/${paper}`)
    expect(sent.status).toBe(500)
    expect(sent.body).not.toContain('另一份')
  })

  it('draws a power as a chart of ordered steps', async () => {
    const [, id = ''] = /\/e\/([0-9a-f-]{36})/.exec(await read(`${portal.home}/open/h2-1`)) ?? []
    const body = await read(`/e/${id}`)
    expect(body).toContain('<ol class="flow">')
    expect(body.indexOf('提出')).toBeLessThan(body.indexOf('2 个工作日'))
  })
})

describe('money', () => {
  it('of another month is a link away, and every line leads to its edition', async () => {
    const body = await read(`${portal.home}/money`)
    expect(body).toContain(`${portal.home}/money?month=2026-09`)
    expect(body).toContain(`href="/e/${newest}#m0-i1"`)
    expect(await read(`/e/${newest}`)).toContain('id="m0-i1"')
    expect(await read(`${portal.home}/money?month=2026-09`)).toContain('2026年9月')
    expect(await read(`${portal.home}/money?month=1999-01`)).toContain('这一期的收支还没有公开')
  })
})

describe('search', () => {
  it('finds Chinese words inside texts and says when there is nothing', async () => {
    expect(await read(`${portal.home}/search?q=${encodeURIComponent('承包费')}`)).toContain(`/e/${newest}`)
    expect(await read(`${portal.home}/search?q=${encodeURIComponent('不存在的词')}`)).toContain('没有找到')
    expect(await read(`${portal.home}/search?q=${encodeURIComponent('不该公开')}`)).not.toContain(`/e/${hidden}`)
    expect(await read(`${portal.home}/search?q=${encodeURIComponent('"><b>')}`)).not.toContain('"><b>')
  })
})

// proves: P069
describe('the comparison of towns and villages', () => {
  it('has numerator and denominator', async () => {
    const whole = await read('/open')
    expect(whole).toContain(`/open?town=${portal.world.townCode}`)
    const town = await read(`/open?town=${portal.world.townCode}`)
    expect(town).toContain(`${portal.home}/open`)
    expect(town).toContain('按时率')
  })
})

describe('what leaves the pages', () => {
  it('is a feed whose entries are the editions, withdrawn ones marked', async () => {
    const atom = await portal.open(`${portal.home}/feed.xml`)
    expect(atom.headers['content-type']).toContain('application/atom+xml')
    expect(atom.body).toContain(`<id>urn:uuid:${newest}</id>`)
    expect(atom.body).toContain('【已撤回】')
    expect(atom.body).not.toContain('不该公开的话')
    const feed = JSON.parse(await read(`${portal.home}/feed.json`)) as { version: string; items: { url: string }[] }
    expect(feed.version).toBe('https://jsonfeed.org/version/1.1')
    expect(feed.items.some(({ url }) => url === `http://xiangzhi.test/e/${newest}`)).toBe(true)
    const again = await portal.open(`${portal.home}/feed.xml`, { 'if-none-match': String(atom.headers['etag']) })
    expect(again.status).toBe(304)
  })

  it('is open data that an independent reader of data packages accepts', async () => {
    const zip = await portal.open(`${portal.home}/open-data.zip`)
    const folder = await mkdtemp(join(tmpdir(), 'xiangzhi-data-'))
    try {
      await writeFile(join(folder, 'a.zip'), zip.bytes)
      execFileSync('python3', ['-X', 'utf8', '-m', 'zipfile', '-e', join(folder, 'a.zip'), folder])
      const found = await Package.load(join(folder, 'datapackage.json'))
      expect(found.errors).toEqual([])
      expect(found.valid).toBe(true)
      expect(found.resources.length).toBeGreaterThan(3)
      for (const resource of found.resources) {
        const rows = await resource.read({ keyed: true })
        expect(rows.length, resource.name).toBeGreaterThan(0)
      }
      const money = await found.getResource('m1-1-2026-10-1')?.read({ keyed: true })
      expect(money).toContainEqual({ direction: '收入', line: '机动地承包费', amount: 500, note: null })
    } finally {
      await rm(folder, { recursive: true })
    }
  })

  it('is a sheet for the board with the same bytes for the same content', async () => {
    const one = await portal.open(`${portal.home}/board.pdf?size=a4`)
    expect(one.headers['content-type']).toBe('application/pdf')
    expect(one.bytes.subarray(0, 5).toString()).toBe('%PDF-')
    const again = await portal.open(`${portal.home}/board.pdf?size=a4`, {
      'if-none-match': String(one.headers['etag']),
    })
    expect(again.status).toBe(304)
  })
})
