import { brotliCompressSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { portalCss } from './portal-css.ts'

describe.each(['phone', 'elder'] as const)('the %s stylesheet', (skin) => {
  const css = portalCss(skin)

  test('is at most 10 kB, and 3 kB compressed', () => {
    expect(css.length).toBeLessThanOrEqual(10_300)
    expect(brotliCompressSync(css).length).toBeLessThanOrEqual(3000)
  })

  test('uses nothing that a WebView of 2017 cannot read', () => {
    expect(css).not.toMatch(/:has\(|:is\(|:where\(|@container|@layer|clamp\(|\bmin\(|\bmax\(|aspect-ratio|[{;]inset:/)
    expect(css).not.toMatch(/[{;]gap:|(?:margin|padding)-(?:inline|block)|&/)
    expect(css).not.toContain('undefined')
    expect(css).not.toContain('NaN')
  })

  test('closes every block it opens and nests only inside at-rules', () => {
    let depth = 0
    const open: boolean[] = []
    for (const [, before = '', brace] of css.matchAll(/([^{}]*)([{}])/g)) {
      if (brace === '{') {
        const isAt = before.slice(before.lastIndexOf(';') + 1).startsWith('@')
        expect(depth === 0 || open.every(Boolean), before).toBe(true)
        open.push(isAt)
        depth += 1
      } else {
        open.pop()
        depth -= 1
      }
      expect(depth).toBeGreaterThanOrEqual(0)
    }
    expect(depth).toBe(0)
  })

  test('could stand inside a style element', () => {
    expect(css).not.toContain('<')
  })
})

test('letters grow with the reader: no font size is fixed in px', () => {
  expect(portalCss('phone') + portalCss('elder')).not.toMatch(/font(?:-size)?:[^;}]*\dpx/)
  expect(portalCss('phone')).toContain('html{font-size:112.5%')
  expect(portalCss('elder')).toContain('html{font-size:162.5%')
})
