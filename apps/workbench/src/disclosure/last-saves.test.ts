import { expect, it } from 'vitest'
import { LastSaves } from './last-saves.ts'

it('whoever opens a text again waits for what was saved on leaving it, and for nothing else', async () => {
  const saves = new LastSaves()
  const told: string[] = []
  const first = Promise.withResolvers<void>()
  const second = Promise.withResolvers<void>()
  saves.add('edition', first.promise)
  saves.add('edition', second.promise)
  const waiting = saves.settled('edition').then(() => told.push('opened'))
  await saves.settled('another')
  told.push('another')
  second.resolve()
  told.push('second')
  first.reject(new Error('no connection'))
  await waiting
  expect(told).toEqual(['another', 'second', 'opened'])
  await saves.settled('edition')
})
