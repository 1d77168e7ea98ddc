import { createECDH } from 'node:crypto'
import {
  addPushSubscription,
  endPushSubscription,
  getMessageChoices,
  listMessageDeliveries,
  previewMessageRow,
  saveMessageChoices,
  testPush,
} from '@xiangzhi/contract'
import { v7 as uuidv7 } from 'uuid'
import { afterEach, expect, test } from 'vitest'
import { sql } from '#platform/database'
import type { Caller } from '#api'
import { opened } from './api/testing-cases.ts'
import { closePosts, later, makePost, type Post } from './testing-post.ts'

afterEach(closePosts)

/** A browser subscribes; whatever comes after /push/ tells several apart, and `gone` is one that the push service knows no more. */
function subscribe({ run, url }: Post, caller: Caller, name: string): Promise<{ id: string }> {
  const ecdh = createECDH('prime256v1')
  ecdh.generateKeys()
  const keys = { p256dh: ecdh.getPublicKey('base64url'), auth: Buffer.from(name.padEnd(16)).toString('base64url') }
  return run(addPushSubscription, caller, {
    requestId: uuidv7(),
    subscription: { endpoint: `${url}/push/${name}`, keys },
    browser: 'Chrome · Linux',
  })
}

const pushed = ({ sent }: Post): string[] => sent.filter(({ channel }) => channel === 'push').map(({ to }) => to)

const ledgerOf = async ({ run, world }: Post) =>
  (await run(listMessageDeliveries, world.staff('county-admin'), { channel: 'push' })).rows

test('every browser of whoever is concerned is told, and nobody else’s', async () => {
  const post = await makePost()
  const { world } = post
  await subscribe(post, world.staff('grid-worker'), 'desk')
  await subscribe(post, world.staff('grid-worker'), 'phone')
  await subscribe(post, world.staff('supervisor'), 'other')
  await opened(world)
  await post.read()
  await post.send()
  expect(pushed(post).toSorted()).toEqual(['/push/desk', '/push/phone'])
  expect(await ledgerOf(post)).toMatchObject([{ rowKey: 'work-push', status: 'sent', provider: 'web-push' }])
})

test('whoever has no browser, or chose not to be told this way, gets no message that could fail', async () => {
  const post = await makePost()
  const { world, run } = post
  await opened(world)
  await post.read()
  expect(await ledgerOf(post)).toEqual([])
  const worker = world.staff('grid-worker')
  await subscribe(post, worker, 'desk')
  await run(saveMessageChoices, worker, {
    requestId: uuidv7(),
    digest: false,
    choices: [{ audience: 'owner', channels: ['in-app'] }],
  })
  await opened(world, { description: '第二件：又堵了。' })
  await post.read()
  expect(await ledgerOf(post)).toEqual([])
})

test('a browser that is no more is forgotten at once; the other one is still told', async () => {
  const post = await makePost()
  const { world, run } = post
  const worker = world.staff('grid-worker')
  await subscribe(post, worker, 'gone')
  const { id } = await subscribe(post, worker, 'desk')
  await opened(world)
  await post.read()
  await post.send()
  expect(pushed(post)).toEqual(['/push/desk'])
  const { push } = await run(getMessageChoices, worker, {})
  expect(push?.browsers).toMatchObject([{ id, browser: 'Chrome · Linux', usedAt: world.clock.now().toISOString() }])
})

test('with the last browser gone the message is given up; with the service down it is tried again', async () => {
  const post = await makePost()
  const { world } = post
  await subscribe(post, world.staff('grid-worker'), 'gone')
  await opened(world)
  await post.read()
  await post.send()
  expect(await ledgerOf(post)).toMatchObject([{ status: 'given-up', problem: 'no-browser' }])
  await subscribe(post, world.staff('grid-worker'), 'desk')
  post.down = true
  await opened(world, { description: '第二件：又堵了。' })
  await post.read()
  await post.send()
  expect((await ledgerOf(post)).map(({ status }) => status).toSorted()).toEqual(['failed', 'given-up'])
  post.down = false
  later(post, 2)
  await post.send()
  expect((await ledgerOf(post)).map(({ status }) => status).toSorted()).toEqual(['given-up', 'sent'])
})

test('where a browser is reached is kept sealed; signing in there makes it the new person’s', async () => {
  const post = await makePost()
  const { world, run } = post
  const [worker, clerk] = [world.staff('grid-worker'), world.staff('village-clerk')]
  const first = await subscribe(post, worker, 'shared')
  const second = await subscribe(post, clerk, 'shared')
  expect(second.id).toBe(first.id)
  expect((await run(getMessageChoices, worker, {})).push?.browsers).toEqual([])
  const rows = await world.db.read(world.county, (tx) =>
    tx.rows<{ row: string }>(sql`select s::text as row from push_subscription s where county = ${tx.county}
      union all select l::text from command_log l where county = ${tx.county}`),
  )
  for (const { row } of rows) expect(row).not.toContain('/push/shared')
  const taken = run(endPushSubscription, worker, { requestId: uuidv7(), browserId: second.id })
  await expect(taken).rejects.toMatchObject({ code: 'not-found' })
  await run(endPushSubscription, clerk, { requestId: uuidv7(), browserId: second.id })
  expect((await run(getMessageChoices, clerk, {})).push?.browsers).toEqual([])
})

test('a test goes the way of all messages, also at night', async () => {
  const post = await makePost(new Date('2026-11-23T15:00:00Z'))
  const { world, run } = post
  const worker = world.staff('grid-worker')
  await expect(run(testPush, worker, { requestId: uuidv7() })).rejects.toMatchObject({ code: 'not-found' })
  await subscribe(post, worker, 'desk')
  await run(testPush, worker, { requestId: uuidv7() })
  await post.send()
  expect(pushed(post)).toEqual(['/push/desk'])
})

test('a subscription at an address that is no push service is refused', async () => {
  const { world, run } = await makePost()
  const keys = { p256dh: 'AAAA', auth: 'AAAA' }
  for (const endpoint of ['https://push.example/1', 'http://push.example/1'])
    await expect(
      run(addPushSubscription, world.staff('grid-worker'), {
        requestId: uuidv7(),
        subscription: { endpoint, keys },
        browser: 'Chrome',
      }),
    ).rejects.toMatchObject({ code: 'bad-input' })
})

test('a row that is being written is shown by every way that reaches its people, with what it costs as a text message', async () => {
  const { world, run } = await makePost()
  const text = { zh: '{category}（{number}）已受理：{link}', en: '{category} ({number}) was accepted: {link}' }
  const preview = (audience: 'owner' | 'reporter', channel: 'sms' | 'push') =>
    run(previewMessageRow, world.staff('county-admin'), {
      row: { key: 'new', process: 'grid-event', on: 'accept', audience, channel, text },
    })
  const villager = await preview('reporter', 'sms')
  expect(villager.ways).toMatchObject([{ channel: 'sms', connected: true, smsParts: { zh: 2 } }])
  const staff = await preview('owner', 'push')
  expect(staff.ways.map(({ channel }) => channel)).toEqual(['push', 'in-app', 'sms', 'e-mail', 'robot'])
  expect(staff.ways[0]?.text.zh).not.toContain('http')
  expect(staff.ways[0]?.title?.zh).not.toBe('')
  for (const way of staff.ways) expect(`${way.text.zh}${way.text.en}`).not.toMatch(/[{}]/)
})
