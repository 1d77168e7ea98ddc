/** A place as longitude and latitude in degrees (CGCS2000 / WGS84). */
export type LngLat = readonly [lng: number, lat: number]

/** A box of degrees. */
export type Bounds = {
  readonly west: number
  readonly south: number
  readonly east: number
  readonly north: number
}

/** Ways between degrees and px of one drawing; y grows downwards. */
export type Projection = {
  readonly toPixel: (place: LngLat) => readonly [x: number, y: number]
  readonly toPlace: (pixel: readonly [x: number, y: number]) => LngLat
}

/** The smallest box around the places. Throws when there are none, because then nothing can be drawn. */
export function boundsOf(places: Iterable<LngLat>): Bounds {
  let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity]
  for (const [lng, lat] of places) {
    west = Math.min(west, lng)
    east = Math.max(east, lng)
    south = Math.min(south, lat)
    north = Math.max(north, lat)
  }
  if (west > east) throw new Error('bounds need at least one place')
  return { west, south, east, north }
}

/**
 * Fits the box into `width` × `height` px with `padding` px kept free on each side. A degree of longitude is shortened by
 * the cosine of the middle latitude, which is true enough for one county and keeps squares square.
 */
export function project(bounds: Bounds, width: number, height: number, padding = 12): Projection {
  const shorten = Math.cos((((bounds.south + bounds.north) / 2) * Math.PI) / 180)
  // A single point has no extent; a thousandth of a degree (about 100 m) stands in for it.
  const wide = Math.max((bounds.east - bounds.west) * shorten, 0.001)
  const high = Math.max(bounds.north - bounds.south, 0.001)
  const scale = Math.min(Math.max(width - 2 * padding, 1) / wide, Math.max(height - 2 * padding, 1) / high)
  const middleLng = (bounds.west + bounds.east) / 2
  const middleLat = (bounds.south + bounds.north) / 2
  return {
    toPixel: ([lng, lat]) => [width / 2 + (lng - middleLng) * shorten * scale, height / 2 - (lat - middleLat) * scale],
    toPlace: ([x, y]) => [middleLng + (x - width / 2) / (shorten * scale), middleLat - (y - height / 2) / scale],
  }
}

type Pixel = readonly [x: number, y: number]

/** A closed ring as a short SVG path: one decimal, relative steps, points that round onto their neighbour left out. */
export function ringPath(ring: readonly Pixel[]): string {
  const tenths = ring.map(([x, y]) => [Math.round(x * 10), Math.round(y * 10)] as const)
  const kept = tenths.filter(([x, y], index) => {
    const before = tenths[(index + tenths.length - 1) % tenths.length]
    return index === 0 || before === undefined || before[0] !== x || before[1] !== y
  })
  const first = kept[0]
  const last = kept.at(-1)
  if (first && last && kept.length > 1 && first[0] === last[0] && first[1] === last[1]) kept.pop()
  let path = ''
  let at: Pixel = [0, 0]
  for (const [index, point] of kept.entries()) {
    const [dx, dy] = [point[0] - at[0], point[1] - at[1]]
    const [x, y] = [String(dx / 10), String(dy / 10)]
    if (index === 0) path = `M${x} ${y}`
    else if (dy === 0) path += `h${x}`
    else if (dx === 0) path += `v${y}`
    else path += y.startsWith('-') ? `l${x}${y}` : `l${x} ${y}`
    at = point
  }
  return path === '' ? '' : `${path}z`
}

/** Where a label of the ring stands best: its centre of area, or of its box when the ring has no area. */
export function ringCentre(ring: readonly Pixel[]): Pixel {
  let [area, x, y] = [0, 0, 0]
  for (const [index, one] of ring.entries()) {
    const next = ring[(index + 1) % ring.length] ?? one
    const cross = one[0] * next[1] - next[0] * one[1]
    area += cross
    x += (one[0] + next[0]) * cross
    y += (one[1] + next[1]) * cross
  }
  if (Math.abs(area) > 1e-6) return [x / (3 * area), y / (3 * area)]
  const box = boundsOf(ring)
  return [(box.west + box.east) / 2, (box.south + box.north) / 2]
}
