import { contentSchema } from '@xiangzhi/language'
import { z } from 'zod'
import { waitingRequest } from './approvals.ts'
import {
  contentProblem,
  doubt,
  dueStatus,
  editionStatus,
  editionView,
  expectedView,
  itemCode,
  itemView,
  maskFinding,
  notCovered,
  periodKey,
  placeRef,
  publicBody,
  searchedPaper,
} from './disclosure-words.ts'
import { id, instant, isoDate, nextCursor, operation, paging, refusalCode, requestId } from './operation.ts'

/** A village, town or county by its code. */
const placeCode = z.string().regex(/^\d{6}(\d{3}(\d{3})?)?$/)
const title = z.string().trim().min(1).max(120)
const note = z.string().trim().min(1).max(500)

export const listDisclosureItems = operation({
  name: 'listDisclosureItems',
  kind: 'read',
  method: 'GET',
  path: '/api/disclosure/items',
  audience: 'staff',
  permission: 'disclosure.read',
  summary: 'The items that must be disclosed in this county, with their rhythm, deadline and legal basis',
  input: z.object({}),
  output: z.object({ items: z.array(itemView) }),
  refusals: [],
  offline: false,
})

export const listExpected = operation({
  name: 'listExpected',
  kind: 'read',
  method: 'GET',
  path: '/api/disclosure/expected',
  audience: 'staff',
  permission: 'disclosure.read',
  summary: 'What must be disclosed in a time, published or not, of a village or of every village of a town',
  input: z.object({
    place: placeCode.optional().describe('without it, everything within my reach'),
    from: isoDate.describe('first day of the deadlines'),
    until: isoDate,
    period: periodKey.optional(),
    item: itemCode.optional(),
    status: dueStatus.optional(),
    ...paging(500, 200),
  }),
  output: z.object({
    rows: z.array(expectedView),
    nextCursor,
  }),
  refusals: ['bad-input', 'place-unknown', 'not-allowed'],
  offline: false,
})

/** The steps that bring a text nearer to the public. */
export const forwardSteps = ['submit', 'check', 'sign'] as const

/** The steps of a text that its review decides about. */
const reviewSteps = [...forwardSteps, 'return', 'recall', 'abandon'] as const

const blockedSteps = z
  .array(z.object({ step: z.enum(reviewSteps), why: refusalCode }))
  .describe('steps that would be mine, and what is in the way of each')

export const listWaitingEditions = operation({
  name: 'listWaitingEditions',
  kind: 'read',
  method: 'GET',
  path: '/api/disclosure/waiting',
  audience: 'staff',
  permission: 'disclosure.read',
  summary: 'Texts on their way to the public within my reach, and what I may do with each',
  input: z.object({
    place: placeCode.optional(),
    status: z.enum(['draft', 'in-review', 'checked', 'scheduled']).optional(),
  }),
  output: z.object({
    rows: z.array(
      z.object({
        id,
        publicationId: id,
        place: placeRef,
        itemCode,
        period: z.string(),
        title: z.string(),
        no: z.number().int(),
        status: editionStatus,
        savedAt: instant,
        publishAt: instant.nullable(),
        returnedReason: z.string().nullable(),
        may: z.array(z.enum(['edit', ...reviewSteps])),
        blocked: blockedSteps,
        version: z.number().int(),
      }),
    ),
  }),
  refusals: ['bad-input', 'place-unknown', 'not-allowed'],
  offline: false,
})

/** Everything that whoever works on a text sees. */
const openedEdition = z.object({
  id: id.describe('of the edition'),
  edition: editionView,
  place: placeRef,
  item: itemView,
  period: z.string(),
  dueOn: isoDate.nullable(),
  publicBody: publicBody.describe('what the public would read now'),
  findings: z.array(maskFinding).describe('what of it was masked, and what a person has to decide about'),
  doubts: z.array(doubt).describe('what has to be confirmed by whoever hands in, checks or signs it'),
  notCovered: z.array(notCovered).describe('what the masks do not look at, for the writer and whoever checks'),
  unprintable: z
    .array(z.string())
    .describe(
      'characters of it that the fonts of the paper lack, in their order, at most 40; a warning, not a refusal',
    ),
  papers: z.array(searchedPaper).describe('what was searched of its papers for numbers that must not be public'),
  problems: z.array(contentProblem).describe('what must be put right before it is handed in'),
  needsImpact: z
    .boolean()
    .describe('it may not be handed in or signed before the impact of its item on persons is assessed'),
  live: z.object({ id, no: z.number().int(), content: contentSchema }).nullable().describe('what the public reads now'),
  waiting: z.array(waitingRequest).describe('what of it waits for a second person: hiding it, showing a number in it'),
  may: z.array(z.enum(['edit', ...reviewSteps, 'withdraw', 'hide'])),
  blocked: blockedSteps,
})

