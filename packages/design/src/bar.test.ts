import { expect, test } from 'vitest'
import { bar } from './bar.ts'

test('a bar is as long as its share, clipped at both ends, without inline style', () => {
  expect(bar(1, 3)).toContain('M0 0h33.3v8H0z')
  expect(bar(5, 3)).toContain('M0 0h100v8H0z" fill="#14539a"')
  expect(bar(-1, 3)).toContain('M0 0h0v8H0z')
  expect(bar(1, 0)).toContain('M0 0h0v8H0z')
  expect(bar(1, 3)).not.toContain('style=')
})
