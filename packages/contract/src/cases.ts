import { z } from 'zod'
import { id, instant, isoDate, languageChoice, operation, queryFlag, queryList, requestId } from './operation.ts'

const named = z.object({ zh: z.string(), en: z.string() })
const level = z.enum(['grid', 'village', 'town', 'county'])
const status = z.enum(['received', 'in-hand', 'done', 'not-done'])
const source = z.enum(['portal', 'phone', 'counter', 'patrol', 'hotline', 'api', 'open311', 'import', 'case'])
const confidentiality = z.enum(['open', 'parties', 'sealed'])
const fieldValue = z.union([z.string().max(10_000), z.number(), z.boolean(), z.array(id).max(20)])
const fieldValues = z.record(z.string().max(60), fieldValue)
const note = z.string().trim().max(4000)
const position = z.object({ lng: z.number().min(-180).max(180), lat: z.number().min(-90).max(90) })

/** A position with its datum: phones in China report GCJ-02, everything stored is CGCS2000 / WGS84. */
const givenPosition = position.extend({ datum: z.enum(['wgs84', 'gcj02']).default('wgs84') })

const reporterGiven = z.object({
  name: z.string().trim().max(50).optional(),
  phone: z.string().trim().max(30).optional(),
  wantsAnswer: z.boolean().default(true),
  language: languageChoice.default('zh-CN'),
})

/** What every list shows of a case. */
export const caseRow = z.object({
  id,
  number: z.string(),
  process: z.string(),
  processVersion: z.number().int(),
  state: z.string(),
  status,
  isOpen: z.boolean(),
  category: z.string(),
  level,
  summary: z.string(),
  townId: id.nullable(),
  villageId: id.nullable(),
  gridId: id.nullable(),
  placeName: z.string(),
  lng: z.number().nullable(),
  lat: z.number().nullable(),
  source,
  ownerRole: z.string().nullable(),
  unitName: z.string().nullable(),
  ownerName: z.string().nullable(),
  openedAt: instant,
  changedAt: instant,
  closedAt: instant.nullable(),
  dueAt: instant.nullable(),
  dueProvisional: z.boolean(),
  late: z.boolean(),
  supervised: z.boolean(),
  waitingFor: z.enum(['reporter', 'approval']).nullable(),
  followerCount: z.number().int(),
  bounceCount: z.number().int(),
  reopenCount: z.number().int(),
  reworkCount: z.number().int(),
  satisfied: z.boolean().nullable(),
  confidentiality,
  version: z.number().int(),
  demo: z.boolean(),
})
export type CaseRowView = z.infer<typeof caseRow>

export const caseEventView = z.object({
  no: z.number().int(),
  at: instant,
  action: z.string(),
  fromState: z.string().nullable(),
  toState: z.string().nullable(),
  byKind: z.enum(['staff', 'reporter', 'system']),
  byName: z.string().nullable(),
  byRole: z.string().nullable(),
  byUnit: z.string().nullable(),
  note: z.string().nullable(),
  publicNote: z.string().nullable(),
  facts: z.record(z.string(), z.unknown()),
})
export type CaseEventView = z.infer<typeof caseEventView>

export const caseClockView = z.object({
  clock: z.string(),
  status: z.enum(['running', 'paused', 'stopped']),
  limitUnit: z.enum(['workingMinutes', 'workingDays', 'minutes', 'days']),
  limitAmount: z.number().int(),
  startedAt: instant,
  dueAt: instant.nullable(),
  provisional: z.boolean(),
  remainingMinutes: z.number().int().nullable(),
  extendedTimes: z.number().int(),
  stoppedAt: instant.nullable(),
  late: z.boolean(),
})
export type CaseClockView = z.infer<typeof caseClockView>

export const caseFileView = z.object({
  id,
  field: z.string(),
  name: z.string(),
  mediaType: z.string(),
  bytes: z.number().int(),
  eventNo: z.number().int(),
  audience: z.enum(['staff', 'reporter', 'public']),
})

export const nextActionView = z.object({
  transition: z.string(),
  label: z.string(),
  primary: z.boolean(),
  to: z.string(),
  asks: z.array(z.string()),
  requires: z.array(z.string()),
  needsReason: z.boolean(),
  needsPublicNote: z.boolean(),
  needsUnit: z.boolean(),
})
export type NextActionView = z.infer<typeof nextActionView>

