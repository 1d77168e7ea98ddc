import { expect, test } from 'vitest'
import { escape, escapeHref } from './escape.ts'

test('text is safe in content and in quoted attributes', () => {
  expect(escape(`<a b="c" d='e'>&`)).toBe('&lt;a b=&quot;c&quot; d=&#39;e&#39;&gt;&amp;')
})

test('only harmless addresses are linked', () => {
  const good = ['/v/1', '/', '#a', '?a=1', 'https://a.cn/', 'tel:12345', '../x', './x', 'list?m=2', 'page']
  for (const href of good) expect(escapeHref(href), href).toBeDefined()
  const bad = ['javascript:alert(1)', 'data:text/html,x', '//evil.example', ' javascript:x', 'java\tscript:x']
  for (const href of [...bad, '/\\evil.example', '/\t/evil.example', '']) expect(escapeHref(href), href).toBeUndefined()
})
