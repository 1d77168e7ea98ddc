import { firstCharacters, wellFormed } from '@xiangzhi/language'
import { sql, type Tx } from '#platform/database'

export type ImportKind = 'places' | 'households' | 'organisations' | 'people' | 'responsibilities' | 'grants' | 'cases'
export type RunStatus = 'reading' | 'ready' | 'faulty' | 'cancelled' | 'done' | 'undone' | 'failed'

/** What is wrong with a row, by its number in the sheet and the key of its column; facts never hold personal values. */
export interface ImportProblem {
  readonly sheet: string
  readonly row: number
  readonly column: string | null
  readonly code: string
  readonly facts?: Readonly<Record<string, string | number>>
}

/** How many rows do what. read = new + changed + same + ended + faulty, always. */
export interface Totals {
  readonly read: number
  readonly new: number
  readonly changed: number
  readonly same: number
  readonly ended: number
  readonly faulty: number
}

export interface ImportRun {
  readonly id: string
  readonly kind: ImportKind
  readonly status: RunStatus
  readonly fileName: string
  /** SHA-256 of the file in hexadecimal. */
  readonly sha256: string | null
  readonly bytes: number
  readonly percent: number
  readonly totals: Totals
  readonly problems: readonly ImportProblem[]
  readonly uploadedBy: string | null
  readonly uploadedAt: Date
  readonly committedBy: string | null
  readonly committedAt: Date | null
  readonly undoneBy: string | null
  readonly undoneAt: Date | null
}

/** Characters of the name of a file that are kept; the browser sends whatever the file is called. */
const FILE_NAME_MAX = 200

const columns = sql.raw(`r.id, r.kind, r.status, r.file_name, encode(r.sha256, 'hex') as sha256,
  r.bytes::int as bytes, r.percent, jsonb_build_object('read', r.rows_read, 'new', r.rows_new, 'changed', r.rows_changed,
  'same', r.rows_same, 'ended', r.rows_ended, 'faulty', r.rows_faulty) as totals, r.problems,
  r.uploaded_by, r.uploaded_at, r.committed_by,
  r.committed_at, r.undone_by, r.undone_at`)

/** Writes the first line about a file that is about to be read. */
export async function addRun(
  tx: Tx,
  run: Pick<ImportRun, 'id' | 'kind' | 'fileName' | 'sha256' | 'bytes' | 'uploadedBy' | 'uploadedAt'>,
): Promise<void> {
  await tx.run(sql`insert into import_run (county, id, kind, status, file_name, sha256, bytes, uploaded_by, uploaded_at,
      progressed_at)
    values (${tx.county}, ${run.id}, ${run.kind}, 'reading', ${firstCharacters(wellFormed(run.fileName), FILE_NAME_MAX)}, decode(${run.sha256}, 'hex'), ${run.bytes},
      ${run.uploadedBy}, ${run.uploadedAt}, ${run.uploadedAt})`)
}

export function findRun(tx: Tx, id: string): Promise<ImportRun | undefined> {
  return tx.row<ImportRun>(sql`select ${columns} from import_run r where r.county = ${tx.county} and r.id = ${id}`)
}

/** The same, and nobody else may commit, cancel or undo it until this transaction ends. */
export function lockRun(tx: Tx, id: string): Promise<ImportRun | undefined> {
  return tx.row<ImportRun>(
    sql`select ${columns} from import_run r where r.county = ${tx.county} and r.id = ${id} for update`,
  )
}

/** The newest imports first, without their problems. */
export function listRuns(tx: Tx, kinds: readonly ImportKind[], limit: number): Promise<ImportRun[]> {
  return tx.rows<ImportRun>(sql`select ${columns} from import_run r
    where r.county = ${tx.county} and r.kind = any(${kinds}::text[]) order by r.uploaded_at desc, r.id desc limit ${limit}`)
}

/** Says how far reading has come. False when somebody cancelled meanwhile: then reading stops. */
export async function noteProgress(
  tx: Tx,
  id: string,
  progress: { readonly percent: number; readonly totals: Totals; readonly now: Date },
): Promise<boolean> {
  const { totals } = progress
  const changed = await tx.run(sql`update import_run set percent = ${progress.percent}, rows_read = ${totals.read},
      rows_new = ${totals.new}, rows_changed = ${totals.changed}, rows_same = ${totals.same}, rows_ended = ${totals.ended},
      rows_faulty = ${totals.faulty}, progressed_at = ${progress.now}
    where county = ${tx.county} and id = ${id} and status = 'reading'`)
  return changed === 1
}

/** Moves an import on from one status to another; false when it no longer stood there. */
export async function endRun(
  tx: Tx,
  id: string,
  move: {
    readonly from: readonly RunStatus[]
    readonly to: RunStatus
    readonly by: string | null
    readonly now: Date
    readonly problems?: readonly ImportProblem[]
  },
): Promise<boolean> {
  const { from, to, by, now } = move
  const sets = [sql`status = ${to}`, sql`progressed_at = ${now}`]
  if (to === 'done') sets.push(sql`committed_by = ${by}`, sql`committed_at = ${now}`, sql`percent = 100`)
  if (to === 'undone') sets.push(sql`undone_by = ${by}`, sql`undone_at = ${now}`)
  if (to === 'ready' || to === 'faulty') sets.push(sql`percent = 100`)
  if (move.problems) sets.push(sql`problems = ${sql.json(move.problems)}`)
  const changed = await tx.run(sql`update import_run set ${sql.join(sets)}
    where county = ${tx.county} and id = ${id} and status = any(${from}::text[])`)
  return changed === 1
}

/** Marks as failed what a server that ended was still reading; `before` leaves alone what another server reads now. */
export function abandonUnfinished(tx: Tx, before: Date, now: Date): Promise<number> {
  return tx.run(sql`update import_run set status = 'failed', progressed_at = ${now}
    where county = ${tx.county} and status = 'reading' and progressed_at < ${before}`)
}
