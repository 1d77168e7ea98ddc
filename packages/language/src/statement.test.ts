import { expect, test } from 'vitest'
import type { Block, Content } from './content.ts'
import { checkContent, totalsOf, withTotals } from './content.ts'
import { checkStatement, explanationHeading } from './statement.ts'

const account = (opening: number, earned: number, heading?: string): Block => ({
  kind: 'money',
  ...(heading === undefined ? {} : { heading }),
  opening,
  income: [{ label: '鱼塘租金', fen: earned }],
  expense: [],
  closing: opening + earned,
})
const saying = (text: string): Block => ({ kind: 'text', heading: explanationHeading, text })
const statement = (...blocks: readonly Block[]): Content => ({ blocks })
const facts = { lastDay: '2026-04-30', today: '2026-05-02', before: statement(account(10_00, 5_00)) }
const problemsOf = (content: Content, more: object = {}) => checkStatement(content, { ...facts, ...more })

test('an opening balance is what was left, to the fen, or the document says why', () => {
  expect(problemsOf(statement(account(15_00, 1_00)))).toEqual([])
  expect(problemsOf(statement(account(15_01, 1_00)))).toEqual([
    { problem: 'opening-differs', block: 0, expected: 15_00 },
  ])
  expect(problemsOf(statement(account(15_01, 1_00), saying('  ')))).toHaveLength(1)
  expect(problemsOf(statement(account(15_01, 1_00), saying('上月漏记一笔利息')))).toEqual([])
  expect(problemsOf(statement(account(99_00, 1_00)), { before: undefined })).toEqual([])
})

test('accounts of one document are compared by their headings', () => {
  const before = statement(account(1_00, 1_00, '村级'), account(7_00, 1_00, '组级'))
  expect(problemsOf(statement(account(8_00, 1_00, '组级'), account(3_00, 1_00, '村级')), { before })).toEqual([
    { problem: 'opening-differs', block: 1, expected: 2_00 },
  ])
})

test('a period has ended the day after its last one, and no words change that', () => {
  const content = statement(account(15_00, 1_00), saying('提前公布一下'))
  for (const today of ['2026-04-11', '2026-04-30'])
    expect(problemsOf(content, { today })).toEqual([{ problem: 'not-ended', block: 0, lastDay: '2026-04-30' }])
  expect(problemsOf(content, { today: '2026-05-01' })).toEqual([])
  expect(problemsOf(content, { today: '2026-04-11', lastDay: null })).toEqual([])
})

test('a statement in which nothing moved asks why', () => {
  expect(problemsOf(statement(account(15_00, 0)))).toEqual([{ problem: 'nothing-moved', block: 0 }])
  expect(problemsOf(statement(account(15_00, 0), saying('本月没有收支，账户停用')))).toEqual([])
})

test('a balance below nothing asks why, and that of nothing does not', () => {
  const overdrawn = account(15_00, -15_01)
  expect(problemsOf(statement(overdrawn))).toEqual([{ problem: 'closing-negative', block: 0 }])
  expect(problemsOf(statement(overdrawn, saying('上级资金未到，村干部垫付')))).toEqual([])
  expect(problemsOf(statement(account(15_00, -15_00)))).toEqual([])
})

test('sums of a table are counted, whatever was sent, and a row of sums is no entry', () => {
  const table: Extract<Block, { kind: 'table' }> = {
    kind: 'table',
    columns: [
      { key: 'who', label: '姓名', align: 'text' },
      { key: 'days', label: '工日', align: 'number' },
      { key: 'pay', label: '报酬', align: 'money' },
    ],
    rows: [
      { who: '甲', days: 0.1, pay: 10_01 },
      { who: '乙', days: 0.2, pay: 20_02 },
    ],
    total: { days: 9, pay: 1 },
  }
  expect(withTotals(statement(table)).blocks[0]).toMatchObject({ total: { days: 0.3, pay: 30_03 } })
  expect(checkContent(statement(table))).toEqual([
    { problem: 'wrong-total', block: 0, column: 'days', expected: 0.3 },
    { problem: 'wrong-total', block: 0, column: 'pay', expected: 30_03 },
  ])
  const typed = { ...table, rows: [...table.rows, { who: '合  计', days: 0.3, pay: 30_03 }] }
  expect(checkContent(withTotals(statement(typed)))).toEqual([{ problem: 'total-row', block: 0, row: 2 }])
  expect(totalsOf({ ...table, rows: [] })).toEqual({ days: 0, pay: 0 })
})

test('areas add up as money does, and what is said of each mu does not', () => {
  const labels = ['流转面积（亩）', '林地（公顷）', '每亩补贴面积标准', '租金（元/亩）', '户数']
  const columns = labels.map((label, at) => ({ key: `c${at}`, label, align: 'number' as const }))
  const row = (n: number) => Object.fromEntries(columns.map(({ key }) => [key, n]))
  const { blocks } = withTotals(statement({ kind: 'table', columns, rows: [row(3.35), row(12.05)] }))
  expect(blocks[0]).toMatchObject({ total: { c0: 15.4, c1: 15.4 } })
  expect(Object.keys((blocks[0] as { total: object }).total)).toHaveLength(2)
})
