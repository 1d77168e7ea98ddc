/** Tiles of the log (C2SP tlog-tiles): how they are named, and how proofs are put together from them. */
import { HASH_BYTES, rootOver, nodeHash, EMPTY_ROOT } from './merkle.ts'

/** So many hashes, or entries, fill a tile. */
export const TILE_WIDTH = 256

/** One tile of hashes (`level` from 0), or one bundle of entries, in the state of some tree: `width` of 256 are there. */
export interface TileName {
  readonly level: number | 'entries'
  readonly no: number
  readonly width: number
}

/** `tile/0/x001/234.p/5`: three digits to a part, all but the last marked, so that a folder never meets a file. */
export function tilePath({ level, no, width }: TileName): string {
  let rest = no
  let path = String(rest % 1000).padStart(3, '0')
  while (rest >= 1000) {
    rest = Math.floor(rest / 1000)
    path = `x${String(rest % 1000).padStart(3, '0')}/${path}`
  }
  return `tile/${level}/${path}${width === TILE_WIDTH ? '' : `.p/${width}`}`
}

const TILE_PATH =
  /^tile\/(0|[1-9]|[1-5]\d|6[0-3]|entries)\/((?:x\d{3}\/)*\d{3})(?:\.p\/([1-9]|[1-9]\d|1\d\d|2[0-4]\d|25[0-5]))?$/

/** Reads the path of a tile; undefined when it is none, or not the one way to write it. */
export function parseTilePath(path: string): TileName | undefined {
  const [, level, parts, width] = TILE_PATH.exec(path) ?? []
  if (level === undefined || parts === undefined) return undefined
  const no = Number(parts.replaceAll(/[x/]/g, ''))
  if (!Number.isSafeInteger(no)) return undefined
  const name: TileName = {
    level: level === 'entries' ? level : Number(level),
    no,
    width: width === undefined ? TILE_WIDTH : Number(width),
  }
  return tilePath(name) === path ? name : undefined
}

/** All tiles of hashes of a tree with so many entries, from the leaves upwards. */
export function* tilesOf(size: number): Generator<TileName & { readonly level: number }> {
  let hashes = size
  for (let level = 0; hashes > 0; level += 1) {
    for (let no = 0; no * TILE_WIDTH < hashes; no += 1)
      yield { level, no, width: Math.min(TILE_WIDTH, hashes - no * TILE_WIDTH) }
    hashes = Math.floor(hashes / TILE_WIDTH)
  }
}

/** The bundles of entries of a tree with so many of them. */
export function* bundlesOf(size: number): Generator<TileName> {
  for (let no = 0; no * TILE_WIDTH < size; no += 1)
    yield { level: 'entries', no, width: Math.min(TILE_WIDTH, size - no * TILE_WIDTH) }
}

/** The hashes of a tile, one after another. Throws a RangeError when it has another width. */
export function hashesOfTile(bytes: Uint8Array, width: number): Uint8Array[] {
  if (bytes.length !== width * HASH_BYTES) throw new RangeError(`a tile of ${width} hashes has ${bytes.length} bytes`)
  return Array.from({ length: width }, (_none, at) => bytes.subarray(at * HASH_BYTES, (at + 1) * HASH_BYTES))
}

/** The entries of a bundle, each behind its length in two bytes. Throws a RangeError when it holds another number of them. */
export function entriesOfBundle(bytes: Uint8Array, width: number): Uint8Array[] {
  const entries: Uint8Array[] = []
  let at = 0
  while (at < bytes.length) {
    const [high, low] = [bytes[at], bytes[at + 1]]
    if (high === undefined || low === undefined) throw new RangeError('a bundle of entries is cut short')
    const until = at + 2 + high * 256 + low
    if (until > bytes.length) throw new RangeError('a bundle of entries is cut short')
    entries.push(bytes.subarray(at + 2, until))
    at = until
  }
  if (entries.length !== width) throw new RangeError(`a bundle of ${width} entries holds ${entries.length}`)
  return entries
}

/** The longest entry that a bundle can hold. */
export const ENTRY_BYTES_MAX = 65_535

/** A bundle of entries. Throws a RangeError for an entry that is too long. */
export function bundleOf(entries: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(entries.reduce((sum, { length }) => sum + 2 + length, 0))
  let at = 0
  for (const entry of entries) {
    if (entry.length > ENTRY_BYTES_MAX) throw new RangeError(`an entry has ${entry.length} bytes`)
    bytes[at] = entry.length >> 8
    bytes[at + 1] = entry.length & 255
    bytes.set(entry, at + 2)
    at += 2 + entry.length
  }
  return bytes
}