/** A case as the case page shows it to somebody who may read it, with what they may do next. */
export const caseView = caseRow.extend({
  description: z.string(),
  fields: z.record(z.string(), z.unknown()),
  publicNote: z.string().nullable(),
  closingReason: z.string().nullable(),
  outcome: z.string().nullable(),
  path: z.array(z.object({ id, kind: z.string(), name: z.string(), code: z.string() })),
  assignedOrganisationId: id.nullable(),
  suggestedOrganisationId: id.nullable(),
  suggestedUnitName: z.string().nullable(),
  routingRule: z.string().nullable(),
  routingNote: named.nullable().describe('what the deciding row of the routing table says'),
  /** Handlers see that there is somebody to ask, never who it is. */
  reporter: z.object({ known: z.boolean(), wantsAnswer: z.boolean() }),
  clocks: z.array(caseClockView),
  events: z.array(caseEventView),
  files: z.array(caseFileView),
  parent: z.object({ id, number: z.string(), summary: z.string(), state: z.string(), process: z.string() }).nullable(),
  children: z.array(caseRow),
  mergedInto: z.object({ id, number: z.string() }).nullable(),
  mergedFrom: z.array(z.object({ id, number: z.string(), summary: z.string() })),
  requests: z.array(
    z.object({
      id,
      kind: z.enum(['pause', 'extend', 'reveal-reporter']),
      status: z.enum(['asked', 'granted', 'refused', 'used']),
      clock: z.string().nullable(),
      amount: z.number().int().nullable(),
      unit: z.string().nullable(),
      reason: z.string(),
      askedBy: z.string(),
      askedByMe: z.boolean(),
      askedAt: instant,
      decisionNote: z.string().nullable(),
    }),
  ),
  questions: z.array(
    z.object({
      id,
      question: z.string(),
      askedAt: instant,
      answer: z.string().nullable(),
      answeredAt: instant.nullable(),
      expiresAt: instant,
    }),
  ),
  next: z.array(nextActionView),
  may: z
    .array(z.string())
    .describe(
      'general commands this person may use now: comment, assign, level, classify, whistle, merge, link, pause.ask, pause.grant, resume, extend.ask, extend.grant, supervise, ask, seal, reveal.ask, reveal.grant',
    ),
})
export type CaseView = z.infer<typeof caseView>

/** The filter of lists, maps, counts and exports; in a URL these are its query parameters. */
export const caseFilter = z.object({
  q: z.string().trim().max(100).optional().describe('number, or words of the summary'),
  process: z.string().max(60).optional(),
  status: queryList.optional(),
  state: queryList.optional(),
  category: z.string().max(60).optional().describe('a category code or a prefix of it'),
  level: level.optional(),
  town: id.optional(),
  village: id.optional(),
  grid: id.optional(),
  unit: id.optional().describe('the assigned organisation'),
  source: source.optional(),
  mine: queryFlag.optional().describe('only what waits for me or my unit'),
  late: queryFlag.optional(),
  open: queryFlag.optional(),
  supervised: queryFlag.optional(),
  reopened: queryFlag.optional(),
  from: isoDate.optional(),
  until: isoDate.optional(),
})
export type CaseFilter = z.infer<typeof caseFilter>

const changeBase = {
  caseId: id,
  requestId,
  version: z.number().int().min(1).describe('the version that the person saw; another one means somebody was quicker'),
}
const changed = z.object({ id, number: z.string(), state: z.string(), status, version: z.number().int() })
export type CaseChanged = z.infer<typeof changed>
const changeRefusals = [
  'not-found',
  'not-allowed',
  'changed-meanwhile',
  'request-reused',
  'bad-input',
  'not-from-this-state',
] as const

/** What opens a case, whoever reports it. */
export const caseOpening = z.object({
  requestId,
  process: z.string().max(60).default('grid-event'),
  category: z.string().max(60),
  placeId: id.optional().describe('a place; not needed when a position is given'),
  placeCode: z.string().max(40).optional(),
  position: givenPosition.optional(),
  description: z.string().trim().min(1).max(4000),
  fields: fieldValues.default({}),
  answers: fieldValues.default({}).describe('answers to the category’s own questions'),
  reporter: reporterGiven.optional(),
})
export type CaseOpening = z.infer<typeof caseOpening>

