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
  it('finds a limit of the county that nobody declares', () => {
    expect(broken((copy) => void delete copy.parameters.verifyWithin)).toEqual([
      'states.handled.due.0.within: no process declares the limit “grid-event.verifyWithin”',
    ])
  })
  it('finds a dispatch desk whose cases nobody gives to a unit', () => {
    expect(broken((copy) => void (copy.dispatchFrom = 'accepted'))).toContain(
      'dispatchFrom: nothing gives its cases to a unit',
    )
  })
  it('finds a sentence that is missing', () => {
    expect(broken((copy) => void (copy.title = 'text.no.such'))).toContain('title: there is no sentence “text.no.such”')
  })
})

describe('what every process must hold', () => {
  const of = (key: string): ProcessDeclaration => structuredClone(processes.find((one) => one.key === key)!)
  const problemsOf = (process: ProcessDeclaration): string[] =>
    checkProcess(process, processes).map(({ at, problem }) => `${at}: ${problem}`)

  it('finds silence, a closing or a clerk that counts as satisfied', () => {
    const question: any = of('disclosure-question')
    question.transitions.settle.effects.push({ do: 'satisfied', answer: true })
    expect(problemsOf(question)).toContain('transitions.settle: only the reporter says whether they are satisfied')
    const event: any = of('grid-event')
    event.transitions.close.effects.push({ do: 'satisfied', answer: true })
    expect(problemsOf(event)).toContain('transitions.close: only the reporter says whether they are satisfied')
  })
  it('finds a desk in a grid that nobody stands in for', () => {
    const event: any = of('grid-event')
    delete event.roles.verifier.standIns
    expect(problemsOf(event)).toContain('states.handled: nobody stands in for verifier in a grid where nobody holds it')
  })
  it('finds a stand-in that could not even read the case', () => {
    const mediation: any = of('mediation')
    mediation.readers = ['mediator']
    expect(problemsOf(mediation)).toContain('roles.mediator: lead stands in for it but reads no case of it')
  })
  it('finds an ending over the heads of those who were whistled for', () => {
    const event: any = of('grid-event')
    event.transitions.uphold.needs = [{ need: 'reason' }]
    expect(problemsOf(event)).toContain('transitions.uphold: it ends a case whose whistles may still be open')
  })
  it('finds a clock that counts from what is no day', () => {
    const mediation: any = of('mediation')
    mediation.states.signed.due[0].countsFrom = 'signedBy'
    expect(problemsOf(mediation)).toContain('states.signed.due.confirmation: “signedBy” is no date field')
  })
  it('finds a need that asks a thing which the process is not about, or for which there are no words', () => {
    const review: any = of('disclosure-review')
    delete review.subject
    expect(problemsOf(review)).toEqual(
      expect.arrayContaining([
        'states.submitted: no thing stands so: it is about none',
        'subject: a need asks its subject for “writers”, but it is about nothing',
        'subject: a need asks its subject for “due”, but it is about nothing',
      ]),
    )
    const other: any = of('disclosure-review')
    other.transitions.publish.needs = [{ need: 'subject', is: 'ripe' }]
    expect(problemsOf(other)).toContain('subject: there is no sentence “text.admin.subject.ripe”')
  })
})

// 村民委员会组织法 art. 32: those who oversee are not those who did it; whoever wrote any of a text did it.
it('whoever wrote any of a disclosure neither checks nor signs it, and a signer may recall it until its hour', () => {
  const { transitions, states } = processes.find(({ subject }) => subject === 'edition')!
  const writers = { need: 'other-person-than', of: 'subject', persons: 'writers' }
  const byPersons = Object.entries(transitions).filter(([, { by, to }]) => !by.includes('system') && to !== 'returned')
  const forward = byPersons.filter(([, { by }]) => by.includes('checker') || by.includes('signer'))
  expect(forward.map(([key]) => key)).toEqual(['check', 'signOff', 'schedule'])
  for (const [key, { needs }] of forward) expect(needs, key).toContainEqual(writers)
  for (const key of ['signOff', 'schedule'])
    expect(transitions[key]?.needs, key).toContainEqual({ need: 'other-person-than', action: 'check' })
  expect(states['signed']?.kind).toBe('open')
  expect(transitions['recall']).toMatchObject({ from: ['signed'], by: ['signer'], needs: [{ need: 'reason' }] })
})
