import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { fileURLToPath } from 'node:url'
import { join } from 'node:path'
import { type CountyPack, decideRouting, effectiveItems, listPackPlaces, routingRulesOf } from '@xiangzhi/language'
import { disclosureCatalogues } from '@xiangzhi/practices'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { wiredFor } from '#api/testing'
import { type Database, sql, type Tx } from '#platform/database'
import { testDatabase } from '#platform/database/testing'
import { openSealing } from '#platform/sealing'
import { coverageOf } from '#kernel/people'
import { listPlaces } from '#kernel/places'
import { loadDemoWorld } from '#demo'
import { loadPack, readPack } from './index.ts'

const folderOf = (name: string): string => fileURLToPath(new URL(`../../../../counties/${name}`, import.meta.url))
const now = new Date('2026-11-23T02:30:00.123Z')

let pack: CountyPack
beforeAll(async () => {
  pack = await readPack(folderOf('huangsheng'))
})

describe('the pack of Huangsheng', () => {
  // proves: P038
  test('has the 35 real villages, a master grid in each, and 216 sub-grids', () => {
    const places = listPackPlaces(pack)
    const count = (kind: string): number => places.filter((place) => place.kind === kind).length
    expect([count('town'), count('village'), count('grid'), count('sub-grid')]).toEqual([1, 35, 35, 216])
    expect(places.find(({ code }) => code === '371603106217')).toMatchObject({ officialName: '颜家村村民委员会' })
    expect(new Set(places.filter(({ kind }) => kind === 'village').map(({ name }) => name.en)).size).toBe(35)
  })

  // proves: P042
  test('has 265 lanes, 210 pioneers, and ten to sixteen households for each of them', () => {
    const lanes = listPackPlaces(pack).filter(({ kind }) => kind === 'sub-grid')
    expect(lanes.flatMap(({ name }) => name.zh.split('、'))).toHaveLength(265)
    const { helpersPerGrid, householdsPerGrid } = pack.demo ?? {}
    expect([helpersPerGrid?.from, helpersPerGrid?.to].map((each) => (each ?? 0) * 35)).toEqual([210, 210])
    expect([householdsPerGrid?.from, householdsPerGrid?.to].map((each) => (each ?? 0) / 6)).toEqual([10, 16])
  })

  // proves: P037
  test('shows 24 items in six classes every quarter, and sooner what the law wants sooner', () => {
    if (!pack.disclosure) throw new Error('Huangsheng discloses')
    const { items, problems } = effectiveItems(disclosureCatalogues, pack.disclosure)
    expect(problems).toEqual([])
    const quarterly = [...items.values()].filter(
      ({ item: { rhythm } }) => 'every' in rhythm && rhythm.every === 'quarter',
    )
    expect(quarterly).toHaveLength(24)
    expect(new Set(quarterly.map(({ classCode }) => classCode)).size).toBe(6)
    expect(items.get('m1-1')?.item).toMatchObject({ rhythm: { every: 'month' }, money: true })
  })

  test('keeps a report about a cadre away from village and town', () => {
    const facts = { process: 'grid-event', category: 'R1202', placeCodes: ['371603', '371603106'], answers: {} }
    for (const level of ['grid', 'village', 'town', 'county'] as const)
      expect(decideRouting(routingRulesOf(pack.routing), 1, { ...facts, level }).to).toEqual({
        unit: { level: 'county' },
        role: 'discipline-liaison',
        sealed: true,
      })
  })

  test('says nothing of the county whose pack it was written after', () => {
    expect(JSON.stringify(pack)).not.toMatch(/阎良|西安|陕西|Yanliang|Xi'an|Shaanxi|街道/)
  })
})

describe('the packs together', () => {
  test('disclose what Yanliang’s 19 classes and 109 items hold', async () => {
    const yanliang = await readPack(folderOf('yanliang'))
    if (!yanliang.disclosure) throw new Error('Yanliang discloses')
    const { items, problems } = effectiveItems(disclosureCatalogues, yanliang.disclosure)
    expect(problems).toEqual([])
    expect(items.size).toBe(109)
    const offered = new Set(yanliang.formalities.map(({ key }) => key))
    for (const { formalities } of [...yanliang.disclosure.boards, ...(pack.disclosure?.boards ?? [])])
      expect(formalities.filter((key) => !offered.has(key))).toEqual([])
  })
})

describe('the demo world of Huangsheng', () => {
  const county = 371_693
  let database: Database
  let folder: string
  let problems: readonly string[] = []
  const read = <T>(work: (tx: Tx) => Promise<T>): Promise<T> => database.read(county, work)
  const clock = { now: () => now }

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'huangsheng-'))
    const sealing = openSealing({ dataDir: folder, keys: undefined })
    const moved = JSON.parse(JSON.stringify(pack).replaceAll('371603', String(county))) as CountyPack
    if (!moved.demo) throw new Error('Huangsheng has a demo world')
    const signIns = moved.demo.signIns.map((one) => ({ ...one, account: `${one.account}-huangsheng` }))
    const small = { ...moved, demo: { ...moved.demo, cases: 40, signIns } }
    const wired = await wiredFor(await testDatabase(), clock, { sealing, dataDir: folder })
    const { processes, signIn, runFor } = wired
    database = wired.db
    await loadPack(database, small, { now, demo: true })
    const world = await loadDemoWorld(database, small, { now, sealing, signIn, processes, runFor })
    problems = world?.problems ?? ['no world was made']
    await signIn.close()
  })
  afterAll(() => rm(folder, { recursive: true, force: true }))

  test('runs through the real engine without asking anybody for what they may not do', async () => {
    expect(problems).toEqual([])
    const [cases] = await read((tx) =>
      tx.rows<{ n: number }>(sql`select count(*)::int as n from case_record where county = ${county}`),
    )
    expect(cases?.n).toBeGreaterThan(40)
  })

  test('has every household in one grid with one worker, and 210 pioneers who keep every lane', async () => {
    const coverage = await read((tx) => coverageOf(tx, '2026-11-23'))
    expect(coverage.householdsWithoutGrid).toBe(0)
    expect(coverage.gridsWithoutWorker).toEqual([])
    const lanes = (await read((tx) => listPlaces(tx, { withoutHouseholds: true }))).filter(
      ({ kind }) => kind === 'sub-grid',
    )
    const kept = await read((tx) =>
      tx.rows<{ persons: number; lanes: number }>(
        sql`select count(distinct person_id)::int as persons, count(distinct place_id)::int as lanes from responsibility where county = ${county} and kind = 'lane-chief'`,
      ),
    )
    const [pioneers] = await read((tx) =>
      tx.rows<{ n: number }>(
        sql`select count(distinct person_id)::int as n from role_grant where county = ${county} and role = 'grid-helper'`,
      ),
    )
    expect(pioneers?.n).toBe(210)
    expect(kept).toEqual([{ persons: 210, lanes: lanes.length }])
  })
})
