import { createHash } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type CopiedFile, readPieces } from './copy-folder.ts'

/** What a backup says of itself. Lists of files stand beside it, in a form that `sha256sum -c SHA256SUMS` reads. */
export interface Manifest {
  readonly format: 1
  readonly startedAt: string
  /** From this moment on a restore can stop; before it the copy is not whole. */
  readonly finishedAt: string
  /** Absent when the database is somebody else's server and is backed up by its own means. */
  readonly database?: {
    readonly major: string
    readonly firstSegment: string
    readonly lastSegment: string
  }
  /** `elsewhere`: they were left out and must be given at the restore. `environment`: SEALING_KEY held them. */
  readonly keys: 'here' | 'elsewhere' | 'environment'
  readonly files: number
  readonly bytes: number
  /** SHA-256 of the list of checksums, so that the list cannot be shortened. */
  readonly sums: string
}

const MANIFEST = 'manifest.json'
const SUMS = 'SHA256SUMS'

const hashOfText = (text: string): string => createHash('sha256').update(text).digest('hex')

/** Writes the list of checksums and the manifest. The manifest comes last: a folder without one is no backup. */
export async function writeManifest(
  folder: string,
  files: readonly CopiedFile[],
  facts: Omit<Manifest, 'format' | 'files' | 'bytes' | 'sums'>,
): Promise<Manifest> {
  const sums = files
    .toSorted((one, other) => (one.path < other.path ? -1 : 1))
    .map(({ path, sha256 }) => `${sha256}  ${path}\n`)
    .join('')
  await writeFile(join(folder, SUMS), sums, { mode: 0o600, flag: 'wx' })
  const manifest: Manifest = {
    format: 1,
    ...facts,
    files: files.length,
    bytes: files.reduce((sum, { size }) => sum + size, 0),
    sums: hashOfText(sums),
  }
  await writeFile(join(folder, MANIFEST), `${JSON.stringify(manifest, undefined, 2)}\n`, { mode: 0o600, flag: 'wx' })
  return manifest
}

/** Reads the manifest of a backup. Throws when the folder holds none, or one of another format. */
export async function readManifest(folder: string): Promise<Manifest> {
  let manifest: Manifest
  try {
    manifest = JSON.parse(await readFile(join(folder, MANIFEST), 'utf8')) as Manifest
  } catch (cause) {
    throw new Error(`${folder} is no finished backup: it has no readable ${MANIFEST}`, { cause })
  }
  if (manifest.format !== 1) throw new Error(`${folder} was made by another version of this program`)
  return manifest
}

const hashOfFile = (path: string): string => {
  const hash = createHash('sha256')
  readPieces(path, (bytes) => void hash.update(bytes))
  return hash.digest('hex')
}

/** Reads every file of a backup again and returns what is missing or changed; empty when all is as it was written. */
export async function listDamages(folder: string, manifest: Manifest): Promise<string[]> {
  const sums = await readFile(join(folder, SUMS), 'utf8')
  if (hashOfText(sums) !== manifest.sums) return [`${SUMS} was changed`]
  const damages: string[] = []
  for (const line of sums.split('\n')) {
    if (line === '') continue
    const [sha256, path] = [line.slice(0, 64), line.slice(66)]
    try {
      if (hashOfFile(join(folder, path)) !== sha256) damages.push(`${path} was changed`)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
      damages.push(`${path} is missing`)
    }
  }
  return damages
}
