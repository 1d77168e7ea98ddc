/** Begins the pack of a new county from a list of its places: what only the county knows is left for people to write. */

import { existsSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pinyin } from 'pinyin-pro'
import { Document, isScalar, visit } from 'yaml'

/** A line of the official list: a statistical division code (统计用区划代码) and its name. */
export interface ListedPlace {
  readonly code: string
  readonly name: string
}

/** Why no pack can be made of a list. The sentence says what to do. */
export class UnfitList extends Error {}

interface Named {
  readonly zh: string
  readonly en: string
}

/** English words for what names end with. */
const endings: readonly (readonly [ending: string, word: string])[] = [
  ['经济开发区', 'Economic Development Zone'],
  ['街道办事处', 'Subdistrict'],
  ['街道', 'Subdistrict'],
  ['社区', 'Community'],
  ['林场', 'Forest Farm'],
  ['农场', 'Farm'],
  ['自治区', 'Autonomous Region'],
  ['自治县', 'Autonomous County'],
  ['省', 'Province'],
  ['市', ''],
  ['区', 'District'],
  ['县', 'County'],
  ['镇', 'Town'],
  ['乡', 'Township'],
  ['村', 'Village'],
]

const latin = (name: string): string => {
  const syllables = pinyin(name, { toneType: 'none', type: 'array', nonZh: 'consecutive' })
  const word = syllables.join('').replaceAll(/[^\p{L}\p{N}]/gu, '')
  return word.slice(0, 1).toUpperCase() + word.slice(1)
}

/** A place in both languages: 徐暨村, Xuji Village. */
export function namedInBoth(zh: string): Named {
  const known = endings.find(([ending]) => zh.endsWith(ending) && zh.length > ending.length)
  if (!known) return { zh, en: latin(zh) }
  const [ending, word] = known
  return { zh, en: [latin(zh.slice(0, -ending.length)), word].filter((part) => part !== '').join(' ') }
}

/** What people call the place whose committee the list names: 韩楼村村委会 and 韩楼村民委员会 are 韩楼村. */
export function shortName(official: string): string {
  for (const ending of ['居民委员会', '居委会']) if (official.endsWith(ending)) return official.slice(0, -ending.length)
  for (const ending of ['村民委员会', '村委会']) {
    if (!official.endsWith(ending)) continue
    const rest = official.slice(0, -ending.length)
    return rest.endsWith('村') || rest.endsWith('社区') ? rest : `${rest}村`
  }
  return official
}

const serialOf = (code: string): number => Number(code.slice(-3))

const townKindOf = (code: string): 'subdistrict' | 'town' | 'township' =>
  serialOf(code) < 100 ? 'subdistrict' : serialOf(code) >= 200 && serialOf(code) < 400 ? 'township' : 'town'

const villageKindOf = (code: string): 'village' | 'community' => {
  const serial = serialOf(code)
  return serial < 200 || (serial >= 400 && serial < 500) ? 'community' : 'village'
}

const digits = { province: 2, city: 4, county: 6, town: 9, village: 12 } as const

/** Codes are padded with zeros in some lists: 340602000000 is the county 340602. */
function levelOf(code: string): keyof typeof digits | undefined {
  const plain = /^\d{12}$/.test(code) ? code.replace(/(?:000000|000)$/, '') : code
  return (Object.keys(digits) as (keyof typeof digits)[]).find((level) => digits[level] === plain.length)
}

function onlyOne(places: readonly ListedPlace[], level: 'province' | 'city' | 'county', what: string): ListedPlace {
  const found = places.filter(({ code }) => levelOf(code) === level)
  const [one] = found
  if (!one || found.length > 1)
    throw new UnfitList(
      `名单里要有且只有一行${what}（${digits[level]} 位代码），现有 ${found.length} 行 · the list needs exactly one line with a code of ${digits[level]} digits, it has ${found.length}`,
    )
  return { code: one.code.slice(0, digits[level]), name: one.name }
}

interface NewPack {
  readonly county: object
  readonly places: object
  /** Lines of the list that are in no town, and towns without any village. */
  readonly leftOut: readonly string[]
}

