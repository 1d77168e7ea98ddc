import { countMessages, declareRelation, listMessages, markMessagesRead } from '@xiangzhi/contract'
import { v7 as uuidv7 } from 'uuid'
import { afterEach, describe, expect, it } from 'vitest'
import { sql } from '#platform/database'
import { addPersons } from '#kernel/people'
import { closePosts, later, makePost, type Post } from './testing-post.ts'
import { merge, report, seal } from './testing-related.ts'

afterEach(closePosts)

/** What the grid worker reads and counts, and how many a mark reaches: three ways to the same rows. */
async function inbox({ world, run }: Post): Promise<{ numbers: string[]; unread: number }> {
  const worker = world.staff('grid-worker')
  const { rows } = await run(listMessages, worker, {})
  return { numbers: rows.map(({ number }) => number), unread: (await run(countMessages, worker, {})).unread }
}

async function told(post: Post): Promise<void> {
  later(post, 2)
  await post.read()
}

describe('a message in the inbox about a case that its reader may not read any more', () => {
  it('is neither shown, counted nor marked once the case was sealed', async () => {
    const post = await makePost()
    const { world, run } = post
    const [hidden, open] = [await report(world, 'grid'), await report(world, 'grid')]
    await told(post)
    expect((await inbox(post)).numbers).toEqual(expect.arrayContaining([hidden.number, open.number]))
    await seal(world, hidden.id)
    expect(await inbox(post)).toEqual({ numbers: [open.number], unread: 1 })
    const marked = await run(markMessagesRead, world.staff('grid-worker'), { requestId: uuidv7() })
    expect(marked).toEqual({ marked: 1 })
  })

  it('is neither shown nor counted once a relation keeps its reader away', async () => {
    const post = await makePost()
    const { world } = post
    const hidden = await report(world, 'grid')
    const kin = uuidv7()
    await world.db.write(world.county, async (tx) => {
      await addPersons(tx, world.sealing, [{ id: kin, name: '陆远' }], world.clock.now())
      await tx.run(sql`insert into case_concerned (county, case_id, id, part, person_id, named_by, named_at)
        values (${tx.county}, ${hidden.id}, ${uuidv7()}, 'reported', ${kin}, ${kin}, ${world.clock.now()})`)
    })
    await told(post)
    expect(await inbox(post)).toEqual({ numbers: [hidden.number], unread: 1 })
    const relation = { requestId: uuidv7(), kind: 'family' as const, heldFrom: '2020-01-01', otherPersonId: kin }
    await world.run(declareRelation, world.staff('grid-worker'), relation)
    expect(await inbox(post)).toEqual({ numbers: [], unread: 0 })
  })

  it('is neither shown nor counted once it was merged into a case that was sealed', async () => {
    const post = await makePost()
    const { world } = post
    const [hidden, into] = [await report(world, 'grid'), await report(world, 'grid')]
    await told(post)
    await merge(world, hidden.id, into.id)
    expect((await inbox(post)).numbers).toContain(hidden.number)
    await seal(world, into.id)
    expect(await inbox(post)).toEqual({ numbers: [], unread: 0 })
  })
})
