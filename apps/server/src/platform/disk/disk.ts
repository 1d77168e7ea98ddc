import { statfsSync } from 'node:fs'
import type { Log } from '#platform/log'

/** What of a disk is free and how large it is, in bytes. */
export interface Space {
  readonly free: number
  readonly total: number
}

/** Whether there is room to write, looked at again and again. */
export interface Disk {
  /** Nothing new is taken on while this holds: what is there must stay whole. */
  isFull(): boolean
  /** Somebody was told by the system that nothing more fits, whatever was measured. */
  noteFull(): void
  /** Looks now; otherwise it is looked every few seconds. */
  look(): void
  spaces(): readonly (Space & { readonly folder: string })[]
  close(): void
}

const MEGABYTE = 1024 ** 2
/**
 * So much stays free for what has to be written when nothing more is taken on: the database cannot end in good order, and
 * cannot begin again, without room for its own log (a segment has 16 MB).
 */
const RESERVE = 256 * MEGABYTE
/** A small disk keeps a tenth. */
const RESERVE_SHARE = 0.1
/** Below these somebody is warned, long before anything is refused. */
const LOW_SHARE = 0.1
const LOW_BYTES = 2048 * MEGABYTE
const LOOK_EVERY_MS = 2000
/** What the system said holds for so long; then one more request finds out. Quotas show in no measure. */
const NOTED_MS = 10_000

/** How much is kept free of a disk; DISK_RESERVE_MB says otherwise. Throws for a setting that is no number. */
export function reserveOf({ total }: Pick<Space, 'total'>, setting: string | undefined): number {
  if (setting === undefined || setting === '') return Math.min(RESERVE, total * RESERVE_SHARE)
  const megabytes = Number(setting)
  if (!Number.isFinite(megabytes) || megabytes < 0) throw new Error('DISK_RESERVE_MB must be a number of megabytes')
  return megabytes * MEGABYTE
}

/** Whether somebody should make room soon. */
export const isLow = ({ free, total }: Space): boolean => free < LOW_BYTES || free < total * LOW_SHARE

/** The system's words for a disk or a quota that is full, and those of PostgreSQL (disk_full). */
const FULL = new Set(['ENOSPC', 'EDQUOT', '53100'])

/** Whether a work failed because nothing more fits on the disk. */
export function isDiskFull(error: unknown): boolean {
  for (let one = error; typeof one === 'object' && one !== null; one = (one as { cause?: unknown }).cause)
    if ('code' in one && FULL.has(String(one.code))) return true
  return false
}

const measureFolder = (folder: string): Space => {
  const { bavail, blocks, bsize } = statfsSync(folder)
  return { free: bavail * bsize, total: blocks * bsize }
}

/** Watches the disks on which these folders lie, and tells the log when one gets low, full, and free again. */
export function openDisk({
  folders,
  log,
  reserve = process.env['DISK_RESERVE_MB'],
  measure = measureFolder,
  now = () => performance.now(),
}: {
  readonly folders: readonly string[]
  readonly log: Log
  readonly reserve?: string | undefined
  readonly measure?: (folder: string) => Space
  readonly now?: () => number
}): Disk {
  let spaces: (Space & { folder: string })[] = []
  let notedAt = Number.NEGATIVE_INFINITY
  let told = 'fine'
  const isNoted = (): boolean => now() - notedAt < NOTED_MS
  const isFull = (): boolean => isNoted() || spaces.some((space) => space.free < reserveOf(space, reserve))
  const tell = (): void => {
    const state = isFull() ? 'full' : spaces.some(isLow) ? 'low' : 'fine'
    if (state === told) return
    const facts = { spaces: spaces.map(({ folder, free }) => ({ folder, freeMegabytes: Math.floor(free / MEGABYTE) })) }
    if (state === 'full') log.error('the disk is full: nothing new is taken on until there is room', facts)
    else if (told === 'full') log.warn('there is room on the disk again', facts)
    else if (state === 'low') log.warn('the disk is getting full', facts)
    told = state
  }
  const look = (): void => {
    // A folder that cannot be looked at is somebody else's trouble; what is known of it stays.
    spaces = folders.map((folder) => {
      try {
        return { folder, ...measure(folder) }
      } catch {
        return spaces.find((space) => space.folder === folder) ?? { folder, free: Infinity, total: Infinity }
      }
    })
    tell()
  }
  look()
  const looking = setInterval(look, LOOK_EVERY_MS)
  looking.unref()
  return {
    isFull,
    look,
    noteFull: () => {
      notedAt = now()
      tell()
    },
    spaces: () => spaces,
    close: () => clearInterval(looking),
  }
}
