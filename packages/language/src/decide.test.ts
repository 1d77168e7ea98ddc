import { describe, expect, it } from 'vitest'
import type { TextKey } from '@xiangzhi/text'
import { type CaseStanding, type DecisionFacts, decideTransition, listNextActions } from './decide.ts'
import type { ActingAs } from './next-actions.ts'
import type { Need, ProcessDeclaration, Transition } from './process.ts'
import type { StaffRole } from './roles.ts'
import { compileCalendar, spanOf } from './working-time.ts'

const label = 'text.disclosure.review.title' as TextKey
const transition = (needs: readonly Need[], more: Partial<Transition> = {}): Transition => ({
  from: ['begun'],
  to: 'ended',
  by: ['clerk'],
  label,
  primary: false,
  asks: [],
  needs,
  effects: [],
  ...more,
})

/** One transition for each need, and one without. */
const transitions = {
  plain: transition([], { primary: true }),
  filled: transition([{ need: 'filled', fields: ['measure'] }], { asks: ['measure'] }),
  reason: transition([{ need: 'reason' }]),
  note: transition([{ need: 'public-note' }]),
  parts: transition([{ need: 'children-closed' }]),
  town: transition([{ need: 'level', at: ['town'] }]),
  unit: transition([{ need: 'unit' }]),
  again: transition([{ need: 'within', limit: { days: 30 }, of: 'closing' }], { from: ['ended'], to: 'begun' }),
  third: transition([{ need: 'event-count', action: 'visit', atLeast: 3 }]),
  approve: transition([{ need: 'other-person-than', action: 'reason' }], { by: ['clerk', 'system'] }),
  visit: transition([], { to: 'begun', by: ['helper'] }),
}

const process = {
  key: 'matter',
  version: 1,
  title: label,
  note: label,
  basis: [],
  runs: [],
  roles: {
    clerk: { label, of: 'village', held: ['village-clerk'] },
    helper: { label, of: 'grid', held: ['grid-worker'] },
  },
  fields: {
    measure: { kind: 'text', maxLength: 20, label, audience: 'staff' },
  },
  opening: { asks: [], requires: [], by: ['clerk'], fromPortal: false },
  confidentiality: 'open',
  readers: [],
  states: {
    begun: { kind: 'open', label, public: 'received', owner: 'clerk', due: [] },
    ended: { kind: 'closed', label, public: 'done', outcome: 'ended' },
  },
  start: 'begun',
  transitions,
  allows: {
    comment: [],
    assign: [],
    level: ['helper'],
    classify: [],
    whistle: 'none',
    merge: [],
    link: [],
    pause: { ask: [], grant: [] },
    extend: { ask: [], grant: [], times: 0 },
    supervise: [],
    ask: [],
    seal: [],
  },
} satisfies ProcessDeclaration as ProcessDeclaration

const standing: CaseStanding = {
  state: 'begun',
  level: 'village',
  confidentiality: 'open',
  ownerRole: null,
  ownerPersonId: null,
  assignedOrganisationId: null,
  suggestedOrganisationKey: null,
  townId: 'town',
  villageId: 'village',
  gridId: 'grid',
  fields: {},
  closedAt: null,
}
const facts: DecisionFacts = {
  openChildren: 0,
  actions: new Map(),
  now: new Date('2027-03-05T02:00:00Z'),
  calendar: compileCalendar({ years: [], hours: [{ from: '08:30', to: '12:00' }], offsetMinutes: 480 }),
  spanOf: (limit) => spanOf(limit as never),
}
const held = (role: StaffRole, placeId: string, personId = 'clerk'): ActingAs => ({
  kind: 'staff',
  actor: {
    personId,
    grants: [{ role, reach: { kind: 'place', placeId, level: role === 'grid-worker' ? 'grid' : 'village' } }],
  } as never,
})
const clerk = held('village-clerk', 'village')
const given = (key: string) => ({
  transition: key,
  fields: {},
  note: null,
  reason: null,
  publicNote: null,
  organisationId: null,
})
const visited = new Map([['visit', { count: 3, lastBy: 'helper' }]])
const asked = new Map([['reason', { count: 1, lastBy: 'clerk' }]])
const closed = { ...standing, state: 'ended', closedAt: new Date('2027-02-03T02:00:00Z') }

