import { expect, it } from 'vitest'
import { type Content, maskContent } from './index.ts'

// 民法典 art. 17: a natural person under 18 is a minor; 14 is only the line of a guardian's consent (个人信息保护法 art. 31).
it.each([
  ['3', false],
  ['13', false],
  ['14', false],
  ['17', false],
  ['18', true],
  ['19', true],
])('of a person of %s years the family name is shown: %s', (years, shown) => {
  const columns = [
    { key: 'name', label: '姓名', align: 'text', mask: 'person-name' },
    { key: 'age', label: '年龄', align: 'text', mask: 'age' },
  ] as const
  const content: Content = { blocks: [{ kind: 'table', columns, rows: [{ name: '郑小满', age: years }] }] }
  const { content: masked } = maskContent(content, [], '2026-11-30')
  expect(JSON.stringify(masked).includes('郑＊＊')).toBe(shown)
})
