import { processes } from '@xiangzhi/practices'
import type { MessageRow, ProcessDeclaration } from '@xiangzhi/language'
import { expect, test } from 'vitest'
import { factsFor, fillRow, sayDay, sayDeadline, sayOccasion, type ToldCase, valuesOf } from './facts.ts'

const told: ToldCase = {
  number: 'A1',
  category: { zh: '沟渠堵塞', en: 'blocked ditch' },
  place: '一村 {link}',
  state: 'accepted',
  process: processes.find(({ key }) => key === 'grid-event') as ProcessDeclaration,
  dueAt: null,
  unit: { zh: '水务局', en: 'Water' },
  confidentiality: 'open',
}
const row: MessageRow = {
  key: 'a',
  process: 'grid-event',
  on: 'accept',
  audience: 'reporter',
  channel: 'sms',
  text: { zh: '{category}（{number}）{state}：{link}', en: '{number}: {link}' },
}
const to = { language: 'zh-CN', discreet: false, offsetMinutes: 480 } as const

test('the values for a registered template stand in the order of the row, the link at its place', () => {
  const facts = { ...factsFor(told, to) }
  expect(valuesOf(row, 'zh-CN', facts, 'https://x')).toEqual(['沟渠堵塞', 'A1', '已受理', 'https://x'])
  expect(valuesOf(row, 'en', facts, 'https://x')).toEqual(['A1', 'https://x'])
  expect(fillRow(row, 'zh-CN', factsFor(told, to))).toBe('沟渠堵塞（A1）已受理：{link}')
})

test('a discreet message names neither what nor where', () => {
  expect(factsFor(told, { ...to, discreet: true })).toMatchObject({ category: '一件事', place: '本地' })
})

test('a deadline is said in the county’s time, and one that is not set is still to be told', () => {
  const at = new Date('2026-12-31T16:05:00Z')
  expect(sayDeadline('zh-CN', at, 480)).toBe('1月1日 00:05')
  expect(sayDeadline('en', at, 480)).toBe('1 Jan 00:05')
  expect(factsFor(told, to).deadline).toBe('另行告知')
})

test('the period of a duty and its last day are said in words, in both languages', () => {
  const today = '2026-11-23'
  const both = (occasion: string) =>
    (['zh-CN', 'en'] as const).map((language) => sayOccasion(language, { occasion, firstOn: '2026-10-05' }, today))
  expect(both('2026-11')).toEqual(['2026年11月', '11/2026'])
  expect(both('2026-W07')).toEqual(['2026年第7周', 'week 7 of 2026'])
  expect(both('2026-Q4')).toEqual(['2026年第四季度', 'quarter 4 of 2026'])
  expect(both('2026-H1')).toEqual(['2026年上半年', 'first half of 2026'])
  expect(both('2026')).toEqual(['2026年', '2026'])
  expect(both('standing')).toEqual(['10月5日', '5 Oct'])
  expect(both('2026-10-05-2')).toEqual(['10月5日', '5 Oct'])
  expect(both('0198f0aa-0000-7000-8000-000000000000')).toEqual(['10月5日', '5 Oct'])
  expect([sayDay('zh-CN', '2026-11-30', today), sayDay('en', '2026-11-30', today)]).toEqual(['11月30日', '30 Nov'])
  expect([sayDay('zh-CN', '2027-01-10', today), sayDay('en', '2027-01-10', today)]).toEqual([
    '2027年1月10日',
    '10 Jan 2027',
  ])
})
