import '@fastify/multipart'
import { firstCharacters } from '@xiangzhi/language'
import type { TextKey } from '@xiangzhi/text'
import type { FastifyRequest } from 'fastify'
import { UPLOAD_MEGABYTES_MAX } from '#platform/files'
import { Refusal } from '#platform/refusal'
import type { Problem } from './form-parts.ts'

/** A file that came with a form; an empty file field sends none. */
export interface FormFile {
  readonly field: string
  readonly name: string
  readonly content: Buffer
}

/** What a form sent, whichever way it was packed. */
export interface Form {
  /** A choice, a code, an id: what is looked up and never kept. What a person writes is read by `readWords`. The value with surrounding spaces cut off and line ends made alike; '' when it was not sent. */
  text(field: string): string
  all(field: string): readonly string[]
  has(field: string): boolean
  readonly files: readonly FormFile[]
}

/** How many files one form may carry at all; how many are kept is said by the field. */
const FILES_MAX = 12
/** What all fields of a form may hold together, in bytes: far more than any field takes, so that too much is said by its field. */
export const FORM_BYTES_MAX = 256 * 1024

function formOf(pairs: readonly (readonly [string, string])[], files: readonly FormFile[]): Form {
  const all = (field: string): string[] => pairs.filter(([name]) => name === field).map(([, value]) => tidy(value))
  return {
    text: (field) => all(field)[0] ?? '',
    all,
    has: (field) => pairs.some(([name]) => name === field),
    files,
  }
}

/** Browsers send CRLF; control characters other than breaks and tabs have no place in what a person says. */
function tidy(value: string): string {
  return value
    .replaceAll('\r\n', '\n')
    .replaceAll(/(?![\n\t])\p{Cc}/gu, '')
    .trim()
}

/** The problem of a text that its field cannot take. */
export const tooLong = 'text.portal.problem.tooLong' satisfies TextKey

/** What a person wrote into the fields of a form, whole, and what is wrong with its length. */
export interface Words<Field extends string> {
  readonly words: Readonly<Record<Field, string>>
  readonly problems: readonly Problem[]
}

/**
 * Reads fields that a person writes into. Nothing is cut: a text that is too long comes back whole with a problem that says how
 * many characters are too many, so that it stands in the form until its writer made it shorter.
 *
 * @param limits how many characters (UTF-16 units, as the contract counts) each field takes
 */
export function readWords<Field extends string>(form: Form, limits: Readonly<Record<Field, number>>): Words<Field> {
  const problems: Problem[] = []
  const words = {} as Record<Field, string>
  for (const [field, most] of Object.entries(limits) as [Field, number][]) {
    const typed = form.text(field)
    words[field] = typed
    if (typed.length > most) problems.push({ field, key: tooLong, facts: { most, over: typed.length - most } })
  }
  return { words, problems }
}

/** What is searched for, and whether that is less than was typed, which the page then says. */
export interface Search {
  readonly asked: string
  readonly cut: boolean
}

/** The words of a search, at most so many characters and words. */
export function readSearch(given: string | undefined, characters: number, words = characters): Search {
  const typed = tidy(given ?? '')
  const kept = firstCharacters(typed, characters, '').trim()
  const parts = kept.split(/[\s，,、]+/u).filter((word) => word !== '')
  const asked = parts.length > words ? parts.slice(0, words).join(' ') : kept
  return { asked, cut: asked !== typed }
}

export function urlEncodedForm(body: string): Form {
  return formOf([...new URLSearchParams(body)], [])
}

/** Reads a form that may carry photos. Refuses `form-too-large` and `too-many-files`; a file that is too large is one of its files. */
export async function readForm(request: FastifyRequest): Promise<Form> {
  if (!request.isMultipart()) return (request.body as Form | undefined) ?? formOf([], [])
  const pairs: [string, string][] = []
  const files: FormFile[] = []
  const limits = {
    fileSize: UPLOAD_MEGABYTES_MAX * 1024 * 1024 + 1,
    files: FILES_MAX,
    fields: 60,
    fieldSize: FORM_BYTES_MAX,
    parts: 80,
  }
  // A file that is too large is cut one byte behind the limit, so that it is refused by its name and the form is not lost.
  const options = { limits, throwFileSizeLimit: false }
  try {
    for await (const part of request.parts(options)) {
      if (part.type === 'field') {
        if (part.valueTruncated) throw new Refusal('form-too-large', { limit: FORM_BYTES_MAX / 1024 })
        pairs.push([part.fieldname, String(part.value)])
      } else {
        const content = await part.toBuffer()
        if (content.length > 0) files.push({ field: part.fieldname, name: part.filename, content })
      }
    }
  } catch (error) {
    const { code, statusCode } = error as { code?: string; statusCode?: number }
    if (code === 'FST_FILES_LIMIT') throw new Refusal('too-many-files', { limit: FILES_MAX })
    if (statusCode === 413) throw new Refusal('form-too-large', { limit: FORM_BYTES_MAX / 1024 })
    throw error
  }
  return formOf(pairs, files)
}
