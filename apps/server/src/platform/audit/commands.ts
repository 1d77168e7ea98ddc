import type { SubjectKind } from '@xiangzhi/contract'
import { sql, type Tx } from '#platform/database'

/** One change that a field went through, as the answer of the command told it. */
export interface LoggedChange {
  readonly field: string
  readonly from: string | null
  readonly to: string | null
}

/** One command that somebody gave. */
export interface CommandLogged {
  readonly requestId: string
  readonly at: Date
  readonly operation: string
  readonly byPerson: string | null
  readonly subjectKind: string | null
  readonly subjectId: string | null
  readonly changes: readonly LoggedChange[]
  /** From where an account was used, where the line is about that. */
  readonly address: string | null
  /** What somebody said a file is for. */
  readonly purpose: string | null
}

interface CommandFilter {
  readonly operation?: string
  readonly subjectId?: string
  readonly kinds?: readonly SubjectKind[]
  readonly limit: number
}

const own = (member: string): string => `case when l.fingerprint = '' then l.answer ->> '${member}' end`

/** Where the lines of the record stand, and the expression of each member of one. */
export const commandLog = {
  from: 'command_log l',
  columns: {
    requestId: 'l.request_id',
    at: 'l.at',
    operation: 'l.operation',
    byPerson: 'l.by_person',
    subjectKind: 'l.subject_kind',
    subjectId: 'l.subject_id',
    changes: `case when jsonb_typeof(l.answer -> 'changes') = 'array' then l.answer -> 'changes' else '[]'::jsonb end`,
    address: own('address'),
    purpose: own('purpose'),
  },
} as const

const columns = sql.columns(commandLog.columns)

/** Commands that were carried out, the newest first. */
export function listCommands(tx: Tx, filter: CommandFilter): Promise<CommandLogged[]> {
  const where = [sql`l.county = ${tx.county}`]
  if (filter.operation !== undefined) where.push(sql`l.operation = ${filter.operation}`)
  if (filter.subjectId !== undefined) where.push(sql`l.subject_id = ${filter.subjectId}`)
  if (filter.kinds !== undefined) where.push(sql`l.subject_kind = any(${[...filter.kinds]}::text[])`)
  return tx.rows<CommandLogged>(sql`select ${columns} from command_log l where ${sql.join(where, ' and ')}
    order by l.at desc, l.request_id desc limit ${Math.min(filter.limit, 1000)}`)
}

/** The rows of one list that some persons took out in files since an instant; the list is named as the record of files names it. */
export async function takenRows(
  tx: Tx,
  { list, by, since }: { readonly list: string; readonly by: readonly string[]; readonly since: Date },
): Promise<number> {
  const row = await tx.row<{ rows: number }>(sql`select coalesce(sum((l.answer ->> 'rows')::int), 0)::int as rows
    from command_log l where l.county = ${tx.county} and l.subject_kind = 'files' and l.by_person = any(${[...by]}::uuid[]) and l.at > ${since}
      and l.answer ->> 'list' = ${list}`)
  return row?.rows ?? 0
}

/** What was done to one thing of some kinds, the newest first; nothing where it is of another kind. */
export function listCommandsOn(tx: Tx, subjectId: string, kinds: readonly SubjectKind[]): Promise<CommandLogged[]> {
  return listCommands(tx, { subjectId, kinds, limit: 200 })
}

/** When the newest command was given; undefined while there is none. */
export async function findNewestCommand(tx: Tx): Promise<Date | undefined> {
  const row = await tx.row<{ at: Date | null }>(
    sql`select max(l.at) as at from command_log l where l.county = ${tx.county}`,
  )
  return row?.at ?? undefined
}
