import type { Answer, Asked } from '#platform/asked'
import { sql, type Statement, type Tx } from '#platform/database'
import { keyset } from '#platform/keyset'
import type { Actor } from '@xiangzhi/language'
import type { CasesEnvironment } from './asked.ts'
import { readableCases } from './reading.ts'
import type { Processes } from './registry.ts'

/**
 * A line is given out this long after its time: commands that began earlier may still be committing, and a reader that had
 * passed them by would never hear of them. Longer than a command may wait for a lock (10 s).
 */
const SETTLED_AFTER_MS = 15_000
/** How many lines one page looks through at most, so that a small reach in a big county costs little as well. */
const WINDOW = 5000

/** One line of a timeline, without a word of it. */
export interface CaseChange {
  readonly caseId: string
  readonly number: string
  readonly process: string
  readonly category: string
  readonly townId: string | null
  readonly villageId: string | null
  readonly no: number
  readonly at: Date
  readonly action: string
  readonly fromState: string | null
  readonly toState: string | null
  readonly byKind: 'staff' | 'reporter' | 'system'
  readonly status: string
  readonly isOpen: boolean
  readonly version: number
}

const NOBODY = '00000000-0000-0000-0000-000000000000'

const order = keyset({ at: 'instant', caseId: 'uuid', no: 'whole' })

/** Other systems and webhooks keep a cursor for years: one that was given out before cursors had one form is still read. */
function currentCursor(cursor: string | undefined): string | undefined {
  const [at = '', caseId = '', no] = Buffer.from(cursor ?? '', 'base64url')
    .toString()
    .split('|')
  const instant = new Date(at)
  if (no === undefined || !/^\d{1,9}$/.test(no) || Number.isNaN(instant.getTime())) return cursor
  return order.write({ at: instant, caseId, no: Number(no) })
}

export interface ChangesPage {
  readonly rows: readonly CaseChange[]
  readonly nextCursor: string | null
  readonly more: boolean
}

/**
 * What changed in the cases that an actor may read, oldest first. The order is stable: a page read twice from the same
 * cursor begins with the same lines, and following the cursors gives every line once.
 */
export async function listCaseChanges(
  tx: Tx,
  processes: Processes,
  actor: Actor,
  input: { readonly after?: string | undefined; readonly since?: Date | undefined; readonly limit: number },
  now: Date,
): Promise<ChangesPage> {
  const settled = new Date(now.getTime() - SETTLED_AFTER_MS)
  const from = order.read(currentCursor(input.after)) ?? { at: input.since ?? new Date(0), caseId: NOBODY, no: 0 }
  const window: Statement = sql`select e.case_id, e.no, e.at, e.action, e.from_state, e.to_state, e.by_kind
    from case_event e where e.county = ${tx.county} and e.at <= ${settled}
      and (e.at, e.case_id, e.no) > (${from.at}, ${from.caseId}::uuid, ${from.no}::int)
    order by e.at, e.case_id, e.no limit ${WINDOW}`
  const rows = await tx.rows<CaseChange>(sql`with e as materialized (${window})
    select c.id as "caseId", c.number, c.process, c.category, c.town_id, c.village_id, e.no, e.at,
      e.action, e.from_state, e.to_state, e.by_kind, c.status, c.is_open, c.version
    from e join case_record c on c.county = ${tx.county} and c.id = e.case_id
    where ${readableCases(tx, actor, processes)} order by e.at, e.case_id, e.no limit ${input.limit + 1}`)
  if (rows.length > input.limit) {
    return { ...order.page(rows, input.limit, (last) => last), more: true }
  }
  const end = await tx.row<{
    at: Date
    caseId: string
    no: number
    n: number
  }>(sql`select w.at, w.case_id, w.no,
      count(*) over ()::int as n from (${window}) w order by w.at desc, w.case_id desc, w.no desc limit 1`)
  const last = end ? { at: end.at, caseId: end.caseId, no: end.no } : from
  return { rows, nextCursor: order.write(last), more: end !== undefined && end.n >= WINDOW }
}

/** The feed as an operation. */
export function changeFeedOperations({ processes }: CasesEnvironment) {
  return {
    listChanges: async ({ tx, by, input, now }: Asked<'listChanges'>): Answer<'listChanges'> => {
      const since = input.since === undefined ? undefined : new Date(input.since)
      const page = await listCaseChanges(tx, processes, by, { after: input.after, since, limit: input.limit }, now)
      return {
        rows: page.rows.map(({ isOpen: _isOpen, ...row }) => ({ ...row, at: row.at.toISOString() })),
        nextCursor: page.nextCursor,
        more: page.more,
      }
    },
  } as const
}
