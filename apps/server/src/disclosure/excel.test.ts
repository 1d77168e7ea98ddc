import { exportEditionTable, getEdition, importEditionTable } from '@xiangzhi/contract'
import type { Block } from '@xiangzhi/language'
import ExcelJS from 'exceljs'
import { v7 as uuidv7 } from 'uuid'
import { expect, it } from 'vitest'
import { readFilledSheet, tableFrom } from './filled-table.ts'
import { drafted, makeDisclosureWorld } from './testing-disclosure.ts'

it('a table goes out to Excel in yuan, is filled there, and comes back in fen with what did not fit named', async () => {
  const world = await makeDisclosureWorld()
  const clerk = world.staff('village-clerk')
  const { id, version } = await drafted(world)
  const answer = (await world.run(exportEditionTable, clerk, { editionId: id, block: 1, purpose: '下发各组填写' })) as {
    file: Buffer
  }
  const book = new ExcelJS.Workbook()
  await book.xlsx.load(answer.file as unknown as ArrayBuffer)
  const sheet = book.worksheets[0]
  expect(sheet?.getRow(2).values).toEqual([undefined, '姓名', '金额（元）'])
  expect(sheet?.getRow(3).values).toEqual([undefined, '李桂芳', 300])
  sheet?.addRow(['赵明', '1,234.50', '多余'])
  sheet?.addRow(['钱进', '没有'])
  const file = Buffer.from(await book.xlsx.writeBuffer()).toString('base64')
  const bring = { requestId: uuidv7(), editionId: id, version, block: 1, file }
  const brought = await world.run(importEditionTable, clerk, bring)
  expect(brought).toMatchObject({ rows: 3, wrongCells: [{ row: 5, column: '金额', code: 'not-a-number' }] })
  const { edition } = await world.run(getEdition, clerk, { editionId: id })
  expect(edition.content.blocks[1]).toMatchObject({
    rows: [
      { name: '李桂芳', amount: 300_00 },
      { name: '赵明', amount: 1_234_50 },
      { name: '钱进', amount: null },
    ],
  })
  const stale = { ...bring, requestId: uuidv7() }
  await expect(world.run(importEditionTable, clerk, stale)).rejects.toMatchObject({ code: 'changed-meanwhile' })
  const broken = {
    ...bring,
    requestId: uuidv7(),
    version: brought.version,
    file: Buffer.from('no sheet').toString('base64'),
  }
  await expect(world.run(importEditionTable, clerk, broken)).rejects.toMatchObject({ code: 'sheet-no-heading' })
})

const table: Extract<Block, { kind: 'table' }> = {
  kind: 'table',
  columns: [
    { key: 'holder', label: '户主', align: 'text' },
    { key: 'member', label: '成员', align: 'text' },
    { key: 'area', label: '面积', align: 'number' },
    { key: 'amount', label: '补贴', align: 'money' },
  ],
  rows: [],
}

async function filled(fill: (sheet: ExcelJS.Worksheet) => void) {
  const book = new ExcelJS.Workbook()
  const sheet = book.addWorksheet('表')
  sheet.addRow(['户主', '成员', '面积', '补贴（元）'])
  fill(sheet)
  return tableFrom(await readFilledSheet(Buffer.from(await book.xlsx.writeBuffer())), table)
}

it('an amount over a household of several rows is counted once, its words belong to every row, and both are named', async () => {
  const read = await filled((sheet) => {
    sheet.addRow(['吴玉兰', '吴玉兰', 4.2, 860.4])
    sheet.addRow([null, '吴小虎', 1])
    sheet.addRow([null, '吴小豹', 1])
    sheet.addRow(['郑直', '郑直', 2, 100])
    sheet.mergeCells('A2:A4')
    sheet.mergeCells('D2:D4')
  })
  expect(read.rows.map(({ holder, amount }) => [holder, amount])).toEqual([
    ['吴玉兰', 860_40],
    ['吴玉兰', null],
    ['吴玉兰', null],
    ['郑直', 100_00],
  ])
  expect(read.mergedCells).toEqual([
    { row: 2, toRow: 4, column: '户主' },
    { row: 2, toRow: 4, column: '补贴' },
  ])
})