export const getEdition = operation({
  name: 'getEdition',
  kind: 'read',
  method: 'GET',
  path: '/api/disclosure/editions/:editionId',
  audience: 'staff',
  permission: 'disclosure.read',
  summary: 'A text with its masked preview, what was masked, and what is still wrong',
  input: z.object({ editionId: id }),
  output: openedEdition,
  refusals: ['not-found'],
  offline: false,
})

export const openDraft = operation({
  name: 'openDraft',
  kind: 'write',
  subject: { kind: 'disclosure', id: 'output.id' },
  method: 'POST',
  path: '/api/disclosure/drafts',
  audience: 'staff',
  permission: 'disclosure.write',
  summary: 'Begin a text, or a correction of one; opens the one that is on its way if there is one',
  input: z.object({
    requestId,
    place: placeCode,
    item: itemCode,
    period: periodKey,
    source: z
      .enum(['template', 'last', 'live'])
      .default('template')
      .describe('last: as the last period, numbers emptied; live: to correct it'),
  }),
  output: z.object({ id: id.describe('of the edition'), version: z.number().int(), status: editionStatus }),
  refusals: ['bad-input', 'place-unknown', 'not-allowed', 'not-found', 'request-reused'],
  offline: false,
})

export const saveDraft = operation({
  name: 'saveDraft',
  kind: 'write',
  subject: { kind: 'disclosure', id: 'input.editionId' },
  method: 'PUT',
  path: '/api/disclosure/editions/:editionId',
  audience: 'staff',
  permission: 'disclosure.write',
  summary: 'Save a draft over the version that was seen',
  input: z.object({
    editionId: id,
    requestId,
    version: z.number().int(),
    title,
    content: contentSchema,
    changeNote: note.nullable().default(null).describe('what a correction corrects; published'),
    publishAt: instant.nullable().default(null).describe('goes out then, once it is signed'),
  }),
  output: z.object({ id, version: z.number().int(), problems: z.array(contentProblem) }),
  refusals: ['bad-input', 'not-found', 'not-allowed', 'changed-meanwhile', 'not-from-this-state', 'request-reused'],
  offline: false,
})

export const refillDraft = operation({
  name: 'refillDraft',
  kind: 'write',
  subject: { kind: 'disclosure', id: 'input.editionId' },
  method: 'POST',
  path: '/api/disclosure/editions/:editionId/refill',
  audience: 'staff',
  permission: 'disclosure.write',
  summary: 'Fill a data-linked draft anew from the cases of its place and period, as of now',
  input: z.object({ editionId: id, requestId, version: z.number().int() }),
  output: z.object({ id, version: z.number().int() }),
  refusals: ['not-found', 'not-allowed', 'changed-meanwhile', 'not-from-this-state', 'bad-input', 'request-reused'],
  offline: false,
})

export const confirmDoubts = operation({
  name: 'confirmDoubts',
  kind: 'write',
  subject: { kind: 'disclosure', id: 'input.editionId' },
  method: 'POST',
  path: '/api/disclosure/editions/:editionId/confirmations',
  audience: 'staff',
  permission: 'disclosure.read',
  summary:
    'Confirm, before handing in, checking or signing a text, that words about health or words that read like a name may be read by everybody, and why',
  input: z.object({
    editionId: id,
    requestId,
    version: z.number().int(),
    doubts: z.array(z.string().min(1).max(400)).min(1).max(1000).describe('the keys of what was looked at'),
    reason: z.string().trim().min(4).max(500),
  }),
  output: z.object({ id, open: z.number().int().describe('how many are left for this person to confirm') }),
  refusals: ['not-found', 'not-allowed', 'changed-meanwhile', 'bad-input', 'request-reused'],
  offline: false,
})

