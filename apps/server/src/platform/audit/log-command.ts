import { v7 as uuidv7 } from 'uuid'
import { sql, type Statement, type Tx } from '#platform/database'

/** What is written of a command: who gave it, when, on what, and the answer, so that giving it again does nothing more. */
export interface CommandToLog {
  readonly requestId: string
  readonly operation: string
  readonly byAccount: string | null
  readonly byPerson: string | null
  readonly at: Date
  readonly subjectKind: string | null
  readonly subjectId: string | null
  /** Hash of the input: the same request with another content is refused. */
  readonly fingerprint: string
  /** Without anything that must not be kept; null where the whole answer is secret. */
  readonly answer: Record<string, unknown> | null
}

/** The audit line of a command, which is its idempotency key as well: a second one with the same id collides. */
export function commandInsert(tx: Tx, command: CommandToLog): Statement {
  return sql`insert into command_log (county, request_id, operation, by_account, by_person, at, subject_kind, subject_id, fingerprint, answer)
    values (${tx.county}, ${command.requestId}, ${command.operation}, ${command.byAccount}, ${command.byPerson}, ${command.at},
      ${command.subjectKind}, ${command.subjectId}, ${command.fingerprint}, ${sql.json(command.answer)})`
}

/**
 * The line of something that is no command but belongs into the same record, and so into its chain: a sign-in, a file that was
 * taken away, a look at what is sealed. `onceId` makes it one line however often it is written.
 */
export function recordInsert(
  tx: Tx,
  event: {
    readonly operation: string
    readonly at: Date
    readonly byAccount: string | null
    readonly byPerson: string | null
    readonly subject: { readonly kind: string; readonly id: string }
    readonly facts: Readonly<Record<string, string | number>>
    readonly onceId?: string
  },
): Statement {
  const { operation, at, byAccount, byPerson, subject, facts, onceId } = event
  const insert = commandInsert(tx, {
    requestId: onceId ?? uuidv7(),
    operation,
    byAccount,
    byPerson,
    at,
    subjectKind: subject.kind,
    subjectId: subject.id,
    fingerprint: '',
    answer: { ...facts },
  })
  return onceId === undefined ? insert : sql`${insert} on conflict (county, request_id) do nothing`
}

/** What a request was and answered when it was carried out. */
export function findCommand(
  tx: Tx,
  requestId: string,
): Promise<Pick<CommandToLog, 'fingerprint' | 'answer' | 'byAccount'> | undefined> {
  return tx.row(
    sql`select fingerprint, answer, by_account from command_log where county = ${tx.county} and request_id = ${requestId}`,
  )
}

/** Whether a transaction failed because its command was carried out already. */
export function isRepeatedCommand(error: unknown): boolean {
  return error instanceof Error && 'constraint' in error && error.constraint === 'command_log_pkey'
}
