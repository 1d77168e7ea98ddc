import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { FastifyInstance } from 'fastify'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fixedClock } from '#platform/clock'
import { sql } from '#platform/database'
import { ownDatabase } from '#platform/database/testing'
import { silentLog } from '#platform/log'
import { loadPack, readPack } from './packs/index.ts'
import { buildServer, type Installation, openInstallation } from './server.ts'

// A Tuesday morning in working hours.
const clock = fixedClock(new Date('2026-03-10T02:00:00Z'))
const county = 610_114
const village = '610114001200'
const home = `/v/${village}`
const secret = '渠里的水漫到我家灶房了'
const phone = '13912345678'
let installation: Installation
let server: FastifyInstance
let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'xiangzhi-portal-'))
  const { url } = await ownDatabase()
  installation = openInstallation({ url, dataDir: folder, clock, log: silentLog })
  const pack = await readPack(fileURLToPath(new URL('../../../counties/yanliang/', import.meta.url)))
  await loadPack(installation.db, pack, { now: clock.now(), demo: true })
  server = await buildServer(installation, county, true)
})

afterAll(async () => {
  await server.close()
  await installation.close()
  await rm(folder, { recursive: true })
})

let phones = 0

/** A phone without JavaScript: it keeps cookies and follows redirects, and that is all. */
class Phone {
  readonly #cookies = new Map<string, string>()
  readonly #address: string
  at = ''
  status = 0
  body = ''
  headers: Record<string, unknown> = {}

  constructor(address = `10.1.0.${(phones += 1)}`) {
    this.#address = address
  }

