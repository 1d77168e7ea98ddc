import { expect, test } from 'vitest'
import { newestPeriodFirst, periodLabel, sayPeriod } from './index.ts'

test('periods of different length are put in order by the day on which they end', () => {
  const newestFirst = [
    '2027-01',
    '2026-12-31',
    '2026-12',
    '2026-Q4',
    '2026-H2',
    '2026',
    '2026-10',
    '2026-10-20',
    '2026-10-05',
    '2026-09',
    '2026-Q3',
    '2026-H1',
    '2024-02',
    'standing',
  ]
  expect(newestFirst.toSorted().toSorted(newestPeriodFirst)).toEqual(newestFirst)
  expect(newestFirst.toReversed().toSorted(newestPeriodFirst)).toEqual(newestFirst)
  expect(newestPeriodFirst('2026-Q3', '2026-Q3')).toBe(0)
})

test('a period is said in both languages', () => {
  const both = (key: string) => [sayPeriod('zh-CN', key), sayPeriod('en', key)]
  expect(both('2026-11')).toEqual(['2026年11月', '11/2026'])
  expect(both('2026-Q3')).toEqual(['2026年第三季度', 'quarter 3 of 2026'])
  expect(both('2026-H1')).toEqual(['2026年上半年', 'first half of 2026'])
  expect(both('2026')).toEqual(['2026年', '2026'])
  expect(both('2026-10-05')).toEqual(['2026年10月5日', 'matter of 5/10/2026'])
  expect(both('standing')).toEqual(['长期公开', 'standing'])
  expect(periodLabel('standing')).toBe('')
})
