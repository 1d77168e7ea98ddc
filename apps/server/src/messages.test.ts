import {
  askReporter,
  countMessages,
  exportMessageDeliveries,
  followCase,
  getMessageChoices,
  listMessageDeliveries,
  listMessages,
  markMessagesRead,
  previewMessages,
  retryMessageDelivery,
  saveMessageChoices,
} from '@xiangzhi/contract'
import pg from 'pg'
import { v7 as uuidv7 } from 'uuid'
import { afterEach, expect, test } from 'vitest'
import { leaveNumber, loadForChange, withdrawContact } from '#kernel/cases'
import { sql } from '#platform/database'
import { testDatabase } from '#platform/database/testing'
import { leavingSheet } from '#platform/excel'
import { silentLog } from '#platform/log'
import { deliveryState } from '#platform/messages'
import { act, opened } from './api/testing-cases.ts'
import { gatherDigests, messageReader } from './messages/index.ts'
import { closePosts, inboxOf, later, makePost, matrix } from './testing-post.ts'

afterEach(closePosts)

test('a report reaches its reporter by text message with the private link, and the grid worker in the inbox', async () => {
  const post = await makePost()
  const { world, run } = post
  const { number, token, id } = await opened(world)
  await post.read()
  await post.send()
  const sms = post.sent.filter(({ channel }) => channel === 'sms')
  expect(sms).toHaveLength(1)
  expect(sms[0]).toMatchObject({ to: '13912345678', template: 'received' })
  expect(sms[0]?.text).toContain(`${number} 沟渠堵塞`)
  expect(sms[0]?.text).toContain(`https://x.test/t/${token}`)
  const worker = world.staff('grid-worker')
  const [line] = await inboxOf(post, worker)
  expect(line).toMatchObject({ number, caseId: id, audience: 'owner', readAt: null })
  expect(line?.text.en).toContain('23 Nov 12:00')
  expect(await run(countMessages, worker, {})).toEqual({ unread: 1, urgent: 0 })
  expect(await inboxOf(post, world.staff('dispatcher-town'))).toEqual([])
})

test('what staff and the ledger are told holds neither name nor number of the reporter, and stores no private link', async () => {
  const post = await makePost()
  const { world, run } = post
  const { token } = await opened(world)
  await post.read()
  await post.send()
  const told = JSON.stringify([
    await inboxOf(post, world.staff('grid-worker')),
    await run(listMessageDeliveries, world.staff('county-admin'), {}),
    post.sent.filter(({ channel }) => channel !== 'sms'),
    await world.db.read(world.county, (tx) =>
      tx.rows(sql`select row_to_json(m)::text as row from message m where county = ${tx.county}`),
    ),
  ])
  for (const secret of ['王大伯', '13912345678', token]) expect(told).not.toContain(secret)
})

test('reading the same lines again, after a restart and by two servers at once, tells nobody twice', async () => {
  const post = await makePost()
  const { world } = post
  const { db, county, processes, clock } = world
  await opened(world)
  const another = () =>
    messageReader({
      db,
      county,
      processes,
      channels: post.outlets.channels,
      firstLookBackMs: 3_600_000,
      log: silentLog,
    })(clock.now())
  await Promise.all([post.read(), another()])
  await another()
  await post.read()
  await Promise.all([post.send(), post.send()])
  await post.send()
  expect(post.sent.filter(({ channel }) => channel === 'sms')).toHaveLength(1)
  expect(await inboxOf(post, world.staff('grid-worker'))).toHaveLength(1)
})

test('lines that met a database which went away are read again, and not passed over', async () => {
  const post = await makePost()
  const { world } = post
  await opened(world)
  const { url } = await testDatabase()
  const owner = new pg.Client({ connectionString: url })
  await owner.connect()
  try {
    await owner.query('begin; lock table message')
    const reading = post.read()
    const cut = async (): Promise<boolean> => {
      const { rows } = await owner.query<{ cut: boolean }>(`select pg_terminate_backend(pid) as cut from pg_locks
        where not granted and database = (select oid from pg_database where datname = current_database())`)
      return rows.some((row) => row.cut)
    }
    const both = Promise.allSettled([reading])
    await expect.poll(cut).toBe(true)
    expect(await both).toMatchObject([{ status: 'rejected' }])
    await owner.query('rollback')
  } finally {
    await owner.end()
  }
  await post.read()
  expect(await inboxOf(post, world.staff('grid-worker'))).toHaveLength(1)
})

