import type { Tone } from './colours.ts'
import { colours, toneColours } from './colours.ts'
import { escape, escapeHref } from './escape.ts'
import type { LngLat } from './projection.ts'
import { boundsOf, project, ringCentre, ringPath } from './projection.ts'

/** A block of the map. `value` colours it by level, `tone` by standing; with neither it is plain land. */
export type MapShape = {
  readonly id: string
  readonly ring: readonly LngLat[]
  readonly label?: string
  readonly tone?: Tone
  readonly value?: number
  readonly href?: string
}

/** A point of the map; its label is what a screen reader and the pointer are told. */
export type MapPoint = {
  readonly lng: number
  readonly lat: number
  readonly tone: Tone
  readonly label: string
  readonly href?: string
}

/** What is to be drawn. Sizes are px; every word is in the reader's language already. */
export type SchematicMap = {
  /** Prefix of the ids inside the drawing; give each map of one page its own. */
  readonly id?: string
  readonly shapes: readonly MapShape[]
  readonly points?: readonly MapPoint[]
  readonly width: number
  readonly height: number
  readonly title: string
  readonly description?: string
  /** Says that the blocks are schematic and not surveyed; always drawn in the corner. */
  readonly note: string
  /** Up to four rising limits: a value at or above the n-th limit has level n. Without them the highest value is cut in five. */
  readonly limits?: readonly number[]
  /** The words beside a value, e.g. `(value) => '3 件'`; without it the bare number stands. */
  readonly valueLabel?: (value: number) => string
  /** Letter height of the labels, px of the drawing. */
  readonly fontSize?: number
}

/** Level 0 (nothing) to 4 (most): each has its own ground and, from 1 on, its own pattern. */
export type MapLevel = 0 | 1 | 2 | 3 | 4

const levelGrounds = ['#ffffff', '#e6eff8', '#cfe0f1', '#b0cdea', '#8cb6de'] as const

const levelPatterns: Readonly<Record<MapLevel, string>> = {
  0: '',
  1: '<circle cx="2" cy="2" r=".9"/><circle cx="7" cy="7" r=".9"/>',
  2: '<path d="M-1 11 11-1M-1 1 1-1M9 11l2-2"/>',
  3: '<path d="M0 2.5h10M0 7.5h10"/>',
  4: '<path d="M0 2.5h10M0 7.5h10M2.5 0v10M7.5 0v10"/>',
}

const tonePatterns: Readonly<Record<Tone, string>> = {
  neutral: '',
  info: levelPatterns[1],
  good: '',
  warn: levelPatterns[2],
  danger: levelPatterns[4],
}

/** The level of a value: by the limits given, else in five equal steps up to `most`. Zero and less are always level 0. */
export function mapLevel(value: number, most: number, limits?: readonly number[]): MapLevel {
  if (value <= 0) return 0
  if (limits) return Math.min(4, limits.filter((limit) => value >= limit).length) as MapLevel
  return most > 0 ? (Math.min(4, Math.max(1, Math.ceil((value / most) * 4))) as MapLevel) : 0
}

/** How one block is filled; the key names its pattern. */
type Fill = {
  readonly key: string
  readonly ground: string
  readonly drawing: string
  readonly ink: string
}

function levelFill(level: MapLevel): Fill {
  return {
    key: `l${level}`,
    ground: levelGrounds[level],
    drawing: levelPatterns[level],
    ink: colours.indigo,
  }
}

function toneFill(tone: Tone): Fill {
  const own = toneColours[tone]
  return { key: tone, ground: own.background, drawing: tonePatterns[tone], ink: own.foreground }
}

const land: Fill = { key: 'land', ground: '#f7f9fb', drawing: '', ink: colours.ink }

function pattern(prefix: string, fill: Fill): string {
  return (
    `<pattern id="${prefix}-${fill.key}" width="10" height="10" patternUnits="userSpaceOnUse">` +
    `<path fill="${fill.ground}" d="M0 0h10v10H0z"/>` +
    `<g stroke="${fill.ink}" stroke-opacity=".4" fill="${fill.ink}" fill-opacity=".5">${fill.drawing}</g></pattern>`
  )
}

function paint(prefix: string, fill: Fill): string {
  return fill.drawing === '' ? fill.ground : `url(#${prefix}-${fill.key})`
}

/** A sign for each tone, about 16 px around 0,0, so that points differ by shape too. */
const signs: Readonly<Record<Tone, string>> = {
  neutral: 'M-5-5H5V5H-5z',
  info: 'M-6 0a6 6 0 1 0 12 0a6 6 0 1 0-12 0z',
  good: 'M-2-7h4v5h5v4H2v5h-4V2h-5v-4h5z',
  warn: 'M0-7.5 7.5 6h-15z',
  danger: 'M0-8 8 0 0 8-8 0z',
}

const round = (value: number) => Math.round(value * 10) / 10

/** Wide characters take a full em, others about half. */
function widthInEm(text: string): number {
  let em = 0
  for (const letter of text) em += (letter.codePointAt(0) ?? 0) > 0x2e7f ? 1 : 0.56
  return em
}

function linked(href: string | undefined, drawing: string, label: string): string {
  const address = href === undefined ? undefined : escapeHref(href)
  const named = `<title>${escape(label)}</title>`
  return address === undefined
    ? `<g>${named}${drawing}</g>`
    : `<a href="${address}" aria-label="${escape(label)}">${named}${drawing}</a>`
}

