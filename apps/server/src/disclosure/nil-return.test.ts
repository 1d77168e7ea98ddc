import { getEdition, openDraft } from '@xiangzhi/contract'
import type { Block } from '@xiangzhi/language'
import { v7 as uuidv7 } from 'uuid'
import { expect, it } from 'vitest'
import { drafted, makeDisclosureWorld, move } from './testing-disclosure.ts'

it('an empty part keeps a text with its writer until it says why, and everybody reads why', async () => {
  const world = await makeDisclosureWorld()
  const clerk = world.staff('village-clerk')
  const about = { item: 'h2-4', period: '2026-Q3' }
  const begun = await world.run(openDraft, clerk, { requestId: uuidv7(), place: world.villageCode, ...about })
  const { edition } = await world.run(getEdition, clerk, { editionId: begun.id })
  const blocks = edition.content.blocks as Block[]
  const empty = blocks.flatMap(({ kind }, block) => (kind === 'table' ? [{ problem: 'empty-block', block }] : []))
  expect(empty).not.toEqual([])
  await drafted(world, { ...about, content: { blocks: [...blocks, { kind: 'text', text: '见附表' }] } })
  const { problems } = await world.run(getEdition, clerk, { editionId: begun.id })
  expect(problems).toEqual(empty)
  await expect(move(world, begun.id, 'submit', clerk)).rejects.toMatchObject({ code: 'bad-input' })
  const said = blocks.map((block) => (block.kind === 'table' ? { ...block, nil: '本季没有新纳入的户' } : block))
  await drafted(world, { ...about, content: { blocks: said } })
  await move(world, begun.id, 'submit', clerk)
  await move(world, begun.id, 'check', world.staff('oversight-member'))
  await move(world, begun.id, 'sign', world.staff('village-leader'))
  const { publicBody: body, edition: out } = await world.run(getEdition, clerk, { editionId: begun.id })
  expect(out.status).toBe('live')
  expect(JSON.stringify(body)).toMatch(/本期无(?:发生额|此项内容)。本季没有新纳入的户。/)
  expect(JSON.stringify(body)).not.toContain('"nil"')
})
