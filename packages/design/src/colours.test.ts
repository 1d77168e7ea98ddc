import { expect, test } from 'vitest'
import { colours, pairs, toneColours } from './colours.ts'
import { contrast, luminance } from './contrast.ts'
import { portalCss } from './portal-css.ts'

test('the contrast of black on white is 21 and the order does not matter', () => {
  expect(contrast('#000000', '#ffffff')).toBeCloseTo(21, 5)
  expect(contrast('#ffffff', '#000000')).toBeCloseTo(21, 5)
  expect(contrast('#767676', '#ffffff')).toBeCloseTo(4.54, 2)
  expect(() => luminance('red')).toThrow('#rrggbb')
})

test.each(pairs.map((pair) => [pair.use, pair] as const))('%s is readable', (_use, pair) => {
  expect(contrast(pair.foreground, pair.background)).toBeGreaterThanOrEqual(pair.least)
})

test('no stylesheet of the portal uses a colour outside the palette', () => {
  const known = new Set<string>([...Object.values(colours), ...Object.values(toneColours).flatMap(Object.values)])
  known.add('#fff').add('#000')
  for (const skin of ['phone', 'elder'] as const) {
    const used = portalCss(skin).match(/#[0-9a-f]{3,8}\b/gi) ?? []
    expect(used.filter((colour) => !known.has(colour))).toEqual([])
  }
})
