import { createHash } from 'node:crypto'
import type { Operation } from '@xiangzhi/contract'

/** What one audit line says that a command was about. */
export interface CommandSubject {
  readonly kind: string
  readonly id: string
}

const textOf = (value: unknown): string[] => (typeof value === 'string' && value !== '' ? [value] : [])

/** The values at a path such as `input.caseId`, `input.ids[]` or `input.editions[].id`. */
function valuesAt(path: string, from: { readonly input: object; readonly output: object }): string[] {
  const [side, member = '', id] = path.split('.')
  const holder = (side === 'output' ? from.output : from.input) as Readonly<Record<string, unknown>>
  if (!member.endsWith('[]')) return textOf(holder[member])
  const list = holder[member.slice(0, -2)]
  if (!Array.isArray(list)) return []
  return list.flatMap((one: unknown) => textOf(id === undefined ? one : (one as Record<string, unknown> | null)?.[id]))
}

/**
 * What a write was about, as its declaration says. A write that names nothing is a bug of ours and is not carried out:
 * whatever is done must be found again under whom it was done to.
 */
export function subjectsOf(
  operation: Pick<Operation, 'name' | 'subject'>,
  given: { readonly input: object; readonly output: object; readonly byPerson: string | null },
): [CommandSubject, ...CommandSubject[]] {
  const { kind = '', id = '' } = operation.subject ?? {}
  const spoken = kind.startsWith('output.') ? valuesAt(kind, given)[0] : kind
  const ids = id === 'by' ? textOf(given.byPerson) : [...new Set(valuesAt(id, given))]
  const [first, ...others] = ids.map((one) => ({ kind: spoken ?? '', id: one }))
  if (!first || !first.kind) throw new Error(`operation ${operation.name} does not say what it was about`)
  return [first, ...others]
}

/** The request id of a further line of a command that is about many things: always the same for the same thing. */
export function requestIdFor(requestId: string, subjectId: string): string {
  const hash = createHash('sha256').update(`${requestId}\n${subjectId}`).digest()
  // Version 8 of RFC 9562: an id of our own making.
  hash[6] = ((hash[6] ?? 0) & 0x0f) | 0x80
  hash[8] = ((hash[8] ?? 0) & 0x3f) | 0x80
  const hex = hash.toString('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20, 32)}`
}

/** Whether an answer is a list, a search or a map in which sealed cases stand: rows that say how confidential they are. */
export function showsSealed(answer: unknown): boolean {
  if (typeof answer !== 'object' || answer === null) return false
  return Object.values(answer).some(
    (rows) =>
      Array.isArray(rows) &&
      rows.some(
        (row: unknown) =>
          typeof row === 'object' && row !== null && 'confidentiality' in row && row.confidentiality === 'sealed',
      ),
  )
}

/** The file that an answer is, if it is one. */
export function takenFile(answer: unknown): { readonly name: string; readonly content: Buffer } | undefined {
  if (typeof answer !== 'object' || answer === null || !('file' in answer) || !('name' in answer)) return undefined
  return Buffer.isBuffer(answer.file) ? { name: String(answer.name).slice(0, 100), content: answer.file } : undefined
}
