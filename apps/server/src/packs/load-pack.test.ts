import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { fileURLToPath } from 'node:url'
import { join } from 'node:path'
import { type CountyPack, listPackPlaces } from '@xiangzhi/language'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { wiredFor } from '#api/testing'
import { listWaiting } from '#platform/approvals'
import { countyConfig, findConfigPart, listConfigHistory } from '#platform/county-config'
import { type Database, sql, type Tx } from '#platform/database'
import { testDatabase } from '#platform/database/testing'
import { diskFileStore } from '#platform/files'
import { openSealing, type Sealing } from '#platform/sealing'
import type { SignIn } from '#platform/sign-in'
import { listCounterDifferences } from '#kernel/cases'
import { coverageOf, listOrganisations, listResponsible } from '#kernel/people'
import { listCountyNumbers } from '#kernel/publications'
import { countPlaces, findPlaceByCode, listPlaces, placeAt } from '#kernel/places'
import { loadDemoWorld } from '#demo'
import type { Wired } from '#wiring'
import { addAdministrator, demoSignIns, explainPack, loadPack, readPack } from './index.ts'

const yanliang = fileURLToPath(new URL('../../../../counties/yanliang', import.meta.url))
/** A Monday morning in working time. */
const now = new Date('2026-11-23T02:30:00.123Z')
const today = '2026-11-23'

/** Yanliang under another code, since all tests of this worker share one database; accounts get a name of their own. */
function elsewhere(pack: CountyPack, code: string, cases: number): CountyPack {
  const moved = JSON.parse(JSON.stringify(pack).replaceAll('610114', code)) as CountyPack
  const { demo } = moved
  if (!demo) throw new Error('Yanliang has a demo world')
  const signIns = demo.signIns.map((one) => ({ ...one, account: `${one.account}-${code}` }))
  // The seed is the county's code too, which must stay the same for the same world.
  return { ...moved, demo: { ...demo, seed: 610_114, cases, signIns } }
}

let original: CountyPack
let database: Database
let sealing: Sealing
let signIn: SignIn
let folder: string
let wired: Wired

beforeAll(async () => {
  original = await readPack(yanliang)
  folder = await mkdtemp(join(tmpdir(), 'packs-'))
  sealing = openSealing({ dataDir: folder, keys: undefined })
  const clock = { now: () => now }
  wired = await wiredFor(await testDatabase(), clock, { sealing, dataDir: folder })
  database = wired.db
  signIn = wired.signIn
})
afterAll(async () => {
  await signIn.close()
  await rm(folder, { recursive: true, force: true })
})

test('a mobile number of a pack waits for a second person; in a demo it is shown', async () => {
  const number = '17753920146'
  const loaded = async (county: number, demo: boolean) => {
    const pack = structuredClone(elsewhere(original, String(county), 0)) as {
      -readonly [K in keyof CountyPack]: CountyPack[K]
    }
    pack.county = { ...pack.county, hotline: { ...pack.county.hotline, phone: number } }
    await loadPack(database, pack, { now, demo })
    return database.read(county, async (tx) => {
      const [found] = await listCountyNumbers(tx, await countyConfig(tx), now)
      const asked = await listWaiting(tx, { kind: 'public-contact', now })
      return [found?.state, asked.map(({ facts, askedBy, townId }) => [facts['number'], askedBy, townId])]
    })
  }
  expect(await loaded(610_197, false)).toEqual(['waiting', [[number, '', null]]])
  expect(await loaded(610_198, true)).toEqual(['shown', []])
})

