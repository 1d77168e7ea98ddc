import type { Permission } from '@xiangzhi/language'
import { z } from 'zod'
import type { PublicWrite } from './public-write.ts'

/** An expected no, by a code that clients can rely on. The HTTP status follows from the code. */
export const refusals = {
  'sign-in-first': 401,
  'not-allowed': 403,
  'not-found': 404,
  'changed-meanwhile': 409,
  'request-reused': 422,
  'bad-input': 422,
  'not-from-this-state': 409,
  'need-field': 422,
  'need-children-closed': 409,
  'need-reason': 422,
  'need-level': 409,
  'need-unit': 422,
  avoidance: 403,
  'second-person': 403,
  'impact-needed': 409,
  'confirmation-needed': 409,
  'approval-needed': 409,
  'export-approval-needed': 409,
  'approval-expired': 409,
  'last-supervisor': 409,
  'too-late': 409,
  'too-large': 413,
  'too-many-files': 413,
  'form-too-large': 413,
  'not-a-photo': 422,
  'photo-heic': 422,
  'photo-too-large': 413,
  'place-unknown': 422,
  'merge-itself': 409,
  'nothing-to-answer': 409,
  'try-later': 429,
  'code-wrong': 422,
  'clock-not-running': 409,
  'clock-fixed': 409,
  'asked-enough': 409,
  'not-yet-done': 409,
  'admins-apart': 409,
  'password-weak': 422,
  'wrong-too-often': 429,
  'second-step-needed': 403,
  'boundary-wrong': 422,
  overlap: 409,
  'in-use': 409,
  'import-not-ready': 409,
  'sheet-unreadable': 422,
  'sheet-old': 422,
  'sheet-too-long': 413,
  'sheet-too-wide': 422,
  'sheet-too-large': 413,
  'sheet-too-slow': 422,
  'sheet-text-too-long': 422,
  'sheet-not-text': 422,
  'sheet-mixed': 422,
  'sheet-quote-open': 422,
  'sheet-no-heading': 422,
} as const
export type RefusalCode = keyof typeof refusals
export const refusalCode = z.enum(Object.keys(refusals) as [RefusalCode, ...RefusalCode[]])

/** Why a sheet that was handed in is not read; every operation that takes one answers any of them. */
export const sheetRefusals = [
  'sheet-unreadable',
  'sheet-old',
  'sheet-too-long',
  'sheet-too-wide',
  'sheet-too-large',
  'sheet-too-slow',
  'sheet-text-too-long',
  'sheet-not-text',
  'sheet-mixed',
  'sheet-quote-open',
  'sheet-no-heading',
] as const satisfies readonly RefusalCode[]

/** Why a file that leaves with rows of a table is not handed over to one person alone; every export answers any of them. */
export const exportRefusals = ['export-approval-needed', 'too-large'] as const satisfies readonly RefusalCode[]

/**
 * Who may call an operation: anybody; whoever holds the private link of a report; or staff. `permission` is checked before the
 * operation runs; narrower checks (reach, process roles) are made by the operation with the same decision function.
 */
export type Audience = 'public' | 'reporter' | 'staff'

/** What kinds of things commands are about; the audit trail is asked by them. */
export type SubjectKind =
  | 'accounts'
  | 'cases'
  | 'config'
  | 'devices'
  | 'disclosure'
  | 'duties'
  | 'exports'
  | 'imports'
  | 'joint-areas'
  | 'keys'
  | 'messages'
  | 'organisations'
  | 'persons'
  | 'places'
  | 'responsibilities'
  | 'saved-views'
  | 'webhooks'

/** Members that name a request or open something: never written down as what a command was about. */
type Unnamed = 'requestId' | 'token' | 'password' | 'key' | 'secret'

/** A member of a shape that names something, or a list of such: `id`, `ids[]`, `rows[].id`. */
type NamingMember<T> = {
  [K in Exclude<keyof T & string, Unnamed>]: NonNullable<T[K]> extends string
    ? K
    : NonNullable<T[K]> extends readonly string[]
      ? `${K}[]`
      : NonNullable<T[K]> extends readonly { readonly id: string }[]
        ? `${K}[].id`
        : never
}[Exclude<keyof T & string, Unnamed>]

/**
 * Whom or what a command is about, for its line in the audit trail: a member of the input or of the answer, or `by`, which
 * is whoever gives the command. A command on many things leaves a line for each of them.
 */
export interface Subject<I extends z.ZodType = z.ZodType, O extends z.ZodType = z.ZodType> {
  readonly kind: SubjectKind | `output.${keyof z.output<O> & string}`
  readonly id: `input.${NamingMember<z.output<I>>}` | `output.${NamingMember<z.output<O>>}` | 'by'
}

