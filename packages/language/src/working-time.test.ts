import { describe, expect, it } from 'vitest'
import { compileCalendar, deadlineAfter, instantAtPercent, minutesLeft, workingMinutesBetween } from './working-time.ts'

const calendar = compileCalendar({
  years: [
    {
      year: 2026,
      holidays: ['2026-10-01', '2026-10-02', '2026-10-05', '2026-10-06', '2026-10-07'].map((on) => ({
        on,
        name: '国庆节',
      })),
      workdays: ['2026-10-10'],
    },
  ],
  hours: [
    { from: '09:00', to: '12:00' },
    { from: '14:00', to: '18:00' },
  ],
  offsetMinutes: 480,
})
const at = (local: string): Date => new Date(`${local}:00+08:00`)

describe('working time', () => {
  it('counts working hours over the lunch break and the night', () => {
    const due = deadlineAfter(calendar, at('2026-11-23T11:00'), { unit: 'workingMinutes', amount: 4 * 60 })
    expect(due.dueAt).toEqual(at('2026-11-23T17:00'))
    expect(deadlineAfter(calendar, at('2026-11-23T17:30'), { unit: 'workingMinutes', amount: 60 }).dueAt).toEqual(
      at('2026-11-24T09:30'),
    )
  })

  it('starts counting on the next workday when a report arrives on a holiday', () => {
    expect(deadlineAfter(calendar, at('2026-10-03T10:00'), { unit: 'workingMinutes', amount: 30 }).dueAt).toEqual(
      at('2026-10-08T09:30'),
    )
  })

  it('works on a make-up Saturday and rests on a national holiday', () => {
    expect(deadlineAfter(calendar, at('2026-09-30T10:00'), { unit: 'workingDays', amount: 3 }).dueAt).toEqual(
      at('2026-10-10T18:00'),
    )
  })

  it('marks a deadline that crosses into a year without an announced calendar as provisional', () => {
    expect(deadlineAfter(calendar, at('2026-12-30T10:00'), { unit: 'workingDays', amount: 1 }).provisional).toBe(false)
    expect(deadlineAfter(calendar, at('2026-12-30T10:00'), { unit: 'workingDays', amount: 5 }).provisional).toBe(true)
  })

  it('ends natural days at midnight after the last of them', () => {
    expect(deadlineAfter(calendar, at('2026-11-23T15:00'), { unit: 'days', amount: 30 }).dueAt).toEqual(
      at('2026-12-24T00:00'),
    )
  })

  it('measures what it added', () => {
    for (const start of ['2026-09-29T08:10', '2026-09-30T13:00', '2026-10-09T17:59', '2026-11-21T03:00']) {
      const due = deadlineAfter(calendar, at(start), { unit: 'workingMinutes', amount: 1234 }).dueAt
      expect(workingMinutesBetween(calendar, at(start), due)).toBe(1234)
    }
  })

  it('finds the moment at which most of the time is used', () => {
    const start = at('2026-11-23T09:00')
    const due = deadlineAfter(calendar, start, { unit: 'workingDays', amount: 2 }).dueAt
    expect(instantAtPercent(calendar, 'workingDays', start, due, 80)).toEqual(at('2026-11-25T11:48'))
    expect(minutesLeft(calendar, 'workingDays', at('2026-11-25T17:00'), due)).toBe(60)
  })
})
