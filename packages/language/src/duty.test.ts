import { describe, expect, it } from 'vitest'
import {
  checkDuties,
  compileCalendar,
  dayAfter,
  dutyDeadline,
  type DutyDeclaration,
  type DutyDue,
  dutyPeriodFromKey,
  dutyPeriodOf,
  dutyPeriods,
  dutyRhythms,
  type DutyPeriod,
  dutyStanding,
  dutyStepsAfter,
  dutyStepsWhenKnown,
} from './index.ts'

/** 2026 as the State Council announced it, as far as the cases below need it. */
const calendar = compileCalendar({
  years: [
    {
      year: 2026,
      holidays: [
        '2026-02-15',
        '2026-02-16',
        '2026-02-17',
        '2026-02-18',
        '2026-02-19',
        '2026-02-20',
        '2026-02-21',
        '2026-02-22',
        '2026-02-23',
        '2026-10-01',
        '2026-10-02',
        '2026-10-03',
        '2026-10-04',
        '2026-10-05',
        '2026-10-06',
        '2026-10-07',
      ].map((on) => ({ on, name: '假' })),
      workdays: ['2026-02-14', '2026-02-28', '2026-09-20', '2026-10-10'],
    },
  ],
  hours: [{ from: '09:00', to: '17:00' }],
  offsetMinutes: 480,
})

const graveAfter = { workingDays: 5 }
const deadline = (due: Partial<DutyDue>, first: string, last = first) =>
  dutyDeadline(
    calendar,
    { due: { from: 'period-end', direction: 'after', count: { days: 0 }, onDayOff: 'stays', ...due }, graveAfter },
    { first, last },
  )

describe('periods', () => {
  it('have names that sort and say what they are, weeks by ISO 8601', () => {
    expect(dutyRhythms.map((every) => dutyPeriodOf(every, '2026-11-23').key)).toEqual([
      '2026-11-23',
      '2026-W48',
      '2026-11',
      '2026-Q4',
      '2026-H2',
      '2026',
    ])
    // The known corners of ISO weeks: years of 53 weeks, and days that belong to the year before or after.
    expect(
      ['2027-01-01', '2021-01-03', '2020-12-31', '2024-12-30', '2026-01-01'].map(
        (day) => dutyPeriodOf('week', day).key,
      ),
    ).toEqual(['2026-W53', '2020-W53', '2020-W53', '2025-W01', '2026-W01'])
  })

  it('follow each other without a gap and without an overlap, and their keys lead back to them', () => {
    for (const every of dutyRhythms) {
      const periods = [...dutyPeriods(every, '2019-12-15', '2028-03-01')]
      for (const [no, period] of periods.entries()) {
        expect(period.first <= period.last, period.key).toBe(true)
        expect(dutyPeriodFromKey(every, period.key)).toEqual(period)
        const next = periods[no + 1]
        if (next) expect(next.first).toBe(dayAfter(period.last))
      }
      expect(new Set(periods.map(({ key }) => key)).size).toBe(periods.length)
    }
  })

  it('are not found by the key of another rhythm or of none', () => {
    expect(dutyPeriodFromKey('month', '2026-Q1')).toBeUndefined()
    expect(dutyPeriodFromKey('year', '2026-01')).toBeUndefined()
    expect(dutyPeriodFromKey('day', '2026-02-30')).toBeUndefined()
    expect(dutyPeriodFromKey('week', '2026-W54')).toBeUndefined()
    expect(dutyPeriodFromKey('month', 'x')).toBeUndefined()
  })
})

