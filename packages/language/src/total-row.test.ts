import { expect, test } from 'vitest'
import { isTotalLabel } from './total-row.ts'

test('a row of totals is known by its first words, in the ways offices write them', () => {
  for (const words of [
    '合计',
    '合 计',
    '小计：',
    '总计（元）',
    '本年累计',
    '一组小计',
    '全村合计',
    '（共计）',
    '合　计',
    'Total',
    'Sub-total:',
    'Grand total',
  ])
    expect(isTotalLabel(words), words).toBe(true)
})

test('names and items that only hold such a word are entries', () => {
  for (const words of [
    '合计明',
    '会计',
    '总计划安排',
    '设计',
    '统计员',
    '张小计划',
    '小计量器具',
    '王合',
    'totalling',
    '生计补助',
  ])
    expect(isTotalLabel(words), words).toBe(false)
})
