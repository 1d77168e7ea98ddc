import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { actOnCase, openReport } from '@xiangzhi/contract'
import { type Actor, type Grant, type StaffRole, staffRoles } from '@xiangzhi/language'
import pg from 'pg'
import { v7 as uuidv7 } from 'uuid'
import type { Run } from '../apps/server/src/api/index.ts'
import { addGrants, addPersons, linkAccount, listOrganisations } from '../apps/server/src/kernel/people/index.ts'
import { listPlaces, type Place } from '../apps/server/src/kernel/places/index.ts'
import { loadPack, readPack } from '../apps/server/src/packs/index.ts'
import { systemClock } from '../apps/server/src/platform/clock/index.ts'
import { countyConfig } from '../apps/server/src/platform/county-config/index.ts'
import { migrate } from '../apps/server/src/platform/database/index.ts'
import { silentLog } from '../apps/server/src/platform/log/index.ts'
import { type Installation, openInstallation } from '../apps/server/src/server.ts'
import { reportInput } from './report-input.ts'

const root = fileURLToPath(new URL('../', import.meta.url))

type StaffCaller = Extract<Parameters<Run>[1], { kind: 'staff' }>

/** One county in a database of its own, with everything that a measurement calls. */
export interface World {
  readonly name: string
  readonly url: string
  readonly county: number
  readonly installation: Installation
  readonly run: Run
  /** The grid, with the places above it, around which the narrow lists are asked. */
  readonly grid: Place
  readonly village: Place
  readonly countyPlace: Place
  /** A village's code, which a villager chooses when reporting. */
  readonly villageCodes: readonly string[]
  readonly categories: readonly string[]
  /** A category that lies with the grid worker. */
  readonly gridCategory: string
  readonly organisationId: string
  /** Somebody with this role over the chosen grid, what lies above it, or the organisation. */
  staff(role: StaffRole): StaffCaller
  readonly villager: Parameters<Run>[1]
}

/** Runs a statement as the owner, past row-level security: for filling and for looking. */
export async function asOwner<T extends pg.QueryResultRow>(url: string, ...statements: string[]): Promise<T[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    let rows: T[] = []
    for (const statement of statements) ({ rows } = await client.query<T>(statement))
    return rows
  } finally {
    await client.end()
  }
}

/** The first process of the database server; all its sessions are children of it. */
export async function postmaster(url: string): Promise<number> {
  const [found] = await asOwner<{ pid: string }>(
    url,
    `select split_part(pg_read_file('postmaster.pid'), E'\\n', 1) as pid`,
  )
  return Number(found?.pid)
}

/** The connection string of another database of the same server. */
export const databaseUrl = (url: string, name: string): string => url.replace(/\/[a-z_]+\?/, `/${name}?`)

/** Loads Yanliang's pack, without the demo, into a database; a second call on the same one finds it loaded. */
export async function openWorld(url: string, name: string, dataDir: string): Promise<World> {
  process.env['SEALING_KEY'] ??= randomBytes(32).toString('base64')
  await migrate({ url, log: silentLog, now: systemClock.now() })
  const installation = openInstallation({ url, dataDir: join(dataDir, name), clock: systemClock, log: silentLog })
  const pack = await readPack(join(root, 'counties', 'yanliang'))
  const county = Number(pack.county.code)
  const { db } = installation
  await loadPack(db, pack, { now: systemClock.now(), demo: false })
  const { config, places, organisations } = await db.read(county, async (tx) => ({
    config: await countyConfig(tx),
    places: await listPlaces(tx, { withoutHouseholds: true }),
    organisations: await listOrganisations(tx),
  }))
  const find = (id: string | null | undefined): Place => {
    const place = places.find((one) => one.id === id)
    if (!place) throw new Error('the pack has no such place')
    return place
  }
  const grid = find(places.filter(({ kind }) => kind === 'grid')[40]?.id)
  const village = find(grid.villageId)
  const countyPlace = find(places.find(({ kind }) => kind === 'county')?.id)
  const gridCategory = [...config.categories.values()].find(
    ({ process, level, sealed, offeredTo, questions }) =>
      process === 'grid-event' &&
      level === 'grid' &&
      !sealed &&
      offeredTo === 'everyone' &&
      questions.every(({ required }) => !required),
  )?.code
  if (!gridCategory) throw new Error('the pack has no category for grids')
  const organisationId = organisations.find(({ kind }) => kind === 'department')?.id
  if (!organisationId) throw new Error('the pack has no department')
  const reachOf = (role: StaffRole): Grant['reach'] => {
    const level = staffRoles[role]
    if (level === 'organisation') return { kind: 'organisation', organisationId }
    return {
      kind: 'place',
      level,
      placeId:
        level === 'county'
          ? countyPlace.id
          : level === 'town'
            ? String(grid.townId)
            : level === 'village'
              ? village.id
              : grid.id,
    }
  }
  const callers = new Map<StaffRole, StaffCaller>()
  return {
    name,
    url,
    county,
    installation,
    run: installation.runFor(county),
    grid,
    village,
    countyPlace,
    organisationId,
    gridCategory,
    villageCodes: places.filter(({ kind }) => kind === 'village').map(({ code }) => code),
    categories: [...config.categories.values()]
      .filter(
        ({ process, sealed, offeredTo, questions }) =>
          process === 'grid-event' &&
          !sealed &&
          offeredTo === 'everyone' &&
          questions.every(({ required }) => !required),
      )
      .map(({ code }) => code),
    villager: { kind: 'public', address: '127.0.0.1', language: 'zh-CN' },
    staff(role) {
      let caller = callers.get(role)
      if (!caller) {
        const actor: Actor = {
          personId: uuidv7(),
          accountId: `bench ${role}`,
          name: role,
          grants: [{ role, reach: reachOf(role) }],
        }
        callers.set(
          role,
          (caller = { kind: 'staff', actor, accountId: actor.accountId, address: '127.0.0.1', language: 'zh-CN' }),
        )
      }
      return caller
    },
  }
}