describe('a deadline', () => {
  it('in natural days that ends on a day off ends on the next workday, which may be a Saturday', () => {
    expect(deadline({ count: { days: 10 }, onDayOff: 'next-workday' }, '2026-09-30')).toMatchObject({
      dueOn: '2026-10-10',
      provisional: false,
      trace: { movedFrom: null, madeUp: ['2026-10-10'] },
    })
    expect(deadline({ count: { days: 3 }, onDayOff: 'next-workday' }, '2026-09-30')).toMatchObject({
      dueOn: '2026-10-08',
      trace: { movedFrom: '2026-10-03' },
    })
    expect(deadline({ count: { days: 3 } }, '2026-09-30').dueOn).toBe('2026-10-03')
  })

  it('in working days skips holidays and weekends, and counts the weekend days that are worked', () => {
    const { dueOn, graveAfterOn, trace } = deadline({ count: { workingDays: 3 } }, '2026-09-30')
    expect(dueOn).toBe('2026-10-10')
    expect(graveAfterOn).toBe('2026-10-16')
    expect(trace.holidays).toEqual(['2026-10-01', '2026-10-02', '2026-10-05', '2026-10-06', '2026-10-07'])
    expect(trace.weekendDays).toBe(2)
    expect(trace.madeUp).toEqual(['2026-10-10'])
  })

  it('can lie before the end of its period, or be counted from its beginning', () => {
    expect(deadline({ direction: 'before', count: { workingDays: 2 } }, '2026-10-01', '2026-10-10').dueOn).toBe(
      '2026-10-08',
    )
    expect(deadline({ direction: 'before', count: { days: 5 } }, '2026-11-01', '2026-11-30').dueOn).toBe('2026-11-25')
    expect(deadline({ from: 'period-begin', count: { days: 4 } }, '2026-11-01', '2026-11-30').dueOn).toBe('2026-11-05')
  })

  it('that crosses an unannounced year is provisional and names the year', () => {
    const found = deadline({ count: { workingDays: 3 } }, '2026-12-31')
    expect(found).toMatchObject({ provisional: true, trace: { unannouncedYears: [2027] } })
    expect(deadline({ count: { days: 0 } }, '2026-11-30').provisional).toBe(false)
  })

  it('counted by hand from its trace is the same', () => {
    let day = '2026-01-05'
    for (let no = 0; no < 250; no += 1, day = dayAfter(day)) {
      const { dueOn, trace } = deadline({ count: { workingDays: 7 } }, day)
      const passed = Math.round((Date.parse(dueOn) - Date.parse(day)) / 86_400_000)
      expect(passed - trace.holidays.length - trace.weekendDays, day).toBe(7)
    }
  })
})

it('steps come in their order, and what lies before a day is left out', () => {
  const item = { dueOn: '2026-10-10', graveAfterOn: '2026-10-16' }
  const steps = (after: string) =>
    dutyStepsAfter({ remindDaysBefore: [1, 7] }, item, after).map(({ step, on }) => `${on} ${step}`)
  expect(steps('2026-10-01')).toEqual(['2026-10-03 remind', '2026-10-09 remind', '2026-10-11 late', '2026-10-17 grave'])
  expect(steps('2026-10-09')).toEqual(['2026-10-11 late', '2026-10-17 grave'])
  expect(steps('2026-10-17')).toEqual([])
})

const sound: DutyDeclaration = {
  key: 'test:one',
  version: 1,
  kind: 'meeting',
  title: { zh: '会', en: 'Meeting' },
  places: { level: 'village' },
  who: { role: 'village-clerk' },
  rhythm: { every: 'quarter' },
  due: { from: 'period-end', direction: 'after', count: { days: 0 }, onDayOff: 'stays' },
  keptBy: { evidence: 'meeting', times: 1, byHand: true },
  remindDaysBefore: [7],
  graveAfter,
  escalate: [{ when: 'late', to: 'dispatcher-town' }],
  exemptedBy: ['dispatcher-town'],
  isPublic: true,
  basis: [],
}

