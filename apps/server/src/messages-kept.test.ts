import { countMessages, getCase, saveMessageChoices, sealCase } from '@xiangzhi/contract'
import { v7 as uuidv7 } from 'uuid'
import { afterEach, expect, test } from 'vitest'
import { silentLog } from '#platform/log'
import { opened } from './api/testing-cases.ts'
import { name, type Staff } from './api/testing-concerned.ts'
import { gatherDigests } from './messages/index.ts'
import { closePosts, inboxOf, later, makePost, type Post } from './testing-post.ts'

afterEach(closePosts)

const unreadOf = async ({ run }: Post, by: Staff) => (await run(countMessages, by, {})).unread
const titlesOf = async (post: Post, by: Staff) => (await inboxOf(post, by)).map(({ number }) => number)

async function seal(post: Post, caseId: string): Promise<void> {
  const { world } = post
  later(post, 1)
  const { version } = await world.run(getCase, world.staff('intake-clerk'), { caseId })
  const reason = '反映的是本村干部'
  await world.run(sealCase, world.staff('intake-clerk'), { caseId, requestId: uuidv7(), version, reason })
}

test('what was written of a case before it was sealed does not leave the house afterwards, by e-mail, robot or digest', async () => {
  const post = await makePost()
  const { world, run } = post
  const worker = world.staff('grid-worker')
  await run(saveMessageChoices, worker, { requestId: uuidv7(), email: 'worker@example.cn', digest: true, choices: [] })
  const { id, number } = await opened(world)
  const other = await opened(world)
  await post.read()
  await seal(post, id)
  later(post, 90)
  const work = { ...world, outlets: post.outlets, log: silentLog }
  expect(await gatherDigests(work, world.clock.now())).toBe(1)
  await post.send()
  const mail = post.sent.filter(({ channel }) => channel === 'e-mail').map(({ text }) => text)
  expect(mail.filter((text) => text.includes(other.number))).toHaveLength(2)
  expect(mail.filter((text) => text.includes(number))).toEqual([])
  expect(post.sent.filter(({ channel, text }) => channel !== 'sms' && text.includes(number))).toEqual([])
})

test('whoever is reported in a case afterwards finds nothing of it in their inbox, and their colleague does', async () => {
  const post = await makePost()
  const { world } = post
  const [worker, colleague] = [world.staff('grid-worker'), world.other('grid-worker')]
  const { id, number } = await opened(world)
  await post.read()
  expect(await titlesOf(post, worker)).toEqual([number])
  const before = await titlesOf(post, colleague)
  const reported = { personId: worker.actor.personId, part: 'reported', note: '反映的就是他' }
  await name(world, world.other('grid-worker'), id, reported)
  // That they stand back is told without saying from what.
  const titles = await titlesOf(post, worker)
  expect(titles.filter((title) => title.includes(number))).toEqual([])
  expect(await unreadOf(post, worker)).toBe(titles.length)
  expect(await titlesOf(post, colleague)).toEqual(before)
})
