import { listCases, listPublicCases } from '@xiangzhi/contract'
import { expect, it } from 'vitest'
import { opened, report, untilClosed } from './testing-cases.ts'
import { makeWorld } from './testing-world.ts'

it('finds digits and Latin letters wherever they stand in a text, in any case and width', async () => {
  const world = await makeWorld()
  const machine = await opened(world, { description: '供销社旁的ＡＴＭ机屏幕不亮' })
  const pole = await opened(world, { description: '电杆编号0371556歪了，旁边是 Wifi 盒子' })
  const found = async (q: string): Promise<string[]> =>
    (await world.run(listCases, world.staff('dispatcher-county'), { q })).rows.map(({ number }) => number)
  for (const q of ['atm', 'ATM', 'ａｔｍ', 'Atm机', '屏幕']) expect(await found(q), q).toEqual([machine.number])
  for (const q of ['371556', '０３７１５５６', 'WIFI', 'ｗｉｆｉ 盒']) expect(await found(q), q).toEqual([pole.number])
  expect(await found('100%')).toEqual([])
  // A number is found by its beginning, with its hyphen or without, in either width.
  for (const q of [pole.number, pole.number.replace('-', ''), pole.number.replace('-', '').replaceAll('2', '２')])
    expect(await found(q), q).toEqual([pole.number])
})

it('lists the open cases of a village alone, however many newer ones have ended', async () => {
  const world = await makeWorld()
  const still = await opened(world, { description: '还没有处理' })
  const over = await opened(world)
  await untilClosed(world, over.id)
  const numbers = async (open: 'true' | 'false'): Promise<string[]> =>
    (await world.run(listPublicCases, world.villager, { category: report.category, open, limit: 1 })).rows.map(
      ({ number }) => number,
    )
  expect(await numbers('true')).toEqual([still.number])
  expect(await numbers('false')).toEqual([over.number])
})
