import { concatBytes } from './bytes.ts'
import { EMPTY_ROOT, nodeHash, rootOver } from './merkle.ts'
import { TILE_WIDTH } from './tiles.ts'

/** A tile of hashes with what is in it. */
export interface BuiltTile {
  readonly level: number
  readonly no: number
  readonly width: number
  readonly bytes: Uint8Array
}

/** Grows a tree entry by entry, holding nothing but its right edge: one tile a level that is not full. */
export class TreeBuilder {
  #size: number
  readonly #edge: Uint8Array[][]

  /** Goes on from a tree of which the tiles that are not full are given, from the leaves upwards. */
  constructor(size = 0, edge: readonly (readonly Uint8Array[])[] = []) {
    this.#size = size
    this.#edge = edge.map((hashes) => [...hashes])
    let there = size
    for (let level = 0; there > 0; level += 1) {
      if ((this.#edge[level] ??= []).length !== there % TILE_WIDTH)
        throw new RangeError(`the edge of a tree of ${size} entries has another width at level ${level}`)
      there = Math.floor(there / TILE_WIDTH)
    }
  }

  get size(): number {
    return this.#size
  }

  /** Adds the hash of a leaf. Returns the tiles that this filled. */
  append(leaf: Uint8Array): BuiltTile[] {
    const filled: BuiltTile[] = []
    this.#size += 1
    let hash = leaf
    for (let level = 0; ; level += 1) {
      const tile = (this.#edge[level] ??= [])
      tile.push(hash)
      if (tile.length < TILE_WIDTH) return filled
      const no = this.#size / TILE_WIDTH ** (level + 1) - 1
      filled.push({ level, no, width: TILE_WIDTH, bytes: concatBytes(...tile) })
      hash = rootOver(tile)
      this.#edge[level] = []
    }
  }

  /** The tiles that are begun and not full. */
  edge(): BuiltTile[] {
    return this.#edge.flatMap((hashes, level) =>
      hashes.length === 0
        ? []
        : [
            {
              level,
              no: Math.floor(this.#size / TILE_WIDTH ** (level + 1)),
              width: hashes.length,
              bytes: concatBytes(...hashes),
            },
          ],
    )
  }

  root(): Uint8Array {
    let root: Uint8Array | undefined
    for (const hashes of this.#edge) {
      // Whole subtrees of this level from left to right, each as large as can be; what is to the right of them is done.
      let from = 0
      const wholes: Uint8Array[] = []
      for (let count = TILE_WIDTH / 2; count >= 1; count /= 2) {
        if ((hashes.length & count) === 0) continue
        wholes.push(rootOver(hashes.slice(from, from + count)))
        from += count
      }
      for (const whole of wholes.toReversed()) root = root === undefined ? whole : nodeHash(whole, root)
    }
    return root ?? EMPTY_ROOT
  }
}
