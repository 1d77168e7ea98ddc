import { expect, it } from 'vitest'
import { listPeriods, periodBefore, periodOf, yearBefore } from './periods.ts'

it('a period before is found across the end of a year', () => {
  expect(periodBefore('2026-01', 1)).toBe('2025-12')
  expect(periodBefore('2026-Q1', 1)).toBe('2025-Q4')
  expect(periodBefore('2026', 3)).toBe('2023')
  expect(yearBefore('2026-Q1')).toBe('2025-Q1')
  expect(periodOf('quarter', '2026-11-23')).toBe('2026-Q4')
  expect(listPeriods('month', '2026-02-01', 3)).toEqual(['2026-02', '2026-01', '2025-12'])
})
