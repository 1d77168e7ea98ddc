import { expect, test } from 'vitest'
import { iconOf, iconPaths, icons, isIconName } from './icons.ts'
import { favicon, mark, wordmark } from './wordmark.ts'

test('every icon is well formed, decorative and takes the colour of its text', () => {
  for (const [name, svg] of Object.entries(icons)) {
    expect(svg, name).toMatch(/^<svg [^>]*aria-hidden="true"[^>]*>(<(path|circle) [^<>]*\/>)+<\/svg>$/)
    expect(svg, name).not.toMatch(/#[0-9a-f]{3}/i)
    for (const [, path = ''] of svg.matchAll(/ d="([^"]*)"/g))
      expect(path, name).toMatch(/^[mM][mMlLhHvVcCsSaAzZ\d .-]*$/)
  }
})

test('no two icons look the same', () => {
  expect(new Set(Object.values(iconPaths)).size).toBe(Object.keys(iconPaths).length)
})

test('an unknown name of a county pack gets the neutral icon', () => {
  expect(isIconName('road')).toBe(true)
  expect(isIconName('toString')).toBe(false)
  expect(iconOf('no-such-icon')).toBe(icons.other)
  expect(iconOf('road')).toBe(icons.road)
})

test('the mark is decoration without a label and an image with one', () => {
  expect(mark(16)).toContain('aria-hidden="true"')
  expect(wordmark(24, { label: '乡治 & 村' })).toContain('role="img" aria-label="乡治 &amp; 村"')
  expect(mark(16, { colours: 'one' })).not.toMatch(/#[0-9a-f]{3}/i)
  expect(favicon.startsWith('<svg class="mark" xmlns="http://www.w3.org/2000/svg"')).toBe(true)
})
