import { randomBytes } from 'node:crypto'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Actor, CategoryClass, Grant, StaffRole } from '@xiangzhi/language'
import { staffRoles } from '@xiangzhi/language'
import { processes as declarations } from '@xiangzhi/practices'
import { v7 as uuidv7 } from 'uuid'
import { saveConfigPart } from '#platform/county-config'
import { type Database, openDatabase } from '#platform/database'
import { testDatabase } from '#platform/database/testing'
import { type Clock, fixedClock } from '#platform/clock'
import { diskFileStore } from '#platform/files'
import { silentLog } from '#platform/log'
import { sealingFromKeys } from '#platform/sealing'
import { developmentInbox, openSignIn } from '#platform/sign-in'
import { caseNumbers } from '#kernel/cases'
import { addGrants, addOrganisations, addPersons } from '#kernel/people'
import { addPlaces, setBoundaries } from '#kernel/places'
import { type Opened, wire, type Wired } from '#wiring'
import type { Caller } from './handlers.ts'
import type { Run } from './run.ts'

/** A small county of its own in the worker's database: one town, two villages, two grids, two departments, one holder of each role. */
export interface World extends Omit<Wired, 'clock'> {
  readonly county: number
  readonly run: Run
  readonly clock: ReturnType<typeof fixedClock>
  readonly places: Readonly<Record<'county' | 'town' | 'village' | 'otherVillage' | 'grid' | 'otherGrid', string>>
  readonly units: Readonly<Record<'water' | 'roads', string>>
  /** A member of staff who holds a role over the first grid's places (or the water department). */
  readonly staff: (role: StaffRole) => Caller & { kind: 'staff' }
  /** Another person with the same role. */
  other(role: StaffRole): Caller & { kind: 'staff' }
  readonly villager: Caller
}

/** The same as a connected system would act with these roles. */
export const asProgram = (caller: Caller & { kind: 'staff' }): Caller & { kind: 'staff' } => ({
  ...caller,
  actor: { ...caller.actor, isProgram: true },
})

let counties = 900_000
let numbering: Promise<Database> | undefined

/** Numbers come over a connection of their own, as in the server. */
const numbersDatabase = (): Promise<Database> =>
  (numbering ??= testDatabase().then(({ url }) => openDatabase({ url, writersMax: 1, readersMax: 1 })))

const both = (text: string): { zh: string; en: string } => ({ zh: text, en: 'text' })

const categories: readonly CategoryClass[] = [
  {
    code: 'R03',
    name: both('农田水利'),
    icon: 'water',
    offeredTo: 'everyone',
    subclasses: [
      {
        code: 'R0301',
        name: both('沟渠堵塞'),
        icon: 'water',
        registerWhen: both('属实'),
        closeWhen: both('疏通'),
        limit: { workingDays: 3 },
        level: 'grid',
        urgency: 'ordinary',
        publicOnMap: true,
        confidential: false,
        opens: 'grid-event',
        questions: [{ key: 'flooded', label: both('淹地了吗'), kind: 'yes-no', required: false }],
      },
      {
        code: 'R0302',
        name: both('机井损坏'),
        icon: 'water',
        registerWhen: both('属实'),
        closeWhen: both('修复'),
        limit: { workingHours: 4 },
        level: 'village',
        urgency: 'ordinary',
        publicOnMap: true,
        confidential: false,
        opens: 'grid-event',
      },
      {
        code: 'R0303',
        name: both('反映干部'),
        icon: 'suggestion',
        registerWhen: both('属实'),
        closeWhen: both('答复'),
        limit: { days: 15 },
        level: 'county',
        urgency: 'ordinary',
        publicOnMap: false,
        confidential: true,
        opens: 'grid-event',
      },
    ],
  },
]

