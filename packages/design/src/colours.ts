/**
 * The palette. It is named after what a village dyes, grows and writes with: indigo cloth, moon white (the palest dip of
 * the same dye), pine, wheat, cinnabar and ink. Every pair that is ever set as text on ground stands in `pairs`, and a
 * test computes its contrast; a colour that is not in a pair may only decorate.
 */
export const colours = {
  /** Main text. */
  ink: '#1a2733',
  /** Secondary text: dates, hints, descriptions. */
  inkSoft: '#4a5865',
  /** Placeholders and figures of the least weight; still readable as text. */
  inkFaint: '#5d6a77',
  surface: '#ffffff',
  /** Moon white: the ground behind white blocks. */
  ground: '#f2f5f8',
  /** Hairlines between rows. They separate, they carry no meaning. */
  line: '#d6dde4',
  /** Borders of things one can operate: at least 3:1 on white and on the ground. */
  lineStrong: '#73808d',
  indigo: '#14539a',
  indigoDeep: '#0c3c74',
  indigoTint: '#e6eff8',
  pine: '#1b6844',
  pineTint: '#e4f2ea',
  wheat: '#855000',
  wheatTint: '#fdf0d3',
  /** Ripe wheat: the road in the mark and the strip on top of each page. Never text on a light ground. */
  wheatBright: '#f0b429',
  cinnabar: '#b1271b',
  cinnabarTint: '#fcebe8',
  neutral: '#45525f',
  neutralTint: '#e9edf1',
  /** The focus ring, on any light ground. */
  focus: '#b45309',
} as const

/** The wall screen is light on dark; these are its own few colours. */
export const cockpitColours = {
  ground: '#071b30',
  surface: '#0e2842',
  line: '#2b4a69',
  ink: '#eef4fa',
  inkSoft: '#b3c6d9',
  indigo: '#7db8f5',
  pine: '#6ed3a0',
  wheat: '#f5c451',
  cinnabar: '#ff9a8d',
  /** Figures that have stopped arriving turn to this grey beside the banner that says so. */
  stale: '#9aabbc',
} as const

/** A tone says how something stands, apart from what it is. */
export type Tone = 'neutral' | 'info' | 'warn' | 'danger' | 'good'

/** The three colours of a tone: text and shape, ground, and border. */
export type ToneColours = {
  readonly foreground: string
  readonly background: string
  readonly border: string
}

export const toneColours: Readonly<Record<Tone, ToneColours>> = {
  neutral: { foreground: colours.neutral, background: colours.neutralTint, border: '#b4bfc9' },
  info: { foreground: colours.indigo, background: colours.indigoTint, border: '#9dbfe2' },
  warn: { foreground: colours.wheat, background: colours.wheatTint, border: '#e2bd72' },
  danger: { foreground: colours.cinnabar, background: colours.cinnabarTint, border: '#e8a69f' },
  good: { foreground: colours.pine, background: colours.pineTint, border: '#93c8ab' },
}

/** One use of a colour upon another; `least` is the WCAG 2.2 ratio it must reach (4.5 for text, 3 for shapes). */
export type ContrastPair = {
  readonly use: string
  readonly foreground: string
  readonly background: string
  readonly least: 4.5 | 3
}

const text = (use: string, foreground: string, background: string): ContrastPair => ({
  use,
  foreground,
  background,
  least: 4.5,
})
const shape = (use: string, foreground: string, background: string): ContrastPair => ({
  use,
  foreground,
  background,
  least: 3,
})

const lightGrounds = {
  surface: colours.surface,
  ground: colours.ground,
  hover: colours.indigoTint,
}
const lightTexts = {
  ink: colours.ink,
  inkSoft: colours.inkSoft,
  inkFaint: colours.inkFaint,
  indigo: colours.indigo,
  indigoDeep: colours.indigoDeep,
}

/** Every text and every meaningful shape of every surface, with the ground it stands on. */
export const pairs: readonly ContrastPair[] = [
  ...Object.entries(lightTexts).flatMap(([name, foreground]) =>
    Object.entries(lightGrounds).map(([on, background]) => text(`${name} on ${on}`, foreground, background)),
  ),
  ...Object.entries(toneColours).flatMap(([tone, own]) => [
    text(`${tone} tag`, own.foreground, own.background),
    text(`${tone} word on surface`, own.foreground, colours.surface),
    text(`${tone} word on ground`, own.foreground, colours.ground),
    text(`text in a ${tone} notice`, colours.ink, own.background),
    text(`link in a ${tone} notice`, colours.indigoDeep, own.background),
    text(`white on a solid ${tone}`, colours.surface, own.foreground),
  ]),
  text('primary button', colours.surface, colours.indigo),
  text('primary button under the finger', colours.surface, colours.indigoDeep),
  text('soft text on the main tile', colours.indigoTint, colours.indigo),
  shape('road of the mark on indigo', colours.wheatBright, colours.indigo),
  ...Object.entries(lightGrounds).flatMap(([on, background]) => [
    shape(`field border on ${on}`, colours.lineStrong, background),
    shape(`focus ring on ${on}`, colours.focus, background),
  ]),
  ...(['ink', 'inkSoft', 'indigo', 'pine', 'wheat', 'cinnabar', 'stale'] as const).flatMap((name) => [
    text(`cockpit ${name} on ground`, cockpitColours[name], cockpitColours.ground),
    text(`cockpit ${name} on surface`, cockpitColours[name], cockpitColours.surface),
  ]),
]