export const openReport = operation({
  name: 'openReport',
  kind: 'write',
  method: 'POST',
  path: '/api/reports',
  audience: 'public',
  summary: 'Report a problem as a villager, without an account',
  input: caseOpening,
  output: z.object({
    id,
    number: z.string(),
    token: z.string().describe('the private part of the progress link /t/{token}'),
    dueAt: instant.nullable(),
    state: z.string(),
    version: z.number().int(),
  }),
  refusals: ['bad-input', 'place-unknown', 'request-reused', 'try-later', 'need-field'],
  offline: true,
})

export const openCase = operation({
  name: 'openCase',
  kind: 'write',
  method: 'POST',
  path: '/api/cases',
  audience: 'staff',
  permission: 'case.open',
  summary: 'Open a case, found on patrol or taken on behalf of somebody',
  input: caseOpening.extend({
    source: source.default('patrol'),
    level: level.optional(),
    organisationId: id.optional(),
    parentId: id.optional(),
  }),
  output: z.object({
    id,
    number: z.string(),
    token: z.string(),
    dueAt: instant.nullable(),
    state: z.string(),
    version: z.number().int(),
  }),
  refusals: ['bad-input', 'place-unknown', 'request-reused', 'not-allowed', 'need-field', 'need-unit'],
  offline: true,
})

export const listCases = operation({
  name: 'listCases',
  kind: 'read',
  method: 'GET',
  path: '/api/cases',
  audience: 'staff',
  permission: 'case.read',
  summary: 'Cases within my reach, filtered, newest or most urgent first, page by page',
  input: caseFilter.extend({
    sort: z.enum(['newest', 'due']).default('newest'),
    cursor: z.string().max(200).optional(),
    limit: z.coerce.number().int().min(1).max(200).default(50),
  }),
  output: z.object({
    rows: z.array(caseRow),
    nextCursor: z.string().nullable(),
    total: z.number().int().describe('how many match, counted up to a bound'),
    totalIsBound: z.boolean(),
  }),
  refusals: ['bad-input'],
  offline: false,
})

export const getCase = operation({
  name: 'getCase',
  kind: 'read',
  method: 'GET',
  path: '/api/cases/:caseId',
  audience: 'staff',
  permission: 'case.read',
  summary: 'A case with its timeline, clocks and what I may do next',
  input: z.object({ caseId: id }),
  output: caseView,
  refusals: ['not-found'],
  offline: false,
})

export const myWork = operation({
  name: 'myWork',
  kind: 'read',
  method: 'GET',
  path: '/api/my-work',
  audience: 'staff',
  summary: 'Everything that waits for me, by deadline, with counts that lead to filtered lists',
  input: z.object({}),
  output: z.object({
    rows: z.array(caseRow),
    counts: z.object({
      waiting: z.number().int(),
      late: z.number().int(),
      dueToday: z.number().int(),
      supervised: z.number().int(),
      toGrant: z.number().int(),
      contested: z.number().int(),
    }),
    toGrant: z.array(
      z.object({
        requestId: id,
        caseId: id,
        number: z.string(),
        summary: z.string(),
        kind: z.string(),
        reason: z.string(),
        askedBy: z.string(),
        askedAt: instant,
      }),
    ),
  }),
  refusals: [],
  offline: false,
})

export const countCases = operation({
  name: 'countCases',
  kind: 'read',
  method: 'GET',
  path: '/api/cases/counts',
  audience: 'staff',
  permission: 'case.count',
  summary: 'Cases by place and status, and by category, from kept counters',
  input: z.object({
    process: z.string().max(60).optional(),
    under: id.optional(),
    by: z.enum(['town', 'village', 'grid', 'category']).default('town'),
  }),
  output: z.object({ cells: z.array(z.object({ key: z.string(), status, n: z.number().int() })), asOf: instant }),
  refusals: ['not-allowed'],
  offline: false,
})

