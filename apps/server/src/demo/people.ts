/** Everybody in a demo world: staff with offices, responsibilities and roles, and the households with those who live there. */

import { type CountyPack, localDate, type StaffRole } from '@xiangzhi/language'
import { v7 as uuidv7 } from 'uuid'
import { countyConfig } from '#platform/county-config'
import type { Tx } from '#platform/database'
import type { Sealing } from '#platform/sealing'
import {
  addGrants,
  addOffices,
  addPersons,
  addResponsibilities,
  linkAccount,
  listOrganisations,
  type NewGrant,
  type NewOffice,
  type NewPerson,
  type NewResponsibility,
  type Organisation,
} from '#kernel/people'
import { addPlaces, listPlaces, mapShapes, type NewPlace, type Place, type Ring } from '#kernel/places'
import { type SeededRandom, seededRandom } from '#packs'

type PackDemo = NonNullable<CountyPack['demo']>

const dayMs = 86_400_000

/**
 * A telephone number that nobody has: local numbers in area 029 never begin with 0. It has the form of a real one, so
 * that a demo visitor can find the reports given with it.
 */
export function demoPhone(serial: number): string {
  return `0290${String(serial).padStart(7, '0')}`
}

/** Whether a point lies inside a ring, by counting the borders a ray crosses. */
function insideRing(ring: Ring, lng: number, lat: number): boolean {
  let inside = false
  for (let at = 0, before = ring.length - 1; at < ring.length; before = at, at += 1) {
    const [x1, y1] = ring[at] ?? [0, 0]
    const [x2, y2] = ring[before] ?? [0, 0]
    if (y1 > lat !== y2 > lat && lng < ((x2 - x1) * (lat - y1)) / (y2 - y1) + x1) inside = !inside
  }
  return inside
}

/** A point inside a ring; the marker of the place when chance misses a thin one too often. */
export function pointIn(
  ring: Ring,
  random: SeededRandom,
  otherwise: { lng: number; lat: number },
): { lng: number; lat: number } {
  const lngs = ring.map(([lng]) => lng)
  const lats = ring.map(([, lat]) => lat)
  const [west, east, south, north] = [Math.min(...lngs), Math.max(...lngs), Math.min(...lats), Math.max(...lats)]
  for (let attempt = 0; attempt < 40; attempt += 1) {
    const lng = Math.round((west + random.share() * (east - west)) * 1e6) / 1e6
    const lat = Math.round((south + random.share() * (north - south)) * 1e6) / 1e6
    if (insideRing(ring, lng, lat)) return { lng, lat }
  }
  return otherwise
}

/** A role that somebody must hold somewhere; `count` persons hold it. */
interface Post {
  readonly role: StaffRole
  readonly place?: Place
  readonly organisation?: Organisation
  /** The organisation in which the holder has an office. */
  readonly office: Organisation | undefined
  readonly count: number
}

interface Body {
  readonly pack: CountyPack
  readonly places: readonly Place[]
  readonly organisations: ReadonlyMap<string, Organisation>
}

function postsOf({ pack, places, organisations }: Body, demo: PackDemo): Post[] {
  const of = (key: string): Organisation | undefined => organisations.get(key)
  const county = places.find(({ kind }) => kind === 'county')
  const centre = of(pack.organisations.centre.key)
  const posts: Post[] = []
  const counted = [
    ['intake-clerk', 3],
    ['dispatcher-county', 2],
    ['supervisor', 2],
    ['leader', 2],
    ['county-admin', 1],
    ['security-admin', 1],
    ['auditor', 1],
  ] as const
  if (county) {
    for (const [role, count] of counted) posts.push({ role, place: county, office: centre, count })
    // Two, since whoever settled a sealed report may not check it.
    posts.push({ role: 'discipline-liaison', place: county, office: of('discipline-commission') ?? centre, count: 2 })
  }
  for (const { key } of pack.organisations.departments) {
    const organisation = of(key)
    if (organisation) posts.push({ role: 'department-handler', organisation, office: organisation, count: 2 })
  }
  for (const place of places) {
    if (place.kind === 'town') {
      const office = of(`${place.code}-governance-office`)
      posts.push(
        { role: 'dispatcher-town', place, office, count: 2 },
        { role: 'mediation-lead', place, office, count: 1 },
      )
      // The town's own office takes cases too that no department answers for.
      if (office) posts.push({ role: 'department-handler', organisation: office, office, count: 2 })
    } else if (place.kind === 'village') {
      const office = of(`${place.code}-committee`)
      posts.push(
        { role: 'village-clerk', place, office, count: 1 },
        { role: 'mediator', place, office: of(`${place.code}-mediation`), count: 1 },
        { role: 'helper-agent', place, office, count: 1 },
        { role: 'oversight-member', place, office: of(`${place.code}-oversight`), count: 1 },
        { role: 'village-leader', place, office, count: 1 },
      )
    } else if (place.kind === 'grid') {
      const office = of(`${place.code.slice(0, 12)}-committee`)
      const helpers = seededRandom(demo.seed, `helpers ${place.code}`).whole(
        demo.helpersPerGrid.from,
        demo.helpersPerGrid.to,
      )
      posts.push(
        { role: 'grid-worker', place, office, count: 1 },
        { role: 'grid-helper', place, office: undefined, count: helpers },
      )
    }
  }
  return posts
}

