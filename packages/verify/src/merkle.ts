/**
 * The Merkle tree of RFC 6962 with SHA-256: hashes, and how proofs are checked. Sizes and indices are counted as bigint,
 * since a proof that was made up may name any number.
 */
import { concatBytes, isEqual, sha256, toUtf8 } from './bytes.ts'

export const HASH_BYTES = 32

const LEAF = Uint8Array.of(0)
const NODE = Uint8Array.of(1)

/** The root of a log without entries. */
export const EMPTY_ROOT: Uint8Array = sha256(toUtf8(''))

export function leafHash(entry: Uint8Array): Uint8Array {
  return sha256(concatBytes(LEAF, entry))
}

export function nodeHash(left: Uint8Array, right: Uint8Array): Uint8Array {
  return sha256(concatBytes(NODE, left, right))
}

/** The root over hashes of equally large subtrees, from left to right. Throws when there is none. */
export function rootOver(hashes: readonly Uint8Array[]): Uint8Array {
  const [first] = hashes
  if (!first) throw new RangeError('no hash to make a root of')
  if (hashes.length === 1) return first
  let split = 1
  while (split * 2 < hashes.length) split *= 2
  return nodeHash(rootOver(hashes.slice(0, split)), rootOver(hashes.slice(split)))
}

const areHashes = (...hashes: readonly Uint8Array[]): boolean => hashes.every(({ length }) => length === HASH_BYTES)

/**
 * Goes up from the node at `from` of a level that ends with the node at `end` (RFC 9162, 2.1.3.2 and 2.1.4.2), one sibling of
 * the proof a step: `join` hears on which side it stands. Whether the proof leads to the root: not below it, not beyond it.
 */
function climb(
  from: bigint,
  end: bigint,
  proof: readonly Uint8Array[],
  join: (sibling: Uint8Array, isLeft: boolean) => void,
): boolean {
  let at = from
  let last = end
  for (const sibling of proof) {
    if (last === 0n) return false
    const isLeft = (at & 1n) === 1n || at === last
    join(sibling, isLeft)
    // A last node without a sibling of its own stands unchanged on the levels above.
    while (isLeft && (at & 1n) === 0n && at !== 0n) {
      at >>= 1n
      last >>= 1n
    }
    at >>= 1n
    last >>= 1n
  }
  return last === 0n
}

/** Whether a proof shows that the entry with this leaf hash is the one at `index` of the tree (RFC 9162, 2.1.3.2). */
export function isIncluded(
  { index, size, root }: { readonly index: bigint; readonly size: bigint; readonly root: Uint8Array },
  leaf: Uint8Array,
  proof: readonly Uint8Array[],
): boolean {
  if (index < 0n || index >= size || !areHashes(leaf, root, ...proof)) return false
  let hash = leaf
  const reached = climb(index, size - 1n, proof, (sibling, isLeft) => {
    hash = isLeft ? nodeHash(sibling, hash) : nodeHash(hash, sibling)
  })
  return reached && isEqual(hash, root)
}

/** A tree as a checkpoint names it. */
export interface Tree {
  readonly size: bigint
  readonly root: Uint8Array
}

/**
 * Whether a proof shows that the larger tree begins with all of the smaller one (RFC 9162, 2.1.4.2). Nothing can be proved
 * from a tree of size 0: whoever begins with nothing asks for no proof.
 */
export function isConsistent(smaller: Tree, larger: Tree, proof: readonly Uint8Array[]): boolean {
  if (smaller.size <= 0n || smaller.size > larger.size) return false
  if (smaller.size === larger.size) return proof.length === 0 && isEqual(smaller.root, larger.root)
  if (!areHashes(smaller.root, larger.root, ...proof)) return false
  const isWhole = (smaller.size & (smaller.size - 1n)) === 0n
  const [seed, ...rest] = isWhole ? [smaller.root, ...proof] : proof
  if (!seed || proof.length === 0) return false
  let at = smaller.size - 1n
  let last = larger.size - 1n
  while ((at & 1n) === 1n) {
    at >>= 1n
    last >>= 1n
  }
  let small = seed
  let large = seed
  const reached = climb(at, last, rest, (sibling, isLeft) => {
    // What stands on the left was there already when the tree was small; what stands on the right came later.
    if (isLeft) small = nodeHash(sibling, small)
    large = isLeft ? nodeHash(sibling, large) : nodeHash(large, sibling)
  })
  return reached && isEqual(small, smaller.root) && isEqual(large, larger.root)
}
