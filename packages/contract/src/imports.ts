import { z } from 'zod'
import { exportInput, id, instant, languageChoice, operation, requestId } from './operation.ts'
import { placeRow } from './places.ts'

export const rosterKind = z.enum(['places', 'households', 'organisations', 'people', 'responsibilities', 'grants'])

const count = z.number().int().min(0)
export const importRun = z.object({
  id,
  kind: rosterKind.or(z.literal('cases')),
  status: z.enum(['reading', 'ready', 'faulty', 'cancelled', 'done', 'undone', 'failed']),
  fileName: z.string(),
  sha256: z.string().nullable(),
  bytes: count,
  percent: count,
  totals: z
    .object({ read: count, new: count, changed: count, same: count, ended: count, faulty: count })
    .describe('read is always the sum of the others'),
  uploadedBy: z.string().nullable().describe('a name; null from the command line'),
  uploadedAt: instant,
  committedBy: z.string().nullable(),
  committedAt: instant.nullable(),
  undoneBy: z.string().nullable(),
  undoneAt: instant.nullable(),
})
export type ImportRunView = z.infer<typeof importRun>

export const importProblem = z.object({
  sheet: z.string(),
  row: z.number().int(),
  column: z.string().nullable().describe('the key of the column: text.imports.column.<key> is its heading'),
  code: z.string().describe('text.imports.problem.<code> says what is wrong'),
  facts: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
})
export type ImportProblemView = z.infer<typeof importProblem>

export const importTemplate = operation({
  name: 'importTemplate',
  kind: 'read',
  method: 'GET',
  path: '/api/imports/template.xlsx',
  audience: 'staff',
  permission: 'place.read',
  summary: 'An empty Excel file for a roster: headings, explanations, drop-down lists',
  input: z.object({ kind: rosterKind, language: languageChoice.default('zh-CN') }),
  output: z.any(),
  refusals: [],
  offline: false,
})

export const listImports = operation({
  name: 'listImports',
  kind: 'read',
  method: 'GET',
  path: '/api/imports',
  audience: 'staff',
  permission: 'place.read',
  summary: 'The book of imports: who brought in which file, when, and what it did; and what I may bring in',
  input: z.object({ limit: z.coerce.number().int().min(1).max(200).default(50) }),
  output: z.object({ rows: z.array(importRun), mayImport: z.array(rosterKind) }),
  refusals: [],
  offline: false,
})

export const getImport = operation({
  name: 'getImport',
  kind: 'read',
  method: 'GET',
  path: '/api/imports/:importId',
  audience: 'staff',
  permission: 'place.read',
  summary: 'How far an import is, its totals, and its mistakes by row and column (the first 500)',
  input: z.object({ importId: id }),
  output: importRun.extend({ problems: z.array(importProblem) }),
  refusals: ['not-found', 'not-allowed'],
  offline: false,
})

const decision = z.object({ requestId, importId: id })
const decided = z.object({ id, status: importRun.shape.status })

/** POST /api/imports?kind=… (multipart field `file`) begins an import; these decide on it. */
export const commitImport = operation({
  name: 'commitImport',
  kind: 'write',
  subject: { kind: 'imports', id: 'input.importId' },
  method: 'POST',
  path: '/api/imports/:importId/commit',
  audience: 'staff',
  permission: 'place.read',
  summary: 'Apply a dry run without mistakes, whole or not at all',
  input: decision,
  output: decided,
  refusals: [
    'not-found',
    'not-allowed',
    'import-not-ready',
    'changed-meanwhile',
    'in-use',
    'request-reused',
    'second-person',
  ],
  offline: false,
})

export const cancelImport = operation({
  name: 'cancelImport',
  kind: 'write',
  subject: { kind: 'imports', id: 'input.importId' },
  method: 'POST',
  path: '/api/imports/:importId/cancel',
  audience: 'staff',
  permission: 'place.read',
  summary: 'Give up an import before it is applied',
  input: decision,
  output: decided,
  refusals: ['not-found', 'not-allowed', 'import-not-ready', 'request-reused'],
  offline: false,
})

export const undoImport = operation({
  name: 'undoImport',
  kind: 'write',
  subject: { kind: 'imports', id: 'input.importId' },
  method: 'POST',
  path: '/api/imports/:importId/undo',
  audience: 'staff',
  permission: 'place.read',
  summary: 'Take back exactly what an import did, while nothing was built on it',
  input: decision,
  output: decided,
  refusals: ['not-found', 'not-allowed', 'import-not-ready', 'changed-meanwhile', 'in-use', 'request-reused'],
  offline: false,
})

const gaps = z.object({ n: count, first: z.array(placeRow).describe('the first 200 of them') })

/** “横到边、纵到底、不留白、无盲区” shown by counting: every list is empty or names what is missing. */
export const coverageProof = operation({
  name: 'coverageProof',
  kind: 'read',
  method: 'GET',
  path: '/api/coverage/proof',
  audience: 'staff',
  permission: 'place.read',
  summary:
    'Households in no grid or in two, overlapping grids, grids without a worker, lanes without a chief, households without contact',
  input: z.object({}),
  output: z.object({
    covered: z.boolean().describe('true when nothing is missing'),
    totals: z.object({ grids: count, lanes: count, households: count }),
    householdsInNoGrid: gaps,
    householdsInTwoGrids: gaps,
    householdsElsewhere: gaps.describe('whose position lies in another grid than the one they are listed in'),
    gridsWithoutWorker: gaps,
    lanesWithoutChief: gaps,
    householdsWithoutContact: gaps.describe('with neither a telephone number nor a contact member'),
    overlaps: z.array(
      z.object({ grid: placeRow, other: placeRow, squareMetres: z.number().describe('of the ground that both claim') }),
    ),
  }),
  refusals: [],
  offline: false,
})
export type CoverageProof = z.infer<(typeof coverageProof)['output']>

export const exportCoverageProof = operation({
  name: 'exportCoverageProof',
  kind: 'read',
  method: 'GET',
  path: '/api/coverage/proof.xlsx',
  audience: 'staff',
  permission: 'place.write',
  summary: 'The proof of coverage as an Excel file, one line for each gap',
  input: exportInput,
  output: z.any(),
  refusals: ['not-allowed', 'bad-input'],
  offline: false,
})