test('a line that was committed late is still found', async () => {
  const post = await makePost()
  const { world } = post
  const start = world.clock.now()
  await opened(world)
  later(post, 1)
  await opened(world, { description: '第二件：另一处也堵了。' })
  await post.read()
  world.clock.set(new Date(start.getTime() + 30_000))
  await opened(world, { description: '第三件：提交得晚。' })
  later(post, 2)
  await post.read()
  expect(await inboxOf(post, world.staff('grid-worker'))).toHaveLength(3)
})

test('nobody is told of what they did themselves, nor of work that has gone on since', async () => {
  const post = await makePost()
  const { world } = post
  const { id } = await opened(world)
  await act(world, id, 'grid-worker', 'accept')
  await act(world, id, 'grid-worker', 'file')
  await act(world, id, 'grid-worker', 'dispatch', { organisationId: world.units.water })
  await post.read()
  const rows = await inboxOf(post, world.staff('grid-worker'))
  expect(rows.filter(({ audience }) => audience === 'owner')).toEqual([])
  expect(await inboxOf(post, world.staff('department-handler'))).toHaveLength(1)
})

test('whoever had a case before hears that it is gone, and nothing of it that they may not read any more', async () => {
  const post = await makePost()
  const { world } = post
  const { id, number } = await opened(world)
  await act(world, id, 'grid-worker', 'accept')
  await act(world, id, 'grid-worker', 'file')
  await act(world, id, 'grid-worker', 'dispatch', { organisationId: world.units.water })
  await act(world, id, 'department-handler', 'sendBack', { reason: '不归我们' })
  await act(world, id, 'grid-worker', 'dispatch', { organisationId: world.units.water })
  await act(world, id, 'grid-worker', 'recall', { reason: '换单位' }, 'other')
  await post.read()
  const told = (await inboxOf(post, world.staff('grid-worker'))).filter(({ audience }) => audience === 'previous-owner')
  expect(told).toHaveLength(1)
  expect(told[0]?.number).toBe(number)
})

test('a sealed report is told to nobody who may not read it, and outside the house nothing of what it is about', async () => {
  const post = await makePost()
  const { world } = post
  await opened(world, { category: 'R0303', description: '反映一件事。' })
  await post.read()
  await post.send()
  expect(await inboxOf(post, world.staff('supervisor'))).toEqual([])
  expect(await inboxOf(post, world.staff('grid-worker'))).toEqual([])
  expect(await inboxOf(post, world.staff('discipline-liaison'))).toHaveLength(1)
  expect(post.sent.map(({ channel }) => channel)).toEqual(['sms'])
  expect(post.sent[0]?.text).toContain('一件事 本地')
  expect(post.sent[0]?.text).not.toContain('干部')
})

test('whoever wants no answer is sent nothing', async () => {
  const post = await makePost()
  const reporter = { name: '王大伯', phone: '13912345678', wantsAnswer: false, language: 'zh-CN' }
  await opened(post.world, { reporter })
  await post.read()
  await post.send()
  expect(post.sent.filter(({ channel }) => channel === 'sms')).toEqual([])
})

test('the reporter is written to in the language of the report', async () => {
  const post = await makePost()
  const reporter = { name: 'Wang', phone: '13912345678', wantsAnswer: true, language: 'en' }
  await opened(post.world, { reporter })
  await post.read()
  await post.send()
  expect(post.sent.find(({ channel }) => channel === 'sms')?.text).toContain('23 Nov 12:00')
})

test('a contact that is withdrawn before sending is sent nothing, and where earlier messages went is forgotten', async () => {
  const post = await makePost()
  const { world } = post
  const { id, version } = await opened(world)
  await post.read()
  await post.send()
  expect(post.sent.filter(({ channel }) => channel === 'sms')).toHaveLength(1)
  await world.run(askReporter, world.staff('grid-worker'), {
    caseId: id,
    requestId: uuidv7(),
    version,
    question: '在哪一段？',
  })
  await post.read()
  await world.db.write(world.county, async (tx) => {
    const subject = await loadForChange(tx, world.processes, id, { kind: 'system' }, world.clock.now())
    const phoneHash = world.sealing.hash('phone', '13912345678')
    await withdrawContact(tx, subject, { phoneHash, requestId: uuidv7(), now: world.clock.now() })
  })
  await post.send()
  await post.read()
  expect(post.sent.filter(({ channel }) => channel === 'sms')).toHaveLength(1)
  const rows = await world.db.read(world.county, (tx) =>
    tx.rows<{
      status: string
      problem: string | null
      kept: boolean
    }>(sql`select status, problem, (address_sealed is not null) as kept
      from message where county = ${tx.county} and channel = 'sms' order by created_at, id`),
  )
  expect(rows).toEqual([
    { status: 'sent', problem: null, kept: false },
    { status: 'given-up', problem: 'withdrawn', kept: false },
  ])
})

