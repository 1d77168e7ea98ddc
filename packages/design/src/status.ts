import type { Tone, ToneColours } from './colours.ts'
import { toneColours } from './colours.ts'
import { escape } from './escape.ts'

/** The four states a villager ever sees. */
export type PublicStatus = 'received' | 'in-hand' | 'done' | 'not-done'

/** How a deadline stands. `provisional` means the clock cannot be trusted yet, e.g. next year's holidays are unknown. */
export type DeadlineStatus = 'on-time' | 'soon' | 'late' | 'provisional' | 'paused'

/** What a tag can show: a public status, a deadline, or a bare tone for the inner states of a practice. */
export type StatusKind = PublicStatus | DeadlineStatus | Tone

/** Everything needed to draw a tag elsewhere: tone, its colours, and the shape as SVG content on a grid of 16. */
export type StatusLook = ToneColours & { readonly tone: Tone; readonly shape: string }

const ring = '<circle cx="8" cy="8" r="5.6" fill="none" stroke="currentColor" stroke-width="1.8"/>'
const disc = '<circle cx="8" cy="8" r="6.5" fill="currentColor"/>'
const onDisc = (path: string) =>
  `${disc}<path d="${path}" fill="none" stroke="#fff" stroke-width="1.8" stroke-linecap="round" stroke-linejoin="round"/>`
const line = (path: string) =>
  `<path d="${path}" fill="none" stroke="currentColor" stroke-width="1.8" stroke-linecap="round" stroke-linejoin="round"/>`
const triangle = `<path d="M8 1.5 15 14H1z" fill="currentColor" stroke="currentColor" stroke-linejoin="round"/><path d="M8 6v3.6M8 11.8v.1" stroke="#fff" stroke-width="1.7" stroke-linecap="round"/>`

/** No two kinds share both tone and shape, so that a tag is told apart without colour. */
const looks: Readonly<Record<StatusKind, { tone: Tone; shape: string }>> = {
  received: { tone: 'neutral', shape: `${ring}<circle cx="8" cy="8" r="2" fill="currentColor"/>` },
  'in-hand': {
    tone: 'info',
    shape: `${ring}<path d="M8 2.4a5.6 5.6 0 0 1 0 11.2z" fill="currentColor"/>`,
  },
  done: { tone: 'good', shape: onDisc('m5 8.2 2.2 2.2L11.2 6') },
  'not-done': { tone: 'warn', shape: onDisc('M5 8h6') },
  'on-time': { tone: 'good', shape: `${ring}${line('M8 5v3.2l2 1.2')}` },
  soon: {
    tone: 'warn',
    shape: line('M4.5 2h7M4.5 14h7M5.5 2v2.5L8 8l2.5-3.5V2M5.5 14v-2.5L8 8l2.5 3.5V14'),
  },
  late: { tone: 'danger', shape: triangle },
  provisional: {
    tone: 'neutral',
    shape:
      '<circle cx="8" cy="8" r="5.6" fill="none" stroke="currentColor" stroke-width="1.8" stroke-dasharray="2.6 1.8"/>',
  },
  paused: {
    tone: 'neutral',
    shape: '<path d="M4 2.5h2.8v11H4zM9.2 2.5H12v11H9.2z" fill="currentColor"/>',
  },
  neutral: {
    tone: 'neutral',
    shape: '<path d="M3 3h10v10H3z" fill="none" stroke="currentColor" stroke-width="1.8"/>',
  },
  info: { tone: 'info', shape: onDisc('M8 7.5v3.7M8 4.7v.1') },
  warn: {
    tone: 'warn',
    shape:
      '<path d="M8 1.5 15 14H1z" fill="none" stroke="currentColor" stroke-width="1.7" stroke-linejoin="round"/><path d="M8 6.5v3M8 11.6v.1" stroke="currentColor" stroke-width="1.7" stroke-linecap="round"/>',
  },
  danger: {
    tone: 'danger',
    shape:
      '<path d="M5 1.5h6L14.5 5v6L11 14.5H5L1.5 11V5z" fill="currentColor"/><path d="M8 4.6v4M8 11.2v.1" stroke="#fff" stroke-width="1.8" stroke-linecap="round"/>',
  },
  good: { tone: 'good', shape: line('m3 8.5 3.3 3.3L13 4.5') },
}

/** Tone, colours and shape of every kind, for surfaces that draw the tag themselves. */
export const statusTone = Object.fromEntries(
  Object.entries(looks).map(([kind, look]) => [kind, { ...look, ...toneColours[look.tone] }]),
) as Readonly<Record<StatusKind, StatusLook>>

/** The shape of a kind as a complete SVG of 16 px in the colour of the text around it. */
export function statusShape(kind: StatusKind): string {
  return `<svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" focusable="false">${looks[kind].shape}</svg>`
}

/** A status tag for server pages: colour, shape and word together. `label` is the sentence in the reader's language. */
export function statusTag(kind: StatusKind, label: string): string {
  return `<span class="tag ${looks[kind].tone}">${statusShape(kind)}${escape(label)}</span>`
}

/** The rules of the tag alone, for surfaces other than the portal; the portal's stylesheet already holds them. */
export const tagCss: string =
  '.tag{display:inline-block;padding:0 .5em 0 .4em;border:1px solid;border-radius:4px;font-size:.86em;line-height:1.7;' +
  'font-weight:600;white-space:nowrap;vertical-align:middle}' +
  '.tag svg{width:.95em;height:.95em;margin-right:.3em;vertical-align:-.1em}' +
  Object.entries(toneColours)
    .map(
      ([tone, own]) => `.tag.${tone}{color:${own.foreground};background:${own.background};border-color:${own.border}}`,
    )
    .join('')
