import { createHash } from 'node:crypto'
import type { Operation } from '@xiangzhi/contract'
import { type Actor, mayDo } from '@xiangzhi/language'
import { say } from '@xiangzhi/text'
import { v7 as uuidv7 } from 'uuid'
import { askApproval, findWaiting, giveBackApproval, takeApproval } from '#platform/approvals'
import type { Answer, Asked } from '#platform/asked'
import type { Database } from '#platform/database'
import { leavingSheet } from '#platform/excel'
import { Refusal, refuseUnless } from '#platform/refusal'

/** A file of more rows is taken out by two persons. */
const ROWS_ALONE_MAX = 500

/** What changes neither which rows a file holds nor what it is for. */
const besides = new Set(['language', 'requestId', 'cursor', 'limit'])

/** An export by its name, its filter and its purpose: what was granted is what is taken out, for what was said, and nothing wider. */
function subjectOf(operation: Pick<Operation, 'name'>, input: Readonly<Record<string, unknown>>): string {
  const filter = Object.entries(input)
    .filter(([key, value]) => !besides.has(key) && value !== undefined)
    .toSorted(([left], [right]) => (left < right ? -1 : 1))
  return `${operation.name}:${createHash('sha256').update(JSON.stringify(filter)).digest('hex').slice(0, 32)}`
}

/** Gives the grant of a file back that did not arrive whole. */
const givingBack = new WeakMap<Buffer, () => Promise<void>>()

/** The bytes of an answer that is a file. */
function fileIn(answer: unknown): Buffer | undefined {
  const file = (answer as { readonly file?: unknown } | undefined)?.file
  return Buffer.isBuffer(file) ? file : undefined
}

/**
 * Every file that leaves for a member of staff passes here: a sheet says what it is for, as it was typed, and one with more rows
 * than one person takes out alone uses the grant of a second person, or is refused with `approval-needed`.
 */
export async function passFile(
  db: Database,
  county: number,
  operation: Operation,
  { by, input, answer, now }: { by: Actor; input: Readonly<Record<string, unknown>>; answer: unknown; now: Date },
): Promise<void> {
  const file = fileIn(answer)
  const sheet = file && leavingSheet(file)
  if (!file || !sheet) return
  if (sheet.purpose === '' || sheet.purpose !== input.purpose) throw new Refusal('bad-input', { field: 'purpose' })
  if (sheet.rows <= ROWS_ALONE_MAX) return
  const subjectId = subjectOf(operation, input)
  const grant = await db.write(county, (tx) => takeApproval(tx, { kind: 'large-export', subjectId, by, now }))
  givingBack.set(file, () => db.write(county, (tx) => giveBackApproval(tx, grant)))
}

/** What is to be done where the file of an answer did not arrive whole; nothing where no grant was used for it. */
export async function fileNotSent(answer: unknown): Promise<void> {
  const file = fileIn(answer)
  if (!file) return
  const giveBack = givingBack.get(file)
  givingBack.delete(file)
  await giveBack?.()
}

/** Asking for such a file. Whoever asks must be allowed the export itself. */
export function exportOperations(operations: () => readonly Operation[]) {
  return {
    async askForExport({ tx, by, input, now }: Asked<'askForExport'>): Answer<'askForExport'> {
      const operation = operations().find(({ name }) => name === input.operation)
      refuseUnless(operation?.kind === 'read' && operation.audience === 'staff', 'bad-input', { field: 'operation' })
      refuseUnless(!operation.permission || mayDo(by, operation.permission), 'not-allowed')
      const parsed = operation.input.safeParse({ ...input.query, purpose: input.reason })
      refuseUnless(parsed.success, 'bad-input', { field: 'query' })
      const subjectId = subjectOf(operation, parsed.data as Record<string, unknown>)
      refuseUnless(!(await findWaiting(tx, { kind: 'large-export', subjectId, now })), 'in-use')
      const key = `text.api.operation.${operation.name}` as Parameters<typeof say>[1]
      const filter = Object.entries(input.query)
        .filter(([name, value]) => !besides.has(name) && name !== 'purpose' && value !== '')
        .map(([name, value]) => `${name}=${value}`)
        .join(', ')
      return askApproval(tx, {
        id: uuidv7(),
        kind: 'large-export',
        subjectKind: 'exports',
        subjectId,
        facts: { what: `${say('zh-CN', key)} · ${say('en', key)}`, filter: filter.slice(0, 300) || '—' },
        reason: input.reason,
        by,
        now,
      })
    },
  } as const
}