it('rows of sums become nobody; where they state another sum than their rows give, to the fen, that is named', async () => {
  const read = await filled((sheet) => {
    sheet.addRow(['一组', '冯一', 1, 33.33])
    sheet.addRow(['一组', '冯二', 1, 33.33])
    sheet.addRow(['小计', null, 2, 66.67])
    sheet.addRow(['二组', '冯三', 3, 10])
    sheet.addRow(['小 计', null, 3, 10])
    sheet.addRow(['全村合计', null, 5, 76.66])
    sheet.mergeCells('A7:B7')
    sheet.addRow(['本年累计', null, 50, 900])
  })
  expect(read.rows.map(({ member }) => member)).toEqual(['冯一', '冯二', '冯三'])
  expect(read.totalRows).toEqual([
    { row: 4, label: '小计', wrong: [{ column: '补贴', stated: 66.67, counted: 66.66 }] },
    { row: 6, label: '小 计', wrong: [] },
    { row: 7, label: '全村合计', wrong: [] },
    { row: 8, label: '本年累计', wrong: [] },
  ])
  expect(read.mergedCells).toEqual([])
})

it('rows in which a sheet is signed are left out, however their cells are merged, and named in one line', async () => {
  const read = await filled((sheet) => {
    sheet.addRow(['柴进', '柴进', 2.5, 40])
    sheet.addRow(['填表人：宋小江', null, null, '复核人：吴用'])
    sheet.mergeCells('A3:C3')
    sheet.addRow(['制表人（签字）', '卢俊义'])
    sheet.addRow(['单位负责人：        经办人：          年  月  日'])
    sheet.mergeCells('A5:D5')
    sheet.addRow(['会计师傅', '林冲', 1, 5])
  })
  expect(read.rows.map(({ member }) => member)).toEqual(['柴进', '林冲'])
  expect(read.signatureRows).toEqual([3, 4, 5])
  expect([read.mergedCells, read.wrongCells, read.lostRows]).toEqual([[], [], []])
})

it('a day in any format stays a day, lost digits are named, and of two columns of one title the first is read', async () => {
  const read = await filled((sheet) => {
    sheet.getCell('E1').value = '成员'
    sheet.addRow([46_082, '6222020200112233', 1, 6_222_020_200_112_233, '别人'])
    sheet.getCell('A2').numFmt = 'yyyy"年"m"月"d"日"'
  })
  expect(read.rows).toEqual([{ holder: '2026-03-01', member: '6222020200112233', area: 1, amount: null }])
  expect(read.wrongCells).toEqual([{ row: 2, column: '补贴', code: 'digits-lost' }])
  expect(read.doubleColumns).toEqual(['成员'])
})

async function named(titles: readonly string[], columns: readonly string[], ...rows: (string | number | null)[][]) {
  const book = new ExcelJS.Workbook()
  const sheet = book.addWorksheet('表')
  sheet.addRow([...titles])
  for (const row of rows) sheet.addRow(row)
  return tableFrom(await readFilledSheet(Buffer.from(await book.xlsx.writeBuffer())), {
    kind: 'table',
    columns: columns.map((label) => ({ key: label, label, align: label === '金额' ? 'money' : 'text' })),
    rows: [],
  })
}

it.each([
  ['户主姓名', '姓名'],
  ['申请人姓名', '姓名'],
  ['负责人', '姓名'],
  ['姓名（户主）', '姓名'],
  ['户主姓名', '户主'],
  ['领款人 姓名', '申请人姓名'],
])(
  'a column that offices call %s is taken for the one of persons, %s, and the writer is told',
  async (title, label) => {
    const read = await named([title, '金额'], [label, '金额'], ['穆桂枝', 12.5])
    expect(read.rows).toEqual([{ [label]: '穆桂枝', 金额: 12_50 }])
    expect(read.renamedColumns).toEqual([{ title: title.replace(' ', ''), column: label }])
    expect(read.unknownColumns).toEqual([])
  },
)

it('of two titles that may mean the column of persons none is guessed, and one that says name goes before an office', async () => {
  expect((await named(['户主姓名', '申请人姓名', '金额'], ['姓名', '金额'], ['甲', '乙', 1])).unknownColumns).toEqual([
    '户主姓名',
    '申请人姓名',
  ])
  const read = await named(['负责人', '农户姓名', '金额'], ['姓名', '金额'], ['甲', '乙', 1])
  expect([read.rows[0]?.['姓名'], read.unknownColumns]).toEqual(['乙', ['负责人']])
  // A thing that has a name is no person.
  expect((await named(['项目名称', '金额'], ['姓名', '金额'], ['渠', 1])).renamedColumns).toEqual([])
})

it('a row with something in it that was not taken in is named with its number and its words; an empty one is none', async () => {
  const read = await named(
    ['姓名', '金额', '备注'],
    ['姓名', '金额'],
    ['于一', 1, null],
    [null, null, '于二的见背面'],
    [null, null, null],
    ['于三', 3, '补'],
    [null, null, '制表：村会计'],
  )
  expect(read.rows.map((row) => row['姓名'])).toEqual(['于一', '于三'])
  expect(read.lostRows).toEqual([{ row: 3, code: 'no-column', words: '于二的见背面' }])
  expect(read.signatureRows).toEqual([6])
})
