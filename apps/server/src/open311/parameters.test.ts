import { expect, it } from 'vitest'
import { Open311Error, toJson, toXml } from './answer.ts'
import { moment, openOf, pageOf, spanOf, withZone } from './parameters.ts'

const now = new Date('2026-03-10T02:00:00Z')
const query = (text: string): URLSearchParams => new URLSearchParams(text)
const span = (text: string) => {
  const { from, until } = spanOf(query(text), now, 480, 'en')
  return [from.toISOString(), until.toISOString()]
}

it.each([
  ['2026-03-10T10:00:00+08:00', '2026-03-10T02:00:00.000Z'],
  ['2026-03-10T10:00:00 08:00', '2026-03-10T02:00:00.000Z'],
  ['2026-03-10T02:00:00Z', '2026-03-10T02:00:00.000Z'],
  ['2026-03-10T10:00', '2026-03-10T02:00:00.000Z'],
  ['2026-03-10', '2026-03-09T16:00:00.000Z'],
])('reads the moment %s', (text, instant) => {
  expect(moment(text, 480)?.toISOString()).toBe(instant)
})

it.each([
  'yesterday',
  '',
  '2026-13-40T00:00:00Z',
  '1773108000',
  '2026-03-10T25:00:00Z',
  '2026-02-30',
  '2025-02-29T10:00Z',
])('takes %j for no moment', (text) => {
  expect(moment(text, 480)).toBeUndefined()
})

it('takes an end that names only a day for the whole of that day', () => {
  expect(span('start_date=2026-03-04&end_date=2026-03-04')).toEqual([
    '2026-03-03T16:00:00.000Z',
    '2026-03-04T15:59:59.999Z',
  ])
  expect(span('start_date=2026-03-04&end_date=2026-03-04T00:00')).toEqual([
    '2026-03-03T16:00:00.000Z',
    '2026-03-03T16:00:00.000Z',
  ])
})

it('writes moments with the county’s zone', () => {
  expect(withZone(now, 480)).toBe('2026-03-10T10:00:00+08:00')
  expect(withZone(now, -210)).toBe('2026-03-09T22:30:00-03:30')
})

it('covers ninety days: the last ones, those after a start, those before an end', () => {
  expect(span('')).toEqual(['2025-12-10T02:00:00.000Z', '2026-03-10T02:00:00.000Z'])
  expect(span('start_date=2026-01-01T00:00:00Z')).toEqual(['2026-01-01T00:00:00.000Z', '2026-03-10T02:00:00.000Z'])
  expect(span('start_date=2025-01-01T00:00:00Z')).toEqual(['2025-01-01T00:00:00.000Z', '2025-04-01T00:00:00.000Z'])
  expect(span('end_date=2025-04-01T00:00:00Z')).toEqual(['2025-01-01T00:00:00.000Z', '2025-04-01T00:00:00.000Z'])
})

it.each([
  'start_date=2025-01-01T00:00:00Z&end_date=2026-01-01T00:00:00Z',
  'start_date=2026-02-01T00:00:00Z&end_date=2026-01-01T00:00:00Z',
  'start_date=soon',
])('refuses the span %s', (text) => {
  expect(() => span(text)).toThrow(Open311Error)
})

it('pages from one on, never more than a thousand at once', () => {
  expect(pageOf(query(''), 'en')).toEqual({ limit: 1000, offset: 0 })
  expect(pageOf(query('page=3&page_size=20'), 'en')).toEqual({ limit: 20, offset: 40 })
  for (const text of ['page=0', 'page_size=1001', 'page=x', 'page_size=1.5'])
    expect(() => pageOf(query(text), 'en')).toThrow(Open311Error)
})

it('knows open and closed, and nothing else', () => {
  expect([openOf(query(''), 'en'), openOf(query('status=open'), 'en'), openOf(query('status=closed'), 'en')]).toEqual([
    undefined,
    true,
    false,
  ])
  expect(openOf(query('status=open,closed'), 'en')).toBeUndefined()
  expect(() => openOf(query('status=fixed'), 'en')).toThrow('fixed')
})

it('writes the same as XML and as JSON, whatever the words are', () => {
  const value = [{ service_code: '001', description: '路 & <灯> 𠮷\u0000\u001B', lat: null }]
  expect(toXml('services', value)).toBe(
    '<?xml version="1.0" encoding="utf-8"?>\n<services><service><service_code>001</service_code><description>路 &amp; &lt;灯&gt; 𠮷</description><lat/></service></services>\n',
  )
  expect(JSON.parse(toJson(value))).toEqual([{ service_code: '001', description: '路 & <灯> 𠮷\u0000\u001B' }])
})
