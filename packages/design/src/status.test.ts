import { expect, test } from 'vitest'
import type { StatusKind } from './status.ts'
import { statusTag, statusTone } from './status.ts'

const kinds = Object.keys(statusTone) as StatusKind[]

test('a tag has a colour, a shape and its word, and the word is escaped', () => {
  const tag = statusTag('late', '<超期>')
  expect(tag).toContain('class="tag danger"')
  expect(tag).toContain('<svg')
  expect(tag).toContain('&lt;超期&gt;')
})

test('no two kinds have the same shape, so that a tag is told apart without colour', () => {
  expect(new Set(kinds.map((kind) => statusTone[kind].shape)).size).toBe(kinds.length)
})

test('public statuses, deadlines and bare tones are all there', () => {
  const expected = 'received in-hand done not-done on-time soon late provisional paused neutral info warn danger good'
  expect(kinds.toSorted()).toEqual(expected.split(' ').toSorted())
})
