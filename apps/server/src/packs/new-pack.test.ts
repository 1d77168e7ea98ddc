import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { beginPack, type ListedPlace, namedInBoth, packOf, shortName, UnfitList } from './new-pack.ts'
import { readPack } from './read-pack.ts'

const list: readonly ListedPlace[] = [
  { code: '62', name: '甘肃省' },
  { code: '6205', name: '天水市' },
  { code: '620522000000', name: '秦安县' },
  { code: '620522100', name: '兴国镇' },
  { code: '620522100001', name: '东关社区居民委员会' },
  { code: '620522100201', name: '凤山村村委会' },
  { code: '620522100200', name: '蔡小村村民委员会' },
  { code: '620522201000', name: '王甫乡' },
  { code: '620522201205', name: '郭嘉村民委员会' },
  { code: '620522400', name: '叶堡经济开发区' },
  { code: '620522400598', name: '叶堡虚拟生活区' },
  { code: '620522999200', name: '无主村村委会' },
  { code: '620522103', name: '空镇' },
]
const without = (code: string) => list.filter((one) => one.code !== code)

describe('names', () => {
  it.each([
    ['韩楼村村委会', '韩楼村', 'Hanlou Village'],
    ['刘家村委会', '刘家村', 'Liujia Village'],
    ['北吕村民委员会', '北吕村', 'Beilü Village'],
    ['东湖社区居委会', '东湖社区', 'Donghu Community'],
    ['岱河社区居民委员会', '岱河社区', 'Daihe Community'],
  ])('%s is %s', (official, short, english) => {
    expect(shortName(official)).toBe(short)
    expect(namedInBoth(short)).toEqual({ zh: short, en: english })
  })

  it('of counties and towns say what they are', () => {
    expect(
      ['高岳街道', '段园镇', '下村乡', '兰陵县', '淮北市', '妙山林场'].map((name) => namedInBoth(name).en),
    ).toEqual([
      'Gaoyue Subdistrict',
      'Duanyuan Town',
      'Xiacun Township',
      'Lanling County',
      'Huaibei',
      'Miaoshan Forest Farm',
    ])
  })
})

describe('a pack of a new county', () => {
  let folder: string
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'new-pack-'))
  })
  afterAll(() => rm(folder, { recursive: true }))

  it('is sound as it is written, and is told what of the list it does not have', async () => {
    const left = await beginPack(join(folder, 'qinan'), list, { lng: 105.67, lat: 34.86, areaKm2: 1601 })
    expect(left).toEqual(['620522103 空镇', '620522999200 无主村村委会'])
    const pack = await readPack(join(folder, 'qinan'))
    expect(pack.county).toMatchObject({
      code: '620522',
      name: { zh: '秦安县' },
      city: { zh: '天水市' },
      extends: 'national',
    })
    const towns = pack.places.towns.map(({ name, kind, villages }) => [
      name.zh,
      kind,
      villages.map((village) => `${village.name.zh} ${village.kind} ${village.grids.length}`),
    ])
    expect(towns).toEqual([
      ['兴国镇', 'town', ['东关社区 community 1', '蔡小村 village 1', '凤山村 village 1']],
      ['王甫乡', 'township', ['郭嘉村 village 1']],
      ['叶堡经济开发区', 'town', ['叶堡虚拟生活区 village 1']],
    ])
    expect(pack.formalities.length).toBeGreaterThan(15)
    expect(await readFile(join(folder, 'qinan', 'county.yaml'), 'utf8')).toContain(
      'name: { zh: 秦安县, en: Qinan County }',
    )
  })

  it('is never written over one that is there', async () => {
    await expect(beginPack(folder, list, { lng: 105, lat: 34, areaKm2: 1 })).rejects.toThrow(UnfitList)
  })

  it.each([
    ['without its county', without('620522000000'), '6 位代码'],
    ['without its city', without('6205'), '4 位代码'],
    ['with two counties', [...list, { code: '620523', name: '甘谷县' }], '现有 2 行'],
    ['with a code of seven digits', [...list, { code: '6205221', name: '半个镇' }], '6205221 半个镇'],
    ['with a line without a name', [...list, { code: '620522104', name: ' ' }], '620522104'],
    ['without any village', list.filter(({ code }) => code.length < 9 || code.endsWith('522000000')), '没有镇街和村'],
  ])('is refused for a list %s', (_what, places, said) => {
    expect(() => packOf(places, 'national')).toThrow(said)
  })
})
