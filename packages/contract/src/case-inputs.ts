import { z } from 'zod'
import { level, status, source, fieldValues, givenPosition, reporterGiven } from './case-words.ts'
import { measureText } from './measures.ts'
import { id, isoDate, queryFlag, queryList, requestId } from './operation.ts'

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
  dueToday: queryFlag.optional().describe('whose deadline has not passed yet and is today'),
  open: queryFlag.optional(),
  supervised: queryFlag.optional(),
  reopened: queryFlag.optional(),
  contested: queryFlag.optional().describe('whose reporter last said that it is not solved'),
  from: isoDate.optional(),
  until: isoDate.optional(),
  measure: measureText.optional(),
  measureFrom: isoDate.optional(),
  measureUntil: isoDate.optional().describe('the first day behind the period'),
})
export type CaseFilter = z.infer<typeof caseFilter>
/** The filter as clients give it: everything as text, as it stands in an address. */
export type CaseFilterInput = z.input<typeof caseFilter>
/** The query parameters that filter cases; list, map and export read the same. */
export const caseFilterNames = Object.keys(caseFilter.shape) as readonly (keyof CaseFilter)[]

/** What each count of somebody's work counts: the filter of the list to which it leads. */
export const workCounts = {
  late: { mine: 'true', late: 'true', open: 'true', sort: 'due' },
  dueToday: { mine: 'true', dueToday: 'true', open: 'true', sort: 'due' },
  waiting: { mine: 'true', open: 'true' },
  contested: { mine: 'true', contested: 'true', open: 'true' },
  supervised: { mine: 'true', supervised: 'true', open: 'true' },
} as const

export const changeBase = {
  caseId: id,
  requestId,
  version: z
    .number()
    .int()
    .min(1)
    .max(2_147_483_647)
    .describe('the version that the person saw; another one means somebody was quicker'),
}
export const changed = z.object({ id, number: z.string(), state: z.string(), status, version: z.number().int() })
export type CaseChanged = z.infer<typeof changed>
export const changeRefusals = [
  'not-found',
  'not-allowed',
  'changed-meanwhile',
  'request-reused',
  'bad-input',
  'not-from-this-state',
  'avoidance',
] as const

/** What opens a case, whoever reports it. */
export const caseOpening = z.object({
  requestId,
  process: z.string().max(60).optional().describe('the process that the category opens, when left out'),
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