const parts = {
  county: {
    code: '900000',
    name: both('测试县'),
    city: both('市'),
    province: both('省'),
    languages: ['zh-CN', 'en'],
    timeZone: 'Asia/Shanghai',
    hotline: { name: both('热线'), phone: '12345' },
    emergencyPhones: [],
    schematic: { origin: { lng: 109.2, lat: 34.6 }, areaKm2: 10, note: both('示意图') },
    workingHours: [
      { from: '09:00', to: '12:00' },
      { from: '14:00', to: '18:00' },
    ],
    duties: ['representatives-meeting', 'talk-session', 'grid-visit', 'security-review'],
    // Every practice that a county can take up.
    practices: Object.fromEntries(
      declarations.filter(({ takenUpBy }) => takenUpBy === 'practices').map(({ key }) => [key, {}]),
    ),
  },
  categories,
  routing: {
    version: 1,
    rows: [
      {
        key: 'cadres',
        note: both('干部'),
        when: { category: ['R0303'] },
        to: { unit: { level: 'county' }, role: 'discipline-liaison', sealed: true },
      },
      {
        key: 'flooded',
        note: both('淹地'),
        when: { category: ['R03'], answers: { flooded: true } },
        to: { unit: { organisation: 'roads' } },
      },
      { key: 'water', note: both('水利'), when: { category: ['R03'] }, to: { unit: { organisation: 'water' } } },
    ],
    default: { key: 'default', note: both('默认'), to: { unit: { level: 'village' } } },
  },
  replies: [],
  formalities: [
    {
      key: 'living-allowance',
      number: 1,
      group: 'relief',
      title: both('低保'),
      summary: both('说明'),
      whoMayApply: [both('谁')],
      bring: [both('什么')],
      steps: [both('怎么')],
      limit: { workingDays: 30 },
      limitNote: both('30'),
      where: both('镇'),
      fee: both('免费'),
      result: both('结果'),
      complaintPhone: '12345',
      department: 'water',
      basis: [both('依据')],
      helperMayDo: true,
      confidence: 'sourced',
      version: 1,
      reviewedOn: '2026-01-01',
    },
  ],
  demo: { demo: false },
  'calendar-2026': {
    year: 2026,
    source: both('来源'),
    holidays: ['2026-10-01', '2026-10-02', '2026-10-05', '2026-10-06', '2026-10-07'].map((on) => ({
      on,
      name: both('国庆'),
    })),
    workdays: ['2026-10-10'],
  },
} as const

const square = (west: number, south: number, size: number): { type: 'Polygon'; coordinates: [number, number][][] } => ({
  type: 'Polygon',
  coordinates: [
    [
      [west, south],
      [west + size, south],
      [west + size, south + size],
      [west, south + size],
      [west, south],
    ],
  ],
})

/** Everything wired as in the server, on a worker's database; `other` is what a test opens otherwise. */
export async function wiredFor(
  db: Awaited<ReturnType<typeof testDatabase>>,
  clock: Clock,
  other: Partial<Opened> & Pick<Opened, 'sealing' | 'dataDir'>,
): Promise<Wired> {
  const { sealing, dataDir } = other
  const codes = developmentInbox(db, clock)
  return wire({
    db,
    signIn: other.signIn ?? openSignIn({ url: db.url, database: db, sealing, codes, clock, log: silentLog }),
    store: diskFileStore(dataDir),
    numbers: caseNumbers(await numbersDatabase(), () => clock.now().getTime()),
    outlets: { address: 'https://xiangzhi.test', channels: {}, dataDir },
    clock,
    log: silentLog,
    embedded: false,
    ...other,
  })
}

