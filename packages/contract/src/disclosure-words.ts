import {
  affairs,
  contentSchema,
  disclosureSources,
  doubtKinds,
  maskLimits,
  unsearchedReasons,
} from '@xiangzhi/language'
import { z } from 'zod'
import { named } from './case-words.ts'
import { id, instant, isoDate } from './operation.ts'

export const placeRef = z.object({ id, code: z.string(), name: z.string() })
export const periodKey = z
  .string()
  .regex(/^(standing|\d{4}(-(0[1-9]|1[0-2]|Q[1-4]|H[12]|(0[1-9]|1[0-2])-[0-3]\d(-[2-9])?))?)$/)
  .describe('2026-10, 2026-Q3, 2026-H1, 2026, the day of an event, or standing')
export const itemCode = z
  .string()
  .regex(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/)
  .max(40)

/** A number in a paper that must not be public, with its middle starred. */
const foundInPaper = z.object({
  kind: z.enum(['identity-number', 'phone', 'bank-account']),
  at: z.union([z.object({ page: z.number().int() }), z.object({ sheet: z.string(), cell: z.string() })]),
  shown: z.string(),
})

/** What was searched of a paper for numbers that must not be public. What was not is never taken for clean. */
export const searchedPaper = z.object({
  fileId: id,
  unsearched: z
    .object({
      why: z.enum(unsearchedReasons),
      pages: z.array(z.number().int()).optional().describe('absent where it is the whole paper'),
    })
    .nullable(),
  found: z.array(foundInPaper),
})

/** What is wrong with a text before it can be handed in. */
const block = z.number().int()
export const contentProblem = z.discriminatedUnion('problem', [
  z.object({ problem: z.literal('unbalanced'), block, expected: z.number() }),
  z.object({ problem: z.literal('not-a-number'), block, row: z.number().int(), column: z.string() }),
  z.object({ problem: z.literal('unknown-column'), block, column: z.string() }),
  z.object({ problem: z.literal('total-row'), block, row: z.number().int() }),
  z.object({ problem: z.literal('wrong-total'), block, column: z.string(), expected: z.number() }),
  z.object({ problem: z.literal('opening-differs'), block, expected: z.number() }),
  z.object({ problem: z.literal('nothing-moved'), block }),
  z.object({ problem: z.literal('closing-negative'), block }),
  z.object({ problem: z.literal('not-ended'), block, lastDay: isoDate }),
  z.object({ problem: z.literal('secret-in-file'), block, file: z.string(), found: z.array(foundInPaper) }),
  z.object({ problem: z.literal('file-not-searched'), block, file: z.string() }),
  z.object({ problem: z.literal('empty-block'), block }),
  z.object({ problem: z.literal('empty') }),
])

/** What the public will not see, and where it stood. */
export const maskFinding = z.object({
  block: z.number().int().optional().describe('absent for the title and the note of a correction'),
  row: z.number().int().optional(),
  label: z.string().optional(),
  masked: z.enum([
    'public-contact',
    'shown',
    'person-name',
    'address',
    'age',
    'never',
    'identity-number',
    'phone',
    'bank-account',
    ...doubtKinds,
    'small-count',
  ]),
  words: z.string().optional().describe('what stands there, where a person has to decide about it'),
  contact: z
    .string()
    .optional()
    .describe('the number that was starred in a field for public contacts; a second person can let it through'),
})

/** What of a text nobody but a person can decide about: it goes on once whoever takes the step has confirmed it. */
export const doubt = z.object({
  key: z.string(),
  kind: z.enum(doubtKinds),
  words: z.string(),
  block: z.number().int().optional(),
  label: z.string().optional(),
  times: z.number().int(),
  confirmed: z
    .array(z.object({ name: z.string(), mine: z.boolean(), reason: z.string(), at: instant }))
    .describe('who confirmed since the text was saved that it may be read by everybody, and why'),
})

/** What the masks do not look at, and what it is about. */
export const notCovered = z.object({ limit: z.enum(maskLimits), about: z.array(z.string()) })

const published = {
  editionId: id,
  publicationId: id,
  no: z.number().int(),
  place: z.object({ code: z.string(), name: z.string() }),
  item: z.object({ code: z.string(), name: z.string() }),
  period: z.string(),
  title: z.string(),
  changeNote: z.string().nullable(),
  asOf: z.string().nullable(),
  publishedAt: z.string(),
  content: contentSchema,
}

const placed = {
  class: z.string().describe('the class of the catalogue it stands in'),
  affairs: z.enum(affairs),
  audience: z.enum(['everybody', 'village']),
  board: z.boolean().describe('whether it belongs on the paper board'),
  money: z.boolean().describe('whether it is the money of the month or quarter'),
  standsUntil: isoDate.describe('the last day on which it has to be shown'),
  demo: z.boolean(),
}