export const moveEditions = operation({
  name: 'moveEditions',
  kind: 'write',
  subject: { kind: 'disclosure', id: 'input.editions[].id' },
  method: 'POST',
  path: '/api/disclosure/moves',
  audience: 'staff',
  permission: 'disclosure.read',
  summary: 'Hand in, check, sign, send back, recall or give up texts; many at once succeed or fail together',
  input: z.object({
    requestId,
    editions: z
      .array(z.object({ id, version: z.number().int() }))
      .min(1)
      .max(200),
    step: z.enum(reviewSteps),
    reason: note.optional().describe('needed to send back, to recall and to give up'),
  }),
  output: z.object({ moved: z.array(z.object({ id, status: editionStatus, version: z.number().int() })) }),
  refusals: [
    'not-found',
    'not-allowed',
    'changed-meanwhile',
    'not-from-this-state',
    'second-person',
    'impact-needed',
    'confirmation-needed',
    'need-reason',
    'need-field',
    'bad-input',
    'request-reused',
  ],
  offline: false,
})

/** What of persons an item lays open, by its declaration. */
export const withdrawEdition = operation({
  name: 'withdrawEdition',
  kind: 'write',
  subject: { kind: 'disclosure', id: 'input.editionId' },
  method: 'POST',
  path: '/api/disclosure/editions/:editionId/withdrawal',
  audience: 'staff',
  permission: 'disclosure.sign',
  summary: 'Take a published text back: its page stays with the reason; what nobody may read is hidden by two persons',
  input: z.object({ editionId: id, requestId, reason: note }),
  output: z.object({ id, status: editionStatus }),
  refusals: ['not-found', 'not-allowed', 'not-from-this-state', 'second-person', 'request-reused'],
  offline: false,
})

export const askToHideEdition = operation({
  name: 'askToHideEdition',
  kind: 'write',
  method: 'POST',
  path: '/api/disclosure/editions/:editionId/hiding',
  audience: 'staff',
  permission: 'disclosure.read',
  subject: { kind: 'disclosure', id: 'input.editionId' },
  summary:
    'Ask a second person to hide a published text, also a corrected or withdrawn one: its hash and the reason stay, its text and attachments are shown to nobody',
  input: z.object({ editionId: id, requestId, reason: note }),
  output: z.object({
    id,
    alsoIn: z
      .array(z.object({ editionId: id, title: z.string() }))
      .describe('published texts that show one of its attachments too: they are hidden by requests of their own'),
  }),
  refusals: ['not-found', 'not-allowed', 'not-from-this-state', 'in-use', 'request-reused'],
  offline: false,
})

/** Counted, with what the share is of: on time are those published by their deadline. */
const disclosureCount = z.object({
  place: placeRef,
  expected: z.number().int().describe('due in the time and neither exempt nor still to come: the denominator'),
  onTime: z.number().int().describe('the numerator'),
  late: z.number().int(),
  missing: z.number().int(),
  exempt: z.number().int().describe('left out of the denominator, with a published reason'),
  pending: z.number().int().describe('not published, deadline not passed: left out'),
  questions: z.number().int(),
  answered: z.number().int(),
  answeredLate: z.number().int(),
  unmoderated: z
    .number()
    .int()
    .describe('asked, and neither moderated nor answered: in no other figure, and not public'),
})

export const countDisclosures = operation({
  name: 'countDisclosures',
  kind: 'read',
  method: 'GET',
  path: '/api/disclosure/counts',
  audience: 'staff',
  permission: 'disclosure.read',
  summary: 'On-time disclosure and questions by village: numerator, denominator and exclusions',
  input: z.object({ from: isoDate, until: isoDate, town: placeCode.optional() }),
  output: z.object({ rows: z.array(disclosureCount), asOf: instant }),
  refusals: ['bad-input', 'place-unknown'],
  offline: false,
})
