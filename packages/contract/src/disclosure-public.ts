import { z } from 'zod'
import { named } from './case-words.ts'
import {
  expectedView,
  hidingDocument,
  itemCode,
  itemView,
  placeRef,
  publicBody,
  questionView,
} from './disclosure-words.ts'
import { id, instant, isoDate, languageChoice, nextCursor, operation, paging, requestId } from './operation.ts'

/** A village, town or county by its code. */
const code = z.string().regex(/^\d{6}(\d{3}(\d{3})?)?$/)
const state = z.enum(['live', 'superseded', 'withdrawn'])

/** A published text without its body. */
export const publishedLine = z.object({
  editionId: id,
  publicationId: id,
  no: z.number().int(),
  itemCode: z.string(),
  classCode: z.string(),
  period: z.string(),
  title: z.string(),
  state,
  publishedAt: instant,
  standsUntil: isoDate,
  changeNote: z.string().nullable(),
  withdrawnAt: instant.nullable(),
  withdrawnReason: z.string().nullable(),
  hiddenReason: z.string().nullable().describe('why two persons took its text from readers; absent where it is shown'),
})
export type PublishedLine = z.infer<typeof publishedLine>

/** What is due of a village and not there: shown like everything else. */
const missingLine = expectedView.pick({
  itemCode: true,
  itemName: true,
  classCode: true,
  affairs: true,
  period: true,
  dueOn: true,
  status: true,
  exemptReason: true,
})
export type MissingLine = z.infer<typeof missingLine>

const letThrough = z
  .array(z.string())
  .optional()
  .describe('mobile numbers of `phone` that a second person let through; all others are starred')

export const getVillageDisclosure = operation({
  name: 'getVillageDisclosure',
  kind: 'read',
  method: 'GET',
  path: '/api/public/places/:code/disclosures',
  audience: 'public',
  summary:
    'What a village (town, county) discloses: classes and items, what is published, what is due, what is missing',
  input: z.object({
    code,
    month: z
      .string()
      .regex(/^\d{4}-(0[1-9]|1[0-2])$/)
      .optional(),
    class: z.string().max(40).optional(),
    ...paging(),
  }),
  output: z.object({
    place: placeRef,
    classes: z.array(z.object({ code: z.string(), name: named, items: z.array(itemView) })),
    published: z.array(publishedLine).describe('the newest first'),
    nextCursor,
    missing: z.array(missingLine).describe('past their deadline and not published; exempt ones with their reason'),
    due: z.array(missingLine).describe('not published yet, deadline within 30 days'),
    months: z.array(z.string()).describe('months that can be asked for, the newest first'),
    boards: z.array(
      z.object({
        key: z.string(),
        name: named,
        note: named,
        items: z.array(z.string()),
        formalities: z.array(z.string()),
        phone: z.string().nullable(),
        contacts: letThrough,
      }),
    ),
    contacts: z.array(z.object({ key: z.string(), name: named, phone: z.string(), contacts: letThrough })),
    questions: z
      .object({
        asked: z.number().int(),
        answered: z.number().int(),
        late: z.number().int(),
        waiting: z.number().int(),
      })
      .describe('in the last twelve months, of those that were moderated; those waiting have no answer yet'),
  }),
  refusals: ['not-found'],
  offline: false,
})

const publicEditionView = publishedLine.extend({
  place: placeRef,
  item: itemView.nullable().describe('absent when the catalogue of today has it no more'),
  body: publicBody.nullable().describe('absent when it was hidden, or is withheld'),
  hiding: z
    .object({ salt: z.string(), document: hidingDocument })
    .nullable()
    .describe('what stands in the place of a text that two persons hid'),
  salt: z.string().nullable(),
  audience: z.enum(['everybody', 'village']),
  withheld: z
    .array(
      z.object({
        rows: z.number().int().nullable().describe('rows of the table; absent from one to four'),
        totals: z
          .array(z.object({ label: z.string().nullable(), fen: z.number().int() }))
          .describe('the sums of its columns of money; without a label where the catalogue does not name the column'),
      }),
    )
    .nullable()
    .describe(
      'present where the text is for the people of the village and read on its board, its screens and behind their sign-in: each table in numbers',
    ),
  commitment: z.string(),
  log: z
    .object({
      index: z.number().int().nullable().describe('absent until the log has taken it in, a few seconds'),
      withdrawalIndex: z.number().int().nullable(),
    })
    .describe('where it stands in the public log'),
  supersededAt: instant.nullable(),
  asOf: instant.nullable(),
  editions: z.array(publishedLine).describe('all editions of the same item and period, the newest first'),
  differences: z
    .array(z.object({ kind: z.enum(['removed', 'added']), line: z.string() }))
    .describe('against the edition before'),
  questions: z.array(questionView),
  demo: z.boolean(),
})
export type PublicEditionView = z.infer<typeof publicEditionView>