describe('loading Yanliang', () => {
  const county = 610_191
  let pack: CountyPack
  const read = <T>(work: (tx: Tx) => Promise<T>): Promise<T> => database.read(county, work)

  beforeAll(async () => {
    pack = elsewhere(original, String(county), 0)
    await loadPack(database, pack, { now })
  })

  test('gives 7 subdistricts, 73 villages, 32 communities, 172 grids and 48 departments', async () => {
    const places = await read((tx) => listPlaces(tx, { kind: 'village' }))
    const counts = await read((tx) => countPlaces(tx))
    expect(counts).toMatchObject({ county: 1, town: 7, village: 105, grid: 172, household: 0 })
    expect(places.filter(({ settled }) => settled)).toHaveLength(32)
    const organisations = await read((tx) => listOrganisations(tx))
    const departments = new Set(pack.organisations.departments.map(({ key }) => key))
    expect(organisations.filter(({ key }) => departments.has(key))).toHaveLength(48)
    expect(counts['sub-grid']).toBe(listPackPlaces(pack).filter(({ kind }) => kind === 'sub-grid').length)
  })

  test('compiles into a configuration with every category, sheet and reply', async () => {
    const config = await read((tx) => countyConfig(tx))
    expect(config.demo).toBe(false)
    expect(config.formalities).toHaveLength(18)
    expect(config.categories.get('R0301')?.process).toBe('grid-event')
    expect(config.categories.get('old-age-allowance')?.process).toBe('formality')
    expect(config.replies).toHaveLength(pack.replies.length)
  })

  test('draws every grid around its own marker', async () => {
    const grids = await read((tx) => listPlaces(tx, { kind: 'grid' }))
    const found = await read((tx) => Promise.all(grids.map(({ lng, lat }) => placeAt(tx, lng ?? 0, lat ?? 0))))
    expect(found.map((standing) => standing?.gridId)).toEqual(grids.map(({ id }) => id))
    expect(found.map((standing) => standing?.villageId)).toEqual(grids.map(({ villageId }) => villageId))
  })

  test('a second time changes nothing', async () => {
    expect(await explainPack(database, pack)).toEqual([])
    const before = await read((tx) => findConfigPart(tx, 'routing'))
    await loadPack(database, pack, { now: new Date(now.getTime() + 1000) })
    expect(await read((tx) => findConfigPart(tx, 'routing'))).toEqual(before)
  })

  test('a changed pack gives one part a new version, adds and ends places, and keeps the history', async () => {
    const changed = structuredClone(pack) as { -readonly [K in keyof CountyPack]: CountyPack[K] }
    const [town] = changed.places.towns
    const [village] = town?.villages ?? []
    const ended = village?.grids[0]?.subGrids.pop()
    const code = `${village?.code}099`
    village?.grids.push({ code, name: { zh: '新网格', en: 'New grid' }, subGrids: [] })
    changed.routing = { ...changed.routing, version: changed.routing.version + 1 }
    const lines = await explainPack(database, changed)
    expect(lines).toHaveLength(3)
    expect(lines).toContain(`+ grid ${code} 新网格`)
    await loadPack(database, changed, { now: new Date(now.getTime() + 2000) })
    expect(await explainPack(database, changed)).toEqual([])
    const history = await read((tx) => listConfigHistory(tx, 'routing'))
    expect(history.map(({ version }) => version)).toEqual([2, 1])
    expect(await read((tx) => findPlaceByCode(tx, ended?.code ?? ''))).toBeUndefined()
    const grid = await read((tx) => findPlaceByCode(tx, code))
    const standing = await read((tx) => placeAt(tx, grid?.lng ?? 0, grid?.lat ?? 0))
    expect(standing?.gridId).toBe(grid?.id)
  })
})

describe('the first administrators', () => {
  const county = 610_194
  const desk = () => ({ db: database, sealing, signIn })

  beforeAll(() => loadPack(database, elsewhere(original, String(county), 0), { now }))

  test('are made once each, with a password of their own', async () => {
    const role = 'security-admin'
    const password = await addAdministrator(desk(), county, { role, userName: 'first-security', name: '安全员', now })
    expect(password).toMatch(/^[a-z2-9]{5}-[a-z2-9]{5}-[0-9]{2}$/)
    const again = addAdministrator(desk(), county, { role, userName: 'second-security', name: '另一人', now })
    await expect(again).rejects.toMatchObject({ code: 'overlap' })
    const accounts = await signIn.listStaffAccounts(county, now)
    expect(accounts.map(({ username, mustChangePassword }) => [username, mustChangePassword])).toEqual([
      ['first-security', true],
    ])
  })

  test('hold administrative roles only', async () => {
    const asked = addAdministrator(desk(), county, { role: 'leader', userName: 'some-leader', name: '领导', now })
    await expect(asked).rejects.toMatchObject({ code: 'bad-input' })
  })
})

