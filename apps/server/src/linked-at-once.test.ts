import { getCase, linkCase, sealCase } from '@xiangzhi/contract'
import { v7 as uuidv7 } from 'uuid'
import { beforeAll, describe, expect, it } from 'vitest'
import { sql } from '#platform/database'
import { makeWorld, type World } from '#api/testing'
import { type Opened, report, roamer, versionOf } from './testing-related.ts'

let world: World
beforeAll(async () => {
  world = await makeWorld()
})

const link = async (child: Opened, parent: Opened) => {
  const by = roamer(world)
  const version = await versionOf(world, by, child.id)
  return () => world.run(linkCase, by, { caseId: child.id, requestId: uuidv7(), version, parentId: parent.id })
}

const stand = ({ id }: Opened) =>
  world.db.read(world.county, (tx) =>
    tx.row<{ parentId: string | null; confidentiality: string }>(
      sql`select parent_id, confidentiality from case_record where county = ${tx.county} and id = ${id}`,
    ),
  )

describe('a case that becomes a part of another one', () => {
  it('while the other is sealed is sealed with it or no part of it, whoever comes first', async () => {
    for (let round = 0; round < 8; round += 1) {
      const [child, parent] = [await report(world, 'grid'), await report(world, 'grid')]
      const join = await link(child, parent)
      const clerk = world.staff('intake-clerk')
      const { version } = await world.run(getCase, clerk, { caseId: parent.id })
      const sealing = {
        caseId: parent.id,
        requestId: uuidv7(),
        version,
        reason: '反映村干部',
        children: 'seal' as const,
      }
      await Promise.allSettled([join(), world.run(sealCase, clerk, sealing)])
      const [part, whole] = [await stand(child), await stand(parent)]
      expect(whole?.confidentiality).toBe('sealed')
      expect(part?.parentId === null || part?.confidentiality === 'sealed', `round ${round}`).toBe(true)
    }
  })

  it('while that becomes a part of this one is refused to one of both: no circle, and no part of a part', async () => {
    for (let round = 0; round < 8; round += 1) {
      const [one, other] = [await report(world, 'grid'), await report(world, 'grid')]
      const [first, second] = [await link(one, other), await link(other, one)]
      const ended = await Promise.allSettled([first(), second()])
      expect(ended.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
      const parents = [(await stand(one))?.parentId, (await stand(other))?.parentId]
      expect(parents.filter((id) => id !== null)).toHaveLength(1)
    }
  })

  it('keeps the family at two steps: what has parts is no part, and what ended has none', async () => {
    const [child, parent, third, ended] = await Promise.all([0, 1, 2, 3].map(() => report(world, 'grid')))
    if (!child || !parent || !third || !ended) throw new Error('four reports')
    await (
      await link(child, parent)
    )()
    await expect((await link(parent, third))()).rejects.toMatchObject({ code: 'merge-itself' })
    await world.db.write(world.county, (tx) =>
      tx.run(sql`update case_record set is_open = false where county = ${tx.county} and id = ${ended.id}`),
    )
    await expect((await link(third, ended))()).rejects.toMatchObject({ code: 'not-from-this-state' })
  })
})
