import { say } from '@xiangzhi/text'
import { expect, it } from 'vitest'
import { sayDue } from './disclosure-words.ts'

const speech = { t: (key: Parameters<typeof say>[1], facts?: Parameters<typeof say>[2]) => say('zh-CN', key, facts) }
const today = '2027-05-18'
const said = (status: Parameters<typeof sayDue>[1]['status'], dueOn: string) => sayDue(speech, { status, dueOn }, today)

it('a row that is missing from its first day is not said to be due today beside it', () => {
  expect(said('missing', today)).toBeUndefined()
  expect(said('due', today)).toBe('今天到期')
})

it('what is due says in how many days, what is missing since how many, and what is done says neither', () => {
  expect(said('due', '2027-05-21')).toMatch(/3/)
  expect(said('missing', '2027-05-11')).toMatch(/7/)
  for (const status of ['published', 'late', 'exempt'] as const) expect(said(status, '2027-05-11')).toBeUndefined()
})
