import { expect, it } from 'vitest'
import { concatBytes, toUtf8 } from './bytes.ts'
import { isConsistent, isIncluded, leafHash, rootOver } from './merkle.ts'
import { bundleOf, entriesOfBundle, parseTilePath, TILE_WIDTH, tilePath, tilesOf, TileTree } from './tiles.ts'
import { TreeBuilder } from './tree-builder.ts'

const leaves = Array.from({ length: 70_000 }, (_none, no) => leafHash(toUtf8(String(no))))

/** The root as RFC 6962 says it, word for word, without tiles. */
const plainRoot = (size: number): Uint8Array => rootOver(leaves.slice(0, size))

it.each([
  [{ level: 0, no: 0, width: 256 }, 'tile/0/000'],
  [{ level: 15, no: 455_667, width: 256 }, 'tile/15/x455/667'],
  [{ level: 3, no: 1_234_067, width: 256 }, 'tile/3/x001/x234/067'],
  [{ level: 1, no: 0, width: 17 }, 'tile/1/000.p/17'],
  [{ level: 'entries', no: 123_456_789, width: 255 }, 'tile/entries/x123/x456/789.p/255'],
] as const)('the tile %o has the path %s', (tile, path) => {
  expect(tilePath(tile)).toBe(path)
  expect(parseTilePath(path)).toEqual(tile)
})

it.each([
  'tile/0/0',
  'tile/00/000',
  'tile/64/000',
  'tile/0/x000/001',
  'tile/0/000.p/0',
  'tile/0/000.p/256',
  'tile/0/000.p/01',
  'tile/0/x001',
  'tile/entries/-01',
  'tile/0/000/',
])('%s is no tile', (path) => {
  expect(parseTilePath(path)).toBeUndefined()
})

it('a tree of 70,000 entries has the tiles that the standard counts', () => {
  const tiles = [...tilesOf(70_000)]
  expect(tiles.filter(({ level, width }) => level === 0 && width === TILE_WIDTH)).toHaveLength(273)
  expect(tiles.filter(({ width }) => width < TILE_WIDTH)).toEqual([
    { level: 0, no: 273, width: 112 },
    { level: 1, no: 1, width: 17 },
    { level: 2, no: 0, width: 1 },
  ])
})

it('a tree that grows entry by entry has the root of the plain definition and proves every part of itself', async () => {
  const sizes = [1, 2, 3, 255, 256, 257, 511, 512, 700, 65_535, 65_536, 65_537, 70_000]
  const tiles = new Map<string, Uint8Array>()
  const builder = new TreeBuilder()
  const roots = new Map<number, Uint8Array>()
  for (const size of sizes) {
    while (builder.size < size)
      for (const tile of builder.append(leaves[builder.size] ?? new Uint8Array())) tiles.set(tilePath(tile), tile.bytes)
    for (const tile of builder.edge()) tiles.set(tilePath(tile), tile.bytes)
    const root = builder.root()
    roots.set(size, root)
    expect(root, String(size)).toEqual(plainRoot(size))
    const tree = new TileTree(size, (tile) => Promise.resolve(tiles.get(tilePath(tile)) ?? new Uint8Array()))
    expect(await tree.root()).toEqual(root)
    for (const index of [0, 1, 254, 255, 256, Math.floor(size / 2), size - 1].filter((at) => at < size)) {
      const proof = await tree.inclusionProof(index)
      expect(proof.length).toBeLessThanOrEqual(Math.ceil(Math.log2(size)))
      const leaf = leaves[index] ?? new Uint8Array()
      expect(isIncluded({ index: BigInt(index), size: BigInt(size), root }, leaf, proof), `${index} of ${size}`).toBe(
        true,
      )
    }
    for (const [before, old] of roots) {
      const proof = await tree.consistencyProof(before)
      const isHeld = isConsistent({ size: BigInt(before), root: old }, { size: BigInt(size), root }, proof)
      expect(isHeld, `${before} → ${size}`).toBe(true)
    }
    const again = new TreeBuilder(size, edgeOf(builder))
    expect(again.root()).toEqual(root)
  }
})

function edgeOf(builder: TreeBuilder): Uint8Array[][] {
  const edge: Uint8Array[][] = []
  for (const { level, width, bytes } of builder.edge())
    edge[level] = Array.from({ length: width }, (_none, at) => bytes.slice(at * 32, at * 32 + 32))
  return Array.from(edge, (hashes) => hashes ?? [])
}

it('entries come out of a bundle as they went in, and a bundle that is cut short is refused', () => {
  const entries = [toUtf8('一'), new Uint8Array(), new Uint8Array(65_535).fill(7)]
  const bundle = bundleOf(entries)
  expect(entriesOfBundle(bundle, 3).map((entry) => entry.length)).toEqual([3, 0, 65_535])
  expect(concatBytes(...entriesOfBundle(bundle, 3))).toEqual(concatBytes(...entries))
  expect(() => entriesOfBundle(bundle.slice(0, -1), 3)).toThrow('cut short')
  expect(() => entriesOfBundle(bundle, 2)).toThrow('holds 3')
  expect(() => bundleOf([new Uint8Array(65_536)])).toThrow('65536')
})