  async go(
    method: 'GET' | 'POST',
    path: string,
    payload?: string | Buffer,
    type = 'application/x-www-form-urlencoded',
    more: Record<string, string> = {},
  ): Promise<this> {
    const headers: Record<string, string> = { host: 'xiangzhi.test', ...more }
    if (this.#cookies.size > 0)
      headers['cookie'] = [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    if (method === 'POST') headers['content-type'] = type
    if (method === 'POST') headers['origin'] ??= 'http://xiangzhi.test'
    const answer = await server.inject({
      method,
      url: path,
      headers,
      remoteAddress: this.#address,
      ...(payload !== undefined && { payload }),
    })
    const set = answer.headers['set-cookie'] ?? []
    for (const line of typeof set === 'string' ? [set] : set) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
      this.#cookies.set(name, value)
    }
    this.at = path
    this.status = answer.statusCode
    this.body = answer.body
    this.headers = answer.headers
    const next = answer.headers.location
    return answer.statusCode === 303 && next !== undefined ? this.go('GET', next) : this
  }

  open(path: string) {
    return this.go('GET', path)
  }

  send(path: string, fields: Record<string, string>) {
    return this.go('POST', path, new URLSearchParams(fields).toString())
  }

  /** Sends the form of the page one is on. */
  answer(fields: Record<string, string>) {
    return this.send(this.at, fields)
  }

  attach(field: string, name: string, content: Buffer, fields: Record<string, string> = {}) {
    const boundary = 'xiangzhi-boundary'
    const parts = Object.entries(fields).map(([key, value]) =>
      Buffer.from(`--${boundary}\r\nContent-Disposition: form-data; name="${key}"\r\n\r\n${value}\r\n`),
    )
    const file = [
      Buffer.from(
        `--${boundary}\r\nContent-Disposition: form-data; name="${field}"; filename="${name}"\r\nContent-Type: image/jpeg\r\n\r\n`,
      ),
      content,
      Buffer.from(`\r\n--${boundary}--\r\n`),
    ]
    return this.go('POST', this.at, Buffer.concat([...parts, ...file]), `multipart/form-data; boundary=${boundary}`)
  }
}

/** Fills in a report up to the page where everything is checked. */
async function fillIn(
  phoneOf: Phone,
  category: string,
  words = secret,
  contact: Record<string, string> = {},
): Promise<Phone> {
  await phoneOf.send(`${home}/report?class=${category.slice(0, 3)}`, { category })
  if (phoneOf.at.endsWith('/notice')) await phoneOf.answer({})
  await phoneOf.answer({ place: village, words: '东头' })
  await phoneOf.answer({ what: words })
  if (phoneOf.at.endsWith('/details')) await phoneOf.answer({})
  if (phoneOf.at.endsWith('/photos')) await phoneOf.answer({})
  if (phoneOf.at.endsWith('/similar')) await phoneOf.answer({})
  await phoneOf.answer(contact)
  return phoneOf
}

const linkIn = (body: string): string => /href="(\/t\/[\w-]+)"/.exec(body)?.[1] ?? ''
const numberIn = (body: string): string => /class="number">([\d-]+)</.exec(body)?.[1] ?? ''

const publicPages = [
  '/',
  home,
  `${home}/report`,
  `${home}/report?class=R05`,
  `${home}/cases`,
  '/cases',
  `${home}/map`,
  '/map',
  '/map?town=610114001',
  `${home}/services`,
  `${home}/mediation`,
  `${home}/qr`,
  '/progress',
  '/my-data',
  '/privacy',
  '/accessibility',
  '/about',
]

describe('every public page', () => {
  it.each(publicPages)('%s weighs at most 10 kB, runs no inline script and says that this is a demo', async (path) => {
    const plain = await new Phone().open(path)
    expect(plain.status).toBe(200)
    expect(plain.body).toContain('演示数据')
    expect(plain.body).not.toMatch(/<script(?![^>]*src="\/portal\.js")|style="|\son[a-z]+="/)
    expect(plain.headers['content-security-policy']).toContain("default-src 'none'")
    const small = await server.inject({ url: path, headers: { 'accept-encoding': 'br' } })
    expect(small.headers['content-encoding']).toBe('br')
    expect(small.rawPayload.length).toBeLessThanOrEqual(10_000)
  })

  it('is not sent again to a browser that still has it', async () => {
    const first = await server.inject({ url: home, headers: { 'accept-encoding': 'gzip' } })
    const again = await server.inject({
      url: home,
      headers: { 'accept-encoding': 'gzip', 'if-none-match': String(first.headers.etag) },
    })
    expect([again.statusCode, again.rawPayload.length]).toEqual([304, 0])
  })

  it('can be read in English and in large print, and remembers both', async () => {
    const reader = await new Phone().open(`${home}?lang=en&skin=elder`)
    expect(reader.at).toBe(home)
    expect(reader.body).toContain('<html lang="en">')
    expect(reader.body).toContain('Normal print')
    await reader.open('/privacy')
    expect(reader.body).toContain('What we keep')
  })

  it('does not exist for a village that does not exist', async () => {
    expect((await new Phone().open('/v/999999999999')).status).toBe(404)
    expect((await new Phone().open(`${home}/services/nothing`)).status).toBe(404)
    const lost = await new Phone().open('/no/such/page')
    expect([lost.status, lost.body.includes('没有找到这个页面')]).toEqual([404, true])
    expect((await server.inject('/api/no-such-thing')).headers['content-type']).toContain('json')
  })
})

describe('a report without JavaScript', () => {
  it('asks again in words what was left out, and loses nothing that was typed', async () => {
    const villager = await new Phone().send(`${home}/report?class=R05`, { category: 'R0502' })
    expect(villager.at).toMatch(/\/where$/)
    await villager.answer({ words: '三号机井北边' })
    expect(villager.status).toBe(422)
    expect(villager.body).toContain('<a href="#place">')
    expect(villager.body).toContain('三号机井北边')
    await villager.open(villager.at)
    expect(villager.body).toContain('三号机井北边')
  })

  it('shows a number that was typed in wide digits as it is called, where everything is looked over', async () => {
    const villager = await fillIn(new Phone(), 'R0401', '路边的井盖松了', { phone: '+86 １３７－００１１－２２３３' })
    expect(villager.at).toMatch(/\/check$/)
    expect(villager.body).toContain('13700112233')
    expect(villager.body).not.toContain('１３７')
  })

  it('says at the end who reads a telephone that stands in the words, sends it all the same, and lists never carry it', async () => {
    const quiet = await fillIn(new Phone(), 'R0401', '井盖松了三天')
    expect(quiet.body).not.toContain('银行卡号码')
    const villager = await fillIn(new Phone(), 'R0401', '打我电话 15029113377 井盖又松了')
    expect(villager.at).toMatch(/\/check$/)
    expect(villager.body).toContain('您写的话里有电话、身份证或者银行卡号码')
    expect(villager.body).toMatch(/href="[^"]*\/contact">把电话填到/)
    await villager.answer({})
    expect(villager.at).toMatch(/\/done$/)
    const number = numberIn(villager.body)
    const summary = await installation.db.read(county, (tx) =>
      tx.row<{ summary: string }>(sql`select summary from case_record where number = ${number}`),
    )
    expect(summary?.summary).toContain('井盖又松了')
    expect(summary?.summary).not.toContain('15029113377')
    // The number of the receipt is no telephone, and the page says so.
    const lost = new Phone()
    await lost.send('/progress', { phone: number })
    expect([lost.status, lost.body.includes('这是编号')]).toEqual([422, true])
  })

  it('gives a number and a private link, once, however often the button is pressed', async () => {
    const villager = await fillIn(new Phone(), 'R0401')
    const check = villager.at
    expect(check).toMatch(/\/check$/)
    expect(villager.body).toContain(secret)
    const twins = await Promise.all([villager.answer({}), villager.go('POST', check, '')])
    expect(twins.map((one) => one.at.endsWith('/done'))).toEqual([true, true])
    const number = numberIn(villager.body)
    expect(number).not.toBe('')
    await villager.open(check)
    expect(numberIn(villager.body)).toBe(number)
    await villager.open(linkIn(villager.body))
    expect(villager.status).toBe(200)
    expect(villager.body).toContain(number)
    expect(villager.body).toContain(secret)
    expect(villager.headers['cache-control']).toBe('no-store')
  })

  it('shows nobody else who said what', async () => {
    await (await fillIn(new Phone(), 'R0401', secret, { phone, name: '李大妈' })).answer({})
    for (const path of [home, `${home}/cases`, '/cases', `${home}/map`, '/cases.csv']) {
      const { body } = await new Phone().open(path)
      expect(body).not.toContain(secret)
      expect(body).not.toContain(phone)
      expect(body).not.toContain('李大妈')
    }
  })

  it('takes a photo, offers its position, and refuses what is none', async () => {
    const villager = await new Phone().send(`${home}/report?class=R05`, { category: 'R0501' })
    await villager.answer({ place: village })
    await villager.answer({ what: '路面破了' })
    await villager.attach('photos', 'a.jpg', Buffer.from('no photo at all'))
    expect(villager.status).toBe(422)
    expect(villager.body).toContain('<a href="#photos">a.jpg：这个文件不是照片')
    await villager.attach('photos', '全家福.jpg', Buffer.alloc(16 * 1024 * 1024, 7))
    expect([villager.status, villager.body.includes('全家福.jpg：文件太大')]).toEqual([422, true])
    const photo = await sharp({ create: { width: 64, height: 64, channels: 3, background: '#aaa' } })
      .withExif({
        IFD3: {
          GPSLatitudeRef: 'N',
          GPSLatitude: '34/1 39/1 3600/100',
          GPSLongitudeRef: 'E',
          GPSLongitude: '109/1 13/1 4800/100',
        },
      })
      .jpeg()
      .toBuffer()
    await villager.attach('photos', 'a.jpg', photo)
    expect(villager.at).toMatch(/\/photos$/)
    expect(villager.body).toContain('photo-position')
    const picture = /<img src="(\/v\/[^"]+)"/.exec(villager.body)?.[1] ?? ''
    expect((await new Phone().open(picture)).headers['content-type']).toBe('image/jpeg')
    const { at } = villager
    for (let more = 2; more <= 6; more += 1) {
      await villager.open(at)
      await villager.attach('photos', more === 6 ? '多出的一张.jpg' : `${more}.jpg`, photo)
    }
    expect([villager.status, villager.body.includes('没有收下的：多出的一张.jpg')]).toEqual([422, true])
  })

