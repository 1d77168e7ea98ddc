import { expect, test } from 'vitest'
import { changesBetween } from './config-changes.ts'

test('a change is told by the way to the value, members of a list by their key', () => {
  const before = {
    rows: [
      { key: 'water', to: { unit: 'a' } },
      { key: 'road', to: { unit: 'b' } },
    ],
    version: 1,
  }
  const after = {
    rows: [
      { key: 'water', to: { unit: 'c' } },
      { key: 'road', to: { unit: 'b' } },
    ],
    version: 2,
  }
  expect(changesBetween(before, after)).toEqual([
    { field: 'rows.water.to.unit', from: 'a', to: 'c' },
    { field: 'version', from: '1', to: '2' },
  ])
})

test('moving a row says the two orders and nothing else', () => {
  const [one, two] = [{ key: 'one' }, { key: 'two' }]
  expect(changesBetween([one, two], [two, one])).toEqual([{ field: '#', from: 'one → two', to: 'two → one' }])
})

test('an added and a removed member are told as such', () => {
  expect(changesBetween([{ on: '2026-01-01' }], [{ on: '2026-01-02' }])).toEqual([
    { field: '2026-01-01', from: '{"on":"2026-01-01"}', to: null },
    { field: '2026-01-02', from: null, to: '{"on":"2026-01-02"}' },
  ])
})
