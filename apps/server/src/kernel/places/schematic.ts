import type { PlaceKind, Position, Ring } from './types.ts'

/** What the layout needs to know of a place. */
export interface SchematicPlace {
  readonly id: string
  readonly kind: PlaceKind
  readonly code: string
  readonly parentId: string | null
  /** Urban communities are drawn smaller than villages with their fields. */
  readonly settled?: boolean
}

export interface SchematicOptions {
  /** The middle of the drawing. */
  readonly lng: number
  readonly lat: number
  /** How large the county shall be drawn; 250 km² unless told. */
  readonly areaKm2?: number
}

/** Where a place is drawn. Lanes and households get only a marker inside their grid. */
export interface SchematicShape {
  readonly placeId: string
  readonly kind: PlaceKind
  readonly lng: number
  readonly lat: number
  readonly geometry: { readonly type: 'Polygon'; readonly coordinates: readonly [Ring] } | undefined
}

/** A block of lattice cells: from (x, y), `w` cells wide and `h` high. */
interface Block {
  readonly x: number
  readonly y: number
  readonly w: number
  readonly h: number
}

const DRAWN: readonly PlaceKind[] = ['county', 'town', 'village', 'grid']
/** A block thinner than this would vanish under the irregular borders. */
const SIDE_MIN = 3
const CELLS_PER_LEAF = [25, 36, 64, 100, 225, 400]
const KM_PER_DEGREE = 111.32

/** FNV-1a with a final mix: the same text gives the same number on every machine and in every version. */
const hashOf = (text: string): number => {
  let hash = 0x811c9dc5
  for (let index = 0; index < text.length; index += 1) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193)
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d)
  hash = Math.imul(hash ^ (hash >>> 12), 0x297a2d39)
  return (hash ^ (hash >>> 15)) >>> 0
}

/** From 0 up to, but not including, 1. */
const shareOf = (text: string): number => hashOf(text) / 2 ** 32

interface Node {
  readonly place: SchematicPlace
  readonly children: readonly Node[]
  readonly weight: number
  readonly leaves: number
}

const LEAF_WEIGHT = { settled: 0.45, open: 1 }

function treeOf(place: SchematicPlace, childrenOf: ReadonlyMap<string, readonly SchematicPlace[]>): Node {
  const children = (childrenOf.get(place.id) ?? []).map((child) => treeOf(child, childrenOf))
  if (children.length === 0) {
    const own = place.settled === true ? LEAF_WEIGHT.settled : LEAF_WEIGHT.open
    return { place, children, weight: own, leaves: 1 }
  }
  let weight = 0
  let leaves = 0
  for (const child of children) {
    weight += child.weight
    leaves += child.leaves
  }
  // A community of three grids is no larger than one with a single grid.
  return { place, children, weight: place.settled === true ? LEAF_WEIGHT.settled * 1.5 : weight, leaves }
}

const sum = (nodes: readonly Node[], of: 'weight' | 'leaves'): number => {
  let total = 0
  for (const node of nodes) total += node[of]
  return total
}

const roomFor = (block: Block, leaves: number): boolean =>
  block.w >= SIDE_MIN && block.h >= SIDE_MIN && block.w * block.h >= leaves * SIDE_MIN * (SIDE_MIN + 1)

/** Cuts a block among nodes, always across its longer side, so that blocks stay as square as they can. False: no room. */
function divide(nodes: readonly Node[], block: Block, blocks: Map<string, Block>): boolean {
  if (!roomFor(block, sum(nodes, 'leaves'))) return false
  const [only] = nodes
  if (nodes.length === 1 && only) {
    blocks.set(only.place.id, block)
    return only.children.length === 0 || divide(only.children, block, blocks)
  }
  const total = sum(nodes, 'weight')
  let before = 0
  let at = 0
  while (at < nodes.length - 1 && (at === 0 || before + (nodes[at] as Node).weight / 2 < total / 2)) {
    before += (nodes[at] as Node).weight
    at += 1
  }
  const [first, second] = [nodes.slice(0, at), nodes.slice(at)]
  const wide = block.w >= block.h
  const length = wide ? block.w : block.h
  const across = wide ? block.h : block.w
  const least = (part: readonly Node[]): number =>
    Math.max(SIDE_MIN, Math.ceil((sum(part, 'leaves') * SIDE_MIN * (SIDE_MIN + 1)) / across))
  const cut = Math.min(Math.max(Math.round((length * before) / total), least(first)), length - least(second))
  if (cut < SIDE_MIN) return false
  const [one, two] = wide
    ? [
        { ...block, w: cut },
        { ...block, x: block.x + cut, w: block.w - cut },
      ]
    : [
        { ...block, h: cut },
        { ...block, y: block.y + cut, h: block.h - cut },
      ]
  return divide(first, one, blocks) && divide(second, two, blocks)
}

function blocksOf(root: Node): { blocks: Map<string, Block>; side: number } {
  for (const cells of CELLS_PER_LEAF) {
    const side = Math.max(12, Math.ceil(Math.sqrt(root.leaves * cells)))
    const blocks = new Map<string, Block>()
    if (divide([root], { x: 0, y: 0, w: side, h: side }, blocks)) return { blocks, side }
  }
  throw new Error(`no schematic layout for ${root.leaves} places`)
}