  it('offers a similar open case to follow instead of doubling it', async () => {
    await (await fillIn(new Phone(), 'R0502', '路灯不亮')).answer({})
    const neighbour = await new Phone().send(`${home}/report?class=R05`, { category: 'R0502' })
    await neighbour.answer({ place: village })
    await neighbour.answer({ what: '灯坏了' })
    if (neighbour.at.endsWith('/details')) await neighbour.answer({})
    await neighbour.answer({})
    expect(neighbour.at).toMatch(/\/similar$/)
    const follow = /name="follow" value="([^"]+)"/.exec(neighbour.body)?.[1] ?? ''
    await neighbour.answer({ follow })
    expect(neighbour.at).toMatch(/\/done$/)
    await neighbour.open(linkIn(neighbour.body))
    expect(neighbour.status).toBe(200)
    expect(neighbour.body).not.toContain('路灯不亮，')
  })
})

describe('other doors', () => {
  it('applies for a formality only with consent, and for mediation in confidence', async () => {
    const sheet = /href="([^"]+\/services\/[^"]+)"/.exec((await new Phone().open(`${home}/services`)).body)?.[1] ?? ''
    const applicant = await new Phone().send(`${sheet}/apply`, {})
    await applicant.answer({ applicantName: '王秀英' })
    expect(applicant.body).toContain('<a href="#consent">')
    expect(applicant.body).toContain('王秀英')
    for (const fields of [{ applicantName: '王秀英', consent: 'yes' }, {}, {}, { phone }, {}])
      await applicant.answer(fields)
    expect(applicant.at).toMatch(/\/done$/)

    const party = await new Phone().send(`${home}/mediation`, {})
    for (const fields of [{}, { kind: 'neighbour', respondent: '东边邻居' }, { what: '排水沟' }, {}, {}])
      await party.answer(fields)
    expect(party.at).toMatch(/\/done$/)
    expect((await new Phone().open('/cases')).body).not.toContain(numberIn(party.body))
  })

  it('opens the own reports by phone and code, and wipes the contact when it is withdrawn', async () => {
    await (await fillIn(new Phone(), 'R0401', '另一件事', { phone })).answer({})
    const villager = await new Phone().send('/progress', { phone })
    const [message] = await installation.inbox.list()
    await villager.send('/progress/code', { phone, code: message?.code === '000000' ? '000001' : '000000' })
    expect(villager.status).toBe(422)
    await villager.send('/progress/code', { phone, code: message?.code ?? '' })
    expect(villager.at).toBe('/progress')
    const reports = villager.body.match(/href="\/progress\/[0-9a-f-]{36}"/g) ?? []
    expect(reports.length).toBeGreaterThan(0)
    const caseId = /\/progress\/([0-9a-f-]{36})/.exec(reports[0] ?? '')?.[1] ?? ''
    await villager.send(`/my-data/${caseId}/withdraw`, {})
    expect(villager.status).toBe(200)
    await villager.open('/progress')
    expect(villager.body).not.toContain(caseId)
  })
})

