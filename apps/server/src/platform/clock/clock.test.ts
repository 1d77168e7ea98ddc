import { expect, test } from 'vitest'
import { fixedClock } from './index.ts'

test('a fixed clock stands still until it is set', () => {
  const clock = fixedClock(new Date('2026-03-01T00:00:00Z'))
  clock.now().setFullYear(1999)
  expect(clock.now().toISOString()).toBe('2026-03-01T00:00:00.000Z')
  clock.set(new Date('2026-03-02T00:00:00Z'))
  expect(clock.now().toISOString()).toBe('2026-03-02T00:00:00.000Z')
})
