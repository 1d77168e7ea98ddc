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

/** What a request was and answered when it was carried out. */
export function findCommand(
  tx: Tx,
  requestId: string,
): Promise<Pick<CommandToLog, 'fingerprint' | 'answer'> | undefined> {
  return tx.row(
    sql`select fingerprint, answer from command_log where county = ${tx.county} and request_id = ${requestId}`,
  )
}

/** Whether a transaction failed because its command was carried out already. */
export function isRepeatedCommand(error: unknown): boolean {
  return error instanceof Error && 'constraint' in error && error.constraint === 'command_log_pkey'
}
