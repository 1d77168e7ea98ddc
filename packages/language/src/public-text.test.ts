import { describe, expect, it } from 'vitest'
import {
  countCharacters,
  csvLines,
  disarmedCell,
  firstCharacters,
  publicText,
  publicValue,
  wellFormed,
} from './index.ts'

describe('the door to the public', () => {
  it('stars numbers of persons wherever they stand in an answer, and leaves ids, codes and fingerprints as they are', () => {
    const answer = {
      id: '0193a4b2-7c11-7d3e-8a55-138123456789',
      code: '130102001001',
      commitment: 'a'.repeat(20) + '13987654321'.padEnd(44, '0'),
      rows: [{ note: '请找李师傅 15098761234', unit: { name: '电管站（18602930417）' } }],
      openedAt: '2026-11-23T02:00:00.000Z',
      link: 'https://x.test/e/0193a4b2-7c11-7d3e-8a55-138123456789',
    }
    const shown = publicValue(answer)
    expect(shown).toMatchObject({
      id: answer.id,
      code: answer.code,
      commitment: answer.commitment,
      openedAt: answer.openedAt,
      link: answer.link,
    })
    expect(shown.rows).toEqual([{ note: '请找李师傅 ＊＊＊＊', unit: { name: '电管站（＊＊＊＊）' } }])
  })

  it('lets no number through because somebody called it a code', () => {
    expect(publicValue({ code: '15098761234', number: '+86-15098761234', id: '610114199003071239' })).toEqual({
      code: '＊＊＊＊',
      number: '+86-＊＊＊＊',
      id: publicText('610114199003071239'),
    })
  })

  it('changes no byte of a body that was committed to', () => {
    const body = { format: 'xiangzhi-edition/2', title: '旧文 15098761234' }
    expect(publicValue({ body })).toEqual({ body })
  })
})

describe('words that can leave in every format', () => {
  it('hold no control character, no half of a character and no noncharacter, but keep lines and tabs', () => {
    expect(wellFormed('一\u0001二\u001B[31m\t三\r\n四\uD842五\uFFFE\uDFB7')).toBe('一二[31m\t三\r\n四五')
    expect(wellFormed('𠮷田')).toBe('𠮷田')
    // What turns the direction of writing round, or is not seen, would turn or hide the words beside it.
    expect(wellFormed('\u202E倒\u2067过\u200B来\u2060，\uFEFF138\u200E1234')).toBe('倒过来，1381234')
    expect(wellFormed('👨\u200D👩\u200D👧')).toBe('👨\u200D👩\u200D👧')
  })

  it('are cut between characters, with their marks, and say that they were cut', () => {
    const rare = '𠮷'.repeat(30)
    expect(firstCharacters(rare, 30)).toBe(rare)
    const cut = firstCharacters(rare, 12)
    expect([countCharacters(cut), cut.isWellFormed(), cut.endsWith('…')]).toEqual([12, true, true])
    expect(firstCharacters('abc👩‍🌾def', 6)).toBe('abc…')
    expect(firstCharacters('e\u0301e\u0301e\u0301', 4)).toBe('e\u0301…')
  })
})

describe('a cell of a spreadsheet', () => {
  it('keeps numbers with their sign, and the lone sign that means nothing', () => {
    for (const plain of ['-731.40', '+8', '-12,345.00', '-', '-4 度', '-35%', '0', '老张', '-12 亩'])
      expect(disarmedCell(plain)).toBe(plain)
  })

  it('computes nothing that somebody typed, however it is led in', () => {
    for (const formula of [
      "-2+3+cmd|' /C calc'!A0",
      '=1+1',
      '@SUM(A1)',
      '+1-1',
      '-1*HYPERLINK("x")',
      '\t=1',
      ' =1',
      '＝1+1',
      '\u200B=1',
      '-cmd',
    ])
      expect(disarmedCell(formula)[0], formula).toBe("'")
  })

  it('leaves as one field of CSV whatever stands in it', () => {
    expect(csvLines([['甲,"乙"\n丙', -3, '=x', '-3.50']])).toBe('"甲,""乙""\n丙",-3,\'=x,-3.50\r\n')
  })
})
