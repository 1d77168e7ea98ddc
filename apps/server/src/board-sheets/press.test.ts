import { afterAll, describe, expect, it } from 'vitest'
import { boardPress } from './press.ts'
import { printRun, type PrintStep } from './print-run.ts'
import { type BoardSheet, boardSizes } from './sheet.ts'
import { readPdf } from './testing-reader.ts'
import { payments, quarterSheet } from './testing-sheets.ts'

const press = boardPress()
afterAll(() => press.close())

const firstOnly = (sheet: BoardSheet, change: Partial<BoardSheet['sections'][number]>): BoardSheet => {
  const [first] = sheet.sections
  if (!first) throw new Error('the sheet has sections')
  return { ...sheet, sections: [{ ...first, ...change }] }
}

describe('a board sheet', () => {
  // proves: P072
  it.each(boardSizes)(
    'on %s has a code for every section and one for the village, each read by a foreign reader',
    async (size) => {
      const sheet = quarterSheet()
      const pages = await readPdf(await press.draw([sheet], size))
      expect(pages.flatMap(({ codes }) => codes).toSorted()).toEqual(
        [...sheet.sections.map(({ address }) => address), sheet.address, sheet.log?.note].toSorted(),
      )
    },
  )

  it.each(boardSizes)(
    'on %s says all it must in text that can be read out: title, dates, phone, root of the log',
    async (size) => {
      const sheet = quarterSheet()
      const pages = await readPdf(await press.draw([sheet], size), 40)
      const [first] = pages
      const all = pages.map(({ words }) => words).join('')
      expect(first?.words.replaceAll(/\s/g, '')).toContain('颜家村“三务三资”公开')
      for (const words of [
        '2026-10-12',
        '2026-11-11',
        '共',
        '31',
        '0543-0000000',
        '236,512.92',
        '盖',
        '签字',
        '应于',
        '至今未公开',
      ]) {
        expect(all).toContain(words)
      }
      for (const page of pages) {
        expect(page.words).toContain(sheet.log?.root)
        expect(page.type.least).toBeGreaterThanOrEqual(10.5)
      }
      expect(first?.type.most).toBeGreaterThanOrEqual(34)
    },
  )

  it('is the same, byte for byte, whenever and by whichever press it is drawn, and claims PDF/A-2a', async () => {
    const other = boardPress()
    const [one, two] = [await press.draw([quarterSheet()], 'a3'), await other.draw([quarterSheet()], 'a3')]
    await other.close()
    expect(one.equals(two)).toBe(true)
    expect(one.toString('latin1')).toMatch(/pdfaid:part>2<.*pdfaid:conformance>A</s)
  })

  it('carries a long list over pages, its heads on each of them, no row lost', async () => {
    const pages = await readPdf(await press.draw([firstOnly(quarterSheet(), { content: payments(160) })], 'a4'), 40)
    expect(pages.length).toBeGreaterThan(3)
    const listed = pages.filter(({ words }) => /第\s*\d\s*组/.test(words))
    expect(listed.length).toBeGreaterThan(2)
    for (const { words } of listed) expect(words).toContain('住址（到组）')
    expect(pages.flatMap(({ words }) => words.match(/第\s*\d\s*组/g) ?? [])).toHaveLength(160)
  })

  it('takes very long names, words without a break, and characters that no font has', async () => {
    const long = '黄河三角洲冬枣产业带'.repeat(9)
    const content = {
      blocks: [
        { kind: 'text' as const, text: `${'x'.repeat(300)}🙂\n${long}` },
        {
          kind: 'table' as const,
          columns: [
            { key: 'name', label: long, align: 'text' as const },
            { key: 'sum', label: '金额', align: 'money' as const },
          ],
          rows: [{ name: 'https://example.org/'.repeat(8), sum: 999_999_999_999 }],
        },
      ],
    }
    const sheet = {
      ...firstOnly(quarterSheet({ name: long.slice(0, 40) }), { heading: long, content }),
      title: long.slice(0, 50),
    }
    const pages = await readPdf(await press.draw([sheet], 'a4'), 40)
    expect(pages.map(({ words }) => words).join('')).toContain('9,999,999,999.99')
  })

  it('is drawn with no section at all, and in English', async () => {
    const empty = await readPdf(await press.draw([{ ...quarterSheet(), sections: [] }], 'a4'), 40)
    expect(empty).toHaveLength(1)
    expect(empty[0]?.words).toContain('本期没有应公开的事项')
    const english = await readPdf(
      await press.draw([{ ...quarterSheet(), language: 'en', title: 'Yanjia Village' }], 'a4'),
      40,
    )
    expect(english[0]?.words).toMatch(/On display:\s*2026-10-12/)
  })

  it('draws what a village wrote and never obeys it', async () => {
    const text = '#panic("no") \\ $x$ `raw` @here <label> #read("/etc/passwd")'
    const content = { blocks: [{ kind: 'text' as const, text }] }
    const pages = await readPdf(await press.draw([firstOnly(quarterSheet(), { content })], 'a4'), 40)
    expect(pages[0]?.words).toContain('panic("no")')
  })
})

describe('a print run', () => {
  it('tells how far it is and packs a PDF for each village and one with all', async () => {
    const names = ['黄一村', '颜家村', '王豸村']
    const sheets = names.map((name, at) => quarterSheet({ name, code: `37160310620${at}`, rows: 4 }))
    const steps: PrintStep[] = []
    for await (const step of printRun(press, sheets, 'a3', '黄升镇')) steps.push(step)
    expect(steps.map((step) => ('village' in step ? `${step.done}/${step.of} ${step.village}` : 'packed'))).toEqual([
      '1/3 黄一村',
      '2/3 颜家村',
      '3/3 王豸村',
      'packed',
    ])
    const last = steps.at(-1)
    if (!last || !('archive' in last)) throw new Error('the last step carries the archive')
    const archive = last.archive.toString('utf8')
    for (const name of names) expect(archive).toContain(`${name} 2026 年第三季度.pdf`)
    const merged = await readPdf(await press.draw(sheets, 'a3'), 40)
    expect(merged.filter(({ words }) => /第\s*1\s*页/.test(words))).toHaveLength(3)
  })
})