interface Described<I extends z.ZodType, O extends z.ZodType> {
  readonly name: string
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  /** Fastify's notation; parameters of the path are part of the input. */
  readonly path: `/api/${string}`
  readonly audience: Audience
  readonly permission?: Permission
  readonly summary: string
  readonly input: I
  readonly output: O
  readonly refusals: readonly RefusalCode[]
  /**
   * Whether a client may keep it in an outbox and send it later, and what becomes of it when what it is about has moved on
   * meanwhile: it `adds` to that all the same, or is `tried` on how it stands then.
   */
  readonly offline: false | 'adds' | 'tried'
  /** The answer holds what must not be kept (a first password, an unmasked name): the log keeps none of it. */
  readonly secretAnswer?: boolean
  /** It makes something new: HTTP answers 201. */
  readonly creates?: boolean
  /** The answer has a private link, which is stored nowhere: sent again, the command makes it again from the key. */
  readonly privateLink?: boolean
  /** Of writes that need no sign-in, always: whom they may burden, and how far. */
  readonly publicWrite?: PublicWrite
}

/** Every write says what it is about, and one that needs no sign-in how often: one that does not is no operation. */
type Declared<I extends z.ZodType, O extends z.ZodType> = Described<I, O> &
  (
    | { readonly kind: 'read'; readonly subject?: never; readonly offline: false }
    | { readonly kind: 'write'; readonly subject: Subject<I, O> }
  ) &
  ({ readonly kind: 'read' } | { readonly audience: 'staff' } | { readonly publicWrite: PublicWrite }) &
  (z.output<O> extends { readonly token: string } ? { readonly privateLink: true } : { readonly privateLink?: never })

export interface Operation<I extends z.ZodType = z.ZodType, O extends z.ZodType = z.ZodType> extends Described<I, O> {
  readonly kind: 'read' | 'write'
  /** Of writes, always. */
  readonly subject?: { readonly kind: string; readonly id: string }
}

/** Declares an operation: the one place from which the server's check, the clients' types and the OpenAPI page come. */
export function operation<I extends z.ZodType, O extends z.ZodType>(declared: Declared<I, O>): Operation<I, O> {
  return declared
}

/** The parts of a path that name something: `caseId` of `/api/cases/:caseId`. */
export const namedInPath = ({ path }: Pick<Operation, 'path'>): string[] =>
  [...path.matchAll(/:(\w+)/g)].map(([, name]) => name ?? '')

/**
 * Every refusal that an operation may answer: what it declares, and what is asked of each of its kind before it runs. What a path
 * names may be missing; staff sign in and hold the permission; a number of a request is used once; the public has limits.
 */
export function refusalsOf(operation: Operation): ReadonlySet<RefusalCode> {
  const { audience, kind, permission, publicWrite, refusals: declared } = operation
  return new Set<RefusalCode>([
    'bad-input',
    ...(namedInPath(operation).length > 0 ? (['not-found'] as const) : []),
    ...(audience === 'staff' ? (['sign-in-first'] as const) : []),
    ...(permission ? (['not-allowed'] as const) : []),
    ...(kind === 'write' ? (['request-reused'] as const) : []),
    ...(publicWrite ? (['try-later'] as const) : []),
    ...declared,
  ])
}

export const id = z.uuid()
/** Made by the client, once per intended change: sending it again does not do it again. */
export const requestId = z.uuid().describe('UUIDv7 made by the client; the same id sent twice has one effect')
/** The calendar of our database knows no year 0, and nothing of ours lies that far back. */
const afterYearThousand = (value: string): boolean => value >= '1000'
export const instant = z.iso.datetime({ offset: true }).or(z.iso.datetime()).refine(afterYearThousand, 'too long ago')
export const isoDate = z.iso.date().refine(afterYearThousand, 'too long ago')
export const languageChoice = z.enum(['zh-CN', 'en'])
/** What a file that is taken out is for: typed by whoever takes it, and written into it. */
const exportPurpose = z
  .string()
  .trim()
  .min(2)
  .max(200)
  .regex(/\p{L}/u)
  .describe('what the file is for; it stands in its first line, and what a second person grants is bound to it')
/** What everything that is taken out asks for. */
export const takingInput = z.object({ purpose: exportPurpose, language: languageChoice.default('zh-CN') })
/** As what a table is taken out: for people, or for other programs. */
export const exportFormats = ['xlsx', 'csv'] as const
/** What every export of a table asks for beside its filter. */
export const exportInput = takingInput.extend({
  format: z.enum(exportFormats).default('xlsx').describe('an Excel file, or CSV in UTF-8'),
})
/** A query string carries everything as text. */
export const queryFlag = z.enum(['true', 'false']).transform((value) => value === 'true')
export const queryList = z
  .string()
  .max(500)
  .transform((value) => value.split(',').filter((item) => item !== ''))

/** Where a page of a list begins and how long it is, as query parameters: a cursor is the `nextCursor` of the page before. */
export const paging = (most = 200, usual = 50) => ({
  cursor: z.string().max(800).optional().describe('nextCursor of the page before; none for the first'),
  limit: z.coerce.number().int().min(1).max(most).default(usual),
})
/** Where the next page begins; null on the last. */
export const nextCursor = z.string().nullable()

/** Why somebody does or asks for something, for whoever looks at it later. */
export const reason = z.string().trim().min(2).max(300)

/** Problem details of RFC 9457, as every refusal answers. */
export const problemDetails = z.object({
  type: z.string(),
  title: z.string(),
  status: z.number().int(),
  code: z.string(),
  requestId: z.string(),
  facts: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
  fields: z.array(z.object({ field: z.string(), message: z.string() })).optional(),
})
export type ProblemDetails = z.infer<typeof problemDetails>
