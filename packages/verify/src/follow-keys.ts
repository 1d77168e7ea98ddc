import { checkLog, type ReadLog } from './check-log.ts'
import { readVerifier, type Verifier, verifierKey } from './note.ts'
import { checkCheckpoint } from './proof-file.ts'

const readText = async (read: ReadLog, path: string): Promise<string> => {
  const bytes = await read(path)
  return bytes ? new TextDecoder().decode(bytes) : ''
}

/** The keys that a log says it has and had, with the size of the first head each signed. What it says is not yet believed. */
async function listClaimed(read: ReadLog): Promise<{ fromSize: number; verifier: Verifier }[]> {
  const lines = (await readText(read, 'keys')).split('\n').filter((line) => line !== '')
  return lines.flatMap((line) => {
    const [size, vkey = ''] = line.split(' ')
    try {
      return [{ fromSize: Number(size), verifier: readVerifier(vkey) }]
    } catch {
      return []
    }
  })
}

/**
 * Follows a log whose key was changed: the first unknown key is believed when an entry announces it and a head that holds
 * this entry is signed with a key that was trusted before; and so on to the newest. Returns all keys that are to be trusted.
 */
export async function followKeys(read: ReadLog, trusted: readonly Verifier[]): Promise<readonly Verifier[]> {
  const known = new Set(trusted.map(verifierKey))
  const claimed = await listClaimed(read)
  const next = claimed.find(({ verifier }) => !known.has(verifierKey(verifier)))
  if (!next) return trusted
  const head = checkCheckpoint(await readText(read, `checkpoint/${next.fromSize}`), { logs: trusted })
  if (typeof head === 'string') return trusted
  let isAnnounced = false
  const { faults } = await checkLog({
    read,
    trust: { logs: claimed.map(({ verifier }) => verifier) },
    seen: head.checkpoint,
    onEntry: (index, { kind, subject }) => {
      if (kind === 'key-change' && subject === verifierKey(next.verifier) && BigInt(index) < head.checkpoint.size)
        isAnnounced = true
    },
  })
  return faults.length === 0 && isAnnounced ? followKeys(read, [...trusted, next.verifier]) : trusted
}
