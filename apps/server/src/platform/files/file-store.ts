import { createHash, randomUUID } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, open, readFile, rename, rm, stat, utimes } from 'node:fs/promises'
import { join } from 'node:path'
import type { Readable } from 'node:stream'

/**
 * Where the bytes of files lie. A key is the SHA-256 of the content in hexadecimal, so the same photo is stored once and
 * a damaged one is noticed. A disk stands behind it here; an object store offers the same calls.
 */
export interface FileStore {
  /** Returns the key once the bytes are durable: only then may anybody be told that they arrived. */
  put(bytes: Uint8Array): Promise<string>
  /** Throws when there is nothing under the key. */
  get(key: string): Promise<Buffer>
  stream(key: string): Readable
  /** The SHA-256 of what lies under a key, counted anew; undefined when there is nothing. */
  hashOf(key: string): Promise<string | undefined>
  has(key: string): Promise<boolean>
  /**
   * Removes what nobody has put since that moment: the same photo may just have been handed in again. Whether nothing lies there any
   * more.
   */
  removeUnused(key: string, since: Date): Promise<boolean>
}

const KEY = /^[0-9a-f]{64}$/

/** Persists a directory entry; Windows has no handle on directories and needs none. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/** Files on a disk, below `files/` of the data folder, in two levels of folders so that no folder grows too large. */
export function diskFileStore(dataDir: string): FileStore {
  const folder = join(dataDir, 'files')
  const pathOf = (key: string): string => {
    // A key comes from the database; still, nothing but a hash may ever become a path.
    if (!KEY.test(key)) throw new Error('no key of a stored file')
    return join(folder, key.slice(0, 2), key.slice(2, 4), key)
  }
  const has = async (key: string): Promise<boolean> => {
    try {
      return (await stat(pathOf(key))).isFile()
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false
      throw error
    }
  }
  return {
    has,
    put: async (bytes) => {
      const key = createHash('sha256').update(bytes).digest('hex')
      const path = pathOf(key)
      if (await has(key)) {
        const present = new Date()
        await utimes(path, present, present)
        return key
      }
      const parent = join(path, '..')
      await mkdir(parent, { recursive: true, mode: 0o700 })
      // Written beside its place, synced, then renamed: a crash leaves either the whole file or none under its name.
      const temporary = `${path}.${randomUUID()}.tmp`
      const handle = await open(temporary, 'wx', 0o600)
      try {
        // Half a file on a full disk would only keep it full.
        try {
          await handle.writeFile(bytes)
          await handle.sync()
        } finally {
          await handle.close()
        }
        await rename(temporary, path)
      } catch (error) {
        await rm(temporary, { force: true })
        throw error
      }
      await syncFolder(parent)
      await syncFolder(join(parent, '..'))
      return key
    },
    get: async (key) => readFile(pathOf(key)),
    stream: (key) => createReadStream(pathOf(key)),
    hashOf: async (key) => {
      if (!KEY.test(key) || !(await has(key))) return undefined
      const hash = createHash('sha256')
      for await (const chunk of createReadStream(pathOf(key)) as AsyncIterable<Buffer>) hash.update(chunk)
      return hash.digest('hex')
    },
    removeUnused: async (key, since) => {
      if (!(await has(key))) return true
      const { mtime } = await stat(pathOf(key))
      if (mtime >= since) return false
      await rm(pathOf(key), { force: true })
      return true
    },
  }
}
