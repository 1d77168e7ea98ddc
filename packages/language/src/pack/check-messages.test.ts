import { expect, test } from 'vitest'
import { checkMessages } from './check-messages.ts'
import type { MessageRow } from './messages.ts'
import { describePackProblem } from './problems.ts'

const processes = [{ key: 'grid-event', transitions: { accept: {}, close: {} } }]
const sound: MessageRow = {
  key: 'a',
  process: 'grid-event',
  on: 'accept',
  audience: 'reporter',
  channel: 'sms',
  text: { zh: '{number} 已受理', en: '{number} accepted' },
}
const problemsOf = (...rows: Partial<MessageRow>[]): string[] =>
  checkMessages({ file: 'messages.yaml', content: { rows: rows.map((row) => ({ ...sound, ...row })) } }, processes).map(
    (problem) => `${problem.path.join('.')} ${describePackProblem(problem, 'en')}`,
  )

test('a sound row and events of every process pass', () => {
  expect(problemsOf({}, { key: 'b', on: 'warn' }, { key: 'c', on: 'comment-public' })).toEqual([])
})

test('an unknown transition is told with the one that was meant', () => {
  expect(problemsOf({ on: 'acept' })[0]).toMatch(/^rows\.0\.on process grid-event has no acept; did you mean accept\?/)
  expect(problemsOf({ process: 'gathering' })[0]).toContain('rows.0.process no practice gathering')
})

test('an unknown placeholder, and languages that differ in theirs, are told', () => {
  expect(problemsOf({ text: { zh: '{phone}', en: '{phone}' } })[0]).toContain('unknown placeholder phone')
  expect(problemsOf({ text: { zh: '{number}', en: '{link}' } })[0]).toContain('placeholders differ')
})

test('nobody is written to by a way that does not reach them', () => {
  expect(problemsOf({ channel: 'in-app' })[0]).toBe('rows.0.channel reporter cannot be reached by in-app; write: sms')
  expect(problemsOf({ audience: 'previous-owner', channel: 'robot' })[0]).toContain('write: in-app, sms, e-mail')
})

test('two rows with one key are told', () => {
  expect(problemsOf({}, {})[0]).toContain('a is used twice')
})
