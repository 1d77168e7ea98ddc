import { v7 as uuidv7 } from 'uuid'
import { expect, it } from 'vitest'
import { followCase, getCase } from '@xiangzhi/contract'
import { makeWorld, type World } from '#api/testing'
import { countContactsOverdue, forgetOldContacts } from '#kernel/cases'
import { act, opened } from './api/testing-cases.ts'
import { forgetOldRows } from '#imports'
import { sql, type Statement } from '#platform/database'
import { removeOldMessages } from '#platform/messages'
import { removeOldDeliveries } from '#platform/webhooks'

const daysAgo = (world: World, days: number): Date => new Date(world.clock.now().getTime() - days * 24 * 3_600_000)
const write = (world: World, statement: Statement): Promise<number> =>
  world.db.write(world.county, (tx) => tx.run(statement))

it('messages are kept for a year, those that still wait for longer', async () => {
  const world = await makeWorld()
  const add = (status: string, days: number): Promise<number> =>
    write(
      world,
      sql`insert into message (county, id, dedupe_key, row_key, audience, channel, language, urgent, title, body, status, next_at, created_at)
        values (${world.county}, ${uuidv7()}, ${`${status}${days}`}, 'row', 'owner', 'in-app', 'zh-CN', false, '', '', ${status}, ${daysAgo(world, days)}, ${daysAgo(world, days)})`,
    )
  for (const days of [200, 365, 400]) for (const status of ['sent', 'queued']) await add(status, days)
  expect(await removeOldMessages(world.db, world.county, world.clock.now())).toBe(1)
  const left = await world.db.read(world.county, (tx) =>
    tx.rows<{ key: string }>(sql`select dedupe_key as key from message where county = ${world.county} order by 1`),
  )
  expect(left.map(({ key }) => key)).toEqual(['queued200', 'queued365', 'queued400', 'sent200', 'sent365'])
})

it('deliveries to connected systems are kept for a year, those that still wait for longer', async () => {
  const world = await makeWorld()
  const [key, hook, at] = [uuidv7(), uuidv7(), world.clock.now()]
  await write(
    world,
    sql`insert into api_key (county, id, name, person_id, prefix, hash, created_at)
      values (${world.county}, ${key}, 'key', ${world.staff('county-admin').actor.personId}, 'xz', ${Buffer.from(key)}, ${at})`,
  )
  await write(
    world,
    sql`insert into webhook (county, id, name, url, key_id, topics, secret_sealed, created_at)
      values (${world.county}, ${hook}, 'hook', 'https://example.org', ${key}, '{}', ${Buffer.from('x')}, ${at})`,
  )
  for (const days of [300, 400])
    for (const status of ['delivered', 'given-up', 'waiting'])
      await write(
        world,
        sql`insert into webhook_delivery (county, id, webhook_id, topic, body, status, next_at, created_at)
          values (${world.county}, ${uuidv7()}, ${hook}, 'case', '{}', ${status}, ${at}, ${daysAgo(world, days)})`,
      )
  expect(await removeOldDeliveries(world.db, world.county, at)).toBe(2)
  expect(await removeOldDeliveries(world.db, world.county, at)).toBe(0)
})

it('what an import did row by row is forgotten after ninety days', async () => {
  const world = await makeWorld()
  for (const days of [80, 100]) {
    const id = uuidv7()
    await write(
      world,
      sql`insert into import_run (county, id, kind, status, file_name, bytes, uploaded_at, progressed_at)
        values (${world.county}, ${id}, 'people', 'done', 'f', 1, ${daysAgo(world, days)}, ${daysAgo(world, days)})`,
    )
    await write(
      world,
      sql`insert into import_row (county, import_id, no, action, content) values (${world.county}, ${id}, 1, 'new', '{}')`,
    )
  }
  expect(await forgetOldRows(world.db, world.county, world.clock.now())).toBe(1)
  expect(await forgetOldRows(world.db, world.county, world.clock.now())).toBe(0)
})

it('contacts are deleted two years after closing, with a line in the timeline as proof, and the doctor finds what is kept longer', async () => {
  const world = await makeWorld(new Date('2024-02-29T02:00:00Z'))
  const { id } = await opened(world)
  const stillOpen = await opened(world)
  const { id: follower } = await world.run(followCase, world.villager, { caseId: id, requestId: uuidv7() })
  await write(
    world,
    sql`update case_follower set phone_sealed = ${Buffer.from('x')}, phone_hash = ${Buffer.from('y')}, confirmed_at = ${world.clock.now()}
      where county = ${world.county} and case_id = ${id} and id = ${follower}`,
  )
  await act(world, id, 'grid-worker', 'solve', { fields: { measure: '已清' }, publicNote: '已清理' })
  const run = (at: string): Promise<number> => forgetOldContacts(world.db, world.processes, world.county, new Date(at))
  const overdue = (at: string): Promise<number> =>
    world.db.read(world.county, (tx) => countContactsOverdue(tx, new Date(at)))
  expect(await run('2026-02-28T15:59:59Z')).toBe(0)
  expect(await overdue('2026-03-01T02:00:00Z')).toBe(1)
  expect(await run('2026-03-01T02:00:00Z')).toBe(1)
  expect(await overdue('2036-02-28T02:00:00Z')).toBe(0)
  const [reporter] = await world.db.read(world.county, (tx) =>
    tx.rows(sql`select name_sealed, phone_sealed, phone_hash, person_id, wants_answer from case_reporter
      where county = ${world.county} and case_id = ${id}`),
  )
  expect(Object.values(reporter ?? {})).toEqual([null, null, null, null, false])
  const [followed] = await world.db.read(world.county, (tx) =>
    tx.rows(
      sql`select phone_sealed, phone_hash from case_follower where county = ${world.county} and id = ${follower}`,
    ),
  )
  expect(followed).toEqual({ phoneSealed: null, phoneHash: null })
  const { events } = await world.run(getCase, world.staff('village-clerk'), { caseId: id })
  expect(events.at(-1)).toMatchObject({
    action: 'forget-contact',
    byKind: 'system',
    facts: { reporter: 1, followers: 1 },
  })
  // What is open keeps its contact, however old; a second run finds nothing to do.
  expect(await run('2036-02-28T02:00:00Z')).toBe(0)
  const [open] = await world.db.read(world.county, (tx) =>
    tx.rows<{ kept: boolean }>(sql`select phone_sealed is not null as kept from case_reporter
      where county = ${world.county} and case_id = ${stillOpen.id}`),
  )
  expect(open).toEqual({ kept: true })
})
