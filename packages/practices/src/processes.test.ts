import { checkProcess, type ProcessDeclaration } from '@xiangzhi/language'
import { describe, expect, it } from 'vitest'
import { processes } from './index.ts'

describe('every declared process', () => {
  it.each(processes.map((process) => [process.key, process] as const))('%s is sound', (_key, process) => {
    expect(checkProcess(process, processes)).toEqual([])
  })
})

describe('the check of declarations', () => {
  const sound = processes[0] as ProcessDeclaration
  const broken = (change: (copy: any) => void): string[] => {
    const copy = structuredClone(sound)
    change(copy)
    return checkProcess(copy, processes).map(({ at, problem }) => `${at}: ${problem}`)
  }

  it('finds a state that nothing leads to', () => {
    expect(broken((copy) => void (copy.states.lost = copy.states.accepted))).toContain(
      'states.lost: it can never be reached',
    )
  })
  it('finds a clock without an escalation', () => {
    expect(broken((copy) => void (copy.states.reported.due[0].then = []))).toContain(
      'states.reported.due.accept: a clock without an escalation is a promise nobody keeps',
    )
  })
  it('finds a transition to nowhere', () => {
    expect(broken((copy) => void (copy.transitions.accept.to = 'mars'))).toContain(
      'transitions.accept: there is no state “mars”',
    )
  })
  it('finds a role that no staff role holds', () => {
    expect(broken((copy) => void (copy.roles.keeper.held.town = []))).toContain(
      'roles.keeper: no staff role holds it at town',
    )
  })
  it('finds an escalation that its clock may not make', () => {
    expect(broken((copy) => void (copy.states.contested.due[0].then[1].do.transition = 'uphold'))).toContain(
      'states.contested.due.review: “uphold” may not be made by the system',
    )
  })
  it('finds a dead end', () => {
    expect(
      broken((copy) => {
        copy.transitions = { accept: copy.transitions.accept }
      }),
    ).toContain('states.accepted: no way leads from it to an end')
  })
  it('finds a sentence that is missing', () => {
    expect(broken((copy) => void (copy.title = 'text.no.such'))).toContain('title: there is no sentence “text.no.such”')
  })
})
