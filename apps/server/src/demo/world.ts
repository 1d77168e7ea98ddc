/** Fills a county with its demo world: made-up people, and cases that went through the real engine. */

import { type CountyPack, localDate } from '@xiangzhi/language'
import type { Run } from '#api'
import { countyConfig } from '#platform/county-config'
import type { Database, Tx } from '#platform/database'
import type { FileStore } from '#platform/files'
import type { Sealing } from '#platform/sealing'
import type { SignIn } from '#platform/sign-in'
import type { CarryOuts, Processes } from '#kernel/cases'
import type { Duties } from '#kernel/duties'
import { listAccountLinks, listOrganisations } from '#kernel/people'
import { listPlaces, mapShapes } from '#kernel/places'
import { readDemoActors } from './actors.ts'
import { type DisclosureWorld, simulateDisclosures } from './disclosure.ts'
import { recentDisclosures } from './disclosure-order.ts'
import { planCases } from './cases.ts'
import { addDemoPeople, type DemoPeople } from './people.ts'
import { demoPhotos } from './photos.ts'
import { demoPassword, seededRandom } from '#packs'
import { simulate, type SimulationResult } from './simulation.ts'

type PackDemo = NonNullable<CountyPack['demo']>

/** What is needed besides the database and the pack. */
export interface DemoWorldOptions {
  readonly now: Date
  readonly sealing: Sealing
  readonly signIn: Pick<SignIn, 'createStaffAccount' | 'listStaffAccounts'>
  readonly processes: Processes
  /** The gate to the kernel: the world is made through it. */
  readonly runFor: (county: number) => Run
  /** Where pictures are kept; without it the world has none. */
  readonly store?: FileStore
  /** Where the key of the public log is, and what the reviews and duties of disclosures need; without it the villages disclose nothing. */
  readonly disclosure?: { readonly dataDir: string; readonly duties: Duties; readonly carryOuts: CarryOuts }
  /** Told the share that is done, from 0 to 1. */
  readonly progress?: (share: number) => void
}

/** Accounts of the demo sign-ins by user name; those of a beginning that was broken off are taken over. */
async function demoAccounts(
  pack: CountyPack,
  demo: PackDemo,
  { signIn, now }: DemoWorldOptions,
): Promise<Map<string, string>> {
  const county = Number(pack.county.code)
  const accounts = new Map(
    (await signIn.listStaffAccounts(county, now)).map(({ username, accountId }) => [username, accountId]),
  )
  for (const { account, name } of demo.signIns) {
    if (accounts.has(account)) continue
    const made = { county, username: account, name: name.zh, password: demoPassword(demo.seed, account), demo: true }
    accounts.set(account, (await signIn.createStaffAccount(made, now)).accountId)
  }
  return accounts
}

/** What the demo world came to. */
export interface DemoWorld extends DemoPeople, SimulationResult {
  readonly disclosures?: DisclosureWorld
}

/** Reads what the plans are made from, and who acts. */
function readGround(tx: Tx, pack: CountyPack, demo: PackDemo, now: Date) {
  return Promise.all([
    countyConfig(tx),
    listPlaces(tx, { withoutHouseholds: true }),
    mapShapes(tx, { kind: 'grid' }),
    listOrganisations(tx),
  ]).then(async ([{ calendar, formalities }, places, shapes, organisations]) => ({
    ground: {
      pack,
      demo,
      calendar,
      now,
      grids: places.filter(({ kind }) => kind === 'grid'),
      rings: new Map(shapes.map(({ id, ring }) => [id, ring])),
      lanes: Map.groupBy(
        places.filter(({ kind, gridId }) => kind === 'sub-grid' && gridId !== null),
        ({ gridId }) => gridId ?? '',
      ),
    },
    actors: await readDemoActors(tx, localDate(calendar, now)),
    organisations: new Map(organisations.map(({ key, id }) => [key, id])),
    formalities,
  }))
}

const dayMs = 86_400_000

/**
 * Makes the demo world of a loaded pack: people first, then some hundred cases through the operations that every surface
 * uses, at their own times over the last weeks. The same seed on the same instant makes the same world. Does nothing in a
 * county that has people already.
 */
export async function loadDemoWorld(
  database: Database,
  pack: CountyPack,
  options: DemoWorldOptions,
): Promise<DemoWorld | undefined> {
  const { demo } = pack
  const { now, sealing, processes, runFor, store, progress } = options
  if (!demo) return undefined
  const county = Number(pack.county.code)
  if ((await database.read(county, (tx) => listAccountLinks(tx))).length > 0) return undefined
  const accounts = await demoAccounts(pack, demo, options)
  const people = await database.write(county, (tx) => addDemoPeople(tx, pack, { demo, accounts, sealing, now }))
  const { ground, actors, organisations, formalities } = await database.read(county, (tx) =>
    readGround(tx, pack, demo, now),
  )
  const result = await simulate({
    database,
    county,
    processes,
    calendar: ground.calendar,
    formalities,
    plans: planCases(ground),
    stage: {
      run: runFor(county),
      actors,
      organisations,
      chance: (key) => seededRandom(demo.seed, `course of ${key}`),
      ...(store ? { photos: demoPhotos(database, store, county, demo.seed) } : {}),
    },
    from: new Date(now.getTime() - demo.daysBack * dayMs),
    until: now,
    ...(progress ? { progress } : {}),
  })
  if (!options.disclosure) return { ...people, ...result }
  const today = localDate(ground.calendar, now)
  const disclosures = await simulateDisclosures({
    db: database,
    county,
    run: runFor(county),
    processes,
    actors,
    names: demo,
    seed: demo.seed,
    ...options.disclosure,
    ...(await database.read(county, (tx) => recentDisclosures(tx, demo, today))),
    until: now,
  })
  return { ...people, ...result, disclosures }
}