interface Crowd {
  readonly persons: NewPerson[]
  readonly offices: NewOffice[]
  readonly responsibilities: NewResponsibility[]
  readonly grants: NewGrant[]
  readonly links: { readonly accountId: string; readonly personId: string; readonly demo: boolean }[]
}

/** Fills every post: first with those who can sign in, then with made-up people. */
function fillPosts(
  posts: readonly Post[],
  body: Body,
  demo: PackDemo,
  {
    accounts,
    titles,
    heldFrom,
    crowd,
  }: { accounts: ReadonlyMap<string, string>; titles: ReadonlyMap<string, string>; heldFrom: string; crowd: Crowd },
): void {
  const random = seededRandom(demo.seed, 'staff')
  const known = new Map<string, string[]>()
  const used = new Set<string>()
  for (const { account, name, roles } of demo.signIns) {
    const personId = uuidv7()
    const first = roles[0]
    const place = body.places.find(({ code }) => code === first?.at)
    crowd.persons.push({
      id: personId,
      name: name.zh,
      demo: true,
      phone: demoPhone(100 + crowd.persons.length),
      townId: place?.townId ?? null,
      villageId: place?.villageId ?? null,
      gridId: place?.gridId ?? null,
    })
    used.add(name.zh)
    const accountId = accounts.get(account)
    if (accountId !== undefined) crowd.links.push({ accountId, personId, demo: true })
    for (const { role, at } of roles) known.set(`${role} ${at}`, [...(known.get(`${role} ${at}`) ?? []), personId])
  }
  const newName = (): string => {
    for (;;) {
      const name = `${random.pick(demo.surnames)}${random.pick(demo.givenNames)}`
      // Two people of one name on staff would only confuse; among villagers it happens.
      if (!used.has(name) || used.size > (demo.surnames.length * demo.givenNames.length) / 2) {
        used.add(name)
        return name
      }
    }
  }
  const lanesOf = Map.groupBy(
    body.places.filter(({ kind }) => kind === 'sub-grid'),
    ({ gridId }) => gridId,
  )
  for (const { role, place, organisation, office, count } of posts) {
    const at = place?.code ?? organisation?.key ?? ''
    for (let serial = 0; serial < count; serial += 1) {
      let personId = known.get(`${role} ${at}`)?.[serial]
      if (personId === undefined) {
        personId = uuidv7()
        crowd.persons.push({
          id: personId,
          name: newName(),
          demo: true,
          phone: demoPhone(100 + crowd.persons.length),
          partyMember: random.happens(0.35),
          townId: place?.townId ?? null,
          villageId: place?.villageId ?? null,
          gridId: place?.gridId ?? null,
        })
      }
      crowd.grants.push({
        id: uuidv7(),
        personId,
        role,
        placeId: place?.id ?? null,
        organisationId: organisation?.id ?? null,
        heldFrom,
      })
      if (office)
        crowd.offices.push({
          id: uuidv7(),
          organisationId: office.id,
          personId,
          title: titles.get(role) ?? role,
          heldFrom,
        })
      if ((role === 'grid-worker' || role === 'grid-helper') && place) {
        crowd.responsibilities.push({ id: uuidv7(), kind: role, placeId: place.id, personId, heldFrom })
        const lanes = role === 'grid-helper' ? (lanesOf.get(place.id) ?? []) : []
        for (const [at, lane] of lanes.entries())
          if (at % count === serial)
            crowd.responsibilities.push({ id: uuidv7(), kind: 'lane-chief', placeId: lane.id, personId, heldFrom })
      }
    }
  }
}

