import { readdir, statfs } from 'node:fs/promises'
import type { TextFacts, TextKey } from '@xiangzhi/text'
import { findLastBackup } from '#platform/backup'
import { isLow, reserveOf } from '#platform/disk'
import { type Database, SCHEMA_FOLDER, sql } from '#platform/database'

/** One thing that is not as it should be. A problem must be mended, a warning soon, a note is for information. */
export interface Finding {
  /** The check that found it; it is the same in every language. */
  readonly check: string
  readonly level: 'problem' | 'warning' | 'note'
  readonly text: TextKey
  readonly facts?: TextFacts
}

export interface MachineExamined {
  readonly db: Database
  readonly dataDir: string
  readonly now: Date
  /** Whether the database is the embedded one, which `backup` copies. */
  readonly embedded: boolean
}

const HOUR_MS = 3_600_000
const BACKUP_MAX_HOURS = 24
const DRIFT_MAX_SECONDS = 2
const ARCHIVE_MAX_MINUTES = 30

const hoursSince = (then: Date, now: Date): number => Math.floor((now.getTime() - then.getTime()) / HOUR_MS)

async function examineBackups({ dataDir, now, embedded }: MachineExamined): Promise<Finding[]> {
  if (!embedded) return [{ check: 'backup', level: 'note', text: 'text.doctor.backup.yours' }]
  const last = await findLastBackup(dataDir)
  if (!last) return [{ check: 'backup', level: 'problem', text: 'text.doctor.backup.none' }]
  const hours = hoursSince(new Date(last.at), now)
  if (hours < BACKUP_MAX_HOURS) return []
  return [{ check: 'backup', level: 'problem', text: 'text.doctor.backup.old', facts: { hours } }]
}

interface Archiving {
  readonly mode: string
  readonly name: string | null
  readonly failedAt: Date | null
  readonly archivedAt: Date | null
  readonly now: Date
}

async function examineArchive({ db, now, embedded }: MachineExamined): Promise<Finding[]> {
  const state = await db.local((tx) =>
    tx.row<Archiving>(sql`select current_setting('archive_mode') as mode, last_failed_wal as name,
      last_failed_time as "failedAt", last_archived_time as "archivedAt", now() as now from pg_stat_archiver`),
  )
  if (!state) return []
  const findings: Finding[] = []
  const drift = Math.round(Math.abs(state.now.getTime() - now.getTime()) / 1000)
  if (drift > DRIFT_MAX_SECONDS)
    findings.push({ check: 'clock', level: 'warning', text: 'text.doctor.clock.drift', facts: { seconds: drift } })
  if (state.mode === 'off') {
    if (embedded) findings.push({ check: 'archive', level: 'warning', text: 'text.doctor.archive.off' })
    return findings
  }
  const { failedAt, archivedAt, name } = state
  if (failedAt && (!archivedAt || failedAt > archivedAt)) {
    const facts = { name: name ?? '', hours: hoursSince(archivedAt ?? failedAt, state.now) }
    findings.push({ check: 'archive', level: 'problem', text: 'text.doctor.archive.failing', facts })
  } else if (archivedAt) {
    const minutes = Math.floor((state.now.getTime() - archivedAt.getTime()) / 60_000)
    if (minutes > ARCHIVE_MAX_MINUTES)
      findings.push({ check: 'archive', level: 'note', text: 'text.doctor.archive.late', facts: { minutes } })
  }
  return findings
}

async function examineDisk({ dataDir }: MachineExamined): Promise<Finding[]> {
  const { bavail, blocks, bsize } = await statfs(dataDir)
  const space = { free: bavail * bsize, total: blocks * bsize }
  if (!isLow(space)) return []
  const percent = space.total === 0 ? 0 : Math.round((space.free / space.total) * 100)
  const facts = { percent, gigabytes: Math.round(space.free / 1024 ** 3) }
  const isFull = space.free < reserveOf(space, process.env['DISK_RESERVE_MB'])
  return [{ check: 'disk', level: 'problem', text: isFull ? 'text.doctor.disk.full' : 'text.doctor.disk.low', facts }]
}

async function examineSchema({ db }: MachineExamined): Promise<Finding[]> {
  const applied = await db.local((tx) => tx.rows<{ name: string }>(sql`select name from schema_migration`))
  const known = new Set(applied.map(({ name }) => name))
  const names = (await readdir(SCHEMA_FOLDER)).filter((name) => /^\d{4}-.*\.sql$/.test(name) && !known.has(name))
  if (names.length === 0) return []
  const facts = { count: names.length, names: names.join(', ') }
  return [{ check: 'schema', level: 'problem', text: 'text.doctor.schema.pending', facts }]
}

/** What is amiss with the machine, the database and the backups. */
export async function examineMachine(machine: MachineExamined): Promise<Finding[]> {
  const found = await Promise.all([
    examineBackups(machine),
    examineArchive(machine),
    examineDisk(machine),
    examineSchema(machine),
  ])
  return found.flat()
}