export const mapCases = operation({
  name: 'mapCases',
  kind: 'read',
  method: 'GET',
  path: '/api/cases/map',
  audience: 'staff',
  permission: 'case.read',
  summary: 'Open cases as points, with the filter of the list',
  input: caseFilter,
  output: z.object({
    points: z.array(
      z.object({
        id,
        number: z.string(),
        lng: z.number(),
        lat: z.number(),
        status,
        late: z.boolean(),
        category: z.string(),
        gridId: id.nullable(),
      }),
    ),
    bounded: z.boolean(),
  }),
  refusals: ['bad-input'],
  offline: false,
})

export const exportCases = operation({
  name: 'exportCases',
  kind: 'read',
  method: 'GET',
  path: '/api/cases/export.xlsx',
  audience: 'staff',
  permission: 'case.export',
  summary: 'The filtered list as an Excel file, with a watermark line naming who took it and when; never a reporter',
  input: caseFilter.extend({ purpose: z.string().trim().min(2).max(200), language: languageChoice.default('zh-CN') }),
  output: z.any(),
  refusals: ['bad-input', 'not-allowed'],
  offline: false,
})

export const nearCases = operation({
  name: 'nearCases',
  kind: 'read',
  method: 'GET',
  path: '/api/cases/near',
  audience: 'staff',
  permission: 'case.read',
  summary: 'Open cases of the same category near a position, for merging instead of doubling',
  input: z.object({
    category: z.string().max(60),
    lng: z.coerce.number(),
    lat: z.coerce.number(),
    metres: z.coerce.number().int().min(10).max(2000).default(250),
  }),
  output: z.object({ rows: z.array(caseRow) }),
  refusals: ['bad-input'],
  offline: false,
})

export const listUnits = operation({
  name: 'listUnits',
  kind: 'read',
  method: 'GET',
  path: '/api/cases/:caseId/units',
  audience: 'staff',
  permission: 'case.read',
  summary: 'Units that could be given the case: the routed one first, with their load and record in this category',
  input: z.object({ caseId: id, q: z.string().max(60).optional() }),
  output: z.object({
    units: z.array(
      z.object({
        id,
        key: z.string(),
        name: z.string(),
        nameEn: z.string(),
        kind: z.string(),
        line: z.string().nullable(),
        openCases: z.number().int(),
        lateCases: z.number().int(),
        handledBefore: z.number().int(),
        suggested: z.boolean(),
        handlers: z.array(z.object({ personId: id, name: z.string() })),
      }),
    ),
    rule: z.string().nullable(),
    ruleNote: named.nullable(),
  }),
  refusals: ['not-found'],
  offline: false,
})

export const actOnCase = operation({
  name: 'actOnCase',
  kind: 'write',
  method: 'POST',
  path: '/api/cases/:caseId/actions',
  audience: 'staff',
  permission: 'case.read',
  summary: 'Make a transition of the process',
  input: z.object({
    ...changeBase,
    transition: z.string().max(60),
    fields: fieldValues.default({}),
    note: note.optional(),
    reason: note.optional(),
    publicNote: note.optional(),
    organisationId: id.optional(),
  }),
  output: changed,
  refusals: [
    ...changeRefusals,
    'need-field',
    'need-reason',
    'need-children-closed',
    'need-level',
    'need-unit',
    'avoidance',
    'too-late',
    'second-person',
    'not-yet-done',
  ],
  offline: true,
})

export const commentOnCase = operation({
  name: 'commentOnCase',
  kind: 'write',
  method: 'POST',
  path: '/api/cases/:caseId/comments',
  audience: 'staff',
  permission: 'case.read',
  summary: 'Add a remark or files for colleagues, or a line that the reporter sees too',
  input: z.object({
    ...changeBase,
    note: note.optional(),
    publicNote: note.optional(),
    files: z.array(id).max(10).default([]),
  }),
  output: changed,
  refusals: changeRefusals,
  offline: true,
})

export const assignCase = operation({
  name: 'assignCase',
  kind: 'write',
  method: 'POST',
  path: '/api/cases/:caseId/assignee',
  audience: 'staff',
  permission: 'case.read',
  summary: 'Give the case to one person of the unit that owns it, or back to the unit',
  input: z.object({ ...changeBase, personId: id.nullable(), note: note.optional() }),
  output: changed,
  refusals: changeRefusals,
  offline: false,
})

