import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { sql } from '#platform/database'
import { testDatabase } from '#platform/database/testing'
import { sealingFromKeys } from '#platform/sealing'
import { openVillagerSignIn, type PhoneCodes } from './villagers.ts'

const sealing = sealingFromKeys([randomBytes(32)])
const start = new Date('2026-03-02T01:00:00Z')
const after = (seconds: number): Date => new Date(start.getTime() + seconds * 1000)
let numbers = 0

/** The gateway is the outside world: here it only remembers what was to be sent. */
const open = async () => {
  const database = await testDatabase()
  const sent: string[] = []
  const codes: PhoneCodes = {
    send: async (_phone, code) => {
      sent.push(code)
    },
  }
  numbers += 1
  const phone = `139${String(numbers).padStart(8, '0')}`
  const address = `10.9.0.${numbers}`
  const villagers = openVillagerSignIn({ database, sealing, codes })
  return {
    database,
    villagers,
    phone,
    address,
    sent,
    ask: (now: Date) => villagers.requestCode({ phone, address, language: 'zh-CN', now }),
    check: (code: string, now: Date) =>
      villagers.checkCode({ phone, code, address, userAgent: 'MicroMessenger', secure: true, now }),
  }
}

const cookieOf = (setCookie: string): string => setCookie.split(';')[0] ?? ''

test('a villager proves a telephone number with a code and is known for thirty days', async () => {
  const { villagers, phone, sent, ask, check } = await open()
  await ask(start)
  expect(sent[0]).toMatch(/^\d{6}$/)
  const { setCookie } = await check(` ${sent[0]} `, after(30))
  expect(setCookie).toMatch(/Max-Age=2592000; HttpOnly; SameSite=Lax; Secure/)
  const found = await villagers.findVillager(cookieOf(setCookie), after(29 * 86_400))
  expect(found?.phone).toBe(phone)
  expect(found?.phoneHash.equals(sealing.hash('phone', phone))).toBe(true)
  expect(await villagers.findVillager(cookieOf(setCookie), after(31 * 86_400))).toBeUndefined()
  expect(await villagers.findVillager('xiangzhi.villager=made-up', start)).toBeUndefined()
})

test('a code works once, for ten minutes, for five tries, and only the newest one', async () => {
  const first = await open()
  await first.ask(start)
  await first.check(first.sent[0] ?? '', after(10))
  await expect(first.check(first.sent[0] ?? '', after(11))).rejects.toThrow('code-wrong')

  const late = await open()
  await late.ask(start)
  await expect(late.check(late.sent[0] ?? '', after(601))).rejects.toThrow('code-wrong')

  const guessed = await open()
  await guessed.ask(start)
  const wrong = guessed.sent[0] === '000000' ? '000001' : '000000'
  for (let attempt = 0; attempt < 5; attempt += 1)
    await expect(guessed.check(wrong, after(20))).rejects.toThrow('code-wrong')
  await expect(guessed.check(guessed.sent[0] ?? '', after(21))).rejects.toThrow('code-wrong')

  const twice = await open()
  await twice.ask(start)
  await twice.ask(after(61))
  await expect(twice.check(twice.sent[0] ?? '', after(62))).rejects.toThrow('code-wrong')
  await twice.check(twice.sent[1] ?? '', after(63))
})

test('many guesses at the same moment share the five tries', async () => {
  const { sent, ask, check } = await open()
  await ask(start)
  const wrong = sent[0] === '000000' ? '000001' : '000000'
  await Promise.allSettled(Array.from({ length: 10 }, () => check(wrong, after(5))))
  await expect(check(sent[0] ?? '', after(6))).rejects.toThrow('code-wrong')
})

test('nobody is pestered with codes: one a minute and ten a day for a number', async () => {
  const { ask, sent } = await open()
  await ask(start)
  await expect(ask(after(30))).rejects.toThrow('try-later')
  for (let minute = 2; minute <= 10; minute += 1) await ask(after(minute * 61))
  await expect(ask(after(20 * 61))).rejects.toThrow('try-later')
  expect(sent).toHaveLength(10)
  await ask(after(86_401))
})

test('neither codes nor telephone numbers nor session tokens stand in the database as they are', async () => {
  const { database, phone, sent, ask, check } = await open()
  await ask(start)
  const { setCookie } = await check(sent[0] ?? '', after(5))
  const stored = await database.local(async (tx) => [
    await tx.rows(sql`select c::text from auth_phone_code c`),
    await tx.rows(sql`select s::text from auth_villager_session s`),
    await tx.rows(sql`select a::text from auth_attempt a`),
  ])
  const everything = JSON.stringify(stored)
  expect(everything).not.toContain(phone)
  expect(everything).not.toContain(Buffer.from(phone).toString('hex'))
  expect(everything).not.toContain(cookieOf(setCookie).split('=')[1])
})

test('sessions are listed and ended by whoever has the number, and by nobody else', async () => {
  const { villagers, phone, sent, ask, check } = await open()
  await ask(start)
  const { setCookie, session } = await check(sent[0] ?? '', after(5))
  expect(await villagers.listVillagerSessions(session.phoneHash, after(6))).toMatchObject([
    { sessionId: session.sessionId, userAgent: 'MicroMessenger' },
  ])
  await expect(villagers.endVillagerSession(sealing.hash('phone', `${phone}0`), session.sessionId)).rejects.toThrow(
    'not-found',
  )
  expect(await villagers.signOutVillager(cookieOf(setCookie), false)).toMatch(/Max-Age=0/)
  expect(await villagers.findVillager(cookieOf(setCookie), after(7))).toBeUndefined()
})

test('what is no telephone number gets no code', async () => {
  const { villagers, address } = await open()
  await expect(villagers.requestCode({ phone: '12345', address, language: 'zh-CN', now: start })).rejects.toThrow(
    'bad-input',
  )
})
