import ExcelJS from 'exceljs'
import { describe, expect, it } from 'vitest'
import { testingBook, testingRows } from '#platform/sheets/testing'
import { searchPaper } from './index.ts'
import { type PdfWord, testingPdf } from './testing-pdf.ts'

// What a paper holds is looked for before it is public; what was not looked at is never called clean.

const sheetType = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'
const pdf = (...pages: (readonly PdfWord[])[]) => searchPaper('application/pdf', testingPdf(pages))
const book = (...sheets: (readonly (readonly string[])[])[]) =>
  searchPaper(sheetType, testingBook({ sheets: sheets.map((rows) => testingRows(rows)) }))
const sentence: PdfWord = [60, 780, '黄升镇二〇二六年第三季度低保对象公示名单如下']

describe('a PDF', () => {
  it('is searched page by page, and what is found is told with its page and never in full', async () => {
    const found = await pdf(
      [sentence],
      [
        sentence,
        [60, 760, '联系人王二 15922223333'],
        [60, 740, '身份证 370522198702034519'],
        [60, 720, '卡号 6217 0002 1000 0000 017'],
      ],
    )
    expect(found?.unsearched).toBeNull()
    expect(found?.found.map(({ kind, at, shown }) => [kind, at, shown])).toEqual([
      ['phone', { page: 2 }, '159＊＊＊＊33'],
      ['identity-number', { page: 2 }, '370＊＊＊＊19'],
      ['bank-account', { page: 2 }, '621＊＊＊＊17'],
    ])
    expect(JSON.stringify(found)).not.toMatch(/15922223333|370522198702034519|0002 1000/)
  })

  it('shows a number that is broken at the end of its line, and an identity number with a digit a box', async () => {
    const boxes = [...'370522198702034519'].map((digit, at): PdfWord => [60 + at * 24, 700, digit])
    const found = await pdf([
      sentence,
      [60, 760, '有事请直接打电话找村里的赵会计159222'],
      [60, 740, '23333随时可以'],
      ...boxes,
    ])
    expect(found?.found.map(({ kind }) => kind)).toEqual(['phone', 'identity-number'])
  })

  it('with columns of amounts is not taken for a list of telephones and cards', async () => {
    const amounts = [13800, 13912, 15033, 62170, 45512, 36000]
    const rows = amounts.flatMap((amount, row): PdfWord[] => [
      [60, 740 - row * 20, `${row + 1}`],
      [120, 740 - row * 20, `${amount}.00`],
      [220, 740 - row * 20, `${amount + 1111}.00`],
      [320, 740 - row * 20, `2026-0${row + 1}-15`],
      [420, 740 - row * 20, `${amount * 2}.50`],
    ])
    expect(await pdf([sentence, ...rows])).toEqual({ unsearched: null, found: [] })
  })

  it('without a text layer says so, for the pages that have none', async () => {
    expect(await pdf([])).toEqual({ unsearched: { why: 'scan' }, found: [] })
    expect(await pdf([sentence], [[290, 20, '2']], [sentence, [60, 760, '17733334444']])).toMatchObject({
      unsearched: { why: 'scan', pages: [2] },
      found: [{ kind: 'phone', at: { page: 3 } }],
    })
  })

  it('that is damaged, or locked, is said to be not searched', async () => {
    const whole = testingPdf([[sentence]])
    for (const broken of [whole.subarray(0, 200), Buffer.from('%PDF-1.7\n%%EOF'), Buffer.alloc(4000, '%PDF-1.4 ')])
      expect(await searchPaper('application/pdf', broken)).toEqual({ unsearched: { why: 'unreadable' }, found: [] })
  })

  it('of more pages than are searched says so, and tells what was found until then', async () => {
    const pages = Array.from({ length: 301 }, (_, at): PdfWord[] =>
      at === 7 ? [sentence, [60, 700, '18866667777']] : [sentence],
    )
    expect(await pdf(...pages)).toMatchObject({ unsearched: { why: 'too-large' }, found: [{ at: { page: 8 } }] })
  })

  it('is searched in its properties, notes and form fields, and what hangs on it is said to be not searched', async () => {
    const search = (more: Parameters<typeof testingPdf>[1]) =>
      searchPaper('application/pdf', testingPdf([[sentence]], more))
    expect((await search({ info: '/Title (tel 15533334444) /Keywords (370522198702034519)' }))?.found).toMatchObject([
      { kind: 'phone', at: { page: 1 } },
      { kind: 'identity-number', at: { page: 1 } },
    ])
    const note =
      '/Annots [<< /Type /Annot /Subtype /Text /Rect [10 10 30 30] /T (15544445555) /Contents (see 15566667777) >>]'
    expect((await search({ page: note }))?.found).toHaveLength(2)
    const names =
      '/Names << /EmbeddedFiles << /Names [(a.txt) << /Type /Filespec /F (a.txt) /EF << /F 6 0 R >> >>] >> >>'
    expect(await search({ catalog: names })).toMatchObject({ unsearched: { why: 'holds-files' } })
  })

  it('with a page that is mostly a picture says so, though words stand on it', async () => {
    const inline = (width: number, height: number) =>
      `q ${width} 0 0 ${height} 0 0 cm BI /W 1 /H 1 /CS /G /BPC 8 ID \u0001 EI Q`
    const search = (drawn: string) => searchPaper('application/pdf', testingPdf([[sentence]], { drawn }))
    expect(await search(inline(60, 60))).toEqual({ unsearched: null, found: [] })
    expect(await search(inline(560, 700))).toEqual({ unsearched: { why: 'scan' }, found: [] })
  })
})

