import { expect, test } from 'vitest'
import { moveBy, replaceAt } from './config-draft.ts'

test('a row moves up and down, and stays at the ends', () => {
  expect(moveBy(['a', 'b', 'c'], 0, 1)).toEqual(['b', 'a', 'c'])
  expect(moveBy(['a', 'b', 'c'], 2, -2)).toEqual(['c', 'a', 'b'])
  expect(moveBy(['a', 'b', 'c'], 0, -1)).toEqual(['a', 'b', 'c'])
  expect(moveBy(['a', 'b', 'c'], 2, 1)).toEqual(['a', 'b', 'c'])
})

test('replacing leaves the others alone', () => {
  expect(replaceAt([1, 2, 3], 1, 9)).toEqual([1, 9, 3])
})