describe('a transition is decided by who acts, where the case stands, and each of nine needs', () => {
  it.each([
    ['no such transition', 'flee', clerk, standing, {}, facts, 'bad-input'],
    ['somebody without the role', 'plain', held('grid-worker', 'grid'), standing, {}, facts, 'not-allowed'],
    ['the role over another village', 'plain', held('village-clerk', 'other'), standing, {}, facts, 'not-allowed'],
    ['a clock where no clock may', 'plain', { kind: 'system' }, standing, {}, facts, 'not-allowed'],
    ['somebody who must stand back', 'plain', clerk, { ...standing, standBack: ['clerk'] }, {}, facts, 'avoidance'],
    ['from another state', 'plain', clerk, closed, {}, facts, 'not-from-this-state'],
    ['an answer of the wrong kind', 'filled', clerk, standing, { fields: { measure: 7 } }, facts, 'bad-input'],
    ['nothing filled in', 'filled', clerk, standing, {}, facts, 'need-field'],
    [
      'only the answer of last time',
      'filled',
      clerk,
      { ...standing, fields: { measure: 'old' } },
      {},
      facts,
      'need-field',
    ],
    ['an answer', 'filled', clerk, standing, { fields: { measure: 'new' } }, facts, undefined],
    ['no reason', 'reason', clerk, standing, {}, facts, 'need-reason'],
    ['a reason', 'reason', clerk, standing, { reason: 'because' }, facts, undefined],
    ['no words for the public', 'note', clerk, standing, { note: 'inside' }, facts, 'need-reason'],
    ['words for the public', 'note', clerk, standing, { publicNote: 'outside' }, facts, undefined],
    ['parts that are open', 'parts', clerk, standing, {}, { ...facts, openChildren: 2 }, 'need-children-closed'],
    ['no open part', 'parts', clerk, standing, {}, facts, undefined],
    ['another level', 'town', clerk, standing, {}, facts, 'need-level'],
    [
      'the level',
      'town',
      held('village-clerk', 'village'),
      { ...standing, level: 'town' as const },
      {},
      facts,
      undefined,
    ],
    ['no unit', 'unit', clerk, standing, {}, facts, 'need-unit'],
    [
      'a unit that the table suggests',
      'unit',
      clerk,
      { ...standing, suggestedOrganisationKey: 'water' },
      {},
      facts,
      undefined,
    ],
    ['30 days to the minute', 'again', clerk, closed, {}, facts, undefined],
    ['a minute more', 'again', clerk, closed, {}, { ...facts, now: new Date('2027-03-05T16:01:00Z') }, 'too-late'],
    ['two of three visits', 'third', clerk, standing, {}, facts, 'not-yet-done'],
    ['three visits', 'third', clerk, standing, {}, { ...facts, actions: visited }, undefined],
    ['whoever asked', 'approve', clerk, standing, {}, { ...facts, actions: asked }, 'second-person'],
    [
      'somebody else',
      'approve',
      held('village-clerk', 'village', 'other'),
      standing,
      {},
      { ...facts, actions: asked },
      undefined,
    ],
    [
      'a clock after whoever asked',
      'approve',
      { kind: 'system' },
      standing,
      {},
      { ...facts, actions: asked },
      undefined,
    ],
  ] as const)('%s', (_what, key, as, before, input, known, code) => {
    const decision = decideTransition(process, as, before, { ...given(key), ...input }, known)
    expect(decision.ok ? undefined : decision.code).toBe(code)
  })
})