/** Makes a real account with a role, so that requests can be sent with a session. */
export async function makeAccount(world: World, role: StaffRole): Promise<{ username: string; password: string }> {
  const { installation, county } = world
  const now = systemClock.now()
  const username = `bench${randomBytes(4).toString('hex')}`
  const password = `Bench-${randomBytes(9).toString('hex')}`
  const { accountId } = await installation.signIn.createStaffAccount({ county, username, name: role, password }, now)
  const personId = uuidv7()
  const reach = world.staff(role).actor.grants[0]?.reach
  await installation.db.write(county, async (tx) => {
    await addPersons(tx, installation.sealing, [{ id: personId, name: role }], now)
    await addGrants(tx, [
      {
        id: uuidv7(),
        personId,
        role,
        placeId: reach?.kind === 'place' ? reach.placeId : null,
        organisationId: reach?.kind === 'organisation' ? reach.organisationId : null,
        heldFrom: '2020-01-01',
      },
    ])
    await linkAccount(tx, { accountId, personId, demo: false })
  })
  return { username, password }
}

/** Cases driven through the real engine to each place where a case can stand; the bulk is copied from them. */
export async function driveTemplates(world: World, at: Date): Promise<Map<string, string>> {
  const { run, gridCategory: category } = world
  const hour = 3_600_000
  const templates = new Map<string, string>()
  const steps: Record<string, readonly (readonly [StaffRole, string, object?])[]> = {
    reported: [],
    accepted: [['grid-worker', 'accept']],
    dispatched: [
      ['grid-worker', 'accept'],
      ['grid-worker', 'file'],
      ['grid-worker', 'dispatch', { organisationId: world.organisationId }],
    ],
    solved: [
      ['grid-worker', 'accept'],
      ['grid-worker', 'solve', { fields: { measure: '已到现场清理，路面恢复平整。' }, publicNote: '已处理完毕。' }],
    ],
    closed: [
      ['grid-worker', 'accept'],
      ['grid-worker', 'file'],
      ['grid-worker', 'dispatch', { organisationId: world.organisationId }],
      ['department-handler', 'handle', { fields: { measure: '已派人修复，三日内复查。' } }],
      ['grid-worker', 'pass'],
      ['grid-worker', 'close', { publicNote: '路已修好，感谢反映。' }],
    ],
    rejected: [
      ['grid-worker', 'reject', { fields: { rejectBecause: 'not-found' }, publicNote: '现场未发现所反映的情况。' }],
    ],
  }
  for (const [name, path] of Object.entries(steps)) {
    const opened = await run(
      openReport,
      world.villager,
      { ...reportInput(world, 0), category, placeCode: world.grid.code },
      at,
    )
    let { version } = opened
    let when = at.getTime()
    for (const [role, transition, more] of path) {
      when += 2 * hour
      ;({ version } = await run(
        actOnCase,
        world.staff(role),
        { caseId: opened.id, requestId: uuidv7(), version, transition, ...more },
        new Date(when),
      ))
    }
    templates.set(name, opened.id)
  }
  return templates
}