/** What a new pack says, from the list of places alone. Throws `UnfitList`. */
export function packOf(list: readonly ListedPlace[], base: string): NewPack {
  const wrong = list.find(
    ({ code, name }) => !/^\d{2,12}$/.test(code) || levelOf(code) === undefined || name.trim() === '',
  )
  if (wrong)
    throw new UnfitList(
      `看不懂这一行：${wrong.code} ${wrong.name}；代码应为 2、4、6、9 或 12 位数字 · this line cannot be read: codes have 2, 4, 6, 9 or 12 digits`,
    )
  const county = onlyOne(list, 'county', '区县')
  const at = (level: 'town' | 'village', above: string): ListedPlace[] =>
    list
      .filter(({ code }) => levelOf(code) === level && code.startsWith(above))
      .map(({ code, name }) => ({ code: code.slice(0, digits[level]), name: name.trim() }))
      .toSorted((one, other) => one.code.localeCompare(other.code))
  const towns = at('town', county.code).map((town) => ({ town, villages: at('village', town.code) }))
  const placed = new Set(towns.flatMap(({ villages }) => villages.map(({ code }) => code)))
  const leftOut = [
    ...towns.filter(({ villages }) => villages.length === 0).map(({ town }) => `${town.code} ${town.name}`),
    ...list
      .filter(({ code }) => levelOf(code) === 'village' && !placed.has(code))
      .map(({ code, name }) => `${code} ${name}`),
  ]
  const inUse = towns.filter(({ villages }) => villages.length > 0)
  if (inUse.length === 0) throw new UnfitList('名单里没有镇街和村 · the list has no towns with villages')
  const kinds = new Set(inUse.map(({ town }) => townKindOf(town.code)))
  const urban = inUse.some(({ villages }) => villages.some(({ code }) => villageKindOf(code) === 'community'))
  return {
    county: {
      extends: base,
      words: {
        town: kinds.has('subdistrict')
          ? kinds.size > 1
            ? { zh: '镇街', en: 'town' }
            : { zh: '街道', en: 'subdistrict' }
          : { zh: '镇里', en: 'town' },
        village: urban ? { zh: '村（社区）', en: 'village or community' } : { zh: '村里', en: 'village' },
      },
      code: county.code,
      name: namedInBoth(county.name),
      city: namedInBoth(onlyOne(list, 'city', '地市').name),
      province: namedInBoth(onlyOne(list, 'province', '省').name),
    },
    places: {
      towns: inUse.map(({ town, villages }) => ({
        code: town.code,
        kind: townKindOf(town.code),
        name: namedInBoth(town.name.replace(/办事处$/, '')),
        villages: villages.map(({ code, name }) => {
          const short = namedInBoth(shortName(name))
          return {
            code,
            kind: villageKindOf(code),
            name: short,
            officialName: name,
            grids: [{ code: `${code}001`, name: { zh: `${short.zh}网格`, en: `Grid of ${short.en}` }, subGrids: [] }],
          }
        }),
      })),
      jointAreas: [],
    },
    leftOut,
  }
}

const countyHead = `# 由名单生成。照 docs/how-to/set-up-a-county.md 补上本地不同的内容；schematic 的中心点（经纬度）和面积一定要写。
# Made from a list. Add what differs here; the centre and the area of the schematic map must be written.
`
const placesHead = `# 由名单生成：每个村（社区）先划一个网格，请按实际改。
# Made from a list: one grid a village to begin with; change them to what they are.
`

/** Small maps stand on one line, as people write them. */
function yamlOf(head: string, content: object): string {
  const document = new Document(content)
  visit(document, {
    Map: (_key, map) => {
      map.flow = map.items.every(({ value }) => isScalar(value)) && map.items.length <= 2
    },
    Seq: (_key, list) => {
      list.flow = list.items.length === 0
    },
  })
  return head + document.toString({ lineWidth: 0, singleQuote: true })
}

/**
 * Writes the folder of a new pack. Refuses a folder that is there. Returns what of the list it left out.
 */
export async function beginPack(
  folder: string,
  list: readonly ListedPlace[],
  where: { readonly lng: number; readonly lat: number; readonly areaKm2: number },
): Promise<readonly string[]> {
  if (existsSync(folder)) throw new UnfitList(`${folder} 已经存在 · is there already`)
  const { county, places, leftOut } = packOf(list, 'national')
  const { areaKm2, ...origin } = where
  await mkdir(folder, { recursive: true })
  await writeFile(join(folder, 'county.yaml'), yamlOf(countyHead, { ...county, schematic: { origin, areaKm2 } }))
  await writeFile(join(folder, 'places.yaml'), yamlOf(placesHead, places))
  return leftOut
}
