import { z } from 'zod'
import { caseFilter, caseOpening } from './case-inputs.ts'
import { caseRow, caseView, waitingRow } from './case-views.ts'
import { confidentiality, named, level, status, takenSource } from './case-words.ts'
import { exportInput, exportRefusals, id, instant, nextCursor, operation, paging } from './operation.ts'

export const openReport = operation({
  name: 'openReport',
  kind: 'write',
  subject: { kind: 'cases', id: 'output.id' },
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
  publicWrite: {
    burdens: ['work', 'message', 'space'],
    limits: [
      { per: 'source', times: 60, minutes: 60 },
      { per: 'source and number', times: 10, minutes: 1440 },
      { per: 'place', times: 200, minutes: 60 },
    ],
  },
  refusals: ['bad-input', 'place-unknown', 'request-reused', 'try-later', 'need-field'],
  creates: true,
  privateLink: true,
  offline: 'adds',
})

export const openCase = operation({
  name: 'openCase',
  kind: 'write',
  subject: { kind: 'cases', id: 'output.id' },
  method: 'POST',
  path: '/api/cases',
  audience: 'staff',
  permission: 'case.open',
  summary: 'Open a case, found on patrol or taken on behalf of somebody',
  input: caseOpening.extend({
    source: takenSource,
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
  creates: true,
  privateLink: true,
  offline: 'adds',
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
    ...paging(),
  }),
  output: z.object({
    rows: z.array(caseRow),
    nextCursor,
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
  summary: 'Everything that waits for me, by deadline, late first, page by page',
  input: z.object(paging()),
  output: z.object({ rows: z.array(waitingRow), nextCursor }),
  refusals: ['bad-input'],
  offline: false,
})

export const countMyWork = operation({
  name: 'countMyWork',
  kind: 'read',
  method: 'GET',
  path: '/api/my-work/counts',
  audience: 'staff',
  summary: 'How much waits for me, by counts that lead to filtered lists, with the requests that I may decide',
  input: z.object({}),
  output: z.object({
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
        confidentiality,
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
  input: caseFilter.extend(exportInput.shape),
  output: z.any(),
  refusals: ['bad-input', 'not-allowed', ...exportRefusals],
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
