import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { toUtf8 } from './bytes.ts'
import { checkLog, followLog, type ReadLog } from './check-log.ts'
import { isConsistent, isIncluded, leafHash } from './merkle.ts'
import { type Checkpoint, readVerifier } from './note.ts'
import { checkCheckpoint, type Trust } from './proof-file.ts'
import { entriesOfBundle, tilePath, TileTree } from './tiles.ts'

const folder = join(import.meta.dirname, '..', 'vectors', 'tessera-log')
const trust: Trust = {
  logs: [readVerifier('example.com/log/testdata+33d7b496+AeHTu4Q3hEIMHNqc6fASMsq3rKNx280NI+oO5xCFkkSx')],
}

/** Reads the log as it was when it had so many entries. */
const readAt =
  (size: number): ReadLog =>
  (path) => {
    const file = join(folder, path === 'checkpoint' ? `checkpoint.${size}` : path)
    return Promise.resolve(existsSync(file) ? new Uint8Array(readFileSync(file)) : undefined)
  }

async function headAt(size: number): Promise<Checkpoint> {
  const bytes = await readAt(size)('checkpoint')
  const signed = checkCheckpoint(new TextDecoder().decode(bytes), trust)
  if (typeof signed === 'string') throw new Error(signed)
  return signed.checkpoint
}

const treeAt = (size: number): TileTree =>
  new TileTree(size, async (tile) => (await readAt(size)(tilePath(tile))) ?? new Uint8Array())

describe('the log that tessera ships for its own tests', () => {
  it('every one of its 15 states holds: signature, entries, tiles and root', async () => {
    for (let size = 1; size <= 15; size += 1) {
      const report = await checkLog({ read: readAt(size), trust, areEntriesOurs: false })
      expect(report, `size ${size}`).toMatchObject({ faults: [], entriesRead: size })
    }
  })

  it('its empty beginning holds as well', async () => {
    expect(await checkLog({ read: readAt(0), trust, areEntriesOurs: false })).toMatchObject({ faults: [] })
    expect(await followLog({ read: readAt(0), trust })).toMatchObject({ faults: [] })
  })

  it('each state goes on from every earlier one, by proofs made from its tiles', async () => {
    for (let size = 1; size <= 15; size += 1)
      for (let before = 1; before <= size; before += 1) {
        const seen = await headAt(before)
        const proof = await treeAt(size).consistencyProof(before)
        expect(isConsistent(seen, await headAt(size), proof), `${before} → ${size}`).toBe(true)
        expect(await followLog({ read: readAt(size), trust, seen })).toMatchObject({ faults: [] })
        expect(await checkLog({ read: readAt(size), trust, seen, areEntriesOurs: false })).toMatchObject({ faults: [] })
      }
  })

  it('each of its entries is included in every state that has it', async () => {
    const bundle = readFileSync(join(folder, 'tile/entries/000.p/15'))
    const entries = entriesOfBundle(bundle, 15)
    for (let size = 1; size <= 15; size += 1)
      for (let index = 0; index < size; index += 1) {
        const proof = await treeAt(size).inclusionProof(index)
        const { root } = await headAt(size)
        const leaf = leafHash(entries[index] ?? new Uint8Array())
        expect(isIncluded({ index: BigInt(index), size: BigInt(size), root }, leaf, proof)).toBe(true)
      }
  })

  it('a flipped bit in any byte of its files is found', async () => {
    const names = ['checkpoint', 'tile/0/000.p/15', 'tile/entries/000.p/15']
    for (const name of names) {
      const whole = await readAt(15)(name)
      if (!whole) throw new Error(name)
      for (let at = 0; at < whole.length; at += 1) {
        const read: ReadLog = async (path) => {
          const bytes = await readAt(15)(path)
          if (path !== name || !bytes) return bytes
          const changed = Uint8Array.from(bytes)
          changed[at] = (changed[at] ?? 0) ^ (1 << (at % 8))
          return changed
        }
        const { faults } = await checkLog({ read, trust, areEntriesOurs: false })
        expect(faults.length, `${name} byte ${at}`).toBeGreaterThan(0)
      }
    }
  })

  it('a log that became shorter or went another way than what was seen is found', async () => {
    const seen = await headAt(12)
    expect((await followLog({ read: readAt(9), trust, seen })).faults).toMatchObject([{ kind: 'log-shrunk' }])
    const other = { ...seen, root: leafHash(toUtf8('another past')) }
    expect((await followLog({ read: readAt(15), trust, seen: other })).faults).toMatchObject([{ kind: 'log-forked' }])
    const { faults } = await checkLog({ read: readAt(15), trust, seen: other, areEntriesOurs: false })
    expect(faults).toMatchObject([{ kind: 'log-forked' }])
  })

  it('a partial tile that is gone since the tile was filled is read from the full one', async () => {
    const read: ReadLog = async (path) => {
      if (path === 'checkpoint') return readAt(9)(path)
      return path.includes('.p/') ? undefined : readAt(15)(`${path}.p/15`)
    }
    expect(await checkLog({ read, trust, areEntriesOurs: false })).toMatchObject({ faults: [], entriesRead: 9 })
  })
})
