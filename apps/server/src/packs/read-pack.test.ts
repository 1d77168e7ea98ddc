import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  bodyKey,
  calendarSourceOf,
  compileCalendar,
  type CountyPack,
  decideRouting,
  isWorkdayOn,
  listPackOrganisations,
  listPackPlaces,
  listSubclasses,
  routingRulesOf,
} from '@xiangzhi/language'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { PackError, readPack } from './read-pack.ts'
import { copyCounty, findPassage, yanliang } from './testing-packs.ts'

describe('the pack of Yanliang', () => {
  let pack: CountyPack
  beforeAll(async () => {
    pack = await readPack(yanliang)
  })

  test('has the places that the district has', () => {
    const places = listPackPlaces(pack)
    const villages = places.filter(({ kind }) => kind === 'village')
    expect(places.filter(({ kind }) => kind === 'town')).toHaveLength(7)
    expect(villages.filter(({ settled }) => !settled)).toHaveLength(73)
    expect(villages.filter(({ settled }) => settled)).toHaveLength(32)
    expect(places.filter(({ kind }) => kind === 'grid')).toHaveLength(172)
  })

  test('gives each village one grid and each community three or four', () => {
    const villages = pack.places.towns.flatMap((town) => town.villages)
    const grids = (kind: string) => villages.filter((one) => one.kind === kind).map((one) => one.grids.length)
    expect(new Set(grids('village'))).toEqual(new Set([1]))
    expect(new Set(grids('community'))).toEqual(new Set([3, 4]))
  })

  test('lists every place after the one above it', () => {
    const seen = new Set<string>()
    for (const { code, parentCode } of listPackPlaces(pack)) {
      expect(parentCode === undefined || seen.has(parentCode)).toBe(true)
      seen.add(code)
    }
  })

  test('has 48 departments, and bodies for every subdistrict, village and community', () => {
    const organisations = listPackOrganisations(pack)
    expect(pack.organisations.departments).toHaveLength(48)
    expect(organisations).toHaveLength(1 + 48 + 7 * 2 + 105 * 4)
    const committee = organisations.find(({ key }) => key === bodyKey('610114007200', 'committee'))
    expect(committee).toMatchObject({ name: { zh: '关山村村民委员会' }, reportsToKey: '610114007-office' })
    const oversight = organisations.find(({ key }) => key === '610114001001-oversight')
    expect(oversight).toMatchObject({ name: { zh: '凤凰街社区居务监督委员会' }, reportsToKey: '610114001001-party' })
  })

  test('lists every organisation once and after the one it reports to', () => {
    const seen = new Set<string>()
    for (const { key, reportsToKey } of listPackOrganisations(pack)) {
      expect(seen.has(key)).toBe(false)
      expect(reportsToKey === undefined || seen.has(reportsToKey)).toBe(true)
      seen.add(key)
    }
  })

  test('has eighteen plain-language sheets, and says of uncertain limits that the window decides', () => {
    expect(pack.formalities.map(({ number }) => number)).toEqual(Array.from({ length: 18 }, (_, index) => index + 1))
    const unsure = pack.formalities.filter(({ confidence }) => confidence === 'configurable')
    expect(unsure.every(({ limitNote }) => limitNote.zh.endsWith('以窗口答复为准。'))).toBe(true)
  })

  test('promises the minimum living allowance within the thirty working days of the rules, with seven days of publicity', () => {
    const sheet = pack.formalities.find(({ key }) => key === 'minimum-living-allowance')
    expect(sheet).toMatchObject({ limit: { workingDays: 30 }, publicityDays: 7, confidence: 'sourced' })
  })

  test('routes a report about a village cadre past grid, village and subdistrict, sealed', () => {
    const facts = { process: 'grid-event', level: 'grid', placeCodes: ['610114', '610114007'] } as const
    const route = (category: string, answers = {}) =>
      decideRouting(routingRulesOf(pack.routing), pack.routing.version, { ...facts, category, answers })
    expect(route('R1202', { about: 'village-cadre' }).to).toEqual({
      unit: { level: 'county' },
      role: 'discipline-liaison',
      sealed: true,
    })
    expect(route('R0301').to).toEqual({ unit: { level: 'grid' } })
    expect(route('R0201', { burning: true }).to).toEqual({ unit: { organisation: 'fire-rescue' } })
    expect(route('R0201', { burning: false }).to).toEqual({ unit: { level: 'village' } })
  })

  test('routes every sub-class somewhere at every level', () => {
    const rules = routingRulesOf(pack.routing)
    for (const { subclass } of listSubclasses(pack.categories)) {
      for (const level of ['grid', 'village', 'town', 'county'] as const) {
        const facts = { process: 'grid-event', category: subclass.code, level, placeCodes: [], answers: {} }
        expect(() => decideRouting(rules, 1, facts)).not.toThrow()
      }
    }
  })

  test('says before anything is typed whom to call when a matter cannot wait for a form', () => {
    const phones = new Map(
      listSubclasses(pack.categories).map(({ subclass }) => [subclass.code, subclass.emergency?.phone]),
    )
    expect([phones.get('R0201'), phones.get('R0202'), phones.get('R0101')]).toEqual(['119', '119', '110'])
  })

  test('knows the holidays and make-up workdays that were announced, and leaves 2027 provisional', () => {
    const calendar = compileCalendar(calendarSourceOf(pack))
    expect(isWorkdayOn(calendar, '2026-10-01')).toBe(false)
    expect(isWorkdayOn(calendar, '2026-10-10')).toBe(true)
    expect(calendar.announced).toEqual(new Set([2024, 2025, 2026]))
  })

  test('shows sealed categories and disputes on no public map', () => {
    const hidden = listSubclasses(pack.categories).filter(
      ({ class: { code }, subclass }) => subclass.confidential || code === 'R01' || code === 'R10',
    )
    expect(hidden.every(({ subclass }) => !subclass.publicOnMap)).toBe(true)
  })
})

