import { checkDuties } from '@xiangzhi/language'
import { expect, it } from 'vitest'
import { duties } from './index.ts'

it('every declared duty is sound', () => {
  expect(checkDuties(duties)).toEqual([])
})

it('what is done by hand leaves a note, so that no duty asks for a daily check-in', () => {
  for (const { key, rhythm } of duties) expect('every' in rhythm && rhythm.every === 'day', key).toBe(false)
})
