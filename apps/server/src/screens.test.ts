import { getPublicEdition } from '@xiangzhi/contract'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { published } from './disclosure/testing-disclosure.ts'
import { makePortalWorld, type PortalWorld } from './testing-portal.ts'

let portal: PortalWorld
let editionId: string
let code: string

beforeAll(async () => {
  portal = await makePortalWorld()
  editionId = await published(portal.world)
  code = portal.world.villageCode
})
afterAll(() => portal.close())

const send = (url: string, payload: string, headers: Record<string, string> = {}) =>
  portal.server.inject({
    method: 'POST',
    url,
    payload,
    headers: {
      host: 'xiangzhi.test',
      origin: 'http://xiangzhi.test',
      'content-type': 'application/x-www-form-urlencoded',
      ...headers,
    },
  })

/** Every link of a page that stays on this skin. */
const linksOf = (body: string): string[] =>
  [...body.matchAll(/<a [^>]*?href="([^"]+)"/g)].map(([, href = '']) => href.replaceAll('&amp;', '&'))

/** Follows every link from the first page. */
async function walk(home: string): Promise<Map<string, string>> {
  const found = new Map<string, string>()
  const waiting = [home]
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (found.has(next) || next.includes('lang=')) continue
    const { status, body } = await portal.open(next)
    expect([next, status]).toEqual([next, 200])
    found.set(next, body)
    waiting.push(...linksOf(body))
  }
  return found
}

// proves: P072
describe('the touch screen', () => {
  it('reaches everything by links that never leave it, with the bar on every page', async () => {
    const pages = await walk(`/touch/${code}`)
    for (const [path, body] of pages) {
      expect(path).toMatch(new RegExp(`^/touch/${code}(/|$)`))
      for (const part of ['', '/report', '/help']) expect(body).toContain(`href="/touch/${code}${part}"`)
    }
    expect([...pages.keys()]).toEqual(expect.arrayContaining([`/touch/${code}/money`, `/touch/${code}/e/${editionId}`]))
    expect(pages.get(`/touch/${code}/money`)).toContain('1,300.00')
    expect(pages.get(`/touch/${code}/e/${editionId}`)).not.toContain('李桂芳')
  })

  it('takes a question without a name, gives the private link once, and keeps neither', async () => {
    const { publicationId } = await portal.world.run(getPublicEdition, portal.world.villager, { editionId })
    const path = `/touch/${code}/ask/${publicationId}`
    const form = await portal.open(path)
    expect(form.headers['cache-control']).toBe('no-store')
    const request = /name="request" value="([^"]+)"/.exec(form.body)?.[1] ?? ''
    const empty = await send(path, `request=${request}&kind=question&text=`)
    expect(empty.statusCode).toBe(422)
    expect(empty.body).toContain('请先写下您的问题')
    const payload = `request=${request}&kind=question&text=${encodeURIComponent('路灯修了几盏？')}`
    const asked = await send(path, payload)
    expect(asked.statusCode).toBe(200)
    expect(asked.headers['cache-control']).toBe('no-store')
    expect(asked.body).not.toContain('路灯修了几盏')
    const number = /<p class="number">([^<]+)</.exec(asked.body)?.[1]
    expect(/<p class="number">([^<]+)</.exec((await send(path, payload)).body)?.[1]).toBe(number)
  })

  it('answers an address that is not there in its own look', async () => {
    const { status, body } = await portal.open(`/touch/${code}/e/${code}`)
    expect(status).toBe(404)
    expect(body).toContain('class="bar-low"')
    expect((await portal.open('/touch/000000000000')).status).toBe(404)
  })

  it('names to its worker only public pages that may be kept', async () => {
    const { pages } = JSON.parse((await portal.open(`/touch/${code}/pages.json`)).body) as { pages: string[] }
    expect(pages).toContain(`/touch/${code}/e/${editionId}`)
    for (const path of pages) expect((await portal.open(path)).headers['cache-control']).not.toContain('no-store')
    expect((await portal.open('/touch/worker.js')).body).toContain('网络不通')
  })
})

describe('the television', () => {
  it('reaches everything by links that never leave it, and has nothing to type into', async () => {
    const pages = await walk(`/tv/${code}`)
    for (const [path, body] of pages) {
      expect(path).toMatch(new RegExp(`^/tv/${code}(/|$|\\?)`))
      expect(body).not.toMatch(/<(?:input|textarea|form|iframe|button)/)
      expect(body).not.toContain('李桂芳')
    }
    expect(pages.get(`/tv/${code}/money`)).toContain('1,300.00')
    expect(
      pages
        .get(`/tv/${code}`)
        ?.match(/<ul class="tiles">.*?<\/ul>/)?.[0]
        .match(/<li/g),
    ).toHaveLength(8)
  })

  it('runs a script in the words of 1999', async () => {
    const { body } = await portal.open('/tv.js')
    const bare = body.replaceAll(/'(?:[^'\\]|\\.)*'/g, "''")
    expect(bare).not.toMatch(/=>|`|\b(?:let|const|class|async|await|Promise|Map|Set)\b|\bof\b|\.\.\.|,\s*[\]}]/)
    expect(bare).not.toMatch(
      /\.(?:catch|finally|default|delete|forEach|map|filter|querySelector|addEventListener|classList|trim)\b/,
    )
    expect(bare).not.toMatch(/\b(?:get|set)\s+\w+\s*\(|Object\.(?:keys|assign)|JSON\b/)
  })

  it('keeps its pages by strong tags', async () => {
    const first = await portal.open(`/tv/${code}`)
    const again = await portal.open(`/tv/${code}`, { 'if-none-match': String(first.headers['etag']) })
    expect(again.status).toBe(304)
  })
})