export const moveCaseLevel = operation({
  name: 'moveCaseLevel',
  kind: 'write',
  method: 'POST',
  path: '/api/cases/:caseId/level',
  audience: 'staff',
  permission: 'case.read',
  summary: 'Raise or lower the level at which the case lies',
  input: z.object({ ...changeBase, level, reason: note.min(1) }),
  output: changed,
  refusals: [...changeRefusals, 'need-level'],
  offline: false,
})

export const classifyCase = operation({
  name: 'classifyCase',
  kind: 'write',
  method: 'POST',
  path: '/api/cases/:caseId/classification',
  audience: 'staff',
  permission: 'case.read',
  summary: 'Correct category or place; the limit and the route follow, and the change is kept',
  input: z.object({
    ...changeBase,
    category: z.string().max(60).optional(),
    placeId: id.optional(),
    summary: z.string().trim().min(1).max(200).optional(),
    reason: note.min(1),
  }),
  output: changed,
  refusals: [...changeRefusals, 'place-unknown'],
  offline: false,
})

export const whistleCase = operation({
  name: 'whistleCase',
  kind: 'write',
  method: 'POST',
  path: '/api/cases/:caseId/whistles',
  audience: 'staff',
  permission: 'case.read',
  summary: 'Whistle for a department: a child case with its own clock',
  input: z.object({ ...changeBase, organisationIds: z.array(id).min(1).max(10), wanted: note.min(1) }),
  output: changed.extend({ children: z.array(z.object({ id, number: z.string() })) }),
  refusals: [...changeRefusals, 'need-unit'],
  offline: false,
})

export const mergeCase = operation({
  name: 'mergeCase',
  kind: 'write',
  method: 'POST',
  path: '/api/cases/:caseId/merge',
  audience: 'staff',
  permission: 'case.read',
  summary: 'Merge this duplicate into another case; its followers and reporter go along',
  input: z.object({ ...changeBase, intoCaseId: id, reason: note.optional() }),
  output: changed,
  refusals: [...changeRefusals, 'merge-itself'],
  offline: false,
})

export const linkCase = operation({
  name: 'linkCase',
  kind: 'write',
  method: 'POST',
  path: '/api/cases/:caseId/parent',
  audience: 'staff',
  permission: 'case.read',
  summary: 'Make this a part of another case, or no longer',
  input: z.object({ ...changeBase, parentId: id.nullable() }),
  output: changed,
  refusals: [...changeRefusals, 'merge-itself'],
  offline: false,
})

export const askForTime = operation({
  name: 'askForTime',
  kind: 'write',
  method: 'POST',
  path: '/api/cases/:caseId/time-requests',
  audience: 'staff',
  permission: 'case.read',
  summary: 'Ask to pause a clock or to extend it; a second person decides',
  input: z.object({
    ...changeBase,
    kind: z.enum(['pause', 'extend']),
    clock: z.string().max(60),
    amount: z.number().int().min(1).max(200).optional(),
    unit: z.enum(['workingDays', 'workingMinutes', 'days']).optional(),
    reason: note.min(1),
  }),
  output: changed,
  refusals: [...changeRefusals, 'clock-not-running'],
  offline: false,
})

export const decideTime = operation({
  name: 'decideTime',
  kind: 'write',
  method: 'POST',
  path: '/api/cases/:caseId/time-decisions',
  audience: 'staff',
  permission: 'case.read',
  summary: 'Grant or refuse what somebody else asked for',
  input: z.object({ ...changeBase, decisionOn: id, grant: z.boolean(), note: note.optional() }),
  output: changed,
  refusals: [...changeRefusals, 'second-person', 'clock-not-running'],
  offline: false,
})

export const resumeClock = operation({
  name: 'resumeClock',
  kind: 'write',
  method: 'POST',
  path: '/api/cases/:caseId/resume',
  audience: 'staff',
  permission: 'case.read',
  summary: 'Let a paused clock go on',
  input: z.object({ ...changeBase, clock: z.string().max(60), note: note.optional() }),
  output: changed,
  refusals: [...changeRefusals, 'clock-not-running'],
  offline: false,
})