// 国办函〔2026〕12号: the complaint entry and the record number are on every page.
describe('every page', () => {
  it.each(['/', '/progress', '/my-data', '/privacy', '/accessibility', '/about', '/cases', '/map', '/open', home])(
    'says at its foot whom to complain to: %s',
    async (path) => {
      const page = await new Phone().open(path)
      expect(page.status).toBe(200)
      const foot = /<footer class="foot">.*<\/footer>/s.exec(page.body)?.[0] ?? ''
      expect(foot).toContain('href="tel:12345"')
      expect(foot).toContain('请拨打')
    },
  )

  it('says it on a page that refuses, too', async () => {
    const page = await new Phone().open('/v/610114001200/services/nothing-here')
    expect(page.status).toBe(404)
    expect(page.body).toContain('href="tel:12345"')
  })
})

describe('what nobody may do', () => {
  it('is to send a form from another site', async () => {
    const { status } = await new Phone().go(
      'POST',
      `${home}/report?class=R05`,
      'category=R0501',
      'application/x-www-form-urlencoded',
      { origin: 'https://elsewhere.example' },
    )
    expect(status).toBe(403)
  })

  it('is to guess a draft or a progress link', async () => {
    expect((await new Phone().open(`${home}/report/AAAAAAAAAAAAAAAAAAAAAAAA/check`)).status).toBe(404)
    expect((await new Phone().open('/t/AAAAAAAAAAAAAAAAAAAAAAAA')).status).toBe(404)
  })

  it('is to send forms without end from one address', async () => {
    const statuses = new Set<number>()
    for (let count = 0; count < 90; count += 1)
      statuses.add((await new Phone('10.2.0.1').send(`${home}/report?class=R05`, {})).status)
    expect(statuses).toContain(429)
  })
})