test('at night only what is urgent goes out; the rest follows in the morning', async () => {
  const post = await makePost(new Date('2026-11-23T15:00:00Z'))
  const { world } = post
  const { id, version } = await opened(world)
  await world.run(askReporter, world.staff('grid-worker'), {
    caseId: id,
    requestId: uuidv7(),
    version,
    question: '在哪一段？',
  })
  await post.read()
  await post.send()
  expect(post.sent.map(({ template }) => template)).toEqual(['asked'])
  world.clock.set(new Date('2026-11-23T23:31:00Z'))
  await post.send()
  expect(post.sent.map(({ template }) => template).toSorted()).toEqual(['', 'asked', 'received'])
})

test('a gateway that is down is asked again later and later, then the message is given up, told in the ledger, and may be tried by hand', async () => {
  const post = await makePost(new Date('2026-11-23T00:00:00Z'))
  const { world, run } = post
  const admin = world.staff('county-admin')
  await opened(world)
  await post.read()
  post.down = true
  await post.send()
  const failed = (await run(listMessageDeliveries, admin, { channel: 'sms' })).rows[0]
  expect(failed).toMatchObject({ status: 'failed', attempts: 1, problem: 'the gateway answered 503: ' })
  expect(Date.parse(failed?.nextAt ?? '') - world.clock.now().getTime()).toBe(60_000)
  await post.send()
  expect((await run(listMessageDeliveries, admin, { channel: 'sms' })).rows[0]?.attempts).toBe(1)
  for (let attempt = 2; attempt <= 8; attempt += 1) {
    later(post, 24 * 60)
    await post.send()
    if (attempt === 4) {
      const state = await world.db.read(world.county, (tx) => deliveryState(tx, world.clock.now()))
      expect(state.stuck).toBe(2)
    }
  }
  const gone = await run(listMessageDeliveries, admin, { channel: 'sms', status: 'given-up' })
  const taken = { purpose: '查短信通道', channel: 'sms', status: 'given-up' } as const
  const { file } = (await run(exportMessageDeliveries, admin, taken)) as { file: Buffer }
  expect(leavingSheet(file)).toEqual({ rows: gone.total, purpose: '查短信通道' })
  const given = gone.rows[0]
  expect(given).toMatchObject({ status: 'given-up', attempts: 8, nextAt: null })
  post.down = false
  await run(retryMessageDelivery, admin, { requestId: uuidv7(), id: given?.id ?? '' })
  await post.send()
  expect((await run(listMessageDeliveries, admin, { channel: 'sms' })).rows[0]).toMatchObject({
    status: 'sent',
    provider: 'http',
    providerId: 'receipt 1',
  })
})

test('an address that the mail server calls wrong is not tried again', async () => {
  const post = await makePost()
  const { world, run } = post
  await run(saveMessageChoices, world.staff('grid-worker'), {
    requestId: uuidv7(),
    email: 'nobody@county.test',
    digest: false,
    choices: [],
  })
  await opened(world)
  await post.read()
  await post.send()
  const { rows } = await run(listMessageDeliveries, world.staff('county-admin'), { channel: 'e-mail' })
  expect(rows).toMatchObject([{ status: 'given-up', attempts: 1 }])
})

test('a sender that died is followed by another one after its lease', async () => {
  const post = await makePost()
  const { world } = post
  await opened(world)
  await post.read()
  await world.db.write(world.county, (tx) =>
    tx.run(sql`update message set attempts = 1, next_at = ${new Date(world.clock.now().getTime() + 120_000)}
      where county = ${tx.county} and status = 'queued'`),
  )
  expect(await post.send()).toBe(0)
  later(post, 3)
  expect(await post.send()).toBe(2)
})

