import {
  checkContent,
  checkDisclosureCatalogue,
  contentSchema,
  type DisclosureCatalogue,
  type DisclosureItem,
  leastStandsDays,
  listItems,
} from '@xiangzhi/language'
import { describe, expect, it } from 'vitest'
import { disclosureCatalogues, modelDocuments, nationalCoverage } from './index.ts'

const byKey = (key: string): DisclosureCatalogue => {
  const found = disclosureCatalogues.find((one) => one.key === key)
  if (!found) throw new Error(`there is no catalogue ${key}`)
  return found
}

/** Times a year; matters disclosed at once and standing documents come as often as there is something to say. */
const timesAYear = ({ rhythm }: DisclosureItem): number =>
  'every' in rhythm ? { month: 12, quarter: 4, 'half-year': 2, year: 1 }[rhythm.every] : Infinity

const columnsOf = (item: DisclosureItem) =>
  item.template.flatMap((block) => (block.kind === 'table' ? block.columns : []))

describe('the catalogues of disclosure', () => {
  it.each(disclosureCatalogues.map((one) => [one.key, one] as const))('%s has nothing wrong with it', (_, one) => {
    expect(checkDisclosureCatalogue(one)).toEqual([])
  })

  // proves: P073
  it('has 19 classes and 109 items for Yanliang', () => {
    const yanliang = byKey('yanliang')
    expect(yanliang.classes).toHaveLength(19)
    expect(listItems(yanliang)).toHaveLength(109)
  })

  // proves: P053
  it('has six classes and 24 items for Huangsheng, every one of them each quarter', () => {
    const huangsheng = byKey('huangsheng')
    expect(huangsheng.classes).toHaveLength(6)
    expect(listItems(huangsheng)).toHaveLength(24)
    expect(listItems(huangsheng).filter(({ rhythm }) => !('every' in rhythm && rhythm.every === 'quarter'))).toEqual([])
  })

  it('says of both that the articles gave only the numbers', () => {
    for (const key of ['yanliang', 'huangsheng']) {
      expect(byKey(key).note.zh).toContain('范本')
      expect(byKey(key).note.en).toContain('template')
    }
  })

  it.each(['yanliang', 'huangsheng'] as const)(
    'covers in %s whatever the law orders, as often or more often',
    (key) => {
      const own = new Map([...listItems(byKey(key)), ...listItems(byKey('prompt'))].map((one) => [one.code, one]))
      const demanded = listItems(byKey('national'))
      expect(Object.keys(nationalCoverage[key]).toSorted()).toEqual(demanded.map(({ code }) => code).toSorted())
      for (const national of demanded) {
        const covering = (nationalCoverage[key][national.code] ?? []).map((code) => own.get(code))
        expect(covering, national.code).not.toContain(undefined)
        const found = covering.flatMap((one) => (one ? [one] : []))
        // A matter that comes up at once may also be looked back upon every quarter, and an appraisal belongs to its year.
        const often = 'every' in national.rhythm ? timesAYear(national) : 1
        expect(Math.max(...found.map(timesAYear)), national.code).toBeGreaterThanOrEqual(often)
      }
    },
  )

  it('names everything in Chinese and in English, and no two items of a catalogue alike', () => {
    for (const catalogue of disclosureCatalogues) {
      const items = listItems(catalogue)
      expect(new Set(items.map(({ name }) => name.zh)).size).toBe(items.length)
      const names = [
        catalogue.name,
        catalogue.note,
        ...catalogue.classes.map(({ name }) => name),
        ...items.map(({ name }) => name),
      ]
      expect(names.filter(({ zh, en }) => !/\p{Script=Han}/u.test(zh) || /\p{Script=Han}/u.test(en))).toEqual([])
      expect(names.filter(({ zh }) => /[,;:()]/.test(zh))).toEqual([])
    }
  })

  it('lets everything stand for 15 days or more, with a law behind it', () => {
    for (const item of disclosureCatalogues.flatMap(listItems)) {
      expect(item.standsDays, item.code).toBeGreaterThanOrEqual(leastStandsDays)
      expect(item.legalBasis.filter(({ source, article }) => source === '' || article === '')).toEqual([])
    }
  })

  it('says of every column that names a person or an address how it is shown', () => {
    const personal = /姓名|户主|申请人|领取人|当事人|聘用|购机者|候选|党员$|成员$|住址|年龄|原因$|事由$/
    const open = new Set(['变动原因', '增减原因', '事由'])
    for (const catalogue of disclosureCatalogues) {
      for (const item of listItems(catalogue)) {
        const bare = columnsOf(item).filter(
          ({ label, align, mask }) =>
            align === 'text' && mask === undefined && personal.test(label) && !open.has(label),
        )
        expect(bare, `${catalogue.key} ${item.code}`).toEqual([])
      }
    }
  })

  it('never shows why a household receives relief', () => {
    const reasons = disclosureCatalogues
      .flatMap(listItems)
      .flatMap(columnsOf)
      .filter(({ label }) => /致困|救助事由/.test(label))
    expect(reasons.length).toBeGreaterThan(0)
    expect(reasons.every(({ mask }) => mask === 'never')).toBe(true)
  })

  // proves: P074 P091 P092 P097 P126 P151
  it('holds the boards of service, the lists, the flow charts of powers, and covenants as documents that stand', () => {
    const items = listItems(byKey('yanliang'))
    const serving = (practice: string) => items.filter(({ practices }) => practices?.includes(practice))
    expect(serving('P074')).toHaveLength(8)
    expect(serving('P091').map(({ name }) => name.zh)).toHaveLength(3)
    expect(serving('P092').some(({ template }) => template.some(({ kind }) => kind === 'steps'))).toBe(true)
    for (const practice of ['P097', 'P126', 'P151']) {
      expect(
        serving(practice).some(({ rhythm }) => 'standing' in rhythm),
        practice,
      ).toBe(true)
    }
  })

  // proves: P092 P097
  it('has model texts that fit their items: powers with a flow chart each, a covenant without fines', () => {
    const codes = listItems(byKey('yanliang')).map(({ code }) => code)
    for (const [code, content] of Object.entries(modelDocuments)) {
      expect(codes).toContain(code)
      expect(contentSchema.safeParse(content).success, code).toBe(true)
      expect(checkContent(content)).toEqual([])
    }
    const [list, ...charts] = modelDocuments['c06-04'].blocks
    const named = list?.kind === 'table' ? list.rows.map(({ power }) => power) : []
    expect(charts.map(({ heading }) => heading)).toEqual(named)
    expect(charts.every((chart) => chart.kind === 'steps' && chart.steps.length >= 3)).toBe(true)
    expect(JSON.stringify(modelDocuments['c05-07'])).toContain('不罚款')
  })
})
