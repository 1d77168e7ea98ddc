import type { Content } from '@xiangzhi/language'
import { expect, test } from 'vitest'
import {
  type BlockOf,
  cellOf,
  changeMoney,
  fenOf,
  paste,
  readPasted,
  sendable,
  withoutSmallCounts,
  yuanTyped,
} from './draft-content.ts'

const money: BlockOf<'money'> = {
  kind: 'money',
  opening: 100_00,
  income: [{ label: '承包费', fen: 50_00 }],
  expense: [],
  closing: 150_00,
}
const table: BlockOf<'table'> = {
  kind: 'table',
  columns: [
    { key: 'name', label: '姓名', align: 'text' },
    { key: 'amount', label: '金额', align: 'money' },
  ],
  rows: [],
}

test('an amount is read as people type it, and nothing else is', () => {
  expect(fenOf('1,234.5')).toBe(123_450)
  expect(fenOf('￥80 元')).toBe(8000)
  expect(fenOf('-0.07')).toBe(-7)
  for (const wrong of ['', '一百', '1.234', '1-2']) expect(fenOf(wrong)).toBeUndefined()
  expect(yuanTyped(123_450)).toBe('1234.50')
  expect(yuanTyped(8000)).toBe('80')
})

test('the closing balance follows the lines until somebody types another one', () => {
  const spent = changeMoney(money, { expense: [{ label: '路灯', fen: 20_00 }] })
  expect(spent.closing).toBe(130_00)
  const typed = changeMoney(spent, { closing: 131_00 })
  expect(changeMoney(typed, { opening: 0 }).closing).toBe(131_00)
})

test('what was copied from a spreadsheet fills cells and adds rows, and amounts that are none are counted', () => {
  const cells = readPasted('张三\t1,000\r\n"李\n四"\t不知道\r\n')
  expect(cells).toEqual([
    ['张三', '1,000'],
    ['李\n四', '不知道'],
  ])
  const pasted = paste(table, { row: 0, column: 0 }, cells)
  expect(pasted.wrong).toBe(1)
  expect(pasted.table.rows).toEqual([{ name: '张三', amount: 1000_00 }, { name: '李\n四' }])
})

test('a document is saved without empty lines and with its sums, and a nameless amount keeps it from being saved', () => {
  const content: Content = {
    blocks: [
      { ...money, income: [...money.income, { label: '', fen: 0 }] },
      {
        ...table,
        heading: ' ',
        rows: [
          { name: '甲', amount: 100 },
          { name: '', amount: null },
        ],
      },
    ],
  }
  const { content: sent, unfinished } = sendable(content)
  expect(unfinished).toEqual([])
  expect(sent.blocks).toEqual([money, { ...table, rows: [{ name: '甲', amount: 100 }], total: { amount: 100 } }])
  const nameless = sendable({ blocks: [{ ...money, expense: [{ label: '', fen: 5 }] }] })
  expect(nameless.unfinished).toEqual([{ block: 0, row: 1 }])
})

test('a count that is too small can be left out by saying so, in the cells that were named and in no other', () => {
  const column = { key: 'families', label: '户数', align: 'number' } as const
  for (const typed of ['<5', '＜ 5', '不足5']) expect(cellOf(column, typed)).toBe('<5')
  expect(cellOf(column, '<50')).toBeUndefined()
  const block = {
    kind: 'table',
    columns: [column],
    rows: [{ families: 2 }, { families: 31 }, { families: 4 }],
  } as const
  const { blocks } = withoutSmallCounts({ blocks: [block] }, [
    { block: 0, row: 0, label: '户数' },
    { block: 0, row: 1, label: '户数' },
  ])
  expect(blocks[0]).toMatchObject({ rows: [{ families: '<5' }, { families: 31 }, { families: 4 }] })
})

test('a reason for an empty part of one sign is held until it says something, and sent nowhere before', () => {
  const withNil = (nil: string) => sendable({ blocks: [{ kind: 'text', text: '', nil }] })
  expect(withNil('无').unfinished).toEqual([{ block: 0 }])
  expect(withNil(' 本 ').unfinished).toEqual([{ block: 0 }])
  expect([withNil('没有').unfinished, withNil('').unfinished]).toEqual([[], []])
})
