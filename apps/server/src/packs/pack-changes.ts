/** What loading a pack would change in a county, found by comparing the two. Pure, so that it can be explained first. */

import { isDeepStrictEqual } from 'node:util'
import {
  type CountyPack,
  type JointArea as PackJointArea,
  listPackOrganisations,
  listPackPlaces,
  type PackOrganisation,
  type PackPlace,
} from '@xiangzhi/language'
import type { ConfigPart } from '#platform/county-config'
import type { Organisation } from '#kernel/people'
import type { JointArea, Place } from '#kernel/places'
import { listPackSignIns } from './sign-ins.ts'

/** What stands in the county now, households left out: a pack says nothing about them. */
export interface CountyState {
  /** The stored parts of the configuration with their versions. */
  readonly parts: ReadonlyMap<string, { readonly version: number; readonly content: unknown }>
  readonly places: readonly Place[]
  readonly organisations: readonly Organisation[]
  readonly jointAreas: readonly JointArea[]
}

/** A part of the configuration that differs; `seen` is the stored version, 0 for a new part. */
export interface PartChange {
  readonly part: ConfigPart
  readonly content: unknown
  readonly seen: number
}

export interface PackChanges {
  readonly parts: readonly PartChange[]
  readonly places: {
    readonly add: readonly PackPlace[]
    readonly rename: readonly { readonly before: Place; readonly after: PackPlace }[]
    /** Smallest first, so that nothing is left hanging in the air. */
    readonly end: readonly Place[]
  }
  readonly organisations: {
    readonly add: readonly PackOrganisation[]
    readonly change: readonly { readonly before: Organisation; readonly after: PackOrganisation }[]
    readonly end: readonly Organisation[]
  }
  readonly jointAreas: { readonly add: readonly PackJointArea[]; readonly end: readonly JointArea[] }
}

/** The parts of the configuration as they are stored, from the checked pack. */
export function configPartsOf(
  pack: CountyPack,
  demo: boolean,
): { readonly part: ConfigPart; readonly content: unknown }[] {
  return [
    { part: 'county', content: pack.county },
    { part: 'categories', content: pack.categories },
    { part: 'routing', content: pack.routing },
    { part: 'replies', content: pack.replies },
    { part: 'formalities', content: pack.formalities },
    ...(pack.messages ? [{ part: 'messages' as const, content: pack.messages }] : []),
    ...(pack.disclosure ? [{ part: 'disclosure' as const, content: pack.disclosure }] : []),
    { part: 'demo', content: demo ? { demo, signIns: listPackSignIns(pack) } : { demo } },
    ...pack.calendars.map((calendar) => ({ part: `calendar-${calendar.year}` as const, content: calendar })),
  ]
}

/** Content as it comes back from the database: absent keys are gone. */
const asStored = (content: unknown): unknown => JSON.parse(JSON.stringify(content))

function compareParts(state: CountyState, pack: CountyPack, demo: boolean): PartChange[] {
  return configPartsOf(pack, demo).flatMap(({ part, content }) => {
    const stored = state.parts.get(part)
    if (stored && isDeepStrictEqual(stored.content, asStored(content))) return []
    return [{ part, content, seen: stored?.version ?? 0 }]
  })
}

function comparePlaces(state: CountyState, pack: CountyPack): PackChanges['places'] {
  const wanted = listPackPlaces(pack)
  const present = new Map(state.places.map((place) => [place.code, place]))
  const wantedCodes = new Set(wanted.map(({ code }) => code))
  return {
    add: wanted.filter(({ code }) => !present.has(code)),
    rename: wanted.flatMap((after) => {
      const before = present.get(after.code)
      const same =
        !before ||
        (before.name === after.name.zh &&
          before.nameEn === after.name.en &&
          before.officialName === after.officialName &&
          before.settled === after.settled)
      return same ? [] : [{ before, after }]
    }),
    end: state.places
      .filter(({ code }) => !wantedCodes.has(code))
      .toSorted((one, other) => other.code.length - one.code.length || (one.code < other.code ? -1 : 1)),
  }
}

function compareOrganisations(state: CountyState, pack: CountyPack): PackChanges['organisations'] {
  const wanted = listPackOrganisations(pack)
  const present = new Map(state.organisations.map((one) => [one.key, one]))
  const keyOfId = new Map(state.organisations.map((one) => [one.id, one.key]))
  const wantedKeys = new Set(wanted.map(({ key }) => key))
  return {
    add: wanted.filter(({ key }) => !present.has(key)),
    change: wanted.flatMap((after) => {
      const before = present.get(after.key)
      const same =
        !before ||
        (before.name === after.name.zh &&
          before.nameEn === after.name.en &&
          before.line === after.line &&
          (before.parentId === null ? undefined : keyOfId.get(before.parentId)) === after.reportsToKey)
      return same ? [] : [{ before, after }]
    }),
    end: state.organisations.filter(({ key }) => !wantedKeys.has(key)),
  }
}

function compareJointAreas(state: CountyState, pack: CountyPack): PackChanges['jointAreas'] {
  const codes = new Map(state.places.map(({ id, code }) => [id, code]))
  const same = (area: JointArea, wanted: PackJointArea): boolean =>
    area.name === wanted.name.zh &&
    area.purpose === wanted.purpose.zh &&
    isDeepStrictEqual(area.placeIds.map((id) => codes.get(id) ?? id).sort(), wanted.villages.toSorted())
  const wanted = pack.places.jointAreas
  return {
    add: wanted.filter((one) => !state.jointAreas.some((area) => area.key === one.key && same(area, one))),
    end: state.jointAreas.filter((area) => !wanted.some((one) => area.key === one.key && same(area, one))),
  }
}

/** Everything that would change. A county edited by hand since is brought back to what the pack says. */
export function comparePack(state: CountyState, pack: CountyPack, demo: boolean): PackChanges {
  return {
    parts: compareParts(state, pack, demo),
    places: comparePlaces(state, pack),
    organisations: compareOrganisations(state, pack),
    jointAreas: compareJointAreas(state, pack),
  }
}

/** How many things would change. */
export function countChanges({ parts, places, organisations, jointAreas }: PackChanges): number {
  const lists = [
    parts,
    places.add,
    places.rename,
    places.end,
    organisations.add,
    organisations.change,
    organisations.end,
    jointAreas.add,
    jointAreas.end,
  ]
  return lists.reduce((total, list) => total + list.length, 0)
}
