import { processes } from '@xiangzhi/practices'
import type { MessageRow, ProcessDeclaration } from '@xiangzhi/language'
import { expect, test } from 'vitest'
import { factsFor, fillRow, sayDeadline, type ToldCase, valuesOf } from './facts.ts'

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
