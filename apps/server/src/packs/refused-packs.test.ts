import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { compileCalendar, deadlineAfter } from '@xiangzhi/language'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type PackError, readPack } from './read-pack.ts'
import { copyCounty, findPassage, yanliang } from './testing-packs.ts'

describe('a pack that would fail in use is refused before it is loaded, with file and line', () => {
  let folder: string
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'xiangzhi-pack-law-'))
  })
  afterAll(() => rm(folder, { recursive: true }))

  async function problemsOf(changes: Readonly<Record<string, (text: string) => string | Buffer>>): Promise<string[]> {
    const pack = await copyCounty(await mkdtemp(join(folder, 'pack-')))
    for (const [file, change] of Object.entries(changes)) {
      // Whichever of the two files has what is changed.
      for (const path of [join(pack, file), join(pack, '..', 'national', file)].filter((one) => existsSync(one))) {
        const text = await readFile(path, 'utf8')
        const changed = change(text)
        if (changed !== text) await writeFile(path, changed)
      }
    }
    const problems = await readPack(pack).then(
      () => [],
      (error: unknown) => (error as PackError).problems,
    )
    return problems.map(({ file, line, code }) => `${file}:${line} ${code}`)
  }

  const lineOf = async (file: string, word: string): Promise<string> => {
    const { name, text } = await findPassage(yanliang, file, word)
    return `${name}:${text.slice(0, text.indexOf(word)).split('\n').length}`
  }

  test('files that are not UTF-8', async () => {
    // 阎良 in GBK, in the fourth line; and a whole file in UTF-16.
    const gbk = (text: string): Buffer => {
      const lines = text.split('\n')
      const before = Buffer.from(`${lines.slice(0, 3).join('\n')}\n# `)
      return Buffer.concat([
        before,
        Buffer.from([0xd1, 0xd6, 0xc1, 0xbc]),
        Buffer.from(`\n${lines.slice(3).join('\n')}`),
      ])
    }
    expect(await problemsOf({ 'replies.yaml': gbk })).toEqual(['national/replies.yaml:4 not-utf8'])
    expect(await problemsOf({ 'replies.yaml': (text) => Buffer.from(text, 'utf16le') })).toEqual([
      'national/replies.yaml:1 not-utf8',
    ])
  })

  test('departments that report in a circle', async () => {
    const { departments } = (await readPack(yanliang)).organisations
    const [first = '', second = ''] = departments.map(({ key }) => key)
    const circle = `  - { key: ${first}, reportsTo: ${second} }\n  - { key: ${second}, reportsTo: ${first} }\n`
    // In the county’s own file: the base has the same departments, which report to the centre.
    const found = await problemsOf({
      'organisations.yaml': (text) =>
        text.includes('<county>') ? text : text.replace('departments:\n', `departments:\n${circle}`),
    })
    expect(found).toEqual(['organisations.yaml:3 reports-in-circle'])
  })

  test('duties that nobody declared, and one named twice', async () => {
    const line = await lineOf('county.yaml', 'duties: [')
    const change = (text: string): string => text.replace('duties: [', 'duties: [representative-meeting, grid-visit, ')
    expect(await problemsOf({ 'county.yaml': change })).toEqual([`${line} unknown-duty`, `${line} duplicate`])
  })

  test('limits longer than the law’s', async () => {
    const found = await problemsOf({
      'county.yaml': (text) => text.replace('mediateWithin: { days: 30 }', 'mediateWithin: { days: 31 }'),
      'disclosure.yaml': (text) => text.replace('answerWithin: { days: 10 }', 'answerWithin: { workingDays: 10 }'),
      'formalities/minimum-living-allowance.yaml': (text) =>
        text.replace('limit: { workingDays: 30 }', 'limit: { workingDays: 46 }'),
    })
    expect(found).toEqual([
      `${await lineOf('disclosure.yaml', 'answerWithin')} longer-than-law`,
      `${await lineOf('county.yaml', 'mediateWithin')} longer-than-law`,
      `${await lineOf('formalities/minimum-living-allowance.yaml', 'limit:')} longer-than-law`,
    ])
    const shorter = {
      'county.yaml': (text: string) => text.replace('mediateWithin: { days: 30 }', 'mediateWithin: { days: 20 }'),
    }
    expect(await problemsOf(shorter)).toEqual([])
  })

  test('hours past midnight; a day round the clock has 1,440 minutes', async () => {
    const hours = (spell: string) => (text: string) =>
      text.replace(/workingHours:\n(?: {2}- .*\n)+/, `workingHours:\n  - ${spell}\n`)
    expect(await problemsOf({ 'county.yaml': hours("{ from: '00:00', to: '24:01' }") })).toHaveLength(1)
    expect(await problemsOf({ 'county.yaml': hours("{ from: '24:00', to: '24:00' }") })).toHaveLength(1)
    expect(await problemsOf({ 'county.yaml': hours("{ from: '00:00', to: '24:00' }") })).toEqual([])
    const calendar = compileCalendar({ years: [], hours: [{ from: '00:00', to: '24:00' }], offsetMinutes: 480 })
    expect(calendar.minutesPerDay).toBe(1440)
    // From Monday noon, one working day round the clock ends on Tuesday noon.
    const due = deadlineAfter(calendar, new Date('2026-11-30T04:00:00Z'), { unit: 'workingMinutes', amount: 1440 })
    expect(due.dueAt.toISOString()).toBe('2026-12-01T04:00:00.000Z')
  })
})
