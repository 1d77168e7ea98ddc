import { expect, test } from 'vitest'
import { cssVariables, tokens } from './tokens.ts'

test('the palette is also there as custom properties', () => {
  expect(cssVariables()).toContain('--xz-ink-soft:#4a5865')
  expect(cssVariables()).toContain('--xz-danger-bg:')
  expect(cssVariables('cockpit')).toContain('--xz-ground:#071b30')
})

test('letters and targets keep to the rules for old people, televisions and board sheets', () => {
  expect(Math.min(tokens.type.elder.small, tokens.type.phone.body)).toBeGreaterThanOrEqual(18)
  expect(Math.min(...Object.values(tokens.type.tv).filter((size) => size > 2))).toBeGreaterThanOrEqual(26)
  expect(tokens.type.paper.small).toBeGreaterThanOrEqual(10.5)
  expect(tokens.target.phone).toBeGreaterThanOrEqual(44)
  expect(tokens.target.elder).toBeGreaterThanOrEqual(60)
  expect(tokens.target.touch).toBeGreaterThanOrEqual(96)
})