export const superviseCase = operation({
  name: 'superviseCase',
  kind: 'write',
  method: 'POST',
  path: '/api/cases/:caseId/supervision',
  audience: 'staff',
  permission: 'case.read',
  summary: 'Put the case under supervision 督办, or lift it',
  input: z.object({ ...changeBase, supervised: z.boolean(), note: note.min(1) }),
  output: changed,
  refusals: changeRefusals,
  offline: false,
})

export const askReporter = operation({
  name: 'askReporter',
  kind: 'write',
  method: 'POST',
  path: '/api/cases/:caseId/questions',
  audience: 'staff',
  permission: 'case.read',
  summary: 'Ask the reporter something; the answer comes back through the private link',
  input: z.object({ ...changeBase, question: z.string().trim().min(2).max(1000) }),
  output: changed,
  refusals: changeRefusals,
  offline: false,
})

export const sealCase = operation({
  name: 'sealCase',
  kind: 'write',
  method: 'POST',
  path: '/api/cases/:caseId/seal',
  audience: 'staff',
  permission: 'case.read',
  summary: 'Move the case into the sealed class, out of the hands of those it concerns',
  input: z.object({ ...changeBase, reason: note.min(1) }),
  output: changed,
  refusals: changeRefusals,
  offline: false,
})

export const askToReveal = operation({
  name: 'askToReveal',
  kind: 'write',
  method: 'POST',
  path: '/api/cases/:caseId/reveal-requests',
  audience: 'staff',
  permission: 'case.reveal-reporter',
  summary: 'Ask to see who reported; a second person decides, and the reporter sees that it happened',
  input: z.object({ ...changeBase, reason: note.min(4) }),
  output: changed,
  refusals: changeRefusals,
  offline: false,
})

export const decideReveal = operation({
  name: 'decideReveal',
  kind: 'write',
  method: 'POST',
  path: '/api/cases/:caseId/reveal-decisions',
  audience: 'staff',
  permission: 'case.grant-reveal',
  summary: 'Grant or refuse to show who reported',
  input: z.object({ ...changeBase, decisionOn: id, grant: z.boolean(), note: note.optional() }),
  output: changed,
  refusals: [...changeRefusals, 'second-person'],
  offline: false,
})

export const revealReporter = operation({
  name: 'revealReporter',
  kind: 'write',
  method: 'POST',
  path: '/api/cases/:caseId/reporter',
  audience: 'staff',
  permission: 'case.reveal-reporter',
  summary: 'See, once, who reported, after it was granted; the look is recorded',
  input: z.object({ caseId: id, requestId, grantedRequest: id }),
  output: z.object({ name: z.string().nullable(), phone: z.string().nullable() }),
  refusals: ['not-found', 'not-allowed', 'second-person'],
  offline: false,
  secretAnswer: true,
})

export const listSavedViews = operation({
  name: 'listSavedViews',
  kind: 'read',
  method: 'GET',
  path: '/api/saved-views',
  audience: 'staff',
  permission: 'case.read',
  summary: 'My saved filters',
  input: z.object({}),
  output: z.object({ views: z.array(z.object({ id, name: z.string(), query: z.string() })) }),
  refusals: [],
  offline: false,
})
export const saveView = operation({
  name: 'saveView',
  kind: 'write',
  method: 'POST',
  path: '/api/saved-views',
  audience: 'staff',
  permission: 'case.read',
  summary: 'Keep a filter under a name',
  input: z.object({ requestId, name: z.string().trim().min(1).max(40), query: z.string().max(1000) }),
  output: z.object({ id }),
  refusals: ['bad-input'],
  offline: false,
})
export const deleteView = operation({
  name: 'deleteView',
  kind: 'write',
  method: 'DELETE',
  path: '/api/saved-views/:viewId',
  audience: 'staff',
  permission: 'case.read',
  summary: 'Forget a saved filter',
  input: z.object({ requestId, viewId: id }),
  output: z.object({ id }),
  refusals: ['not-found'],
  offline: false,
})

