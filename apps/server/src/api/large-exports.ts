import { createHash } from 'node:crypto'
import type { Operation } from '@xiangzhi/contract'
import { type Actor, mayDo } from '@xiangzhi/language'
import { say } from '@xiangzhi/text'
import { v7 as uuidv7 } from 'uuid'
import { sameHand } from '#platform/api-keys'
import { askApproval, findWaiting, giveBackApproval, takeApproval } from '#platform/approvals'
import type { Answer, Asked } from '#platform/asked'
import { type Database, sql, type Tx } from '#platform/database'
import { recordInsert, takenRows } from '#platform/audit'
import { leavingSheet } from '#platform/excel'
import { Refusal, refuseUnless } from '#platform/refusal'
import { takenFile } from './subject.ts'

/** More rows of one list within a day are taken out by two persons, in however many files. */
const ROWS_ALONE_MAX = 500
/** The sliding day, in milliseconds: a limit that began anew at midnight would be passed at midnight. */
const WINDOW_MS = 24 * 3_600_000
/** Namespace of the locks under which exports of one list are counted one after the other. */
const EXPORT_LOCK = 0x6578706f

/** What changes neither which rows a file holds nor what it is for. */
const besides = new Set(['language', 'requestId', 'cursor', 'limit', 'sort', 'paper', 'format'])

/** An export by its name, its filter and its purpose: what was granted is what is taken out, for what was said, and nothing wider. */
function subjectOf(operation: Pick<Operation, 'name'>, input: Readonly<Record<string, unknown>>): string {
  const filter = Object.entries(input)
    .filter(([key, value]) => !besides.has(key) && value !== undefined)
    .toSorted(([left], [right]) => (left < right ? -1 : 1))
  return `${operation.name}:${createHash('sha256').update(JSON.stringify(filter)).digest('hex').slice(0, 32)}`
}

/** Gives the grant of a file back that did not arrive whole. */
const givingBack = new WeakMap<Buffer, () => Promise<void>>()

/** A file that is about to leave: who takes it, by which account, what they asked and what they are to get. */
interface Leaving {
  readonly by: Actor
  readonly accountId: string
  readonly input: Readonly<Record<string, unknown>>
  readonly answer: unknown
  readonly now: Date
}

/**
 * Every file that leaves for a member of staff passes here and nowhere else: a sheet says what it is for, as it was typed, and stands in
 * the record with its rows before it leaves. One that, with what the same hand — a person, and the keys that they made or confirmed — took of the same list within a day, has more rows than
 * one person takes out alone uses the grant of a second person, or is refused with `export-approval-needed`. What a second person
 * granted counts as taken as well, and so does a file whose connection was cut: its rows may have arrived.
 */
export async function passFile(
  db: Database,
  county: number,
  operation: Operation,
  { by, accountId, input, answer, now }: Leaving,
): Promise<void> {
  const file = takenFile(answer)
  if (!file) return
  const sheet = leavingSheet(file.content)
  if (!sheet) throw new Error(`${operation.name} answers a file that was not written as one that is taken out`)
  const { rows, purpose } = sheet
  if (purpose !== null && (purpose === '' || purpose !== input.purpose))
    throw new Refusal('bad-input', { field: 'purpose' })
  // By the operation, whatever is asked of it: which edition it is, too, is only a filter.
  const list = operation.name
  const grant = await db.write(county, async (tx) => {
    await lockList(tx, list)
    const taken =
      rows === 0
        ? 0
        : await takenRows(tx, {
            list,
            by: await sameHand(tx, by.personId),
            since: new Date(now.getTime() - WINDOW_MS),
          })
    const alone = rows === 0 || taken + rows <= ROWS_ALONE_MAX
    const used = alone
      ? undefined
      : await takeApproval(tx, { kind: 'large-export', subjectId: subjectOf(operation, input), by, now }).catch(
          (error: unknown) => {
            if (!(error instanceof Refusal)) throw error
            throw new Refusal('export-approval-needed', { taken, rows, limit: ROWS_ALONE_MAX })
          },
        )
    await tx.run(
      recordInsert(tx, {
        operation: operation.name,
        at: now,
        byAccount: accountId,
        byPerson: by.personId,
        subject: { kind: 'files', id: file.name },
        facts: { ...(purpose === null ? {} : { purpose, list, rows }), bytes: file.content.length },
      }),
    )
    return used
  })
  if (grant) givingBack.set(file.content, () => db.write(county, (tx) => giveBackApproval(tx, grant)))
}

/** Two exports at the same moment are counted one after the other: each sees what the other one took. */
async function lockList(tx: Tx, list: string): Promise<void> {
  const key = createHash('sha256').update(`${tx.county}:${list}`).digest().readInt32BE(0)
  await tx.run(sql`select pg_advisory_xact_lock(${EXPORT_LOCK}::int, ${key}::int)`)
}

/** What is to be done where the file of an answer did not arrive whole; nothing where no grant was used for it. */
export async function fileNotSent(answer: unknown): Promise<void> {
  const file = takenFile(answer)?.content
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
        facts: { what: say('zh-CN', key), whatEn: say('en', key), filter: filter.slice(0, 300) || '—' },
        reason: input.reason,
        by,
        now,
      })
    },
  } as const
}
