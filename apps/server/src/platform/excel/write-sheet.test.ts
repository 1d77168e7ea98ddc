import ExcelJS from 'exceljs'
import { expect, test } from 'vitest'
import { leavingSheet, type Taking, writeSheet } from './write-sheet.ts'

const read = async (file: Buffer): Promise<ExcelJS.Worksheet> => {
  const book = new ExcelJS.Workbook()
  await book.xlsx.load(file as unknown as ArrayBuffer)
  return book.worksheets[0] as ExcelJS.Worksheet
}

const taking = (purpose: string, name = '张三'): Taking => ({
  by: { name },
  input: { purpose, language: 'zh-CN' },
  now: new Date('2026-02-01T02:00:00Z'),
})

test('a sheet says on top who took it, then the heading, then the rows with county time and real dates', async () => {
  const { file, name } = await writeSheet(taking('核对地名'), {
    title: '地域/清单',
    columns: [
      { title: '名称' },
      { title: '数量', kind: 'number' },
      { title: '日期', kind: 'date' },
      { title: '时间', kind: 'instant' },
    ],
    rows: [['凤凰路街道', 3, '2026-01-31', new Date('2026-01-31T16:30:00Z')]],
  })
  const sheet = await read(file)
  expect(sheet.name).toBe('地域 清单')
  expect(sheet.getCell('A1').value).toBe('张三 于 2026-02-01 10:00 导出，用途：核对地名。仅限工作使用。')
  expect(name).toBe('地域/清单.xlsx')
  expect(sheet.getCell('B2').value).toBe('数量')
  expect(sheet.getCell('B3').value).toBe(3)
  expect(sheet.getCell('C3').value).toEqual(new Date('2026-01-31T00:00:00Z'))
  expect(sheet.getCell('D3').value).toEqual(new Date('2026-02-01T00:30:00Z'))
})

test('a text that begins like a formula is never computed, a negative number in a text stays as it is', async () => {
  const sheet = await read(
    await writeSheet(taking('=now()', '=1'), {
      title: 'x',
      columns: [{ title: 'a' }],
      rows: [['=1+1'], ['-3 度'], ['@sum']],
    }).then(({ file }) => file),
  )
  expect([1, 3, 4, 5].map((row) => sheet.getCell(row, 1).value)).toEqual([
    "'=1 于 2026-02-01 10:00 导出，用途：=now()。仅限工作使用。",
    "'=1+1",
    '-3 度',
    "'@sum",
  ])
})

test('the same sheet as CSV says who took it, has the days and hours of the county, and computes nothing either', async () => {
  const asked = taking('对接平台')
  const { file, name, mediaType } = await writeSheet(
    { ...asked, input: { ...asked.input, format: 'csv' } },
    {
      title: '走访',
      columns: [
        { title: '户,名' },
        { title: '次数', kind: 'number' },
        { title: '日期', kind: 'date' },
        { title: '时间', kind: 'instant' },
      ],
      rows: [
        ['=cmd()', 2, '2026-02-28', new Date('2026-02-28T17:05:00Z')],
        ['东头"三户"', null, null, null],
      ],
    },
  )
  expect([name, mediaType]).toEqual(['走访.csv', 'text/csv; charset=utf-8'])
  expect(file.toString()).toBe(
    [
      '\uFEFF张三 于 2026-02-01 10:00 导出，用途：对接平台。仅限工作使用。',
      '"户,名",次数,日期,时间',
      `'=cmd(),2,2026-02-28,2026-03-01 01:05`,
      '"东头""三户""",,,',
      '',
    ].join('\r\n'),
  )
  expect(leavingSheet(file)).toEqual({ rows: 2, purpose: '对接平台' })
})