/** Reads one tile of hashes in the state that the tree has; whoever reads over a network keeps what was read. */
export type ReadTile = (tile: TileName & { readonly level: number }) => Promise<Uint8Array>

const largestPowerBelow = (count: number): number => {
  let power = 1
  while (power * 2 < count) power *= 2
  return power
}

/** Hashes of a tree of a certain size, read from its tiles, each tile once. */
export class TileTree {
  readonly size: number
  readonly #read: ReadTile
  readonly #tiles = new Map<string, Promise<Uint8Array[]>>()

  constructor(size: number, read: ReadTile) {
    if (!Number.isSafeInteger(size) || size < 0) throw new RangeError(`no tree has ${size} entries`)
    this.size = size
    this.#read = read
  }

  async #tile(level: number, no: number): Promise<Uint8Array[]> {
    const there = Math.floor(this.size / TILE_WIDTH ** level)
    const tile = { level, no, width: Math.min(TILE_WIDTH, there - no * TILE_WIDTH) }
    const path = tilePath(tile)
    let hashes = this.#tiles.get(path)
    if (!hashes) {
      hashes = this.#read(tile).then((bytes) => hashesOfTile(bytes, tile.width))
      this.#tiles.set(path, hashes)
    }
    return hashes
  }

  /** The root over the entries from `at`, as many as `count`, a power of two that divides `at`. */
  async #whole(at: number, count: number): Promise<Uint8Array> {
    let level = 0
    let unit = 1
    while (unit * TILE_WIDTH <= count) {
      unit *= TILE_WIDTH
      level += 1
    }
    const first = at / unit
    const no = Math.floor(first / TILE_WIDTH)
    const hashes = await this.#tile(level, no)
    return rootOver(hashes.slice(first - no * TILE_WIDTH, first - no * TILE_WIDTH + count / unit))
  }

  /** The root over the entries from `from` up to and without `until`, as RFC 6962 counts it. */
  async rootOf(from: number, until: number): Promise<Uint8Array> {
    if (until <= from) return EMPTY_ROOT
    const wholes: Promise<Uint8Array>[] = []
    for (let at = from; at < until;) {
      let count = largestPowerBelow(until - at + 1)
      // At the left of a range that does not begin at a multiple no larger whole stands.
      while (at % count !== 0) count /= 2
      wholes.push(this.#whole(at, count))
      at += count
    }
    const hashes = await Promise.all(wholes)
    return hashes.reduceRight((right, left) => nodeHash(left, right))
  }

  root(): Promise<Uint8Array> {
    return this.rootOf(0, this.size)
  }

  /** The hashes that lead from an entry to the root. Throws a RangeError when the tree has no such entry. */
  inclusionProof(index: number): Promise<Uint8Array[]> {
    if (!Number.isSafeInteger(index) || index < 0 || index >= this.size) throw new RangeError(`no entry ${index}`)
    const path = (from: number, until: number): Promise<Uint8Array>[] => {
      if (until - from === 1) return []
      const middle = from + largestPowerBelow(until - from)
      return index < middle
        ? [...path(from, middle), this.rootOf(middle, until)]
        : [...path(middle, until), this.rootOf(from, middle)]
    }
    return Promise.all(path(0, this.size))
  }

  /** The hashes that show that this tree begins with all of a smaller one. Empty from nothing and from itself. */
  consistencyProof(smaller: number): Promise<Uint8Array[]> {
    if (!Number.isSafeInteger(smaller) || smaller < 0 || smaller > this.size)
      throw new RangeError(`no tree of ${smaller} entries is a beginning of one of ${this.size}`)
    if (smaller === 0 || smaller === this.size) return Promise.resolve([])
    const path = (from: number, until: number, isOld: boolean): Promise<Uint8Array>[] => {
      if (until === smaller) return isOld ? [] : [this.rootOf(from, until)]
      const middle = from + largestPowerBelow(until - from)
      return smaller <= middle
        ? [...path(from, middle, isOld), this.rootOf(middle, until)]
        : [...path(middle, until, false), this.rootOf(from, middle)]
    }
    return Promise.all(path(0, this.size, true))
  }
}