/** The households of a grid, in its lanes where it has some, and who lives in them. */
function settle(
  grid: Place,
  lanes: readonly Place[],
  ring: Ring | undefined,
  demo: PackDemo,
  validFrom: string,
): { households: NewPlace[]; persons: NewPerson[] } {
  const random = seededRandom(demo.seed, `households ${grid.code}`)
  const count = random.whole(demo.householdsPerGrid.from, demo.householdsPerGrid.to)
  const numbers = new Map<string, number>()
  const households: NewPlace[] = []
  const persons: NewPerson[] = []
  for (let serial = 1; serial <= count; serial += 1) {
    const parent = lanes[serial % Math.max(1, lanes.length)] ?? grid
    const number = (numbers.get(parent.id) ?? 0) + 1
    numbers.set(parent.id, number)
    const marker = { lng: grid.lng ?? 0, lat: grid.lat ?? 0 }
    const id = uuidv7()
    households.push({
      id,
      kind: 'household',
      code: `${grid.code}${String(serial).padStart(4, '0')}`,
      name: `${parent.name}${number}号`,
      nameEn: `${parent.nameEn ?? parent.name}, No. ${number}`,
      parentId: parent.id,
      settled: grid.settled,
      validFrom,
      ...(ring ? pointIn(ring, random, marker) : marker),
    })
    const surname = random.pick(demo.surnames)
    const size = random.whole(demo.personsPerHousehold.from, demo.personsPerHousehold.to)
    const names = new Set<string>()
    while (names.size < size) {
      // Whoever married in has a name of another family.
      names.add(`${names.size === 1 ? random.pick(demo.surnames) : surname}${random.pick(demo.givenNames)}`)
    }
    for (const [at, name] of [...names].entries()) {
      const phone = at === 0 && random.happens(0.6) ? demoPhone(random.whole(10_000, 9_999_999)) : null
      persons.push({
        id: uuidv7(),
        name,
        householdId: id,
        townId: grid.townId,
        villageId: grid.villageId,
        gridId: grid.id,
        phone,
        partyMember: at === 0 && random.happens(0.2),
        demo: true,
      })
    }
  }
  return { households, persons }
}

/** How many people and households were added. */
export interface DemoPeople {
  readonly staff: number
  readonly households: number
  readonly persons: number
}

/**
 * Adds everybody of the demo world in one transaction. `accounts` says which account belongs to which demo sign-in. Every
 * grid gets exactly one full-time worker, and every household lies in one grid.
 */
export async function addDemoPeople(
  tx: Tx,
  pack: CountyPack,
  {
    demo,
    accounts,
    sealing,
    now,
  }: { demo: PackDemo; accounts: ReadonlyMap<string, string>; sealing: Sealing; now: Date },
): Promise<DemoPeople> {
  const { calendar } = await countyConfig(tx)
  const heldFrom = localDate(calendar, new Date(now.getTime() - demo.daysBack * dayMs))
  const [places, organisations, shapes] = await Promise.all([
    listPlaces(tx, { withoutHouseholds: true }),
    listOrganisations(tx),
    mapShapes(tx, { kind: 'grid' }),
  ])
  const body: Body = { pack, places, organisations: new Map(organisations.map((one) => [one.key, one])) }
  const titles = new Map(pack.roles.map(({ key, title }) => [key as string, title.zh]))
  const crowd: Crowd = { persons: [], offices: [], responsibilities: [], grants: [], links: [] }
  fillPosts(postsOf(body, demo), body, demo, { accounts, titles, heldFrom, crowd })
  const staff = crowd.persons.length

  const rings = new Map(shapes.map(({ id, ring }) => [id, ring]))
  const lanesOf = Map.groupBy(
    places.filter(({ kind }) => kind === 'sub-grid'),
    ({ gridId }) => gridId,
  )
  const settled = places
    .filter(({ kind }) => kind === 'grid')
    .map((grid) => settle(grid, lanesOf.get(grid.id) ?? [], rings.get(grid.id), demo, heldFrom))
  await addPlaces(
    tx,
    settled.flatMap(({ households }) => households),
  )
  await addPersons(tx, sealing, [...crowd.persons, ...settled.flatMap(({ persons }) => persons)], now)
  await addOffices(tx, crowd.offices)
  await addResponsibilities(tx, crowd.responsibilities)
  await addGrants(tx, crowd.grants)
  for (const link of crowd.links) await linkAccount(tx, link)
  const households = settled.reduce((total, one) => total + one.households.length, 0)
  return { staff, households, persons: settled.reduce((total, one) => total + one.persons.length, 0) }
}