test('followers hear without the exact place, each by their own link', async () => {
  const post = await makePost()
  const { world } = post
  const { id } = await opened(world)
  const { token } = await world.run(followCase, world.villager, { caseId: id, requestId: uuidv7() })
  const phone = '13800001111'
  const phoneHash = world.sealing.hash('phone', phone)
  await world.db.write(world.county, (tx) =>
    leaveNumber(tx, world.sealing, { token, phone, phoneHash, now: world.clock.now() }),
  )
  await act(world, id, 'grid-worker', 'accept')
  await post.read()
  await post.send()
  const told = post.sent.find(({ template }) => template === 'followed')
  expect(told?.to).toBe('13800001111')
  expect(told?.text).toContain(`https://x.test/t/${token}`)
  expect(told?.text).not.toContain('一网格')
})

test('each person chooses the ways, gives an e-mail address, and reads unread messages gathered once', async () => {
  const post = await makePost()
  const { world, run } = post
  const worker = world.staff('grid-worker')
  const change = { requestId: uuidv7(), email: 'clerk@county.test', digest: true }
  await run(saveMessageChoices, worker, { ...change, choices: [{ audience: 'owner', channels: ['in-app', 'e-mail'] }] })
  expect(await run(getMessageChoices, worker, {})).toMatchObject({
    emailMasked: 'c***@county.test',
    digest: true,
    connected: ['in-app', 'sms', 'e-mail', 'push', 'robot'],
  })
  const { number } = await opened(world)
  await post.read()
  await post.send()
  expect(post.sent.filter(({ channel }) => channel === 'e-mail').map(({ to }) => to)).toEqual(['clerk@county.test'])
  const work = { ...world, outlets: post.outlets, log: silentLog }
  expect(await gatherDigests(work, world.clock.now())).toBe(1)
  expect(await gatherDigests(work, world.clock.now())).toBe(0)
  await post.send()
  const digest = post.sent.filter(({ channel }) => channel === 'e-mail')[1]
  expect(digest?.text).toContain(number)
  expect(digest?.text).toContain('https://x.test/staff/messages')
  await run(saveMessageChoices, worker, {
    requestId: uuidv7(),
    digest: false,
    choices: [{ audience: 'owner', channels: [] }],
  })
  await opened(world, { description: '第二件：又堵了。' })
  await post.read()
  expect(await inboxOf(post, worker)).toHaveLength(1)
  expect((await run(getMessageChoices, worker, {})).emailMasked).toBe('c***@county.test')
})

test('an inbox is read page by page, marked by its owner only, and one’s own only', async () => {
  const post = await makePost()
  const { world, run } = post
  const worker = world.staff('grid-worker')
  for (let n = 0; n < 3; n += 1) {
    await opened(world, { description: `第 ${n} 件：堵了。` })
    later(post, 1)
  }
  await post.read()
  const first = await run(listMessages, worker, { limit: 2 })
  const second = await run(listMessages, worker, { limit: 2, cursor: first.nextCursor ?? '' })
  expect(new Set([...first.rows, ...second.rows].map(({ number }) => number)).size).toBe(3)
  expect(second.nextCursor).toBeNull()
  const ids = first.rows.map(({ id }) => id)
  await run(markMessagesRead, world.staff('village-clerk'), { requestId: uuidv7(), ids })
  expect((await run(countMessages, worker, {})).unread).toBe(3)
  await run(markMessagesRead, worker, { requestId: uuidv7(), ids })
  expect((await run(listMessages, worker, { unread: 'true' })).rows).toHaveLength(1)
  await run(markMessagesRead, worker, { requestId: uuidv7() })
  expect((await run(countMessages, worker, {})).unread).toBe(0)
})

test('the matrix can be looked at with a made-up case in every row, by those who may read the configuration', async () => {
  const post = await makePost()
  const { world, run } = post
  const { rows, quietHours } = await run(previewMessages, world.staff('county-admin'), {})
  expect(rows).toHaveLength(matrix.rows.length)
  expect(quietHours).toEqual(matrix.quietHours)
  for (const { text } of rows) expect(`${text.zh}${text.en}`).not.toMatch(/[{}]/)
  await expect(run(previewMessages, world.villager, {})).rejects.toMatchObject({ code: 'sign-in-first' })
  await expect(
    run(retryMessageDelivery, world.staff('grid-worker'), { requestId: uuidv7(), id: uuidv7() }),
  ).rejects.toMatchObject({ code: 'not-allowed' })
})
