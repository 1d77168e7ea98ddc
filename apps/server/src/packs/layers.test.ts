import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { isMap, isSeq, LineCounter, parseDocument } from 'yaml'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fillWords, layOver, Origins } from './layers.ts'
import { type PackError, readPack } from './read-pack.ts'

const counties = fileURLToPath(new URL('../../../../counties', import.meta.url))

/** Both files as one, as plain data, and from which file and line the value at a path comes. */
function laid(base: string, own: string) {
  const origins = new Origins()
  const [under, over] = [base, own].map((text, at) => {
    const lines = new LineCounter()
    const document = parseDocument(text, { lineCounter: lines })
    origins.note(document, { name: at === 0 ? 'base' : 'own', lines })
    return document
  })
  if (!under || !over) throw new Error('no documents')
  over.contents = layOver(under.contents, over.contents, origins) as never
  return {
    content: over.toJS() as unknown,
    from: (...path: (string | number)[]) => {
      const node = over.getIn(path, true)
      if (!isMap(node) && !isSeq(node) && typeof node !== 'object') return undefined
      const origin = origins.of(node as never)
      const range = (node as { range?: [number, number, number] }).range
      return origin && `${origin.name}:${origin.lines.linePos(range?.[0] ?? 0).line}`
    },
  }
}

describe('a file over the file of its base', () => {
  const wells =
    'open: true\nhours: { from: 7, to: 18 }\nwells:\n  - { key: east, depth: 40 }\n  - { key: west, depth: 55 }\n'

  it('changes members, keeps the others, and adds what the base does not have', () => {
    const { content, from } = laid(wells, 'hours: { to: 20 }\nkeeper: 老周\n')
    expect(content).toMatchObject({ open: true, hours: { from: 7, to: 20 }, keeper: '老周' })
    expect([from('open'), from('hours', 'from'), from('hours', 'to'), from('hours'), from('keeper')]).toEqual([
      'base:1',
      'base:2',
      'own:1',
      'own:1',
      'own:2',
    ])
  })

  it('changes entries of a list by their key, leaves some out, and puts new ones behind', () => {
    const { content, from } = laid(
      wells,
      'wells:\n  - { key: west, depth: 61 }\n  - { key: east, leaveOut: true }\n  - { key: north, depth: 30 }\n',
    )
    expect(content).toMatchObject({
      wells: [
        { key: 'west', depth: 61 },
        { key: 'north', depth: 30 },
      ],
    })
    expect([from('wells', 0, 'depth'), from('wells', 1)]).toEqual(['own:2', 'own:4'])
  })

  it('takes the place of a list whose entries have no names', () => {
    expect(laid('days: [1, 2]\nsteps:\n  - { zh: 一 }\n', 'days: [3]\nsteps:\n  - { zh: 二 }\n').content).toEqual({
      days: [3],
      steps: [{ zh: '二' }],
    })
  })
})

describe('local words', () => {
  it('stand in the language of the sentence, capital where the sentence begins with them, and a missing one is named', () => {
    const document = parseDocument('a: { zh: 到<town>办, en: "<Town> office" }\nb: { en: the <hamlet> }\nc: <town>\n')
    expect(fillWords(document, { town: { zh: '街道', en: 'subdistrict' } })).toEqual(['hamlet'])
    expect(document.toJS()).toEqual({
      a: { zh: '到街道办', en: 'Subdistrict office' },
      b: { en: 'the <hamlet>' },
      c: '<town>',
    })
  })
})

describe('a county that extends the national pack', () => {
  let folder: string
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'layers-'))
    await cp(join(counties, 'huangsheng'), join(folder, 'county'), { recursive: true })
  })
  afterAll(() => rm(folder, { recursive: true }))

  /** The problems of the county after changes to files of its own. */
  async function problemsWith(changes: Readonly<Record<string, (text: string) => string>>): Promise<string[]> {
    const kept = new Map<string, string>()
    for (const [file, change] of Object.entries(changes)) {
      const path = join(folder, 'county', file)
      kept.set(path, await readFile(path, 'utf8').catch(() => ''))
      await mkdir(join(path, '..'), { recursive: true })
      await writeFile(path, change(kept.get(path) ?? ''))
    }
    try {
      await readPack(join(folder, 'county'), 'en')
      return []
    } catch (error) {
      return (error as PackError).message.split('\n')
    } finally {
      for (const [path, text] of kept) await (text === '' ? rm(path) : writeFile(path, text))
    }
  }

  it('finds it beside itself, otherwise among those that come with the installation, and speaks its own words', async () => {
    const { formalities, county } = await readPack(join(folder, 'county'))
    expect(formalities.length).toBeGreaterThan(15)
    expect(JSON.stringify(formalities)).not.toMatch(/<[a-z]+>|街道/i)
    expect(formalities.find(({ key }) => key === 'minimum-living-allowance')?.where.zh).toContain('村里可以帮您递交')
    expect(county.practices['mediation']).toEqual({ acceptWithin: { workingDays: 3 }, mediateWithin: { days: 30 } })
  })

  it('changes one member of a sheet, and a mistake in it is shown where the county wrote it', async () => {
    const sheet = 'formalities/old-age-allowance.yaml'
    expect(await problemsWith({ [sheet]: () => 'version: 2\ncomplaintPhone: "5321234"\n' })).toEqual([])
    expect(await problemsWith({ [sheet]: () => '# 本地\nversion: two\n' })).toEqual([
      expect.stringContaining(`${sheet}:2:10 `),
    ])
  })

  it('leaves out a file that is not used here', async () => {
    const path = join(folder, 'county', 'county.yaml')
    const before = await readFile(path, 'utf8')
    await writeFile(path, `${before}leavesOut: [calendars/2024.yaml]\n`)
    const { calendars } = await readPack(join(folder, 'county'))
    await writeFile(path, before)
    expect(calendars.map(({ year }) => year)).toEqual([2025, 2026])
  })

  it('is told of a base that is not there, of a word it does not have, and of an entry that is none', async () => {
    expect(await problemsWith({ 'county.yaml': (text) => text.replace('national', 'provincial') })).toEqual([
      expect.stringMatching(/^county\.yaml:\d+:10 there is no base pack provincial/),
    ])
    expect(await problemsWith({ 'county.yaml': (text) => text.replace(/words:\n.*\n.*\n/, '') })).toContainEqual(
      expect.stringContaining('the base pack uses town'),
    )
    expect(
      await problemsWith({
        'roles.yaml': (text) => `${text}  - key: night-watch\n    title: { zh: 更夫, en: Watch }\n`,
      }),
    ).toContainEqual(expect.stringMatching(/^roles\.yaml:\d+:\d+ /))
  })
})
