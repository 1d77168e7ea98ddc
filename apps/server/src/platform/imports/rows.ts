import { sql, type Tx } from '#platform/database'

export type StagedAction = 'new' | 'changed' | 'same' | 'ended'

/** What one row of the file does once the import is applied; `before` is what stood there, for undoing. */
export interface StagedRow {
  readonly no: number
  readonly action: StagedAction
  readonly content: Readonly<Record<string, unknown>>
  readonly before: Readonly<Record<string, unknown>> | null
}

/** Keeps what was decided about some rows of a file. */
export async function stageRows(tx: Tx, importId: string, rows: readonly StagedRow[]): Promise<void> {
  if (rows.length === 0) return
  await tx.run(sql`insert into import_row (county, import_id, no, action, content, before)
    select ${tx.county}::int, ${importId}::uuid, r.no, r.action, r.content, r.before
    from jsonb_to_recordset(${sql.json(rows)}::jsonb) as r(no int, action text, content jsonb, before jsonb)`)
}

/** The next rows in the order of the file, or, backwards, in the opposite order for undoing. */
export function listStaged(
  tx: Tx,
  importId: string,
  page: { readonly after: number | null; readonly limit: number; readonly backwards: boolean },
): Promise<StagedRow[]> {
  const beyond =
    page.after === null ? sql`` : page.backwards ? sql` and s.no < ${page.after}` : sql` and s.no > ${page.after}`
  return tx.rows<StagedRow>(sql`select s.no, s.action, s.content, s.before from import_row s
    where s.county = ${tx.county} and s.import_id = ${importId}${beyond}
    order by s.no ${sql.raw(page.backwards ? 'desc' : 'asc')} limit ${page.limit}`)
}

/** Forgets the rows of an import that was cancelled or undone. */
export function dropRows(tx: Tx, importId: string): Promise<number> {
  return tx.run(sql`delete from import_row where county = ${tx.county} and import_id = ${importId}`)
}

/** Forgets the rows of all imports of before: from then on they cannot be undone. */
export function dropOldRows(tx: Tx, before: Date): Promise<number> {
  return tx.run(sql`delete from import_row s using import_run r
    where s.county = ${tx.county} and r.county = s.county and r.id = s.import_id and r.uploaded_at < ${before}`)
}

/**
 * Before a transaction that adds or removes very many rows. PostgreSQL keeps the plans of foreign key checks for as long as a
 * connection lasts; those made while a table was small read it from end to end, once for each row. Both hold for this
 * transaction (`after` forgets the plans made in it).
 */
export async function expectManyRows(tx: Tx): Promise<{ after(): Promise<void> }> {
  const forget = async (): Promise<void> => void (await tx.run(sql`discard plans`))
  await tx.run(sql`set local enable_seqscan = off`)
  await forget()
  return { after: forget }
}