/**
 * Bends the lattice into something that looks like land. Each step moves a point along one axis by an amount that
 * depends on the other axis only, or rounds the corners, so no two points can ever meet: blocks that share a border on
 * the lattice share it, point for point, on the map.
 */
function bend(seed: string, options: SchematicOptions): (x: number, y: number) => Position {
  const phase = (name: string): number => shareOf(`${seed} ${name}`) * 2 * Math.PI
  const waves = [
    { reach: 0.11, pitch: 1.9, x: phase('a'), y: phase('b') },
    { reach: 0.035, pitch: 5.3, x: phase('c'), y: phase('d') },
    { reach: 0.012, pitch: 13.7, x: phase('e'), y: phase('f') },
  ]
  const half = Math.sqrt(options.areaKm2 ?? 250) / 2 / KM_PER_DEGREE
  const halfLng = half / Math.cos((options.lat * Math.PI) / 180)
  const rounded = 0.55
  const round = (degrees: number): number => Math.round(degrees * 1e6) / 1e6
  return (x, y) => {
    let u = x * Math.sqrt(1 - (rounded * y * y) / 2)
    let v = y * Math.sqrt(1 - (rounded * x * x) / 2)
    for (const wave of waves) {
      u += wave.reach * Math.sin(wave.pitch * v + wave.x)
      v += wave.reach * Math.sin(wave.pitch * u + wave.y)
    }
    return [round(options.lng + u * halfLng), round(options.lat + v * half)]
  }
}

/** How far a lattice corner strays, as a share of a cell; above a quarter, cells could fold over each other. */
const STRAY = 0.24

/**
 * Lays out a county's tree as a drawing that looks like a map and says nothing about real borders (示意图). The same
 * places always give the same drawing. Every child lies inside its parent, brothers and sisters share borders without
 * gap or overlap, and every boundary is one closed ring, counter-clockwise as RFC 7946 asks.
 */
export function layOutSchematic(places: readonly SchematicPlace[], options: SchematicOptions): SchematicShape[] {
  const county = places.find((place) => place.kind === 'county')
  if (!county) throw new Error('a schematic layout needs the county itself')
  const byParent = Map.groupBy(
    places
      .filter((place) => place.parentId !== null && DRAWN.includes(place.kind))
      .toSorted((a, b) => (a.code < b.code ? -1 : 1)),
    (place) => place.parentId as string,
  )
  const { blocks, side } = blocksOf(treeOf(county, byParent))
  const toLand = bend(county.code, options)
  const corner = (x: number, y: number): Position => {
    const stray = (axis: string): number => (shareOf(`${county.code} ${axis} ${x} ${y}`) * 2 - 1) * STRAY
    return toLand(((x + stray('x')) / side) * 2 - 1, ((y + stray('y')) / side) * 2 - 1)
  }
  const ringOf = ({ x, y, w, h }: Block): Ring => {
    const ring: Position[] = []
    for (let step = 0; step < w; step += 1) ring.push(corner(x + step, y))
    for (let step = 0; step < h; step += 1) ring.push(corner(x + w, y + step))
    for (let step = 0; step < w; step += 1) ring.push(corner(x + w - step, y + h))
    for (let step = 0; step < h; step += 1) ring.push(corner(x, y + h - step))
    ring.push(ring[0] as Position)
    return ring
  }
  /** The middle of a cell, which lies inside the cell however its corners stray. */
  const middleOf = (x: number, y: number): Position => {
    const corners = [corner(x, y), corner(x + 1, y), corner(x + 1, y + 1), corner(x, y + 1)]
    const mean = (axis: 0 | 1): number =>
      Math.round(corners.reduce((total, position) => total + position[axis], 0) * 250_000) / 1e6
    return [mean(0), mean(1)]
  }
  const parentIds = new Map(places.map((place) => [place.id, place.parentId]))
  const markerIn = (place: SchematicPlace): Position | undefined => {
    let parentId = place.parentId
    while (parentId !== null && !blocks.has(parentId)) parentId = parentIds.get(parentId) ?? null
    const block = parentId === null ? undefined : blocks.get(parentId)
    if (!block) return undefined
    const pick = (axis: string, length: number): number => Math.floor(shareOf(`${axis} ${place.code}`) * length)
    return middleOf(block.x + pick('x', block.w), block.y + pick('y', block.h))
  }
  return places.flatMap((place): SchematicShape[] => {
    const block = blocks.get(place.id)
    if (block) {
      const [lng, lat] = middleOf(block.x + Math.floor(block.w / 2), block.y + Math.floor(block.h / 2))
      return [
        { placeId: place.id, kind: place.kind, lng, lat, geometry: { type: 'Polygon', coordinates: [ringOf(block)] } },
      ]
    }
    const marker = markerIn(place)
    return marker ? [{ placeId: place.id, kind: place.kind, lng: marker[0], lat: marker[1], geometry: undefined }] : []
  })
}
