import { announcedEvents, dutyKinds, dutyStandings } from '@xiangzhi/language'
import { z } from 'zod'
import { defineList } from './list.ts'
import { id, instant, isoDate, operation, requestId } from './operation.ts'

const named = z.object({ zh: z.string(), en: z.string() })
const kind = z.enum(dutyKinds)
const standing = z.enum(dutyStandings)

const row = z.object({
  id,
  duty: z.string(),
  title: named,
  kind,
  placeId: id,
  placeName: z.string(),
  placeNameEn: z.string().nullable(),
  townId: id.nullable(),
  villageId: id.nullable(),
  occasion: z.string().describe('the period, such as 2026-Q4, or the event that called for it'),
  firstOn: isoDate,
  lastOn: isoDate,
  dueOn: isoDate.describe('the last day in time; late from the day after'),
  provisional: z.boolean(),
  standing,
  keptOn: isoDate.nullable(),
  evidenceCount: z.number().int(),
  evidenceNeeded: z.number().int(),
  holderRole: z.string(),
  holders: z.array(z.object({ id, name: z.string() })).describe('who holds the role today'),
  mine: z.boolean().describe('the reader answers for it'),
  isPublic: z.boolean(),
  exemptReason: z.string().nullable(),
  form: z.string().nullable().describe('where in the workbench it is done'),
})
export type DutyRowView = z.infer<typeof row>

/** What is due, by deadline: in the villages and grids within reach, or of the reader. */
export const dutyList = defineList({
  name: 'listDuties',
  path: '/api/duties',
  permission: 'duty.read',
  summary: 'Duties by deadline: what is due, what is late, what was done',
  title: 'text.duties.title',
  row,
  columns: [
    { member: 'title', title: 'text.duties.what', as: 'named', fixed: true },
    { member: 'placeName', inEnglish: 'placeNameEn', title: 'text.duties.place', width: 150 },
    { member: 'occasion', title: 'text.duties.period', width: 150 },
    { member: 'dueOn', title: 'text.duties.due', as: 'date', width: 150, sort: true },
    { member: 'standing', title: 'text.duties.standing', words: 'text.duties.standing', width: 120 },
    { member: 'holders', title: 'text.duties.holder', as: 'named', width: 180 },
    { member: 'kind', title: 'text.duties.kind', words: 'text.duties.kind', width: 90, rare: true },
    { member: 'keptOn', title: 'text.duties.keptDay', as: 'date', width: 120, rare: true },
    { member: 'exemptReason', title: 'text.duties.exemptReason', fileOnly: true, width: 270 },
  ],
  filters: {
    mine: { kind: 'flag', about: 'only what the reader answers for' },
    person: { kind: 'id', about: 'only what this person answers for by the roles held today' },
    kind: { kind: 'choice', of: dutyKinds, words: 'text.duties.kind', label: 'text.duties.kind' },
    duty: { kind: 'word', most: 100 },
    standing: {
      kind: 'choice',
      of: dutyStandings,
      words: 'text.duties.standing',
      label: 'text.duties.standing',
      rare: true,
    },
    overdue: { kind: 'flag', about: 'late or very late' },
    town: { kind: 'town', label: 'text.duties.town' },
    village: { kind: 'village', label: 'text.duties.village' },
    place: { kind: 'id' },
    from: {
      kind: 'from',
      until: 'until',
      label: 'text.duties.dueFromUntil',
      rare: true,
      about: 'due from this day on',
    },
    until: { kind: 'date', about: 'due up to this day' },
  },
  beside: { today: isoDate },
  export: { name: 'exportDuties', summary: 'Duties under a filter as a file' },
})
export const listDuties = dutyList.read
export const exportDuties = dutyList.export

/** The on-time rate with everything it is made of. */
export const countDuties = operation({
  name: 'countDuties',
  kind: 'read',
  method: 'GET',
  path: '/api/duties/count',
  audience: 'staff',
  permission: 'duty.read',
  summary: 'How many duties were kept in time, by village, town or duty: numerator, denominator, exclusions',
  input: z.object({
    by: z.enum(['village', 'town', 'duty']),
    kind: kind.optional(),
    town: id.optional(),
    village: id.optional(),
    from: isoDate,
    until: isoDate,
  }),
  output: z.object({
    today: isoDate,
    rows: z.array(
      z.object({
        key: z.string(),
        name: named,
        keptOnTime: z.number().int().describe('the numerator'),
        due: z.number().int().describe('the denominator: kept in time, kept late, or missed'),
        keptLate: z.number().int(),
        missed: z.number().int(),
        pending: z.number().int().describe('not due yet; in neither'),
        exempt: z.number().int().describe('left out'),
        dropped: z.number().int().describe('left out'),
      }),
    ),
  }),
  refusals: ['bad-input', 'not-allowed'],
  offline: false,
})

const days = z.union([z.object({ workingDays: z.number().int() }), z.object({ days: z.number().int() })])

