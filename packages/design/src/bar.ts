import type { Tone } from './colours.ts'
import { toneColours } from './colours.ts'

/**
 * A bar beside a figure, as an SVG without inline style, so that a strict content security policy allows it. The figure
 * itself must stand in the text: the bar is decoration. Values outside 0 to `most` are clipped.
 */
export function bar(value: number, most: number, tone: Tone = 'info'): string {
  const share = most > 0 ? Math.min(1, Math.max(0, value / most)) : 0
  const width = Math.round(share * 1000) / 10
  return (
    '<svg class="bar" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true" focusable="false">' +
    `<path d="M0 0h100v8H0z" fill="${toneColours.neutral.background}"/>` +
    `<path d="M0 0h${width}v8H0z" fill="${toneColours[tone].foreground}"/></svg>`
  )
}