describe('what comes next', () => {
  const next = (as: ActingAs, before: CaseStanding, known: DecisionFacts) => listNextActions(process, as, before, known)

  it('leaves out what is for others, for another state and for another level, and begins with the proper one', () => {
    expect(next(clerk, standing, facts).map((one) => one.transition)).toEqual([
      'plain',
      'filled',
      'reason',
      'note',
      'parts',
      'unit',
      'third',
      'approve',
    ])
    expect(next(held('grid-worker', 'grid'), standing, facts).map((one) => one.transition)).toEqual(['visit'])
  })

  it('says of each what is in its way and who can do something about it', () => {
    const blocked = next(clerk, standing, { ...facts, openChildren: 2, actions: asked }).flatMap(
      ({ transition: key, blockedBy }) => blockedBy.map(({ code, facts: told, who }) => ({ key, code, told, who })),
    )
    expect(blocked).toEqual([
      { key: 'parts', code: 'need-children-closed', told: { count: 2 }, who: [] },
      { key: 'third', code: 'not-yet-done', told: {}, who: ['helper'] },
      { key: 'approve', code: 'second-person', told: {}, who: ['clerk'] },
    ])
    const late = next(clerk, closed, { ...facts, now: new Date('2027-05-01T00:00:00Z') })
    expect(late.map(({ blockedBy }) => blockedBy)).toEqual([
      [{ need: 'within', code: 'too-late', facts: { days: 30 }, who: [] }],
    ])
  })

  it('refuses what is blocked, whatever is filled in, and lets pass what is not', () => {
    const full = { ...given(''), fields: {}, note: 'n', reason: 'r', publicNote: 'p', organisationId: 'o' }
    for (const known of [facts, { ...facts, openChildren: 1, actions: asked }, { ...facts, actions: visited }])
      for (const { transition: key, blockedBy } of next(clerk, standing, known)) {
        const fields = key === 'filled' ? { measure: 'new' } : {}
        const decision = decideTransition(process, clerk, standing, { ...full, fields, transition: key }, known)
        expect(decision.ok, key).toBe(blockedBy.length === 0)
      }
  })
})

describe('what a case is about decides with it', () => {
  const ways = {
    pay: transition([{ need: 'other-person-than', of: 'subject', persons: 'buyers' }], { by: ['clerk', 'system'] }),
    book: transition([{ need: 'subject', is: 'small' }]),
    ask: transition([{ need: 'subject', isNot: 'small' }]),
  }
  const bill = { ...process, subject: 'bill', transitions: ways } as ProcessDeclaration
  const told = (buyers: readonly string[], small: boolean): DecisionFacts => ({
    ...facts,
    subject: { persons: { buyers }, is: { small } },
  })
  const decided = (key: string, as: ActingAs, known: DecisionFacts) => {
    const decision = decideTransition(bill, as, standing, given(key), known)
    return decision.ok ? undefined : decision.code
  }

  it('keeps out whoever the thing names, though they did nothing in the case', () => {
    expect(decided('pay', clerk, told(['other', 'clerk'], true))).toBe('second-person')
    expect(decided('pay', clerk, told(['other'], true))).toBeUndefined()
    expect(decided('pay', { kind: 'system' }, told(['clerk'], true))).toBeUndefined()
    const [first] = listNextActions(bill, clerk, standing, told(['clerk'], true))
    expect(first?.blockedBy).toEqual([{ need: 'other-person-than', code: 'second-person', facts: {}, who: ['clerk'] }])
  })

  it('opens one of two ways, and never both', () => {
    const offered = (known: DecisionFacts) => listNextActions(bill, clerk, standing, known).map((one) => one.transition)
    expect(offered(told([], true))).toEqual(['pay', 'book'])
    expect(offered(told([], false))).toEqual(['pay', 'ask'])
    expect(decided('book', clerk, told([], false))).toBe('not-from-this-state')
    expect(decided('ask', clerk, told([], false))).toBeUndefined()
  })

  it('decides nothing where nobody told what the thing says', () => {
    for (const key of ['pay', 'book', 'ask']) expect(() => decided(key, clerk, facts), key).toThrow('nobody told')
  })
})