/**
 * The published document, complete in itself: its canonical JSON (RFC 8785), salted and hashed, is what stands in the public log.
 * Version 1 did not say to whom it is shown, where and how long; version 2 did not hold the hashes of its papers (`sha256` of every
 * file, since version 3). What was published in them stays as it was.
 */
export const publicBody = z.discriminatedUnion('format', [
  z.object({ format: z.literal('xiangzhi-edition/1'), ...published }),
  z.object({ format: z.literal('xiangzhi-edition/2'), ...published, ...placed }),
  z.object({ format: z.literal('xiangzhi-edition/3'), ...published, ...placed }),
])
export type PublicBody = z.infer<typeof publicBody>

/**
 * What stands in the place of a text that two persons hid: what it was about, the hash that the public log has of it, when and why it
 * was hidden and by which two offices. Its own canonical JSON, salted and hashed, is the entry of the hiding.
 */
export const hidingDocument = z.object({
  format: z.literal('xiangzhi-hiding/2'),
  editionId: id,
  publicationId: id,
  no: z.number().int(),
  place: published.place,
  item: published.item,
  period: z.string(),
  publishedAt: z.string(),
  ...z.object(placed).partial().shape,
  commitment: z.string().describe('the salted hash of the text that was hidden, hexadecimal'),
  withdrawal: z
    .object({ reason: z.string(), withdrawnAt: z.string(), commitment: z.string() })
    .nullable()
    .describe('of a text that was withdrawn before, or as it was hidden'),
  reason: z.string(),
  askedBy: z.string().describe('the office of whoever asked'),
  grantedBy: z.string().describe('the office of the second person'),
  persons: z.string().describe('the salted hash of who the two were, for those who keep the books'),
  hiddenAt: z.string(),
})
export type HidingDocument = z.infer<typeof hidingDocument>

export const editionStatus = z.enum([
  'draft',
  'in-review',
  'checked',
  'scheduled',
  'live',
  'superseded',
  'withdrawn',
  'abandoned',
])
export type EditionStatus = z.infer<typeof editionStatus>

/** An edition as staff see it, with its unmasked text. */
export const editionView = z.object({
  id,
  publicationId: id,
  no: z.number().int(),
  status: editionStatus,
  title: z.string(),
  content: contentSchema,
  changeNote: z.string().nullable(),
  asOf: instant.nullable(),
  publishAt: instant.nullable(),
  writers: z.array(z.string()).describe('names of everybody who saved it'),
  writtenByMe: z.boolean(),
  checkedBy: z.string().nullable(),
  signedBy: z.string().nullable(),
  returnedReason: z.string().nullable(),
  savedAt: instant,
  publishedAt: instant.nullable(),
  withdrawnAt: instant.nullable(),
  withdrawnReason: z.string().nullable(),
  caseId: id.nullable().describe('the review'),
  version: z.number().int(),
})
export type EditionView = z.infer<typeof editionView>

export const itemView = z.object({
  code: itemCode,
  name: named,
  classCode: z.string(),
  className: named,
  affairs: z.enum(affairs),
  rhythm: z
    .string()
    .describe('month, quarter, half-year, year, at-once, ahead (before a day that was announced) or standing'),
  scope: z.enum(['village', 'town', 'county']),
  audience: z.enum(['everybody', 'village']),
  source: z.enum(disclosureSources),
  standsDays: z.number().int(),
  board: z.boolean(),
  money: z.boolean(),
  legalBasis: z.array(z.object({ source: z.string(), article: z.string(), since: z.string() })),
})
export type ItemView = z.infer<typeof itemView>

/** How an expected item stands: it is late only on the day after its deadline. What was withdrawn stands as if it never was published. */
export const dueStatus = z.enum(['published', 'late', 'due', 'missing', 'exempt'])
export type DueStatus = z.infer<typeof dueStatus>

/** An item that a place must disclose for a period, whether or not anything was done about it. */
export const expectedView = z.object({
  place: placeRef,
  itemCode,
  itemName: named,
  classCode: z.string(),
  affairs: z.enum(affairs),
  period: z.string(),
  dueOn: isoDate,
  status: dueStatus.describe('late: published after its deadline; missing: past its deadline and not published'),
  exemptReason: z.string().nullable(),
  publicationId: id.nullable(),
  publishedAt: instant.nullable(),
  editionId: id.nullable().describe('the live edition'),
  draft: z.object({ id, status: editionStatus, version: z.number().int() }).nullable(),
})
export type ExpectedView = z.infer<typeof expectedView>

export const questionView = z.object({
  id,
  publicationId: id,
  kind: z.enum(['question', 'objection', 'error']),
  status: z.enum(['asked', 'answered', 'disputed', 'settled', 'dismissed']),
  question: z.string(),
  followUp: z.string().nullable(),
  askedAt: instant,
  dueAt: instant.nullable(),
  answer: z.string().nullable(),
  answeredBy: z.string().nullable().describe('the unit, never a person'),
  answeredAt: instant.nullable(),
})
export type QuestionView = z.infer<typeof questionView>