describe('a broken pack', () => {
  let folder: string
  beforeAll(async () => {
    folder = await copyCounty(await mkdtemp(join(tmpdir(), 'pack-')))
  })
  afterAll(() => rm(join(folder, '..'), { recursive: true, force: true }))

  /** The problems after one passage of one file is replaced, and where a passage then stands in it, as `line:column`. */
  async function breakFile(file: string, from: string, to: string) {
    const { path, name, text: sound } = await findPassage(folder, file, from)
    const text = sound.replace(from, () => to)
    await writeFile(path, text)
    try {
      const error: unknown = await readPack(folder, 'en').catch((reason: unknown) => reason)
      const problems = error instanceof PackError ? error.message.split('\n') : []
      const at = (passage: string) => {
        const before = text.slice(0, text.indexOf(passage)).split('\n')
        return `${name}:${before.length}:${(before.at(-1)?.length ?? 0) + 1}`
      }
      return { problems, at }
    } finally {
      await writeFile(path, sound)
    }
  }

  test('a code without quotes is named with the code to write', async () => {
    const { problems, at } = await breakFile('county.yaml', "code: '610114'", 'code: 610114')
    expect(problems).toEqual([`${at('610114')} text is needed here; put the number in quotes: '610114'`])
  })

  test('a misspelt key is pointed at with the key that was meant', async () => {
    const { problems, at } = await breakFile('county.yaml', 'hotline:', 'hotlin:')
    expect(problems[0]).toMatch(/^county\.yaml:\d+:1 hotline is missing; write: the hotline villagers may call/)
    expect(problems[1]).toContain(`${at('hotlin:')} unknown key hotlin; did you mean hotline?`)
  })

  test('a time limit with two units is refused where it stands', async () => {
    const { problems, at } = await breakFile('county.yaml', '{ days: 15 }', '{ days: 15, workingDays: 2 }')
    expect(problems).toEqual([`${at('{ days: 15, w')} a time limit has exactly one unit, such as { workingDays: 5 }`])
  })

  test('an unbalanced bracket is one problem, not a page of them', async () => {
    const { problems } = await breakFile('roles.yaml', 'does: { zh: 接收', 'does: { zh: [接收')
    expect(problems).toHaveLength(1)
    expect(problems[0]).toMatch(/^national\/roles\.yaml:\d+:\d+ this is not sound YAML/)
  })

  test('a village whose code is a community is refused with the range it should have', async () => {
    const { problems, at } = await breakFile(
      'places.yaml',
      "'610114001200'\n        kind: village",
      "'610114001200'\n        kind: community",
    )
    expect(problems).toEqual([
      `${at("'610114001200'")} code 610114001200 does not fit kind community; expected …001–199`,
    ])
  })

  test('a code used twice names the line of its first use', async () => {
    const { problems, at } = await breakFile('places.yaml', "'61011400100100102'", "'61011400100100101'")
    const [line] = at("'61011400100100101'").split(':').slice(1)
    expect(problems).toEqual([
      `places.yaml:${Number(line) + 1}:25 61011400100100101 is used twice, first at places.yaml:${line}; choose another`,
    ])
  })

  test('a routing table whose default row goes nowhere is refused', async () => {
    // The county writes only the note of its default row; where it goes, the base says.
    const row = '  note: { zh: 其余的交镇街派遣员, en: Everything else goes to the dispatcher of the town }\n'
    const { problems } = await breakFile('routing.yaml', `${row}  to: { unit: { level: town } }\n`, row)
    expect(problems).toEqual([expect.stringMatching(/^routing\.yaml:\d+:\d+ to is missing; write: /)])
  })

  test('an unknown category in a routing row is pointed at', async () => {
    const { problems, at } = await breakFile('routing.yaml', '[R0202, C0105]', '[R0299, C0105]')
    expect(problems).toEqual([`${at('R0299')} no category begins with R0299; use a code from categories/`])
  })

  test('an organisation that does not exist is answered with the one that was meant', async () => {
    const { problems, at } = await breakFile('routing.yaml', 'organisation: gas-supply', 'organisation: gas-suply')
    expect(problems).toEqual([
      `${at('gas-suply')} no organisation gas-suply; did you mean gas-supply? use a key from organisations.yaml`,
    ])
  })

  test('a sealed report may not be sent to a village', async () => {
    const { problems, at } = await breakFile(
      'routing.yaml',
      '{ level: county }, role: discipline-liaison',
      '{ level: village }, role: village-clerk',
    )
    expect(problems).toEqual([
      `${at('{ level: village }, role')} a sealed case may not go to a grid or village; send it to town, county or an organisation`,
    ])
  })

  test('a sealed category without a sealed row is noticed', async () => {
    const { problems } = await breakFile('routing.yaml', 'category: [R1202]', 'category: [R1205]')
    expect(problems.some((problem) => problem.includes('category R1202 is sealed'))).toBe(true)
  })

  test('a question that its categories do not ask cannot decide a route', async () => {
    const { problems, at } = await breakFile('routing.yaml', 'answers: { river: true }', 'answers: { lake: true }')
    expect(problems).toEqual([`${at('lake')} the categories of this row have no question lake; write: river`])
  })

  test('a role cannot be given another reach than its rights were made for', async () => {
    const { problems, at } = await breakFile('roles.yaml', 'reach: grid', 'reach: county')
    const place = at('- key: grid-worker').split(':')
    expect(problems).toEqual([
      `national/roles.yaml:${Number(place[1]) + 1}:12 role grid-worker can only have reach grid`,
    ])
  })

  test('Chinese left in the English text is noticed', async () => {
    const { problems, at } = await breakFile('formalities/temporary-relief.yaml', 'en: Free.', 'en: 免费')
    expect(problems).toEqual([`${at('免费')} the English text holds Chinese characters; write English`])
  })

  test('a make-up workday that is a workday anyway is noticed', async () => {
    const { problems, at } = await breakFile('calendars/2026.yaml', '2026-10-10', '2026-10-09')
    expect(problems).toEqual([`${at('2026-10-09')} 2026-10-09 is a workday anyway; leave it out of workdays`])
  })

  test('placeholders that differ between the languages are noticed', async () => {
    const { problems } = await breakFile('replies.yaml', 'has been accepted as {number}', 'has been accepted')
    expect(problems[0]).toMatch(/^national\/replies\.yaml:8:7 placeholders differ: Chinese has deadline number unit/)
  })

  test('a practice that this installation does not have is refused', async () => {
    const { problems, at } = await breakFile('county.yaml', '  formality:\n', '  alchemy:\n')
    expect(problems).toContain(`${at('alchemy:')} no practice alchemy; write: grid-event, mediation, formality`)
  })

  test('a parameter that is missing, unknown, of another kind or out of range is told with what to write', async () => {
    const missing = await breakFile('county.yaml', '    verifyWithin: { workingDays: 1 }\n', '')
    expect(missing.problems).toHaveLength(1)
    expect(missing.problems[0]).toMatch(/verifyWithin is missing; write: Verify within: one of workingHours/)
    const misspelt = await breakFile('county.yaml', 'takeUpWithin:', 'takeupWithin:')
    expect(misspelt.problems).toContain(
      `${misspelt.at('takeupWithin:')} unknown key takeupWithin; did you mean takeUpWithin? here you may write: takeUpWithin, handInWithin`,
    )
    const number = await breakFile('county.yaml', 'dispatchWithin: { workingHours: 4 }', 'dispatchWithin: 4')
    expect(number.problems[0]).toMatch(/write: Dispatch within: one of workingHours/)
    const many = await breakFile('county.yaml', 'photosMax: 6', 'photosMax: 21')
    expect(many.problems).toEqual([
      `${many.at('21')} not as expected; write: Photos at most: a whole number from 0 to 20`,
    ])
  })

  test('problems of several files are told together, in Chinese for a Chinese reader', async () => {
    await writeFile(join(folder, 'extra.yaml'), 'a: 1\n')
    await rm(join(folder, '..', 'national', 'replies.yaml'))
    const error: unknown = await readPack(folder).catch((reason: unknown) => reason)
    expect(String(error)).toContain('extra.yaml:1:1 不认识文件 extra.yaml')
    expect(String(error)).toContain('replies.yaml:1:1 缺少文件 replies.yaml，请补上')
  })
})
