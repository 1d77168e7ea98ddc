import { getVillageDisclosure } from '@xiangzhi/contract'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type BoardSheet, boardPress, villageSheet } from '#board-sheets'
import { everybody } from '#kernel/publications'
import { type DisclosureWorld, makeDisclosureWorld, published } from './disclosure/testing-disclosure.ts'

const origin = 'https://county.example'

describe('the board sheet of a village', () => {
  const press = boardPress()
  let world: DisclosureWorld
  const sheetOf = async (wishes: { month?: string; period?: string } = {}): Promise<BoardSheet> => {
    const { db, county, clock } = world
    const disclosure = await world.run(
      getVillageDisclosure,
      { kind: 'public', address: '127.0.0.1', language: 'zh-CN' },
      { code: world.villageCode },
    )
    const sheet = await db.read(county, (tx) =>
      villageSheet(tx, clock.now(), { as: everybody, disclosure, language: 'zh-CN', origin, ...wishes }),
    )
    if (!sheet) throw new Error('the village is known')
    return sheet
  }

  beforeAll(async () => {
    world = await makeDisclosureWorld()
    await world.plan('2026-07-01')
    await published(world, { item: 'm1-1', period: '2026-10' })
  })
  afterAll(() => press.close())

  it('has what was published with its code, masked, for 15 days or more', async () => {
    const sheet = await sheetOf()
    expect(sheet.period).toBe('2026 年 11 月公开')
    const shown = sheet.sections.filter(({ content }) => content)
    expect(shown).toHaveLength(1)
    expect(shown[0]).toMatchObject({ affairs: 'finance', standsUntil: expect.stringMatching(/^20/) })
    expect(shown[0]?.address).toMatch(/^https:\/\/county\.example\/e\/[0-9a-f-]{36}$/)
    expect(JSON.stringify(sheet)).toContain('李＊＊')
    expect(JSON.stringify(sheet)).not.toMatch(/李桂芳|13812345678/)
    expect(sheet.stands.from).toBe('2026-11-23')
    expect(sheet.stands.to >= '2026-12-07').toBe(true)
    expect(sheet.contacts[0]).toEqual({ label: '镇纪委', phone: '0543-1234567' })
  })

  it('shows what was due in the period and is missing', async () => {
    const sheet = await sheetOf({ period: '2026-Q3' })
    expect(sheet.period).toBe('2026年第三季度')
    const missing = sheet.sections.filter(({ content }) => !content)
    expect(missing).toHaveLength(24)
    expect(missing[0]).toMatchObject({ heading: expect.stringContaining('2026年第三季度'), dueOn: expect.any(String) })
  })

  it('is printed from what was read, twice the same', async () => {
    const [one, two] = [await press.draw([await sheetOf()], 'a3'), await press.draw([await sheetOf()], 'a3')]
    expect(one.subarray(0, 5).toString()).toBe('%PDF-')
    expect(one.equals(two)).toBe(true)
  })

  it('is there for a month in which nothing was published', async () => {
    const sheet = await sheetOf({ month: '2026-01' })
    expect(sheet.sections).toEqual([])
    expect((await press.draw([sheet], 'a4')).length).toBeGreaterThan(1000)
  })
})
