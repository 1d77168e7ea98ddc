import { randomUUID } from 'node:crypto'
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Checkpoint, readCheckpoint, readNote } from '@xiangzhi/verify'

const file = (dataDir: string, county: number): string => join(dataDir, `log-${county}.checkpoint`)

/**
 * Keeps the last signed head outside of the database: a database that was set back to an earlier state (restored, or tampered
 * with) would otherwise sign a second log under the same name.
 */
export async function noteHead(dataDir: string, county: number, note: string): Promise<void> {
  await mkdir(dataDir, { recursive: true })
  const path = file(dataDir, county)
  // A name of its own, since another process on the same folder may be noting at this moment.
  const written = `${path}.${randomUUID()}`
  await writeFile(written, note, { mode: 0o600 })
  await rename(written, path)
}

/** The head that was noted the last time; undefined when there is none that can be read. */
export async function findNotedHead(dataDir: string, county: number): Promise<Checkpoint | undefined> {
  const text = await readFile(file(dataDir, county), 'utf8').catch(() => '')
  const note = readNote(text)
  return note && readCheckpoint(note.text)
}
