import { getPublicEdition } from '@xiangzhi/contract'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { published } from './disclosure/testing-disclosure.ts'
import { makePortalWorld, type PortalWorld } from './testing-portal.ts'

let portal: PortalWorld
let newest: string

const read = async (path: string) => {
  const page = await portal.open(path)
  expect(page.status, path).toBe(200)
  return page.body
}

const viewOf = (id: string) => portal.world.run(getPublicEdition, portal.world.villager, { editionId: id })

beforeAll(async () => {
  portal = await makePortalWorld()
  newest = await published(portal.world, { period: '2026-10' })
})

afterAll(() => portal.close())

// proves: P053 P073
describe('asking about a publication', () => {
  const ask = async (kind: string) => {
    const { publicationId } = await viewOf(newest)
    const villager = portal.visitor()
    await villager.send(`${portal.home}/ask/${publicationId}`, { kind })
    return villager
  }

  it('is one question a page, loses nothing, and ends with a number and a private link', async () => {
    const { publicationId } = await viewOf(newest)
    const start = await read(`${portal.home}/ask/${publicationId}?kind=error`)
    expect(start).toMatch(/value="error"[^>]*checked/)
    const nobody = portal.visitor()
    await nobody.send(`${portal.home}/ask/${publicationId}`, {})
    expect([nobody.status, nobody.body.includes('<a href="#kind">')]).toEqual([422, true])
    const villager = await ask('question')
    expect(villager.at).toMatch(/\/what$/)
    await villager.answer({ what: '' })
    expect(villager.body).toContain('<a href="#what">')
    await villager.answer({ what: '路灯修了几盏？' })
    await villager.answer({})
    expect(villager.body).toContain('<a href="#official">')
    await villager.answer({ official: 'no' })
    await villager.answer({})
    expect(villager.at).toMatch(/\/check$/)
    expect(villager.body).toContain('路灯修了几盏？')
    await villager.answer({})
    expect(villager.at).toMatch(/\/done$/)
    const [, link = ''] = /href="(\/t\/[\w-]+)"/.exec(villager.body) ?? []
    await villager.open(link)
    expect(villager.status).toBe(200)
    expect(villager.body).toContain('路灯修了几盏？')
    // Nobody moderated it yet, so that its words are nowhere public.
    expect(await read(`/e/${newest}`)).not.toContain('路灯修了几盏')
  })

  it('that concerns an official leaves no trace in public', async () => {
    const before = await read(`${portal.home}/questions`)
    const villager = await ask('objection')
    await villager.answer({ what: '这笔钱进了谁的口袋' })
    await villager.answer({ official: 'yes' })
    await villager.answer({})
    expect(villager.body).toContain('密封办理')
    await villager.answer({})
    expect(villager.at).toMatch(/\/done$/)
    portal.portal.changed()
    expect(await read(`${portal.home}/questions`)).toBe(before)
  })

  it('goes on when it is answered: satisfied, asked further, or reviewed', async () => {
    const villager = await ask('question')
    await villager.answer({ what: '结余存在哪里？' })
    await villager.answer({ official: 'no' })
    await villager.answer({})
    await villager.answer({})
    const [, link = ''] = /href="(\/t\/[\w-]+)"/.exec(villager.body) ?? []
    const number = /class="number">([\d-]+)</.exec(villager.body)?.[1] ?? ''
    await portal.reply(number, '存在镇三资中心的村级账户。', '结余存在哪里？')
    const shown = await read(`/e/${newest}`)
    expect(shown).toContain('结余存在哪里？')
    expect(shown).toContain('存在镇三资中心的村级账户。')
    expect(await read(`${portal.home}/open`)).toContain('有提问（1）')
    await villager.open(link)
    expect(villager.body).toContain('您对答复满意吗？')
    expect(villager.body).toContain('value="dispute"')
    await villager.send(`${link}/act`, { transition: 'followUp' })
    expect([villager.status, villager.body.includes('请写下您想追问什么')]).toEqual([422, true])
    await villager.send(`${link}/act`, { transition: 'followUp', note: '有存单吗？' })
    expect(villager.body).toContain('已追问')
  })
})
