import { checkIndicators } from '@xiangzhi/language'
import { expect, it } from 'vitest'
import { indicators, processes } from './index.ts'

it('every indicator counts what its process has, and says what it leaves out', () => {
  expect(checkIndicators(indicators, processes)).toEqual([])
})

it('a rate never stands without how often work had to be done again, or how many answered', () => {
  for (const { key, unit, beside } of indicators)
    if (unit === 'percent' && key !== 'reopen-rate') expect(beside, key).toMatch(/^(reopen|answer)-rate$/)
})

it('an indicator of an unknown action or clock is found', () => {
  const [, rate] = indicators
  const broken = structuredClone(rate) as any
  broken.value.ratio[0].where = { did: ['fly'], onTime: ['never'] }
  expect(checkIndicators([broken], processes)).toEqual([
    'register-rate: there is no indicator “reopen-rate”',
    'register-rate: grid-event has no transition “fly”',
    'register-rate: grid-event has no clock “never”',
  ])
})
