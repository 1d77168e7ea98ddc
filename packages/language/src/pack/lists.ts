/** A pack read as lists: what importers, screens and checks walk through. All pure. */

import type { Named } from '@xiangzhi/text'
import type { RoutingRule } from '../routing.ts'
import { beijing, type CalendarSource } from '../working-time.ts'
import type { CategoryClass, Subclass } from './categories.ts'
import type { CountyPack } from './files.ts'
import type { DerivedBody, Organisations } from './organisations.ts'
import type { Places } from './places.ts'
import type { PackRouting } from './routing.ts'

/** A place of the tree, parents before children. */
export interface PackPlace {
  readonly kind: 'county' | 'town' | 'village' | 'grid' | 'sub-grid'
  readonly code: string
  readonly parentCode?: string
  readonly name: Named
  readonly officialName: string
  /** An urban community (居委会) as against a village (村委会). */
  readonly settled: boolean
  /** The kind within its level, such as subdistrict, community or lane. */
  readonly variety: string
}

/** All places of a pack down to the sub-grids, parents before children. */
export function listPackPlaces(pack: Pick<CountyPack, 'county' | 'places'>): PackPlace[] {
  const { county, places } = pack
  const root: PackPlace = {
    kind: 'county',
    code: county.code,
    name: county.name,
    officialName: county.name.zh,
    settled: false,
    variety: 'county',
  }
  return [root, ...listTree(places, county.code)]
}

function listTree(places: Places, countyCode: string): PackPlace[] {
  const list: PackPlace[] = []
  for (const town of places.towns) {
    const { code, name, kind } = town
    list.push({
      kind: 'town',
      code,
      parentCode: countyCode,
      name,
      officialName: name.zh,
      settled: false,
      variety: kind,
    })
    for (const village of town.villages) {
      const settled = village.kind === 'community'
      const { name: villageName, officialName, kind: variety } = village
      list.push({
        kind: 'village',
        code: village.code,
        parentCode: code,
        name: villageName,
        officialName,
        settled,
        variety,
      })
      for (const grid of village.grids) {
        const { name: gridName } = grid
        const shared = { settled, officialName: gridName.zh }
        list.push({
          kind: 'grid',
          code: grid.code,
          parentCode: village.code,
          name: gridName,
          ...shared,
          variety: 'grid',
        })
        for (const lane of grid.subGrids) {
          list.push({
            kind: 'sub-grid',
            code: lane.code,
            parentCode: grid.code,
            name: lane.name,
            officialName: lane.name.zh,
            settled,
            variety: lane.kind,
          })
        }
      }
    }
  }
  return list
}

/** An organisation of a pack; those of towns and villages are made from the rules, and keyed by the code of the place. */
export interface PackOrganisation {
  readonly key: string
  readonly kind: 'centre' | 'department' | 'public-body' | 'utility' | DerivedBody['kind']
  readonly name: Named
  readonly shortName: Named
  readonly line: string
  readonly placeCode: string
  readonly reportsToKey?: string
}

function nameFor(pattern: Named, place: Named, word: 'town' | 'village'): Named {
  return { zh: pattern.zh.replaceAll(`{${word}}`, place.zh), en: pattern.en.replaceAll(`{${word}}`, place.en) }
}

/** The key of a body that every town or village has, such as `610114007-office`. */
export function bodyKey(placeCode: string, key: string): string {
  return `${placeCode}-${key}`
}

/** All organisations of a pack, each after the one it reports to. */
export function listPackOrganisations(
  pack: Pick<CountyPack, 'county' | 'places' | 'organisations'>,
): PackOrganisation[] {
  const { county, places, organisations } = pack
  const { centre, departments, everyTown, everyVillage, everyCommunity } = organisations
  const list: PackOrganisation[] = [{ ...centre, kind: 'centre', placeCode: county.code }]
  for (const { nature, reportsTo, ...department } of departments) {
    list.push({ ...department, kind: nature, placeCode: county.code, reportsToKey: reportsTo })
  }
  const derive = (
    bodies: readonly DerivedBody[],
    code: string,
    place: Named,
    word: 'town' | 'village',
    above: readonly string[],
  ) => {
    for (const body of bodies) {
      const own = bodies.some(({ key }) => key === body.reportsTo)
        ? code
        : above.includes(body.reportsTo)
          ? code.slice(0, 9)
          : ''
      const name = nameFor(body.name, place, word)
      list.push({
        key: bodyKey(code, body.key),
        kind: body.kind,
        name,
        shortName: name,
        line: body.line,
        placeCode: code,
        reportsToKey: own ? bodyKey(own, body.reportsTo) : body.reportsTo,
      })
    }
  }
  const townKeys = everyTown.map(({ key }) => key)
  for (const town of places.towns) {
    derive(everyTown, town.code, town.name, 'town', [])
    for (const village of town.villages) {
      derive(
        village.kind === 'village' ? everyVillage : everyCommunity,
        village.code,
        village.name,
        'village',
        townKeys,
      )
    }
  }
  return parentsFirst(list)
}

function parentsFirst(list: readonly PackOrganisation[]): PackOrganisation[] {
  const byKey = new Map(list.map((one) => [one.key, one]))
  const placed = new Set<string>()
  const sorted: PackOrganisation[] = []
  const place = (one: PackOrganisation) => {
    if (placed.has(one.key)) return
    placed.add(one.key)
    const parent = one.reportsToKey === undefined ? undefined : byKey.get(one.reportsToKey)
    if (parent) place(parent)
    sorted.push(one)
  }
  list.forEach(place)
  return sorted
}

/** The keys an `organisation:` in a pack may name: the command centre and the departments. */
export function organisationKeys(organisations: Organisations): string[] {
  return [organisations.centre.key, ...organisations.departments.map(({ key }) => key)]
}

/** All sub-classes of a pack with their class. */
export function listSubclasses(
  classes: readonly CategoryClass[],
): { readonly class: CategoryClass; readonly subclass: Subclass }[] {
  return classes.flatMap((one) => one.subclasses.map((subclass) => ({ class: one, subclass })))
}

/** The routing table as the engine reads it, the default row last. */
export function routingRulesOf(routing: PackRouting): RoutingRule[] {
  const { rows, default: fallback } = routing
  return [...rows, { ...fallback, when: {} }].map(({ key, when, to }) => ({ key, when, to }) as RoutingRule)
}

/** The calendar as the working-time engine reads it. It keeps the time of China. */
export function calendarSourceOf(pack: Pick<CountyPack, 'county' | 'calendars'>): CalendarSource {
  return {
    years: pack.calendars.map(({ year, holidays, workdays }) => ({
      year,
      holidays: holidays.map(({ on, name }) => ({ on, name: name.zh })),
      workdays,
    })),
    hours: pack.county.workingHours,
    offsetMinutes: beijing.offsetMinutes,
  }
}
