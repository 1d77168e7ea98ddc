import { expect, test } from 'vitest'
import { Refusal } from '#platform/refusal'
import { keyset } from './index.ts'

const order = keyset({ at: 'instant', id: 'uuid', no: 'whole' })
const place = { at: new Date('2026-03-04T05:06:07.089Z'), id: '0190b1f0-0000-7000-8000-00000000abcd', no: 17 }

test('a position comes back as it was written, to the millisecond', () => {
  expect(order.read(order.write(place))).toEqual(place)
  expect(order.read(undefined)).toBeUndefined()
})

test('what no page gave out is refused rather than read as the first page', () => {
  const write = (parts: unknown): string => Buffer.from(JSON.stringify(parts)).toString('base64url')
  const wrong = [
    '',
    'x',
    'null',
    write({}),
    write([]),
    write([String(place.at.getTime()), place.id]),
    write([String(place.at.getTime()), place.id, '17', 'more']),
    write([place.at.getTime(), place.id, '17']),
    write(['9'.repeat(16), place.id, '17']),
    write([String(place.at.getTime()), `${place.id}'`, '17']),
    write([String(place.at.getTime()), place.id, '-1']),
    write([String(place.at.getTime()), place.id, '1'.repeat(12)]),
    write([null, null, null]),
  ]
  for (const cursor of wrong) expect(() => order.read(cursor), cursor).toThrow(Refusal)
  expect(() => keyset({ on: 'date' }).read(write(['2026-13-45']))).toThrow(Refusal)
})

test('a page leads on only while there is more than it shows', () => {
  const rows = [1, 2, 3].map((no) => ({ ...place, no }))
  const first = order.page(rows, 2, (row) => row)
  expect(first.rows.map(({ no }) => no)).toEqual([1, 2])
  expect(order.read(first.nextCursor ?? '')?.no).toBe(2)
  expect(order.page(rows, 3, (row) => row).nextCursor).toBeNull()
  expect(order.page([], 3, (row: typeof place) => row)).toEqual({ rows: [], nextCursor: null })
})