export const getDuty = operation({
  name: 'getDuty',
  kind: 'read',
  method: 'GET',
  path: '/api/duties/:id',
  audience: 'staff',
  permission: 'duty.read',
  summary: 'One duty: who answers for it, how its deadline was counted, what happened',
  input: z.object({ id }),
  output: z.object({
    ...row.shape,
    graveAfterOn: isoDate,
    basis: z.array(z.object({ source: z.string(), article: z.string() })),
    trace: z
      .object({
        startOn: isoDate,
        direction: z.enum(['after', 'before']),
        count: days,
        holidays: z.array(isoDate),
        weekendDays: z.number().int(),
        madeUp: z.array(isoDate),
        movedFrom: isoDate.nullable(),
        unannouncedYears: z.array(z.number().int()),
      })
      .nullable()
      .describe('null once the duty is declared no more'),
    events: z.array(
      z.object({
        no: z.number().int(),
        action: z.string(),
        at: instant,
        byName: z.string().nullable(),
        note: z.string().nullable(),
        evidenceKind: z.string().nullable(),
        evidenceId: id.nullable(),
        from: isoDate.nullable().describe('the deadline before it was counted again'),
        due: isoDate.nullable(),
      }),
    ),
    mayKeep: z.boolean(),
    mayExempt: z.boolean(),
    mayLift: z.boolean(),
  }),
  refusals: ['bad-input', 'not-allowed', 'not-found'],
  offline: false,
})

const done = z.object({ id })

/** The holder writes down what was done, where nothing else shows it. */
export const noteDutyKept = operation({
  name: 'noteDutyKept',
  kind: 'write',
  subject: { kind: 'duties', id: 'input.id' },
  method: 'POST',
  path: '/api/duties/:id/note',
  audience: 'staff',
  permission: 'duty.read',
  summary: 'Write down that a duty was kept, where nothing else shows it',
  input: z.object({ requestId, id, note: z.string().trim().min(1).max(2000) }),
  output: z.object({ id, keptOn: isoDate.nullable(), evidenceCount: z.number().int() }),
  refusals: ['bad-input', 'not-allowed', 'not-found', 'changed-meanwhile', 'request-reused'],
  offline: 'adds',
})

/** The day of an election or an assembly. What must be open before it and after it is due from then on, whether or not its writer remembers. */
export const announceEvent = operation({
  name: 'announceEvent',
  kind: 'write',
  method: 'POST',
  path: '/api/duty-events',
  audience: 'staff',
  permission: 'duty.announce',
  subject: { kind: 'places', id: 'input.placeId' },
  summary: 'Announce the day of an election or an assembly: what must be shown before and after it is due from then on',
  input: z.object({ requestId, placeId: id, event: z.enum(announcedEvents), on: isoDate }),
  output: z.object({ id, items: z.array(z.object({ id, title: named, dueOn: isoDate })) }),
  refusals: ['bad-input', 'not-allowed', 'place-unknown', 'request-reused'],
  offline: false,
})

export const exemptDuty = operation({
  name: 'exemptDuty',
  kind: 'write',
  subject: { kind: 'duties', id: 'input.id' },
  method: 'POST',
  path: '/api/duties/:id/exempt',
  audience: 'staff',
  permission: 'duty.exempt',
  summary: 'Exempt a place from a duty once, with a reason that is published',
  input: z.object({ requestId, id, reason: z.string().trim().min(4).max(500) }),
  output: done,
  refusals: ['bad-input', 'not-allowed', 'not-found', 'changed-meanwhile', 'request-reused'],
  offline: false,
})

export const liftDutyExemption = operation({
  name: 'liftDutyExemption',
  kind: 'write',
  subject: { kind: 'duties', id: 'input.id' },
  method: 'POST',
  path: '/api/duties/:id/lift-exemption',
  audience: 'staff',
  permission: 'duty.exempt',
  summary: 'Take an exemption back: the duty is due again by its old date',
  input: z.object({ requestId, id, reason: z.string().trim().min(4).max(500) }),
  output: done,
  refusals: ['bad-input', 'not-allowed', 'not-found', 'changed-meanwhile', 'request-reused'],
  offline: false,
})

/** Whether the reader has a private calendar address. The address itself is shown only when it is made. */
export const getDutyCalendar = operation({
  name: 'getDutyCalendar',
  kind: 'read',
  method: 'GET',
  path: '/api/duty-calendar',
  audience: 'staff',
  permission: 'duty.read',
  summary: 'Whether I have a private calendar address, and since when',
  input: z.object({}),
  output: z.object({ madeAt: instant.nullable() }),
  refusals: ['not-allowed'],
  offline: false,
})

export const makeDutyCalendar = operation({
  name: 'makeDutyCalendar',
  kind: 'write',
  subject: { kind: 'persons', id: 'by' },
  method: 'POST',
  path: '/api/duty-calendar',
  audience: 'staff',
  permission: 'duty.read',
  summary: 'Make a private calendar address (iCalendar); one made before ends',
  input: z.object({ requestId }),
  output: z.object({ path: z.string().describe('under the address of the platform; shown only now') }),
  refusals: ['bad-input', 'not-allowed', 'request-reused'],
  offline: false,
  secretAnswer: true,
})

export const endDutyCalendar = operation({
  name: 'endDutyCalendar',
  kind: 'write',
  subject: { kind: 'persons', id: 'by' },
  method: 'POST',
  path: '/api/duty-calendar/end',
  audience: 'staff',
  permission: 'duty.read',
  summary: 'End my private calendar address',
  input: z.object({ requestId }),
  output: z.object({ ended: z.boolean() }),
  refusals: ['bad-input', 'not-allowed', 'request-reused'],
  offline: false,
})
