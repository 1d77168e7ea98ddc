import {
  articlesOf,
  basisAt,
  checkContent,
  checkDisclosureCatalogue,
  contentSchema,
  type DisclosureCatalogue,
  type DisclosureItem,
  leastStandsDays,
  listItems,
  owes,
} from '@xiangzhi/language'
import { describe, expect, it } from 'vitest'
import { disclosureCatalogues, modelDocuments, nationalCoverage } from './index.ts'

const byKey = (key: string): DisclosureCatalogue => {
  const found = disclosureCatalogues.find((one) => one.key === key)
  if (!found) throw new Error(`there is no catalogue ${key}`)
  return found
}

/** Times a year; matters disclosed at once and standing documents come as often as there is something to say. */
const timesAYear = ({ rhythm }: Pick<DisclosureItem, 'rhythm'>): number =>
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

  const own = (key: string) =>
    new Map([...listItems(byKey(key)), ...listItems(byKey('prompt'))].map((one) => [one.code, one]))

  it.each(['yanliang', 'huangsheng'] as const)(
    'covers in %s whatever the law orders, as often or more often',
    (key) => {
      const items = own(key)
      const demanded = listItems(byKey('national'))
      expect(Object.keys(nationalCoverage[key]).toSorted()).toEqual(demanded.map(({ code }) => code).toSorted())
      for (const national of demanded) {
        const covering = (nationalCoverage[key][national.code] ?? []).map((code) => items.get(code))
        expect(covering, national.code).not.toContain(undefined)
        const found = covering.flatMap((one) => (one ? [one] : []))
        // A matter that comes up at once may also be looked back upon every quarter, and an appraisal belongs to its year.
        const often = 'every' in national.rhythm ? timesAYear(national) : 1
        expect(Math.max(...found.map(timesAYear)), national.code).toBeGreaterThanOrEqual(often)
        // What must be open before a day is open as many days before it.
        if ('upon' in national.rhythm && national.rhythm.upon === 'ahead') {
          const { daysBefore } = national.rhythm
          for (const { code, rhythm } of found)
            expect('upon' in rhythm && rhythm.upon === 'ahead' && rhythm.daysBefore >= daysBefore, code).toBe(true)
        }
        for (const one of national.calledBy ?? [])
          expect(
            found.some(({ calledBy }) => calledBy?.includes(one)),
            `${national.code} ${one}`,
          ).toBe(true)
      }
    },
  )

  // 村民委员会组织法 art. 35: general matters at least once a quarter.
  it.each(disclosureCatalogues.map((one) => [one.key, one] as const))(
    'shows in %s every single item that cites article 35 at least once a quarter',
    (_, one) => {
      const seldom = listItems(one).filter(
        (item) =>
          timesAYear(item) < 4 &&
          item.legalBasis.some(
            (basis) => basis.source.includes('村民委员会组织法') && articlesOf(basis).includes('35'),
          ),
      )
      expect(seldom.map(({ code, name }) => `${code} ${name.zh}`)).toEqual([])
    },
  )

  it('finds an item of article 35 that comes every half year, however often the others of its heading come', () => {
    const [first] = byKey('yanliang').classes
    if (!first) throw new Error('no class')
    const item = {
      ...(own('yanliang').get('c07-04') as DisclosureItem),
      code: 'x1',
      rhythm: { every: 'half-year' } as const,
    }
    const catalogue = { ...byKey('yanliang'), classes: [{ ...first, items: [item] }] }
    expect(checkDisclosureCatalogue(catalogue)).toEqual([{ item: 'x1', problem: 'less-than-quarterly' }])
  })

  // 城市居民委员会组织法: urban communities are not under the law of villages.
  it('asks of urban communities neither farmland nor the collective, and nothing by the law of villages', () => {
    for (const catalogue of disclosureCatalogues)
      for (const item of listItems(catalogue)) {
        if (!owes(item, { kind: 'village', settled: true })) continue
        const sources = basisAt(item, true).map(({ source }) => source)
        expect(sources, item.code).not.toHaveLength(0)
        const foreign = sources.filter((source) => /村民委员会组织法|农村集体经济组织法|土地承包法/.test(source))
        expect(foreign, `${catalogue.key} ${item.code}`).toEqual([])
      }
    const inCommunities = listItems(byKey('yanliang')).filter((item) => owes(item, { kind: 'village', settled: true }))
    expect(inCommunities.filter(({ name }) => /承包地|宅基地|耕地|农机|农业保险|集体/.test(name.zh))).toEqual([])
    expect(listItems(byKey('yanliang')).filter((item) => owes(item, { kind: 'village', settled: false }))).toHaveLength(
      109,
    )
  })

  // 集体经济组织法 art. 46 and 村民委员会组织法 art. 17.
  it('has the report and accounts open ten days before the assembly, and the voters twenty days before the vote', () => {
    const rhythms = (...codes: string[]) => codes.map((code) => own('yanliang').get(code)?.rhythm)
    expect(rhythms('c13-04', 'c16-05')).toEqual([
      { upon: 'ahead', daysBefore: 10 },
      { upon: 'ahead', daysBefore: 10 },
    ])
    expect(rhythms('c05-01')).toEqual([{ upon: 'ahead', daysBefore: 20 }])
    for (const code of ['c13-02', 'c01-02', 'c07-02']) expect(rhythms(code)).toEqual([{ every: 'year', by: '01-31' }])
  })

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

  // 村民委员会组织法 art. 17, 社会救助法 art. 45.
  it('shows the voters and who receives relief to the village only, and names nobody in full on a list for everybody', () => {
    const codes = (key: string) =>
      listItems(byKey(key)).flatMap(({ audience, code }) => (audience === 'village' ? [code] : []))
    expect(codes('yanliang')).toEqual(expect.arrayContaining(['c05-01', 'c15-03', 'c17-01', 'c17-02', 'c17-03']))
    expect(codes('huangsheng')).toEqual(['h2-4'])
    expect(codes('prompt')).toEqual(['m1-5'])
    expect(codes('national')).toEqual(['n2-1', 'n6-1'])
    for (const item of disclosureCatalogues.flatMap(listItems)) {
      const named = columnsOf(item).filter(({ key, mask }) => key === 'name' && mask === 'shown')
      expect([item.code, named.length > 0 && item.audience === 'everybody']).toEqual([item.code, false])
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

  // 村民委员会组织法 art. 28 and 30, 集体经济组织法 art. 26.
  it('lets the party organisation study before works, leases and fund-raising, and counts members, not representatives alone', () => {
    const [list, ...charts] = modelDocuments['c06-04'].blocks
    const rows = list?.kind === 'table' ? list.rows : []
    const first = charts.map((chart) => (chart.kind === 'steps' ? (chart.steps[0]?.who ?? '') : ''))
    const decided = rows.flatMap(({ basis, power }, at) =>
      /第二十八条|第二十六条|筹资筹劳/.test(String(basis)) ? [{ power, who: first[at] }] : [],
    )
    expect(decided.map(({ power }) => power)).toHaveLength(4)
    expect(decided.filter(({ who }) => who !== '村党组织')).toEqual([])
    const words = JSON.stringify(modelDocuments)
    expect(words).toContain('三分之二以上组成人员到会')
    expect(words).not.toMatch(/分之[一二三]以上(?:的)?代表到会/)
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