interface StateCount {
  readonly process: string
  readonly state: string
  readonly n: number
}

describe('the demo world', () => {
  const counties = [610_192, 610_193] as const
  const [county] = counties
  const problems: string[] = []
  const read = <T>(work: (tx: Tx) => Promise<T>): Promise<T> => database.read(county, work)
  const statesOf = (of: number): Promise<StateCount[]> =>
    database.read(of, (tx) =>
      tx.rows<StateCount>(
        sql`select process, state, count(*)::int as n from case_record where county = ${of} group by process, state order by process, state`,
      ),
    )

  beforeAll(async () => {
    for (const of of counties) {
      const pack = elsewhere(original, String(of), 100)
      await loadPack(database, pack, { now, demo: true })
      const world = await loadDemoWorld(database, pack, {
        now,
        sealing,
        signIn,
        processes: wired.processes,
        runFor: wired.runFor,
        store: diskFileStore(folder),
      })
      problems.push(...(world?.problems ?? ['no world was made']))
    }
  })

  test('asks nobody for what they may not do', () => {
    expect(problems).toEqual([])
  })

  test('has every household in one grid, and one full-time worker answering for every grid', async () => {
    const coverage = await read((tx) => coverageOf(tx, today))
    expect(coverage).toMatchObject({ grids: 172, householdsWithoutGrid: 0, gridsWithoutWorker: [] })
    const { household } = await read((tx) => countPlaces(tx))
    expect(household).toBeGreaterThanOrEqual(172 * 10)
    expect(household).toBeLessThanOrEqual(172 * 14)
    const grids = await read((tx) => listPlaces(tx, { kind: 'grid' }))
    const responsible = await read((tx) =>
      listResponsible(
        tx,
        grids.map(({ id }) => id),
        today,
      ),
    )
    const workers = responsible.filter(({ kind }) => kind === 'grid-worker')
    expect(workers).toHaveLength(172)
    expect(new Set(workers.map(({ placeId }) => placeId)).size).toBe(172)
  })

  test('draws households inside the grid they belong to', async () => {
    const households = await read((tx) => listPlaces(tx, { kind: 'household', limit: 400 }))
    const found = await read((tx) => Promise.all(households.map(({ lng, lat }) => placeAt(tx, lng ?? 0, lat ?? 0))))
    expect(found.map((standing) => standing?.gridId)).toEqual(households.map(({ gridId }) => gridId))
  })

  test('has at least one case in every state of every process', async () => {
    const states = await statesOf(county)
    const seen = new Set(states.map(({ process, state }) => `${process} ${state}`))
    const missing = wired.processes.newest
      // Reviews and questions come with disclosing, which has its own tests.
      .filter(({ subject }) => subject === undefined)
      .flatMap(({ key, states: declared }) => Object.keys(declared).map((state) => `${key} ${state}`))
      .filter((one) => !seen.has(one))
    expect(missing).toEqual([])
  })

  test('keeps counters that a rebuild agrees with, and marks every row as demo', async () => {
    expect(await read((tx) => listCounterDifferences(tx))).toEqual([])
    const row = await read((tx) =>
      tx.row<{ n: number }>(sql`select count(*)::int as n from case_record where county = ${county} and not demo`),
    )
    expect(row?.n).toBe(0)
  })

  test('comes out the same from the same seed', async () => {
    expect(await statesOf(counties[1])).toEqual(await statesOf(county))
  })

  test('is not made twice', async () => {
    const pack = elsewhere(original, String(county), 100)
    const never = () => {
      throw new Error('nothing is to be done')
    }
    expect(
      await loadDemoWorld(database, pack, { now, sealing, signIn, processes: wired.processes, runFor: never }),
    ).toBeUndefined()
  })

  test('lists its sign-ins, and an installation without a demo has none', async () => {
    const signIns = await read((tx) => demoSignIns(tx))
    expect(signIns).toHaveLength(original.demo?.signIns.length ?? 0)
    expect(new Set(signIns.map(({ password }) => password)).size).toBeGreaterThan(10)
    for (const { password } of signIns) expect(password).toMatch(/^[a-z]{5,10}-[0-9]{4}$/)
    expect(await database.read(610_191, (tx) => demoSignIns(tx))).toEqual([])
  })
})