/**
 * A schematic map without a base map, as one SVG string. Without links it is an image (`role="img"`); with links it is a
 * group, because the children of an image cannot be reached by a screen reader. A list or table of the same facts must
 * stand beside it. Throws when there is neither a shape nor a point.
 */
export function schematicMap(map: SchematicMap): string {
  const prefix = map.id ?? 'map'
  const points = map.points ?? []
  const bounds = boundsOf([
    ...map.shapes.flatMap((shape) => shape.ring),
    ...points.map(({ lng, lat }): LngLat => [lng, lat]),
  ])
  const most = Math.max(0, ...map.shapes.map((shape) => shape.value ?? 0))
  const fontSize = map.fontSize ?? 13
  const noteSize = round(fontSize * 0.85)
  const noteWidth = round((widthInEm(map.note) + 1.2) * noteSize)
  const noteHeight = round(noteSize * 1.7)
  // The strip of the note is kept free of land.
  const { toPixel } = project(bounds, map.width, map.height - noteHeight)
  const used = new Map<string, Fill>()
  const names: string[] = []

  const blocks = map.shapes.map((shape) => {
    const fill =
      shape.value !== undefined
        ? levelFill(mapLevel(shape.value, most, map.limits))
        : shape.tone === undefined
          ? land
          : toneFill(shape.tone)
    if (fill.drawing !== '') used.set(fill.key, fill)
    const ring = shape.ring.map(toPixel)
    const value = shape.value === undefined ? '' : (map.valueLabel?.(shape.value) ?? String(shape.value))
    if (shape.label !== undefined && ring.length > 0) {
      const box = boundsOf(ring)
      const [x, y] = ringCentre(ring)
      const fits = box.east - box.west > widthInEm(shape.label) * fontSize * 1.1
      const tall = box.north - box.south
      if (fits && tall > fontSize * 1.3) {
        const both = value !== '' && tall > fontSize * 2.8
        const second = both ? `<tspan class="v" x="${round(x)}" dy="1.25em">${escape(value)}</tspan>` : ''
        const base = round(y + fontSize * (both ? -0.22 : 0.36))
        names.push(`<text x="${round(x)}" y="${base}">${escape(shape.label)}${second}</text>`)
      }
    }
    const label = [shape.label ?? '', value].filter((part) => part !== '').join(' ')
    return linked(shape.href, `<path fill="${paint(prefix, fill)}" d="${ringPath(ring)}"/>`, label)
  })

  const marks = points.map((point) => {
    const [x, y] = toPixel([point.lng, point.lat])
    const drawing =
      `<g transform="translate(${round(x)} ${round(y)})"><circle r="14" fill="#fff" fill-opacity="0" stroke="none"/>` +
      `<path d="${signs[point.tone]}" fill="${toneColours[point.tone].foreground}" stroke="#fff" stroke-width="1.5"/></g>`
    return linked(point.href, drawing, point.label)
  })

  const hasLinks = [...map.shapes, ...points].some((item) => item.href !== undefined)
  const description = map.description === undefined ? '' : `<desc id="${prefix}-d">${escape(map.description)}</desc>`
  const describedBy = map.description === undefined ? '' : ` aria-describedby="${prefix}-d"`
  return (
    `<svg class="map" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${map.width} ${map.height}" width="${map.width}" ` +
    `height="${map.height}" role="${hasLinks ? 'group' : 'img'}" aria-labelledby="${prefix}-t"${describedBy}>` +
    `<title id="${prefix}-t">${escape(map.title)}</title>${description}` +
    `<defs>${[...used.values()].map((fill) => pattern(prefix, fill)).join('')}</defs>` +
    `<g stroke="${colours.lineStrong}" stroke-width="1" stroke-linejoin="round">${blocks.join('')}</g>` +
    `<g font-family="sans-serif" font-size="${fontSize}" text-anchor="middle" fill="${colours.ink}" stroke="#fff" ` +
    `stroke-width="3" stroke-linejoin="round" paint-order="stroke" pointer-events="none" aria-hidden="true">` +
    `${names.join('')}</g>${marks.join('')}` +
    `<g pointer-events="none"><rect x="${round(map.width - noteWidth - 6)}" y="${round(map.height - noteHeight - 6)}" ` +
    `width="${noteWidth}" height="${noteHeight}" rx="4" fill="#fff" stroke="${colours.line}"/>` +
    `<text x="${round(map.width - 6 - noteWidth / 2)}" y="${round(map.height - 6 - noteHeight * 0.3)}" ` +
    `font-family="sans-serif" font-size="${noteSize}" text-anchor="middle" fill="${colours.inkSoft}">` +
    `${escape(map.note)}</text></g></svg>`
  )
}

/** One line of a map's legend: a level or a tone, and its words. */
export type LegendItem = ({ readonly level: MapLevel } | { readonly tone: Tone }) & {
  readonly label: string
}

/** The legend of a map as an HTML list; `id` must differ from the ids of the page's maps. */
export function mapLegend(items: readonly LegendItem[], id = 'legend'): string {
  const rows = items.map((item) => {
    const fill = 'level' in item ? levelFill(item.level) : toneFill(item.tone)
    const defs = fill.drawing === '' ? '' : `<defs>${pattern(id, fill)}</defs>`
    return (
      `<li><svg viewBox="0 0 26 18" width="26" height="18" aria-hidden="true" focusable="false">${defs}` +
      `<path d="M.5.5h25v17H.5z" fill="${paint(id, fill)}" stroke="${colours.lineStrong}"/></svg>${escape(item.label)}</li>`
    )
  })
  return `<ul class="legend">${rows.join('')}</ul>`
}
