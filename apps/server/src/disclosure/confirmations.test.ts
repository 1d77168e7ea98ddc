import { confirmDoubts, getEdition, getPublicEdition, moveEditions } from '@xiangzhi/contract'
import type { Content } from '@xiangzhi/language'
import { v7 as uuidv7 } from 'uuid'
import { describe, expect, it } from 'vitest'
import type { Caller } from '#api'
import { sql } from '#platform/database'
import {
  confirmed,
  drafted,
  hide,
  makeDisclosureWorld,
  move,
  type DisclosureWorld,
  type MoveStep,
} from './testing-disclosure.ts'

const doubtful: Content = {
  blocks: [
    {
      kind: 'money',
      opening: 1_000_00,
      income: [],
      expense: [
        { label: '付贾桂花误工费', fen: 100_00 },
        { label: '慰问', fen: 200_00, note: '户主尿毒症' },
      ],
      closing: 700_00,
    },
  ],
}

/** A step without a look at what is doubtful. */
async function blindly({ run }: DisclosureWorld, id: string, step: MoveStep, by: Caller): Promise<string> {
  const { edition } = await run(getEdition, by, { editionId: id })
  const editions = [{ id, version: edition.version }]
  return (await run(moveEditions, by, { requestId: uuidv7(), editions, step })).moved[0]?.status ?? ''
}

const confirmationsOf = ({ db, county }: DisclosureWorld, id: string) =>
  db.read(county, (tx) =>
    tx.rows(sql`select reason from edition_confirmation where county = ${tx.county} and edition_id = ${id}`),
  )

describe('words about health, and words that read like a name', () => {
  it('go on only when writer, checker and signer have each confirmed them, and each sees who did', async () => {
    const world = await makeDisclosureWorld()
    const { id } = await drafted(world, { content: doubtful })
    const steps = [
      ['submit', 'village-clerk'],
      ['check', 'oversight-member'],
      ['sign', 'village-leader'],
    ] as const
    for (const [at, [step, role]] of steps.entries()) {
      const by = world.staff(role)
      const { doubts, edition } = await world.run(getEdition, by, { editionId: id })
      expect(doubts.map(({ kind, words, confirmed: all }) => [kind, words, all.length])).toEqual([
        ['possible-name', '贾桂花', at],
        ['illness', '户主尿毒症', at],
      ])
      expect(doubts.every(({ confirmed: all }) => all.every(({ mine }) => !mine))).toBe(true)
      await expect(blindly(world, id, step, by), step).rejects.toMatchObject({
        code: 'confirmation-needed',
        facts: { count: 2 },
      })
      const one = { editionId: id, version: edition.version, reason: '本人书面同意' }
      const keys = doubts.map(({ key }) => key)
      // One of two is not enough, and nothing else than what stands there can be confirmed.
      const { open } = await world.run(confirmDoubts, by, { ...one, requestId: uuidv7(), doubts: keys.slice(0, 1) })
      expect(open).toBe(1)
      await expect(blindly(world, id, step, by), step).rejects.toMatchObject({ facts: { count: 1 } })
      await expect(
        world.run(confirmDoubts, by, { ...one, requestId: uuidv7(), doubts: ['illness|9||别处'] }),
      ).rejects.toMatchObject({ code: 'bad-input' })
      await world.run(confirmDoubts, by, { ...one, requestId: uuidv7(), doubts: keys.slice(1) })
      await blindly(world, id, step, by)
    }
    const { doubts } = await world.run(getEdition, world.staff('supervisor'), { editionId: id })
    expect(new Set(doubts[0]?.confirmed.map(({ name }) => name)).size).toBe(3)
    expect(doubts[1]?.confirmed[0]?.reason).toBe('本人书面同意')
    const { body } = await world.run(getPublicEdition, world.villager, { editionId: id })
    expect(JSON.stringify(body)).not.toContain('书面同意')
  })

  it('are confirmed anew once the text was written on, and only by whoever takes the next step', async () => {
    const world = await makeDisclosureWorld()
    const clerk = world.staff('village-clerk')
    const { id } = await drafted(world, { content: doubtful })
    await confirmed(world, id, clerk)
    const { doubts, edition } = await world.run(getEdition, clerk, { editionId: id })
    const given = { editionId: id, version: edition.version, doubts: doubts.map(({ key }) => key), reason: '看过了的' }
    await expect(
      world.run(confirmDoubts, world.staff('oversight-member'), { ...given, requestId: uuidv7() }),
    ).rejects.toMatchObject({ code: 'not-allowed' })
    world.clock.set(new Date(world.clock.now().getTime() + 60_000))
    await drafted(world, { content: doubtful })
    await expect(blindly(world, id, 'submit', clerk)).rejects.toMatchObject({ code: 'confirmation-needed' })
    expect(await move(world, id, 'submit', clerk)).toBe('in-review')
  })

  it('are confirmed once by each person, and by no connected system', async () => {
    const world = await makeDisclosureWorld()
    const clerk = world.staff('village-clerk')
    const { id } = await drafted(world, { content: doubtful })
    const { doubts, edition } = await world.run(getEdition, clerk, { editionId: id })
    const confirm = (by: typeof clerk, reason: string) =>
      world.run(confirmDoubts, by, {
        requestId: uuidv7(),
        editionId: id,
        version: edition.version,
        doubts: doubts.map(({ key }) => key),
        reason,
      })
    const program = { ...clerk, actor: { ...clerk.actor, isProgram: true } }
    await expect(confirm(program, '系统代为确认')).rejects.toMatchObject({ code: 'not-allowed' })
    expect(await confirm(clerk, '本人书面同意')).toMatchObject({ open: 0 })
    expect(await confirm(clerk, '再说一遍没有问题')).toMatchObject({ open: 0 })
    const { doubts: after } = await world.run(getEdition, clerk, { editionId: id })
    expect(after.map(({ confirmed: all }) => all.map(({ reason }) => reason))).toEqual([
      ['本人书面同意'],
      ['本人书面同意'],
    ])
  })

  it('are looked for in the title and in the note of a correction, which hide the names of the text', async () => {
    const world = await makeDisclosureWorld()
    const clerk = world.staff('village-clerk')
    const { id } = await drafted(world)
    await move(world, id, 'submit', clerk)
    await move(world, id, 'check', world.staff('oversight-member'))
    await move(world, id, 'sign', world.staff('village-leader'))
    const next = await drafted(world, { changeNote: '更正李桂芳的金额，补付贾桂花误工费' })
    const { doubts, publicBody } = await world.run(getEdition, clerk, { editionId: next.id })
    expect(doubts.map(({ words, block }) => [words, block])).toEqual([['贾桂花', undefined]])
    expect(publicBody.changeNote).toBe('更正李＊＊的金额，补付贾桂花误工费')
    await expect(blindly(world, next.id, 'submit', clerk)).rejects.toMatchObject({ code: 'confirmation-needed' })
  })

  it('leave with the text that two persons hide, and so does who confirmed them', async () => {
    const world = await makeDisclosureWorld()
    const { id } = await drafted(world, { content: doubtful })
    await move(world, id, 'submit', world.staff('village-clerk'))
    await move(world, id, 'check', world.staff('oversight-member'))
    await move(world, id, 'sign', world.staff('village-leader'))
    expect(await confirmationsOf(world, id)).toHaveLength(3)
    await hide(world, id, '写到了病情')
    expect(await confirmationsOf(world, id)).toEqual([])
  })
})
