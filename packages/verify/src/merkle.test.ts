import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { fromBase64 } from './bytes.ts'
import { isConsistent, isIncluded } from './merkle.ts'

const folder = join(import.meta.dirname, '..', 'vectors', 'merkle')

interface Vector {
  readonly file: string
  readonly wantErr: boolean
  readonly proof: readonly Uint8Array[]
  readonly bytes: (field: string) => Uint8Array
  readonly number: (field: string) => bigint
}

/** The numbers may exceed what a double holds, so they are read from the text. */
function readVectors(kind: string): Vector[] {
  return readdirSync(join(folder, kind), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.json'))
    .map((file) => {
      const text = readFileSync(join(folder, kind, file), 'utf8')
      const value = JSON.parse(text) as Record<string, string> & { proof: string[] | null; wantErr: boolean }
      const bytes = (encoded: string): Uint8Array => {
        const found = fromBase64(encoded)
        if (!found) throw new Error(`${file}: no Base64`)
        return found
      }
      return {
        file,
        wantErr: value.wantErr,
        proof: (value.proof ?? []).map(bytes),
        bytes: (field) => (value[field] ? bytes(value[field]) : new Uint8Array()),
        number: (field) => BigInt(new RegExp(`"${field}": (\\d+)`).exec(text)?.[1] ?? '-1'),
      }
    })
}

describe('the vectors of transparency-dev/merkle', () => {
  it('all 98 proofs of inclusion are judged as they say', () => {
    const vectors = readVectors('inclusion')
    expect(vectors).toHaveLength(98)
    for (const { file, wantErr, proof, bytes, number } of vectors)
      expect(
        isIncluded(
          { index: number('leafIdx'), size: number('treeSize'), root: bytes('root') },
          bytes('leafHash'),
          proof,
        ),
        file,
      ).toBe(!wantErr)
  })

  it('all 98 proofs of consistency are judged as they say', () => {
    const vectors = readVectors('consistency')
    expect(vectors).toHaveLength(98)
    for (const { file, wantErr, proof, bytes, number } of vectors)
      expect(
        isConsistent(
          { size: number('size1'), root: bytes('root1') },
          { size: number('size2'), root: bytes('root2') },
          proof,
        ),
        file,
      ).toBe(!wantErr)
  })
})
