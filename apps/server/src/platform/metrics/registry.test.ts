import { expect, test } from 'vitest'
import { openRegistry } from './registry.ts'

test('values are written with their labels, which cannot break out of their quotes', () => {
  const registry = openRegistry()
  registry.counter('noes_total', 'Noes').add({ code: 'a"b\\c\nd' })
  registry.counter('noes_total', 'Noes').add({ code: 'a"b\\c\nd' }, 2)
  expect(registry.text()).toBe(
    '# HELP noes_total Noes\n# TYPE noes_total counter\nnoes_total{code="a\\"b\\\\c\\nd"} 3\n',
  )
})

test('a duration is counted in every bucket that it fits in', () => {
  const registry = openRegistry()
  const durations = registry.durations('took_seconds', 'Took', [0.1, 1])
  for (const seconds of [0.05, 0.5, 5]) durations.observe(seconds, { route: '/' })
  expect(registry.text().split('\n').slice(2, -1)).toEqual([
    'took_seconds_bucket{route="/",le="0.1"} 1',
    'took_seconds_bucket{route="/",le="1"} 2',
    'took_seconds_bucket{route="/",le="+Inf"} 3',
    'took_seconds_sum{route="/"} 5.55',
    'took_seconds_count{route="/"} 3',
  ])
})