describe('a workbook', () => {
  it('is searched in every sheet, and what is found is told with its cell', async () => {
    const found = await book(
      [
        ['姓名', '电话'],
        ['孙七', '18677778888'],
      ],
      [['备注'], ['其子 370522198702034519 在外']],
    )
    expect(found).toEqual({
      unsearched: null,
      found: [
        { kind: 'phone', at: { sheet: 'sheet1', cell: 'B2' }, shown: '186＊＊＊＊88' },
        { kind: 'identity-number', at: { sheet: 'sheet2', cell: 'A2' }, shown: '370＊＊＊＊19' },
      ],
    })
  })

  it('calls what stands under a heading for identity numbers one, also where digits were lost or mistyped', async () => {
    const found = await book([
      ['姓名', '公民身份号码（18位）', '一卡通账号'],
      ['周八', '<c><v>370522198702034519</v></c>', '<c><v>6217000210000000017</v></c>'],
      ['吴九', '370522198702034512', '90110200003'],
    ])
    expect(found?.found.map(({ kind, at }) => [kind, 'cell' in at && at.cell])).toEqual([
      ['identity-number', 'B2'],
      ['bank-account', 'C2'],
      ['identity-number', 'B3'],
      ['bank-account', 'C3'],
    ])
    const paper = await pdf([
      sentence,
      [60, 740, '公民身份号码：'],
      [180, 740, '370522198702034512'],
      [60, 720, '370522198702034513'],
    ])
    expect(new Set(paper?.found.map(({ kind }) => kind))).toEqual(new Set(['identity-number']))
  })

  it('shows cards that were typed as numbers, and short accounts under a heading that says so', async () => {
    const found = await book([
      ['姓名', '银行账号', '金额'],
      ['周八', '<c><v>90110200003</v></c>', '<c><v>1580000000</v></c>'],
      ['吴九', '<c><v>6217000210000000017</v></c>', '<c><v>13800.5</v></c>'],
    ])
    expect(found?.found.map(({ kind, at }) => [kind, 'cell' in at && at.cell])).toEqual([
      ['bank-account', 'B2'],
      ['bank-account', 'B3'],
    ])
  })

  it('is searched in its notes, headers and properties too, and says when it holds pictures or files', async () => {
    const made = new ExcelJS.Workbook()
    made.creator = '钱会计13977776666'
    const sheet = made.addWorksheet('名单')
    sheet.getCell('B2').value = '见批注'
    sheet.getCell('B2').note = { texts: [{ text: '卡主 3705221987' }, { text: '02034519' }] }
    sheet.headerFooter.oddFooter = '&C打印人 15188889999'
    const bytes = Buffer.from(await made.xlsx.writeBuffer())
    const searched = await searchPaper(sheetType, bytes)
    expect(searched?.unsearched).toBeNull()
    expect(searched?.found.map(({ kind, shown }) => [kind, shown]).toSorted()).toEqual([
      ['identity-number', '370＊＊＊＊19'],
      ['phone', '139＊＊＊＊66'],
      ['phone', '151＊＊＊＊99'],
    ])
    const picture = made.addImage({ buffer: Buffer.from('x') as never, extension: 'png' })
    sheet.addImage(picture, 'D1:E4')
    const withPicture = await searchPaper(sheetType, Buffer.from(await made.xlsx.writeBuffer()))
    expect(withPicture?.unsearched).toEqual({ why: 'holds-files' })
  })

  it('that cannot be read, or unpacks to more than is searched, is said to be not searched', async () => {
    const whole = testingBook({ sheets: [testingRows([['甲']])] })
    expect(await searchPaper(sheetType, whole.subarray(0, whole.length - 30))).toEqual({
      unsearched: { why: 'unreadable' },
      found: [],
    })
    const bomb = `<sheetData>${`<row><c s="0" x="${'a'.repeat(20_000)}"/></row>`.repeat(6500)}</sheetData>`
    expect(await searchPaper(sheetType, testingBook({ sheets: [bomb], formats: [0] }))).toEqual({
      unsearched: { why: 'too-large' },
      found: [],
    })
  })
})

it('a picture is said to be not searched, and when too many papers wait nothing is said of one at all', async () => {
  expect(await searchPaper('image/jpeg', Buffer.from('x'))).toEqual({ unsearched: { why: 'picture' }, found: [] })
  const paper = testingBook({ sheets: [testingRows([['甲']])] })
  const many = await Promise.all(Array.from({ length: 14 }, () => searchPaper(sheetType, paper)))
  expect(many.filter((one) => one === undefined)).toHaveLength(3)
  expect(new Set(many.map((one) => JSON.stringify(one)))).toEqual(
    new Set(['{"unsearched":null,"found":[]}', undefined]),
  )
})