export const getPublicEdition = operation({
  name: 'getPublicEdition',
  kind: 'read',
  method: 'GET',
  path: '/api/public/editions/:editionId',
  audience: 'public',
  summary: 'A published text with its salt and place in the public log, its other editions, and questions about it',
  input: z.object({ editionId: id }),
  output: publicEditionView,
  refusals: ['not-found'],
  offline: false,
})

export const getPublicItem = operation({
  name: 'getPublicItem',
  kind: 'read',
  method: 'GET',
  path: '/api/public/places/:code/items/:item',
  audience: 'public',
  summary: 'One item of a village: what was published in each period, and what is missing',
  input: z.object({ code, item: itemCode }),
  output: z.object({
    place: placeRef,
    item: itemView,
    published: z.array(publishedLine),
    missing: z.array(missingLine),
    due: z.array(missingLine),
  }),
  refusals: ['not-found'],
  offline: false,
})

export const getPlaceMoney = operation({
  name: 'getPlaceMoney',
  kind: 'read',
  method: 'GET',
  path: '/api/public/places/:code/money',
  audience: 'public',
  summary: 'The money of a village: the newest published period, or that of a month or quarter',
  input: z.object({ code, period: z.string().max(12).optional() }),
  output: z.object({
    place: placeRef,
    edition: publicEditionView.nullable(),
    periods: z.array(z.object({ period: z.string(), editionId: id, title: z.string() })),
    missing: z.array(missingLine),
  }),
  refusals: ['not-found'],
  offline: false,
})

export const searchDisclosures = operation({
  name: 'searchDisclosures',
  kind: 'read',
  method: 'GET',
  path: '/api/public/places/:code/search',
  audience: 'public',
  summary: 'Search what a village published; words are divided by blanks and must all occur',
  input: z.object({
    code,
    q: z.string().trim().min(1).max(60),
    limit: z.coerce.number().int().min(1).max(50).default(20),
  }),
  output: z.object({ place: placeRef, rows: z.array(publishedLine) }),
  refusals: ['not-found', 'bad-input'],
  offline: false,
})

export const askAboutPublication = operation({
  name: 'askAboutPublication',
  kind: 'write',
  subject: { kind: 'cases', id: 'output.id' },
  method: 'POST',
  path: '/api/public/publications/:publicationId/questions',
  audience: 'public',
  summary:
    'Ask about a publication, object to it or say that it is wrong; with `aboutOfficial` only the discipline liaison reads it',
  input: z.object({
    publicationId: id,
    requestId,
    kind: z.enum(['question', 'objection', 'error']),
    text: z.string().trim().min(2).max(2000),
    aboutOfficial: z.boolean().default(false),
    reporter: z
      .object({
        name: z.string().trim().max(60).optional(),
        phone: z.string().trim().max(30).optional(),
        wantsAnswer: z.boolean(),
        language: languageChoice,
      })
      .optional(),
  }),
  output: z.object({
    id,
    number: z.string(),
    token: z.string().describe('the private part of the progress link /t/{token}'),
    dueAt: instant.nullable(),
  }),
  publicWrite: {
    burdens: ['work', 'figure'],
    limits: [
      { per: 'source', times: 20, minutes: 60 },
      { per: 'source and number', times: 10, minutes: 1440 },
      { per: 'publication', times: 30, minutes: 60 },
    ],
  },
  refusals: ['bad-input', 'not-found', 'request-reused', 'try-later'],
  privateLink: true,
  offline: 'adds',
})

export const listVillageQuestions = operation({
  name: 'listVillageQuestions',
  kind: 'read',
  method: 'GET',
  path: '/api/public/places/:code/questions',
  audience: 'public',
  summary: 'The newest questions of a village in their moderated wording, with their answers',
  input: z.object({ code, limit: z.coerce.number().int().min(1).max(100).default(30) }),
  output: z.object({ place: placeRef, rows: z.array(questionView.extend({ title: z.string() })) }),
  refusals: ['not-found'],
  offline: false,
})
