import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import ExcelJS from 'exceljs'
import { describe, expect, test } from 'vitest'
import type { MergedCells, SheetLimits, SheetRow } from './index.ts'
import { readSheet } from './read-sheet.ts'
import { testingBook, testingRows } from './testing-sheet.ts'

const limits: SheetLimits = { rowsMax: 50, columnsMax: 12, unpackedMegabytesMax: 4, secondsMax: 20 }

async function read(bytes: Buffer, which: 'first' | 'all' = 'first') {
  const rows: SheetRow[] = []
  const merges: MergedCells[] = []
  for await (const part of readSheet({ bytes }, { limits, which })) {
    rows.push(...part.rows)
    merges.push(...part.merges)
  }
  return {
    rows: rows.map(({ no, cells }) => [no, ...cells]),
    merges,
    sheets: [...new Set(rows.map((row) => row.sheet))],
  }
}

const refused = (bytes: Buffer) => expect(read(bytes)).rejects
const text = (...lines: readonly string[]): Buffer => Buffer.from(lines.join('\n'))

describe('an Excel file', () => {
  test('of a program that we did not write is read: texts, rich texts, numbers, formulas, days, merged cells', async () => {
    const book = new ExcelJS.Workbook()
    const sheet = book.addWorksheet('名单')
    sheet.addRow(['姓名', '金额', '日期'])
    sheet.addRow([{ richText: [{ text: '孙' }, { text: '悟空' }] }, 12.5, new Date('2026-03-09T00:00:00Z')])
    sheet.addRow(['=1', { formula: 'B2*2', result: 25 }, new Date('2026-03-09T16:20:05Z')])
    sheet.addRow([])
    sheet.addRow(['末', { formula: 'A1' }, true])
    sheet.mergeCells('A2:A3')
    const { rows, merges, sheets } = await read(Buffer.from(await book.xlsx.writeBuffer()))
    expect(sheets).toEqual(['名单'])
    expect(rows).toEqual([
      [1, '姓名', '金额', '日期'],
      [2, '孙悟空', 12.5, { moment: '2026-03-09' }],
      [3, null, 25, { moment: '2026-03-09 16:20:05' }],
      [5, '末', { lost: 'formula-empty' }, 'yes'],
    ])
    expect(merges).toEqual([{ sheet: '名单', row: 2, toRow: 3, column: 1, toColumn: 1 }])
  })

  test('with any format of East Asian editions, or one of its own, gives days and times and never a bare number', async () => {
    const formats = [0, 27, 28, 29, 30, 31, 36, 50, 51, 52, 53, 54, 57, 58, 14, 22, 200, 201, 202, 203, 204]
    const codes = {
      200: 'yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot;;@',
      201: '[$-804]aaaa',
      202: '#,##0.00&quot;元&quot;',
      203: '[Red]#,##0',
      204: '[h]:mm:ss',
    }
    const cells = formats.map((_, at) => `<c s="${at}"><v>46111</v></c>`)
    const half = (cells: readonly string[]) => [cells.slice(0, 12), cells.slice(12)]
    const book = testingBook({ sheets: [testingRows(half(cells))], formats, codes })
    const found = (await read(book)).rows.flatMap(([, ...row]) => row)
    const day = { moment: '2026-03-30' }
    expect(found).toEqual([46111, ...Array.from({ length: 15 }, () => day), day, day, 46111, 46111, day])
    const times = [32, 33, 34, 35, 45, 55, 56].map((_, at) => `<c s="${at}"><v>0.604166666666667</v></c>`)
    const clock = await read(testingBook({ sheets: [testingRows([times])], formats: [32, 33, 34, 35, 45, 55, 56] }))
    expect(clock.rows).toEqual([[1, ...times.map(() => ({ moment: '14:30:00' }))]])
  })

  test('counts its days from 1904 where the book says so, knows the 29 February 1900 that never was, and names what is no day', async () => {
    const days = testingRows([['<c s="0"><v>59</v></c>', '<c s="0"><v>61</v></c>', '<c s="0"><v>9999999</v></c>']])
    const book = { sheets: [days], formats: [31] }
    expect((await read(testingBook(book))).rows[0]).toEqual([
      1,
      { moment: '1900-02-28' },
      { moment: '1900-03-01' },
      { lost: 'not-a-date' },
    ])
    expect((await read(testingBook({ ...book, from1904: true }))).rows[0]?.[1]).toEqual({ moment: '1904-02-29' })
  })

  test('has lost the digits of every whole number of sixteen and more, and of none with fifteen', async () => {
    const numbers = [
      '999999999999999',
      '1000000000000000',
      '3705230019870412',
      '6.2284800012345E+18',
      '0.30000000000000004',
    ]
    const rows = testingRows([numbers.map((number) => `<c><v>${number}</v></c>`)])
    const lost = { lost: 'digits-lost' }
    expect((await read(testingBook({ sheets: [rows] }))).rows).toEqual([[1, 999999999999999, lost, lost, lost, 0.3]])
  })

  test('keeps texts as people see them: readings over them, hidden signs and half letters do not come along', async () => {
    const texts =
      '<si><t>张</t><rPh sb="0" eb="1"><t>zhang</t></rPh></si><si><r><t>李_x000D_</t></r><r><t xml:space="preserve"> 四</t></r></si><si><t>坏_x0000_了</t></si><si><t>\uFFFD</t></si>'
    const cells = [0, 1, 2, 3].map((at) => `<c t="s"><v>${at}</v></c>`)
    expect((await read(testingBook({ sheets: [testingRows([cells])], texts }))).rows).toEqual([
      [1, '张', '李\r 四', '坏了', { lost: 'characters-lost' }],
    ])
  })

  test('shows its first sheet in the order of the book, or all of them', async () => {
    const book = testingBook({ sheets: [testingRows([['甲']]), testingRows([['乙']])] })
    expect((await read(book)).rows).toEqual([[1, '甲']])
    expect(await read(book, 'all')).toMatchObject({
      rows: [
        [1, '甲'],
        [1, '乙'],
      ],
      sheets: ['sheet1', 'sheet2'],
    })
  })

  test('with too many rows or columns is refused with the limit and the place, and nothing is cut off in silence', async () => {
    const many = Array.from({ length: 51 }, (_, at) => [`第${at}`])
    await refused(testingBook({ sheets: [testingRows(many)] })).toMatchObject({
      code: 'sheet-too-long',
      facts: { limit: 50 },
    })
    const wide = testingRows([['甲'], ['<c r="M2"><v>1</v></c>']])
    await refused(testingBook({ sheets: [wide] })).toMatchObject({
      code: 'sheet-too-wide',
      facts: { row: 2, limit: 12 },
    })
    const lines = Buffer.from(many.map(([cell]) => `${cell},1\n`).join(''))
    await refused(lines).toMatchObject({ code: 'sheet-too-long', facts: { limit: 50 } })
    // Empty rows do not count as rows, but what they unpack to does.
    const empty = `<sheetData>${'<row><c s="0"/></row>'.repeat(250_000)}</sheetData>`
    await refused(testingBook({ sheets: [empty], formats: [0] })).toMatchObject({ code: 'sheet-too-large' })
    const long = testingRows([['甲', 'x'.repeat(32_768)]])
    await refused(testingBook({ sheets: [long] })).toMatchObject({
      code: 'sheet-text-too-long',
      facts: { row: 1, column: 2 },
    })
    // Styled but empty cells far to the right are no content.
    const styled = testingRows([['甲', '<c r="XFD1" s="0"/>']])
    expect((await read(testingBook({ sheets: [styled], formats: [0] }))).rows).toEqual([[1, '甲']])
  })

  test('of the old format, another kind, or cut in the middle is refused by name', async () => {
    await refused(Buffer.from('d0cf11e0a1b11ae1', 'hex')).toMatchObject({ code: 'sheet-old' })
    await refused(Buffer.from('%PDF-1.7\n1 0 obj')).toMatchObject({ code: 'sheet-unreadable' })
    const whole = testingBook({ sheets: [testingRows([['甲']])] })
    await refused(whole.subarray(0, whole.length - 40)).toMatchObject({ code: 'sheet-unreadable' })
    const damaged = Buffer.from(whole)
    const sheet = damaged.indexOf('sheet1.xml') + 'sheet1.xml'.length
    damaged.fill(0xff, sheet + 4, sheet + 30)
    await refused(damaged).toMatchObject({ code: 'sheet-unreadable' })
    const typed = '<sheetData><row><c><v>1</v></c></row></sheetData><!DOCTYPE a [<!ENTITY b "c">]>'
    await refused(testingBook({ sheets: [typed] })).toMatchObject({ code: 'sheet-unreadable' })
  })
})

