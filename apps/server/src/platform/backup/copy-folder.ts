import { createHash } from 'node:crypto'
import { closeSync, fchownSync, openSync, readSync, writeSync } from 'node:fs'
import { chown, mkdir, readdir } from 'node:fs/promises'
import { join } from 'node:path'

/** One file of a backup: its path from the backup's folder, with `/` between, its bytes, and the SHA-256 of them. */
export interface CopiedFile {
  readonly path: string
  readonly size: number
  readonly sha256: string
}

export interface CopyOptions {
  /** Whether a path below the source (with `/` between) is left out; asked for folders as well. */
  readonly leaveOut?: (path: string) => boolean
  /** The account that is to own the copies; the running one when absent. */
  readonly owner?: { readonly uid: number; readonly gid: number } | undefined
  /** Called after each file with the bytes it had. */
  readonly onFile?: (file: CopiedFile) => void
}

const PIECE = 1024 * 1024

const isGone = (error: unknown): boolean => (error as NodeJS.ErrnoException).code === 'ENOENT'

const piece = Buffer.allocUnsafe(PIECE)

/** Reads a file piece by piece without ever handing control away: many small files go several times faster so. */
export function readPieces(path: string, take: (bytes: Buffer) => void): void {
  const from = openSync(path, 'r')
  try {
    for (;;) {
      const read = readSync(from, piece, 0, PIECE, null)
      if (read === 0) return
      take(piece.subarray(0, read))
    }
  } finally {
    closeSync(from)
  }
}

/** Copies one file, hashing what is written. The source may grow or shrink meanwhile; what was read is what counts. */
export function copyFile(
  source: string,
  target: string,
  owner?: { readonly uid: number; readonly gid: number },
): { size: number; sha256: string } {
  const hash = createHash('sha256')
  let size = 0
  let to: number | undefined
  try {
    readPieces(source, (bytes) => {
      to ??= openSync(target, 'wx', 0o600)
      hash.update(bytes)
      for (let written = 0; written < bytes.length;) written += writeSync(to, bytes, written)
      size += bytes.length
    })
    to ??= openSync(target, 'wx', 0o600)
    if (owner) fchownSync(to, owner.uid, owner.gid)
  } finally {
    if (to !== undefined) closeSync(to)
  }
  return { size, sha256: hash.digest('hex') }
}

/** Makes a folder that only its owner can enter. */
export async function makeFolder(
  folder: string,
  owner?: { readonly uid: number; readonly gid: number },
): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  if (owner) await chown(folder, owner.uid, owner.gid)
}

/**
 * Copies a folder whose files may change, vanish or appear at the same time, as those of a running database do. Folders
 * are private to their owner, files as well. Returns what was copied, in no particular order.
 */
export async function copyFolder(source: string, target: string, options: CopyOptions = {}): Promise<CopiedFile[]> {
  const copied: CopiedFile[] = []
  const walk = async (below: string): Promise<void> => {
    await makeFolder(join(target, below), options.owner)
    const entries = await readdir(join(source, below), { withFileTypes: true }).catch((error: unknown) => {
      if (isGone(error)) return []
      throw error
    })
    for (const entry of entries) {
      const path = below === '' ? entry.name : `${below}/${entry.name}`
      if (options.leaveOut?.(path)) continue
      if (entry.isDirectory()) await walk(path)
      else if (entry.isFile()) {
        try {
          const { size, sha256 } = copyFile(join(source, path), join(target, path), options.owner)
          const file = { path, size, sha256 }
          copied.push(file)
          options.onFile?.(file)
        } catch (error) {
          if (!isGone(error)) throw error
        }
      } else if (entry.isSymbolicLink()) throw new Error(`${join(source, path)} is a link; a backup holds no links`)
    }
  }
  await walk('')
  return copied
}

/** Whether nothing is there, or an empty folder. */
export async function isEmptyPlace(folder: string): Promise<boolean> {
  try {
    return (await readdir(folder)).length === 0
  } catch (error) {
    if (isGone(error)) return true
    throw error
  }
}
