import { readdir, readFile } from 'node:fs/promises'
import { getPublicEdition } from '@xiangzhi/contract'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { published } from './disclosure/testing-disclosure.ts'
import { makePortalWorld, type PortalWorld, type Visitor } from './testing-portal.ts'

let portal: PortalWorld
let publicationId: string

beforeAll(async () => {
  portal = await makePortalWorld()
  const { world } = portal
  const editionId = await published(world, { period: '2026-10' })
  publicationId = (await world.run(getPublicEdition, world.villager, { editionId })).publicationId
})

afterAll(() => portal.close())

/** The fields of a page that say how much they take. */
const limitsOf = (body: string): [field: string, most: number][] =>
  [...body.matchAll(/data-of="([^"]+)" data-most="(\d+)"/g)].map(([, field = '', most]) => [field, Number(most)])

/** Writes too much into every field of the page that it is on: all of it stays, nothing goes on. Returns what was tried. */
async function overfill(visitor: Visitor, to: string, valid: Record<string, string>): Promise<string[]> {
  const limits = limitsOf(visitor.body)
  for (const [field, most] of limits) {
    const long = `${'水'.repeat(most - 1)}尾巴𠮷`
    await visitor.send(to, { ...valid, [field]: long })
    expect([field, visitor.status]).toEqual([field, 422])
    expect(visitor.body).toContain(`<a href="#${field}">`)
    expect(visitor.body).toContain(long)
    if (!/phone|address/.test(field))
      expect(visitor.body).toContain(`多了 ${long.length - most} 个字，最多写 ${most} 个字`)
  }
  return limits.map(([field]) => field)
}

/** Goes through the questions of a flow, each filled to the brim after it was overfilled. */
async function walk(visitor: Visitor, answers: Readonly<Record<string, Record<string, string>>>): Promise<string[]> {
  const tried: string[] = []
  for (let step = ''; !visitor.at.endsWith('/check');) {
    expect(visitor.at).not.toBe(step)
    step = visitor.at
    const valid = answers[step.split('/').at(-1) ?? ''] ?? {}
    tried.push(...(await overfill(visitor, step, valid)))
    await visitor.open(step)
    const full = limitsOf(visitor.body).filter(([field]) => !/phone/.test(field))
    await visitor.send(step, {
      ...valid,
      ...Object.fromEntries(full.map(([field, most]) => [field, '山'.repeat(most)])),
    })
  }
  return tried
}

describe('what a villager writes', () => {
  it('is never cut in a report, and is sent when it is as long as the fields say', async () => {
    const visitor = portal.visitor()
    await visitor.open(`${portal.home}/report?class=R03`)
    await visitor.send(`${portal.home}/report?class=R03`, { category: 'R0301' })
    const tried = await walk(visitor, { where: { place: portal.world.villageCode } })
    expect(tried).toEqual(expect.arrayContaining(['words', 'what', 'phone', 'name']))
    await visitor.answer({})
    expect(visitor.at).toMatch(/\/done$/)
  })

  it('is never cut in a request for mediation, in an application and in a question', async () => {
    const mediation = portal.visitor()
    await mediation.send(`${portal.home}/mediation`, {})
    expect(await walk(mediation, { dispute: { kind: 'neighbour' } })).toEqual(
      expect.arrayContaining(['applicant', 'respondent', 'what']),
    )
    await mediation.answer({})
    expect(mediation.at).toMatch(/\/done$/)
    const question = portal.visitor()
    await question.send(`${portal.home}/ask/${publicationId}`, { kind: 'question' })
    expect(await walk(question, { official: { official: 'no' } })).toContain('what')
    await question.answer({})
    expect(question.at).toMatch(/\/done$/)
    const [, link = ''] = /href="(\/t\/[\w-]+)"/.exec(question.body) ?? []
    await question.open(link)
    for (const [field] of limitsOf(question.body)) expect(field).toMatch(/^(?:note|phone|f-|answer-)/)
  })

  it('stays on the page and is written nowhere while it is too long', async () => {
    const visitor = portal.visitor()
    await visitor.send(`${portal.home}/report?class=R03`, { category: 'R0301' })
    if (visitor.at.endsWith('/notice')) await visitor.answer({})
    await visitor.answer({ place: portal.world.villageCode, words: '桥头' })
    const at = visitor.at
    await visitor.send(at, { what: '泥'.repeat(20_000) })
    expect(visitor.status).toBe(422)
    await visitor.open(at)
    expect(visitor.body).not.toContain('泥')
    await visitor.send(at, { what: '泥'.repeat(60_000) })
    expect([visitor.status, visitor.body.includes('写的内容超过一份表单能装的')]).toEqual([413, true])
  })

  it('is kept on a touch screen and in the fields of a number and of an address', async () => {
    const screen = portal.visitor()
    const long = `${'桥'.repeat(2000)}又二`
    await screen.send(`/touch/${portal.world.villageCode}/ask/${publicationId}`, { kind: 'question', text: long })
    expect([screen.status, screen.body.includes(long), screen.body.includes('多了 2 个字')]).toEqual([422, true, true])
    const phone = portal.visitor()
    await phone.send('/progress', { phone: `139${'1'.repeat(40)}` })
    expect([phone.status, phone.body.includes(`139${'1'.repeat(40)}`)]).toEqual([422, true])
    const address = portal.visitor()
    await address.send(`${portal.home}/subscribe`, { address: `${'a'.repeat(230)}@xiangzhi.test` })
    expect([address.status, address.body.includes('最多写 200 个字')]).toEqual([422, true])
  })

  it('may be too long to search for, and then the page says what it searched for', async () => {
    for (const path of ['/', `${portal.home}/search`]) {
      const long = encodeURIComponent(`${'庄'.repeat(70)}尾`)
      const { status, body } = await portal.open(`${path}?q=${long}`)
      expect([path, status, body.includes('写得太长，只按这些字查找')]).toEqual([path, 200, true])
      expect((await portal.open(`${path}?q=${encodeURIComponent('庄')}`)).body).not.toContain('写得太长')
    }
    const many = await portal.open(`${portal.home}/search?q=${encodeURIComponent('一 二 三 四 五 六 七')}`)
    expect(many.body).toContain('只按这些字查找：一 二 三 四 五 六<')
  })
})

it('no page of the portal cuts what a form sent, or lets a browser do it', async () => {
  const folder = new URL('./portal/', import.meta.url)
  const files = (await readdir(folder)).filter((name) => name.endsWith('.ts'))
  const cuts = []
  for (const name of files) {
    const source = await readFile(new URL(name, folder), 'utf8')
    if (/\.text\([^)]*\)\s*\.(?:slice|substring|substr)\(|maxlength=|\.files[^\n]*\)\.slice\(/.test(source))
      cuts.push(name)
  }
  expect(cuts).toEqual([])
})
