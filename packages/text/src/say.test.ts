import { expect, test } from 'vitest'
import { say, sayBasis } from './index.ts'

test('one is said in the singular and everything else in the plural', () => {
  expect(say('en', 'text.common.unit.workingDays', { n: 1 })).toBe('1 working day')
  expect(say('en', 'text.common.unit.workingDays', { n: '1' })).toBe('1 working day')
  expect(say('en', 'text.common.unit.workingDays', { n: 0 })).toBe('0 working days')
  expect(say('en', 'text.common.unit.workingDays', { n: 21 })).toBe('21 working days')
  expect(say('en', 'text.common.refusal.need-children-closed', { count: 1 })).toBe(
    '1 whistled case is still open; close it first.',
  )
})

test('a place without a fact stays visible, with its words', () => {
  expect(say('en', 'text.common.unit.days')).toBe('{n} {n|day|days}')
})

test('what somebody wrote may end with a full stop or not: none stands twice, none is lost', () => {
  const hidden = (reason: string): string => say('zh-CN', 'text.open.edition.hiddenWhy', { reason })
  const end = '公开过的事实和存证指纹仍在。'
  expect(hidden('附件里有住户照片')).toBe(`原因：附件里有住户照片。${end}`)
  expect(hidden('附件里有住户照片。')).toBe(`原因：附件里有住户照片。${end}`)
  expect(hidden('谁让公开的？ ')).toBe(`原因：谁让公开的？${end}`)
  expect(hidden('会上说“不宜公开。”')).toBe(`原因：会上说“不宜公开。”${end}`)
  expect(say('zh-CN', 'text.messages.account.suspendedTold', { by: '甲', name: '乙', reason: '调走了。' })).toContain(
    '理由：调走了。请',
  )
  // No full stop of ours follows these: what was written stays as it is.
  expect(say('zh-CN', 'text.open.exempt.line', { reason: '今年没有这项资金。' })).toBe(
    '经批准本期不公开：今年没有这项资金。',
  )
})

test('a legal basis is an article, a named part of a document, or a standard', () => {
  const law = '中华人民共和国村民委员会组织法'
  expect(sayBasis('zh-CN', { source: law, article: '35, 37' })).toBe(`《${law}》第35、37条`)
  expect(sayBasis('zh-CN', { source: law, article: '公开内容' })).toBe(`《${law}》（公开内容）`)
  expect(sayBasis('zh-CN', { source: 'GB/T 34300-2017', article: '网格化服务管理规范' })).toBe(
    'GB/T 34300-2017 网格化服务管理规范',
  )
  expect(sayBasis('en', { source: law, article: '30' })).toBe(`${law}, art. 30`)
})