/** Makes a county that no other test knows, wired as the server is; `other` is what a test opens otherwise. */
export async function makeWorld(at = new Date('2026-11-23T02:00:00Z'), other: Partial<Opened> = {}): Promise<World> {
  counties += 1
  const county = counties
  const db = await testDatabase()
  const clock = fixedClock(at)
  const sealing = sealingFromKeys([randomBytes(32)])
  const places = {
    county: uuidv7(),
    town: uuidv7(),
    village: uuidv7(),
    otherVillage: uuidv7(),
    grid: uuidv7(),
    otherGrid: uuidv7(),
  }
  const units = { water: uuidv7(), roads: uuidv7() }
  const code = String(county)
  const persons = new Map<string, Caller & { kind: 'staff' }>()
  await db.write(county, async (tx) => {
    for (const [part, content] of Object.entries(parts))
      await saveConfigPart(tx, { part: part as never, content, seen: 0, by: null, reason: 'test', now: at })
    const validFrom = '2020-01-01'
    await addPlaces(tx, [
      { id: places.county, kind: 'county', code, name: '测试县', parentId: null, validFrom },
      { id: places.town, kind: 'town', code: `${code}100`, name: '一镇', parentId: places.county, validFrom },
      { id: places.village, kind: 'village', code: `${code}100200`, name: '一村', parentId: places.town, validFrom },
      {
        id: places.otherVillage,
        kind: 'village',
        code: `${code}100201`,
        name: '二村',
        parentId: places.town,
        validFrom,
      },
      { id: places.grid, kind: 'grid', code: `${code}100200001`, name: '一网格', parentId: places.village, validFrom },
      {
        id: places.otherGrid,
        kind: 'grid',
        code: `${code}100201001`,
        name: '二网格',
        parentId: places.otherVillage,
        validFrom,
      },
    ])
    await setBoundaries(tx, [
      { placeId: places.grid, geometry: square(109.2, 34.6, 0.01), schematic: true, source: 'test' },
      { placeId: places.otherGrid, geometry: square(109.21, 34.6, 0.01), schematic: true, source: 'test' },
    ])
    await addOrganisations(tx, [
      {
        id: units.water,
        key: 'water',
        kind: 'department',
        name: '水务局',
        nameEn: 'Water',
        placeId: places.county,
        validFrom,
      },
      {
        id: units.roads,
        key: 'roads',
        kind: 'department',
        name: '交通局',
        nameEn: 'Roads',
        placeId: places.county,
        validFrom,
      },
    ])
    const reachOf = (role: StaffRole): Grant['reach'] => {
      const level = staffRoles[role]
      return level === 'organisation'
        ? { kind: 'organisation', organisationId: units.water }
        : { kind: 'place', level, placeId: places[level] }
    }
    const roles = Object.keys(staffRoles) as StaffRole[]
    const people = roles.flatMap((role) => ['', 'other '].map((who) => ({ key: `${who}${role}`, id: uuidv7(), role })))
    await addPersons(
      tx,
      sealing,
      people.map(({ id, key }) => ({ id, name: `员${key}` })),
      at,
    )
    await addGrants(
      tx,
      people.map(({ id, role }) => {
        const reach = reachOf(role)
        return {
          id: uuidv7(),
          personId: id,
          role,
          placeId: reach.kind === 'place' ? reach.placeId : null,
          organisationId: reach.kind === 'organisation' ? reach.organisationId : null,
          heldFrom: validFrom,
        }
      }),
    )
    for (const { key, id, role } of people) {
      const actor: Actor = {
        personId: id,
        accountId: `account ${key}`,
        name: `员${key}`,
        grants: [{ role, reach: reachOf(role) }],
      }
      persons.set(key, { kind: 'staff', actor, accountId: actor.accountId, address: '127.0.0.1', language: 'zh-CN' })
    }
  })
  const wired = await wiredFor(db, clock, { sealing, dataDir: join(tmpdir(), `xiangzhi-world-${county}`), ...other })
  const find = (key: string): Caller & { kind: 'staff' } => {
    const found = persons.get(key)
    if (!found) throw new Error(key)
    return found
  }
  return {
    ...wired,
    clock,
    county,
    places,
    units,
    run: wired.runFor(county),
    staff: (role) => find(role),
    other: (role) => find(`other ${role}`),
    villager: { kind: 'public', address: '127.0.0.1', language: 'zh-CN' },
  }
}
