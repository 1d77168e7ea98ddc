import { followCase, listMessageDeliveries } from '@xiangzhi/contract'
import { v7 as uuidv7 } from 'uuid'
import { afterEach, expect, test } from 'vitest'
import { leaveNumber, takeBackNumber } from '#kernel/cases'
import { tellOwner } from '#kernel/people'
import { sql } from '#platform/database'
import { opened } from './api/testing-cases.ts'
import { closePosts, makePost } from './testing-post.ts'

afterEach(closePosts)

test('the ledger is for whoever administers messages, and tells of no sealed case and of no account', async () => {
  const post = await makePost()
  const { world, run } = post
  const { db, county, clock, sealing } = world
  const [{ id }, clerk] = [await opened(world), world.staff('village-clerk')]
  await post.read()
  const listed = async () => (await run(listMessageDeliveries, world.staff('county-admin'), {})).rows
  expect((await listed()).map(({ audience }) => audience)).toContain('reporter')
  for (const role of ['village-clerk', 'supervisor', 'security-admin'] as const)
    await expect(run(listMessageDeliveries, world.staff(role), {})).rejects.toMatchObject({ code: 'not-allowed' })
  await db.write(county, async (tx) => {
    await tx.run(sql`update case_record set confidentiality = 'sealed' where county = ${county} and id = ${id}`)
    await tx.run(sql`update person set phone_sealed = ${sealing.seal('13700002468')}
      where county = ${county} and id = ${clerk.actor.personId}`)
    await tellOwner({ tx, now: clock.now() }, clerk.actor.personId, {
      change: 'password-reset',
      step: 'asked',
      key: 'reset of the clerk',
    })
  })
  expect(await listed()).toEqual([])
})

test('a follower’s number that comes or goes leaves a line in the record, without the number', async () => {
  const { world } = await makePost()
  const { db, county, clock, sealing } = world
  const { id } = await opened(world)
  const { token } = await world.run(followCase, world.villager, { requestId: uuidv7(), caseId: id })
  const phone = '13700001357'
  await db.write(county, async (tx) => {
    await leaveNumber(tx, sealing, { token, phone, phoneHash: sealing.hash('phone', phone), now: clock.now() })
    await takeBackNumber(tx, token, clock.now())
    await takeBackNumber(tx, token, clock.now())
  })
  const lines = await db.read(county, (tx) =>
    tx.rows<{ operation: string; answer: unknown }>(sql`select operation, answer from command_log
      where county = ${county} and subject_id = ${id} and operation like 'followerNumber%' order by request_id`),
  )
  expect(lines).toEqual([
    { operation: 'followerNumberLeft', answer: {} },
    { operation: 'followerNumberTakenBack', answer: {} },
  ])
})
