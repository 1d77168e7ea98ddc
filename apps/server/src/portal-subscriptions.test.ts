import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { published } from './disclosure/testing-disclosure.ts'
import { makePortalWorld, type PortalWorld } from './testing-portal.ts'

let portal: PortalWorld
beforeAll(async () => {
  portal = await makePortalWorld()
})
afterAll(() => portal.close())

describe('a subscription by e-mail', () => {
  it('begins with a link in a letter, tells what is new once, and ends with its address', async () => {
    const { world, home } = portal
    const villager = portal.visitor()
    await villager.open(`${home}/subscribe`)
    await villager.send(`${home}/subscribe`, { address: 'nobody' })
    expect([villager.status, villager.body.includes('<a href="#address">')]).toEqual([422, true])
    await villager.send(`${home}/subscribe`, { address: 'Ming@Example.com' })
    expect(villager.body).toContain('请到邮箱里确认')
    await villager.send(`${home}/subscribe`, { address: 'Ming@example.COM' })
    expect(portal.letters).toHaveLength(1)
    expect(portal.letters[0]?.to).toBe('Ming@example.com')
    expect(await portal.tell()).toBe(0)
    const [, confirm = ''] = /(\/subscriptions\/\S+)/.exec(portal.letters[0]?.text ?? '') ?? []
    await villager.open(confirm)
    await villager.send(confirm, {})
    expect(villager.body).toContain('已订阅')
    world.clock.set(new Date(world.clock.now().getTime() + 3_600_000))
    const id = await published(world, { item: 'h3-2', period: '2026-Q3' })
    expect(await portal.tell()).toBe(1)
    expect(await portal.tell()).toBe(0)
    const letter = portal.letters.at(-1)
    expect(letter?.text).toContain(`/e/${id}`)
    const [, end = ''] = /(\/subscriptions\/\S+\/end)/.exec(letter?.text ?? '') ?? []
    await villager.open(end)
    expect(villager.body).toContain('退订')
    await villager.send(end, {})
    expect(villager.body).toContain('已退订')
    expect((await portal.open(end)).status).toBe(404)
    expect((await portal.open(`${confirm.slice(0, -2)}AA`)).status).toBe(404)
  })
})
