import gcoord from 'gcoord'
import type { Form } from './read-form.ts'

// The package is CommonJS but its types describe a module, so the compiler looks one default export too deep.
const { GCJ02, transform, WGS84 } = gcoord as unknown as typeof gcoord.default

/** China and some way around it; a point elsewhere is a phone that is wrong. */
const bounds = { west: 73, east: 136, south: 3, north: 54 } as const

/**
 * The position that a form carries, in WGS84. Browsers measure in WGS84; map software in China speaks GCJ-02, which lies up
 * to 700 m beside it, so the form names its datum and the point is converted here, once.
 */
export function positionGiven(form: Form): { readonly lng: number; readonly lat: number } | undefined {
  const [lngText, latText] = [form.text('lng'), form.text('lat')]
  if (lngText === '' || latText === '') return undefined
  const given: [number, number] = [Number(lngText), Number(latText)]
  const [lng, lat] = form.text('datum') === 'gcj02' ? transform(given, GCJ02, WGS84) : given
  const sane = lng >= bounds.west && lng <= bounds.east && lat >= bounds.south && lat <= bounds.north
  return sane ? { lng, lat } : undefined
}

/** Metres between two points of one county; the earth is flat enough there. */
export function metresBetween(one: { lng: number; lat: number }, other: { lng: number; lat: number }): number {
  const metresPerDegree = 111_320
  const x = (one.lng - other.lng) * Math.cos((one.lat * Math.PI) / 180)
  return Math.hypot(x, one.lat - other.lat) * metresPerDegree
}
