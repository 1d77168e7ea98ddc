import { colours } from './colours.ts'
import { escape } from './escape.ts'

/**
 * The mark is the character 乡 laid out like land seen from above: two terraces and, sweeping below them, the road that
 * leads home. In two colours the road is ripe wheat. Three strokes survive at 16 px, and no font is needed.
 */
const terraces = 'M11.6 2.2 5.2 8.6H12.4M17 7.2 5.2 15.6H16.4'
const road = 'M20.4 10.6C18.8 16.6 13.4 20.8 4.6 21.8'

/** The second character, 治: three drops of water beside a platform. */
const order =
  'M3.9 4.3 6.7 6.1M2.6 9.6 5.4 11.4M3.2 20.8 6.8 14.2M14.2 3.2 10.4 9.6 20.2 9M17.4 5.8 21.4 11.2M11.2 13.4H20.2V20.8H11.2Z'

/** `two` is indigo and wheat; `one` takes the colour of the text around it. */
export type MarkColours = 'two' | 'one'

/** Options of the mark and the word mark. With `label` the drawing is an image of that name, without it decoration. */
export type MarkOptions = { readonly colours?: MarkColours; readonly label?: string }

function role(label: string | undefined): string {
  return label === undefined
    ? 'aria-hidden="true" focusable="false"'
    : `role="img" aria-label="${escape(label)}" focusable="false"`
}

function tile(kind: MarkColours): string {
  const stroke =
    'fill="none" stroke-width="2.3" stroke-linecap="round" stroke-linejoin="round" transform="translate(3.2 3.9)"'
  if (kind === 'one') {
    // In one colour the strokes are cut out by leaving the tile away: a framed seal, which also survives a rubber stamp.
    return (
      '<rect x="1.25" y="1.25" width="29.5" height="29.5" rx="7" fill="none" stroke="currentColor" stroke-width="2.5"/>' +
      `<g ${stroke} stroke="currentColor"><path d="${terraces}"/><path d="${road}"/></g>`
    )
  }
  return (
    `<rect width="32" height="32" rx="8" fill="${colours.indigo}"/>` +
    `<g ${stroke}><path stroke="#fff" d="${terraces}"/><path stroke="${colours.wheatBright}" d="${road}"/></g>`
  )
}

/** The mark alone, a square of `size` px, as an SVG string. */
export function mark(size: number, options: MarkOptions = {}): string {
  return (
    `<svg class="mark" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32" width="${size}" height="${size}" ` +
    `${role(options.label)}>${tile(options.colours ?? 'two')}</svg>`
  )
}

/** The mark with the name drawn beside it, `size` px high, as an SVG string. */
export function wordmark(size: number, options: MarkOptions = {}): string {
  const kind = options.colours ?? 'two'
  const ink = kind === 'two' ? colours.indigoDeep : 'currentColor'
  return (
    `<svg class="wordmark" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 90 32" width="${(size * 90) / 32}" ` +
    `height="${size}" ${role(options.label)}>${tile(kind)}` +
    `<g fill="none" stroke="${ink}" stroke-width="2.3" stroke-linecap="round" stroke-linejoin="round">` +
    `<path transform="translate(37 4)" d="${terraces}${road}"/><path transform="translate(64 4)" d="${order}"/></g></svg>`
  )
}

/** The favicon as an SVG document; `encodeURIComponent` it for a data address or serve it as `image/svg+xml`. */
export const favicon: string = mark(32)