describe('a text file', () => {
  test('is read with quotes, line breaks, blank lines and the encodings of Chinese offices', async () => {
    expect((await read(text('\uFEFFa,"b ""c""', 'd",e\r', '\r', '1,2,3'))).rows).toEqual([
      [1, 'a', 'b "c"\nd', 'e'],
      [4, '1', '2', '3'],
    ])
    // “网格” in GB 18030, behind a beginning that is longer than one piece and has no Chinese at all.
    const ascii = Buffer.from('a,1\n'.repeat(40))
    const gb = Buffer.concat([
      ascii,
      Buffer.alloc(70_000, '\n'),
      Buffer.from([0xcd, 0xf8, 0xb8, 0xf1, 0x2c, 0x31, 0x0a]),
    ])
    expect((await read(gb)).rows.at(-1)?.slice(1)).toEqual(['网格', '1'])
    const wide = Buffer.from('\uFEFF姓名\t编码\n赵六\t7\n', 'utf16le')
    expect((await read(wide)).rows).toEqual([
      [1, '姓名', '编码'],
      [2, '赵六', '7'],
    ])
  })

  test('in no encoding, or in two, is refused with the row where it shows', async () => {
    const strange = Buffer.concat([text('姓名,备注', '吴用,好', '公孙胜,'), Buffer.from([0xff, 0xff, 0x0a])])
    await refused(strange).toMatchObject({ code: 'sheet-not-text', facts: { row: 3 } })
    const mixed = Buffer.concat([text('姓名,备注', '林冲,好', ''), Buffer.from([0xcd, 0xf8, 0xb8, 0xf1, 0x0a])])
    await refused(mixed).toMatchObject({ code: 'sheet-mixed', facts: { row: 3 } })
    await refused(Buffer.from('姓名,编码\n秦明,1\n', 'utf16le')).toMatchObject({
      code: 'sheet-not-text',
      facts: { row: 1 },
    })
  })

  test('names lost digits and garbled letters cell by cell', async () => {
    expect((await read(text('1.23457E+17,\uFFFD\uFFFD,3'))).rows).toEqual([
      [1, { lost: 'digits-lost' }, { lost: 'characters-lost' }, '3'],
    ])
  })

  test('with a quote that never ends is refused with the row where it began', async () => {
    await refused(text('a,b', 'c,"d', ...Array.from({ length: 9000 }, () => '1,2,3'))).toMatchObject({
      code: 'sheet-quote-open',
      facts: { row: 2 },
    })
    await refused(text('a,b', '', 'c,"d')).toMatchObject({ code: 'sheet-quote-open', facts: { row: 3 } })
  })
})

test('a file on the disk is read in the same way, and a reader that stops early ends the thread', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'sheet-'))
  const path = join(folder, 'a.xlsx')
  await writeFile(path, testingBook({ sheets: [testingRows(Array.from({ length: 40 }, (_, at) => [`行${at}`]))] }))
  for await (const { rows } of readSheet({ path }, { limits })) {
    expect(rows).toHaveLength(40)
    break
  }
  // Two may read at once: were the first still there, these would wait for ever.
  const counted = await Promise.all(
    [1, 2, 3].map(async () => {
      let count = 0
      for await (const { rows } of readSheet({ path }, { limits })) count += rows.length
      return count
    }),
  )
  expect(counted).toEqual([40, 40, 40])
  await rm(folder, { recursive: true })
})
