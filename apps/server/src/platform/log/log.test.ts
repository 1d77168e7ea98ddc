import { expect, test } from 'vitest'
import { fixedClock } from '#platform/clock'
import { openLog } from './index.ts'

const listen = () => {
  const lines: unknown[] = []
  const clock = fixedClock(new Date('2026-03-01T00:00:00Z'))
  return { lines, log: openLog({ clock, write: (line) => lines.push(JSON.parse(line)) }) }
}

test('a line is one JSON object with the facts of its log and its own', () => {
  const { lines, log } = listen()
  log.with({ requestId: 'r1' }).info('answered', { status: 200 })
  expect(lines).toEqual([
    { time: '2026-03-01T00:00:00.000Z', level: 'info', message: 'answered', requestId: 'r1', status: 200 },
  ])
})

test('an error is written with its causes', () => {
  const { lines, log } = listen()
  log.error('failed', { error: new Error('outer', { cause: new Error('inner') }) })
  expect(lines[0]).toMatchObject({ error: { message: 'outer', cause: { message: 'inner' } } })
})

test('lines below the level are not written', () => {
  const { lines, log } = listen()
  log.debug('detail')
  expect(lines).toEqual([])
})
