import { compileCalendar } from '@xiangzhi/language'
import { say, type TextFacts, type TextKey } from '@xiangzhi/text'
import { expect, test } from 'vitest'
import { sayDeadline, sayLength, sayLimit, sayMoment } from './time-words.ts'

const zh = { language: 'zh-CN' as const, t: (key: TextKey, facts?: TextFacts) => say('zh-CN', key, facts) }
const en = { language: 'en' as const, t: (key: TextKey, facts?: TextFacts) => say('en', key, facts) }
const at = (text: string): number => Date.parse(`${text}:00+08:00`)
const calendar = compileCalendar({
  years: [
    {
      year: 2026,
      holidays: [
        { on: '2026-10-01', name: '国庆节' },
        { on: '2026-10-02', name: '国庆节' },
      ],
      workdays: [],
    },
  ],
  hours: [
    { from: '09:00', to: '12:00' },
    { from: '14:00', to: '18:00' },
  ],
  offsetMinutes: 480,
})
const now = at('2026-11-23T10:00')

test('an instant is said as people say it, by the county’s day and not by the device’s', () => {
  expect(sayMoment(zh, at('2026-11-23T00:05'), now)).toBe('今天 00:05')
  expect(sayMoment(zh, at('2026-11-22T23:55'), now)).toBe('昨天 23:55')
  expect(sayMoment(zh, at('2026-11-24T09:00'), now)).toBe('明天 09:00')
  expect(sayMoment(zh, at('2026-11-03T14:20'), now)).toBe('11月3日 14:20')
  expect(sayMoment(zh, at('2025-11-03T14:20'), now)).toBe('2025年11月3日')
  expect(sayMoment(en, at('2026-11-03T14:20'), now)).toBe('Nov 3 14:20')
})

test('what is left of a deadline is counted in working time', () => {
  expect(sayDeadline(zh.t, calendar, at('2026-11-25T18:00'), now)).toEqual({
    words: '还剩 2 个工作日',
    standing: 'on-time',
  })
  expect(sayDeadline(zh.t, calendar, at('2026-11-23T16:30'), now)).toEqual({
    words: '还剩 4 个工作小时',
    standing: 'soon',
  })
  expect(sayDeadline(zh.t, calendar, at('2026-11-23T10:20'), now)).toEqual({ words: '还剩 20 分钟', standing: 'soon' })
})

test('a holiday does not count, and a deadline missed at night is said in plain hours', () => {
  expect(sayDeadline(zh.t, calendar, at('2026-09-30T17:00'), at('2026-10-05T10:00')).words).toBe('已超期 2 个工作小时')
  expect(sayDeadline(zh.t, calendar, at('2026-11-20T18:00'), at('2026-11-20T21:00')).words).toBe('已超期 3 小时')
})

test('a length is said in the largest unit and never as nothing', () => {
  expect(sayLength(zh.t, 0.2, false, 1440)).toBe('1 分钟')
  expect(sayLength(zh.t, 90, false, 1440)).toBe('1 小时')
  expect(sayLength(en.t, 3 * 1440, false, 1440)).toBe('3 days')
})

test('a limit is said as it was set', () => {
  expect(sayLimit(zh.t, 'workingDays', 5)).toBe('5 个工作日')
  expect(sayLimit(zh.t, 'workingMinutes', 120)).toBe('2 个工作小时')
  expect(sayLimit(en.t, 'minutes', 60)).toBe('1 hour')
  expect(sayLimit(zh.t, 'minutes', 45)).toBe('45 分钟')
})