describe('the check of duties', () => {
  const problems = (change: object): string[] => checkDuties([{ ...sound, ...change }])

  it('lets a sound one through', () => {
    expect(checkDuties([sound])).toEqual([])
  })

  it.each([
    ['a key of another form', { key: 'Test One' }, 'has a key of the wrong form'],
    [
      'a holder below the place',
      { who: { role: 'grid-worker' } },
      'is due at village, which grid-worker does not reach',
    ],
    [
      'a department’s role without the department',
      { who: { role: 'department-handler' } },
      'is due at village, which department-handler does not reach',
    ],
    [
      'an escalation to whoever missed it',
      { escalate: [{ when: 'late', to: 'village-clerk' }] },
      'must be brought before somebody else than village-clerk, who missed it',
    ],
    ['no escalation', { escalate: [] }, 'must be brought before somebody when it is missed'],
    ['an exemption by the holder', { exemptedBy: ['village-clerk'] }, 'its holder may not exempt itself'],
    [
      'a deadline of events without one',
      { due: { ...sound.due, from: 'event' } },
      'comes again and again, so its deadline is counted from the period',
    ],
    [
      'a deadline before the period that may slip into it',
      { due: { ...sound.due, from: 'period-begin', direction: 'before', onDayOff: 'next-workday' } },
      'is due before a day, so its deadline cannot move to the next workday',
    ],
    [
      'a day of the year for what comes each quarter',
      { due: { ...sound.due, from: { day: '01-31' }, direction: 'before' } },
      'names a day of the year, so it comes every year',
    ],
    [
      'a day that some years lack',
      { rhythm: { every: 'year' }, due: { ...sound.due, from: { day: '02-29' }, direction: 'before' } },
      'has no day “02-29” in every year',
    ],
    [
      'a basis with the date of an older text',
      { basis: [{ source: '中华人民共和国村民委员会组织法', article: '30', since: '2018-12-29' }] },
      '中华人民共和国村民委员会组织法 has another date than 2018-12-29',
    ],
    [
      'working days that end on a day off',
      { due: { ...sound.due, count: { workingDays: 3 }, onDayOff: 'next-workday' } },
      'working days never end on a day off',
    ],
    ['two levels on one day', { graveAfter: { days: 0 } }, 'needs a day between its two levels'],
    ['a form outside', { form: 'https://example.org' }, 'its form is an address of the workbench'],
    ['an unknown placeholder', { form: '/x?who={person}' }, 'its form has the unknown placeholder {person}'],
    ['an end before its beginning', { since: '2026-02-01', until: '2026-01-01' }, 'ends before it begins'],
    ['a missing sentence', { title: 'text.no.such' }, 'has no sentence “text.no.such”'],
  ])('finds %s', (_what, change, problem) => {
    expect(problems(change)).toContain(`${(change as { key?: string }).key ?? 'test:one'}: ${problem}`)
  })

  it('finds a key that stands twice', () => {
    expect(checkDuties([sound, sound])).toEqual(['test:one: is declared twice'])
  })
})

describe('deadlines that do not follow their period', () => {
  const due = { count: { days: 0 }, onDayOff: 'stays' } as const
  const dueOn = (
    from: DutyDeclaration['due']['from'],
    direction: 'after' | 'before',
    days: number,
    period: DutyPeriod,
  ) => dutyDeadline(calendar, { due: { ...due, from, direction, count: { days } }, graveAfter }, period).dueOn
  const year = dutyPeriodOf('year', '2027-06-01')
  const quarter = dutyPeriodOf('quarter', '2027-02-01')

  it('stand within the period, ahead of it, or on a day of its year, which no day off moves', () => {
    expect(dueOn('period-begin', 'after', 20, quarter)).toBe('2027-01-21')
    expect(dueOn('period-begin', 'before', 15, quarter)).toBe('2026-12-17')
    expect(dueOn({ day: '01-31' }, 'before', 0, year)).toBe('2027-01-31')
    expect(dueOn({ day: '09-01' }, 'before', 10, year)).toBe('2027-08-22')
    const vote = { key: 'vote', first: '2027-03-21', last: '2027-03-21' }
    expect(dueOn('event', 'before', 20, vote)).toBe('2027-03-01')
  })

  it('are open as soon as they are known, though the period or the event is still to come', () => {
    const voters = { firstOn: '2027-03-21', dueOn: '2027-03-01', graveAfterOn: '2027-03-08', keptOn: null }
    const on = (day: string) => dutyStanding({ ...voters, exempt: false, dropped: false }, day)
    expect(['2027-02-01', '2027-03-01', '2027-03-02', '2027-03-09', '2027-03-22'].map(on)).toEqual([
      'open',
      'open',
      'late',
      'grave',
      'grave',
    ])
  })

  it('escalate from the day they are known when that is too late, and nobody is reminded of what is past', () => {
    const item = { dueOn: '2027-03-01', graveAfterOn: '2027-03-08' }
    const steps = (today: string) => dutyStepsWhenKnown({ remindDaysBefore: [7, 1] }, item, today)
    expect(steps('2027-02-26').map(({ step }) => step)).toEqual(['remind', 'late', 'grave'])
    expect(steps('2027-04-01')).toEqual([
      { step: 'late', on: '2027-03-02' },
      { step: 'grave', on: '2027-03-09' },
    ])
  })
})