/** What the reporter sees through the private link: plain words, no staff names, nothing internal. */
export const progressView = z.object({
  id,
  number: z.string(),
  process: z.string(),
  processVersion: z.number().int(),
  state: z.string(),
  status,
  category: z.string(),
  placeName: z.string(),
  villageCode: z.string().nullable(),
  description: z.string(),
  openedAt: instant,
  closedAt: instant.nullable(),
  dueAt: instant.nullable(),
  dueProvisional: z.boolean(),
  late: z.boolean(),
  withWhom: z.string().nullable().describe('the role or unit that has it now'),
  publicNote: z.string().nullable(),
  satisfied: z.boolean().nullable(),
  followerCount: z.number().int(),
  fields: z.record(z.string(), z.unknown()),
  timeline: z.array(
    z.object({
      at: instant,
      action: z.string(),
      toState: z.string().nullable(),
      byKind: z.enum(['staff', 'reporter', 'system']),
      unit: z.string().nullable(),
      publicNote: z.string().nullable(),
    }),
  ),
  questions: z.array(z.object({ id, question: z.string(), askedAt: instant, answer: z.string().nullable() })),
  looks: z
    .array(z.object({ at: instant, reason: z.string() }))
    .describe('when the reporter’s identity was looked at, and why'),
  files: z.array(caseFileView),
  next: z.array(nextActionView),
  version: z.number().int(),
  follower: z.boolean(),
  demo: z.boolean(),
})
export type ProgressView = z.infer<typeof progressView>

export const getProgress = operation({
  name: 'getProgress',
  kind: 'read',
  method: 'GET',
  path: '/api/progress/:token',
  audience: 'reporter',
  summary: 'The progress of a report, by its private link',
  input: z.object({ token: z.string().min(20).max(60) }),
  output: progressView,
  refusals: ['not-found'],
  offline: false,
})
export const actAsReporter = operation({
  name: 'actAsReporter',
  kind: 'write',
  method: 'POST',
  path: '/api/progress/:token/actions',
  audience: 'reporter',
  summary: 'Say that it is solved, that it is not, hand in papers, rate, withdraw',
  input: z.object({
    token: z.string().min(20).max(60),
    requestId,
    transition: z.string().max(60),
    fields: fieldValues.default({}),
    note: note.optional(),
  }),
  output: changed,
  refusals: ['not-found', 'not-from-this-state', 'need-field', 'too-late', 'bad-input', 'request-reused'],
  offline: false,
})
export const answerQuestion = operation({
  name: 'answerQuestion',
  kind: 'write',
  method: 'POST',
  path: '/api/progress/:token/answers',
  audience: 'reporter',
  summary: 'Answer a question about the report',
  input: z.object({
    token: z.string().min(20).max(60),
    requestId,
    questionId: id,
    answer: z.string().trim().min(1).max(2000),
  }),
  output: changed,
  refusals: ['not-found', 'nothing-to-answer', 'request-reused'],
  offline: false,
})
export const followCase = operation({
  name: 'followCase',
  kind: 'write',
  method: 'POST',
  path: '/api/public-cases/:caseId/followers',
  audience: 'public',
  summary: '“Me too”: follow an open public case instead of reporting it again',
  input: z.object({ caseId: id, requestId, phone: z.string().trim().max(30).optional() }),
  output: z.object({ token: z.string(), number: z.string() }),
  refusals: ['not-found', 'try-later', 'request-reused'],
  offline: false,
})
export const listPublicCases = operation({
  name: 'listPublicCases',
  kind: 'read',
  method: 'GET',
  path: '/api/public-cases',
  audience: 'public',
  summary: 'What the public may know of the cases of a village',
  input: z.object({
    village: z.string().max(12).optional(),
    town: z.string().max(9).optional(),
    category: z.string().max(60).optional(),
    status: status.optional(),
    cursor: z.string().max(200).optional(),
    limit: z.coerce.number().int().min(1).max(100).default(20),
  }),
  output: z.object({
    rows: z.array(
      z.object({
        id,
        number: z.string(),
        process: z.string(),
        status,
        category: z.string(),
        villageId: id.nullable(),
        lng: z.number().nullable(),
        lat: z.number().nullable(),
        publicNote: z.string().nullable(),
        openedAt: instant,
        closedAt: instant.nullable(),
        outcome: z.string().nullable(),
        followerCount: z.number().int(),
        reopenCount: z.number().int(),
      }),
    ),
    nextCursor: z.string().nullable(),
  }),
  refusals: ['not-found'],
  offline: false,
})
