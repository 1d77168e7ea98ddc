import { cockpitColours, colours, toneColours } from './colours.ts'

/** Chinese faces first as phones and offices really have them; no font is ever downloaded. */
const fontFamily =
  '-apple-system,"PingFang SC","HarmonyOS Sans SC",MiSans,"Noto Sans CJK SC","Microsoft YaHei",sans-serif'

/** In a Chinese face ’ and “ are as wide as a character, which tears English words apart. */
const latinFamily = `-apple-system,"Segoe UI",Roboto,Arial,${fontFamily}`

/**
 * All measures shared by the surfaces. Lengths are px, except `paper`, which is pt. Type sizes name the body size first;
 * the elder skin follows the national rules for elder-friendly apps: 18 dp or more, up to 30.
 */
export const tokens = {
  colours,
  tones: toneColours,
  cockpit: cockpitColours,
  font: {
    family: fontFamily,
    /** Digits of one width, so that amounts stand under each other. */
    figures: 'tabular-nums lining-nums',
  },
  type: {
    phone: { body: 18, small: 15, lead: 20, title: 27, section: 21, number: 40, lineHeight: 1.6 },
    elder: { body: 26, small: 22, lead: 28, title: 34, section: 30, number: 46, lineHeight: 1.55 },
    staff: {
      body: 14,
      small: 12,
      lead: 16,
      title: 20,
      section: 16,
      number: 30,
      lineHeight: 1.5715,
    },
    /** Portrait touch screen of 1080 × 1920, read standing. */
    touch: { body: 32, small: 26, lead: 36, title: 52, section: 42, number: 84, lineHeight: 1.5 },
    /** Television at 720p: nothing under 26 px. */
    tv: { body: 28, small: 26, lead: 32, title: 44, section: 34, number: 64, lineHeight: 1.4 },
    /** Board sheets, in pt: readable at 60 cm. */
    paper: {
      body: 10.5,
      small: 10.5,
      lead: 12,
      title: 34,
      section: 16,
      number: 28,
      lineHeight: 1.5,
    },
  },
  space: { hair: 4, tight: 8, near: 12, base: 16, wide: 24, section: 32, page: 48 },
  radius: { small: 4, base: 8, large: 12 },
  /** The one shadow, for what floats above the page (drawers, menus). Blocks on the page have a hairline instead. */
  shadow: '0 6px 24px rgba(12, 38, 66, 0.14)',
  /** Least side of a thing one can touch. */
  target: { phone: 44, elder: 60, staff: 28, touch: 96 },
  focusRing: { width: 3, offset: 2 },
  table: { rowHeight: 36 },
  page: { width: 1080, column: 720 },
} as const

/** The palette as CSS custom properties (`--xz-ink-soft`), for surfaces that write their own stylesheets. */
export function cssVariables(surface: 'light' | 'cockpit' = 'light'): string {
  const own = surface === 'light' ? colours : cockpitColours
  const kebab = (name: string) => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
  const tones =
    surface === 'cockpit'
      ? []
      : Object.entries(toneColours).flatMap(([tone, set]) => [
          `--xz-${tone}-fg:${set.foreground}`,
          `--xz-${tone}-bg:${set.background}`,
          `--xz-${tone}-line:${set.border}`,
        ])
  const lines = Object.entries(own).map(([name, value]) => `--xz-${kebab(name)}:${value}`)
  return `:root{${[...lines, ...tones, `--xz-font:${fontFamily}`].join(';')}}:root:lang(en){--xz-font:${latinFamily}}`
}
