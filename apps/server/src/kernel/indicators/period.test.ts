import { expect, it } from 'vitest'
import { findPeriod, periodsAround } from './period.ts'

it('a period is a month, a quarter or a year', () => {
  expect(findPeriod('2026-11')).toEqual({ name: '2026-11', from: '2026-11-01', until: '2026-12-01' })
  expect(findPeriod('2026-Q4')).toEqual({ name: '2026-Q4', from: '2026-10-01', until: '2027-01-01' })
  expect(findPeriod('2026')).toEqual({ name: '2026', from: '2026-01-01', until: '2027-01-01' })
  expect(findPeriod('2026-13')).toBeUndefined()
  expect(periodsAround('2026-01-15').map(({ name }) => name)).toEqual(['2026-01', '2025-12', '2026-Q1', '2026'])
})
