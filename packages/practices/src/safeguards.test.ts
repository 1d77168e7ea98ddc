import type { ProcessDeclaration } from '@xiangzhi/language'
import { describe, expect, it } from 'vitest'
import { processes } from './index.ts'

/** The roles of a process that are whoever reported, applied or asked. */
const reportersOf = ({ roles }: ProcessDeclaration): string[] =>
  Object.entries(roles).flatMap(([key, role]) => (role.of === 'reporter' ? [key] : []))

const find = (key: string): ProcessDeclaration => {
  const found = processes.find((one) => one.key === key)
  if (!found) throw new Error(`there is no process ${key}`)
  return found
}

describe.each(processes.map((process) => [process.key, process] as const))('%s', (_key, process) => {
  // Satisfaction is said by whoever reported; silence counts as no answer, and so does a clerk's closing.
  it('counts nobody as satisfied who did not say so', () => {
    const reporters = reportersOf(process)
    const others = Object.entries(process.transitions).filter(
      ([, { effects, by }]) =>
        effects.some((effect) => effect.do === 'satisfied' && effect.answer !== false) &&
        by.some((role) => !reporters.includes(role)),
    )
    expect(others.map(([key]) => key)).toEqual([])
  })
})

// 人民调解法 art. 17, 26: one clear refusal stops it, until the agreement is signed.
it('one refusal ends a mediation from every state before the agreement is signed', () => {
  const { states, transitions } = find('mediation')
  const before = Object.entries(states).flatMap(([key, { kind }]) => (kind === 'open' && key !== 'signed' ? [key] : []))
  expect(before.length).toBeGreaterThanOrEqual(3)
  for (const action of ['refuse', 'withdraw']) {
    const transition = transitions[action]
    expect(transition?.from.toSorted(), action).toEqual(before.toSorted())
    expect(states[transition?.to ?? '']?.kind, action).toBe('closed')
  }
})

it('whoever answered a question does not decide whether the answer will do', () => {
  expect(find('disclosure-question').transitions['decide']?.needs).toContainEqual({
    need: 'other-person-than',
    action: 'reply',
  })
})
