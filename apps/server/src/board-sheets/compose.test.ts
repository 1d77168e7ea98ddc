import { describe, expect, it } from 'vitest'
import { numberOf } from './compose-block.ts'
import { chineseNumeral, composeSheet } from './compose.ts'
import { daysHung } from './sheet.ts'
import { quarterSheet } from './testing-sheets.ts'

describe('a sheet put into words', () => {
  it('groups counts by thousands and keeps what follows the point', () => {
    expect([0, 1200, 3.25, -1_000_000].map(numberOf)).toEqual(['0', '1,200', '3.25', '-1,000,000'])
  })

  it('counts its sections in Chinese characters', () => {
    expect([1, 9, 10, 12, 20, 24, 109 % 100].map(chineseNumeral)).toEqual([
      '一',
      '九',
      '十',
      '十二',
      '二十',
      '二十四',
      '九',
    ])
  })

  it('counts both the first and the last day it hangs', () => {
    expect(daysHung({ from: '2026-10-12', to: '2026-10-26' })).toBe(15)
    expect(daysHung({ from: '2026-02-20', to: '2026-03-06' })).toBe(15)
  })

  it('refuses to hang for less than 15 days, or for no number of days at all', () => {
    const short = { ...quarterSheet(), stands: { from: '2026-10-12', to: '2026-10-25' } }
    expect(() => composeSheet(short, 'a3')).toThrow('would stand 14 days')
    expect(() => composeSheet({ ...short, stands: { from: '2026-10-12', to: 'soon' } }, 'a3')).toThrow('bad-input')
  })

  it('says of what is due and missing that it is missing', () => {
    const { sections } = composeSheet(quarterSheet(), 'a4')
    expect(sections.at(-1)).toMatchObject({ missing: '应于 2026-10-20 前公开，至今未公开。', blocks: [] })
    expect(sections.slice(0, -1).filter(({ missing }) => missing !== '')).toEqual([])
  })

  it('leaves out a column that is never shown, though it should have come so far', () => {
    const sheet = quarterSheet()
    const [first] = sheet.sections
    if (!first) throw new Error('the sheet has sections')
    const content = {
      blocks: [
        {
          kind: 'table' as const,
          columns: [
            { key: 'name', label: '姓名', align: 'text' as const, mask: 'person-name' as const },
            { key: 'reason', label: '致困原因', align: 'text' as const, mask: 'never' as const },
          ],
          rows: [{ name: '张＊＊', reason: '重病' }],
        },
      ],
    }
    const drawn = JSON.stringify(composeSheet({ ...sheet, sections: [{ ...first, content }] }, 'a3'))
    expect(drawn).toContain('张＊＊')
    expect(drawn).not.toContain('重病')
    expect(drawn).not.toContain('致困原因')
  })

  it('says that nothing happened where a table has no rows', () => {
    const sheet = quarterSheet()
    const [first] = sheet.sections
    if (!first) throw new Error('the sheet has sections')
    const content = {
      blocks: [{ kind: 'table' as const, columns: [{ key: 'plot', label: '地块', align: 'text' as const }], rows: [] }],
    }
    expect(JSON.stringify(composeSheet({ ...sheet, sections: [{ ...first, content }] }, 'a3'))).toContain(
      '本期没有发生',
    )
  })
})
