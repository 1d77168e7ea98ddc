import '@fastify/multipart'
import type { FastifyRequest } from 'fastify'
import { UPLOAD_MEGABYTES_MAX } from '#platform/files'
import { Refusal } from '#platform/refusal'

/** A file that came with a form; an empty file field sends none. */
export interface FormFile {
  readonly field: string
  readonly name: string
  readonly content: Buffer
}

/** What a form sent, whichever way it was packed. */
export interface Form {
  /** The value with surrounding spaces cut off and line ends made alike; '' when it was not sent. */
  text(field: string): string
  all(field: string): readonly string[]
  has(field: string): boolean
  readonly files: readonly FormFile[]
}

export const FILES_MAX = 6
const FIELD_BYTES_MAX = 64 * 1024

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

export function urlEncodedForm(body: string): Form {
  return formOf([...new URLSearchParams(body)], [])
}

/** Reads a form that may carry photos. Refuses `too-large`. */
export async function readForm(request: FastifyRequest): Promise<Form> {
  if (!request.isMultipart()) return (request.body as Form | undefined) ?? formOf([], [])
  const pairs: [string, string][] = []
  const files: FormFile[] = []
  const limits = {
    fileSize: UPLOAD_MEGABYTES_MAX * 1024 * 1024 + 1,
    files: FILES_MAX * 2,
    fields: 60,
    fieldSize: FIELD_BYTES_MAX,
    parts: 80,
  }
  try {
    for await (const part of request.parts({ limits })) {
      if (part.type === 'field') pairs.push([part.fieldname, String(part.value)])
      else {
        const content = await part.toBuffer()
        if (content.length > 0) files.push({ field: part.fieldname, name: part.filename, content })
      }
    }
  } catch (error) {
    if ((error as { statusCode?: number }).statusCode === 413)
      throw new Refusal('too-large', { limit: UPLOAD_MEGABYTES_MAX })
    throw error
  }
  return formOf(pairs, files)
}
