import { expect, it } from 'vitest'
import { percentOf } from './index.ts'

it('gives the rates that a city published: 911 of 972 closed are 93.72 %, 737 in time are 75.82 %', () => {
  expect(percentOf(911, 972)).toBe(93.72)
  expect(percentOf(737, 972)).toBe(75.82)
})

it('rounds half up, and has no rate where there is nothing to count', () => {
  expect(percentOf(1, 800)).toBe(0.13)
  expect(percentOf(5, 5)).toBe(100)
  expect(percentOf(0, 7)).toBe(0)
  expect(percentOf(0, 0)).toBeUndefined()
})
