/** Brings a county to what its pack says: configuration, places with their drawing, joint areas and organisations. */

import { type Actor, type CountyPack, localDate } from '@xiangzhi/language'
import { v7 as uuidv7 } from 'uuid'
import { countyConfig, findConfigPart, saveConfigPart } from '#platform/county-config'
import type { Database, Tx } from '#platform/database'
import { addOrganisations, changeOrganisation, dayOf, listOrganisations } from '#kernel/people'
import { askCountyNumbers, showDemoNumbers } from '#kernel/publications'
import {
  addJointAreas,
  addPlaces,
  changePlace,
  endJointArea,
  endPlace,
  findBoundary,
  layOutSchematic,
  listJointAreas,
  listPlaces,
  type SchematicPlace,
  setBoundaries,
} from '#kernel/places'
import { comparePack, configPartsOf, countChanges, type CountyState, type PackChanges } from './pack-changes.ts'

const SCHEMATIC_SOURCE = '示意图'

/** How the history of the configuration names a change that came from a pack. */
const REASON = '装载县区包'

/** Whoever runs the command line on the server acts with the rights of the system administrator. */
function packActor(countyPlaceId: string): Actor {
  const reach = { kind: 'place', level: 'county', placeId: countyPlaceId } as const
  return { personId: '', accountId: '', name: '', grants: [{ role: 'county-admin', reach }] }
}

async function readState(tx: Tx, pack: CountyPack, demo: boolean): Promise<CountyState> {
  const names = configPartsOf(pack, demo).map(({ part }) => part)
  const [stored, places, organisations, jointAreas] = await Promise.all([
    Promise.all(names.map((part) => findConfigPart(tx, part))),
    listPlaces(tx, { withoutHouseholds: true }),
    listOrganisations(tx),
    listJointAreas(tx),
  ])
  const parts = new Map(stored.flatMap((one) => (one ? [[one.part, one] as const] : [])))
  return { parts, places, organisations, jointAreas }
}

/** Whether the county is a demo now; a pack that is loaded again does not change that. */
async function isDemo(tx: Tx): Promise<boolean> {
  const content = (await findConfigPart(tx, 'demo'))?.content as { demo: boolean } | undefined
  return content?.demo ?? false
}

/** What loading the pack would change now. */
export function comparePackWith(database: Pick<Database, 'read'>, pack: CountyPack): Promise<PackChanges> {
  return database.read(Number(pack.county.code), async (tx) => {
    const demo = await isDemo(tx)
    return comparePack(await readState(tx, pack, demo), pack, demo)
  })
}

/** The drawing, and which of the places stand where in it. */
function drawingOf(pack: CountyPack, places: readonly SchematicPlace[]): ReturnType<typeof layOutSchematic> {
  const { origin, areaKm2 } = pack.county.schematic
  return layOutSchematic(places, { ...origin, areaKm2 })
}

/** Draws anew what is only a drawing; surveyed boundaries that somebody imported stay. */
async function redraw(tx: Tx, pack: CountyPack, by: Actor, now: Date): Promise<void> {
  const places = await listPlaces(tx, { withoutHouseholds: true })
  const byId = new Map(places.map((place) => [place.id, place]))
  const shapes = drawingOf(pack, places)
  const boundaries = await Promise.all(shapes.map(({ placeId }) => findBoundary(tx, placeId)))
  const surveyed = new Set(shapes.flatMap(({ placeId }, at) => (boundaries[at]?.schematic === false ? [placeId] : [])))
  const drawn = shapes.filter(({ placeId }) => !surveyed.has(placeId))
  await setBoundaries(
    tx,
    drawn.flatMap(({ placeId, geometry }) =>
      geometry ? [{ placeId, geometry, schematic: true, source: SCHEMATIC_SOURCE }] : [],
    ),
  )
  for (const { placeId, lng, lat } of drawn) {
    const place = byId.get(placeId)
    if (place && (place.lng !== lng || place.lat !== lat))
      await changePlace({ tx, by, now, input: { id: placeId, version: place.version, lng, lat } })
  }
}

async function applyPlaces(
  tx: Tx,
  pack: CountyPack,
  changes: PackChanges,
  state: CountyState,
  since: string,
  now: Date,
): Promise<Actor> {
  const before = state.places
  const today = await dayOf(tx, now)
  const ids = new Map(before.map(({ code, id }) => [code, id]))
  const { add, rename, end } = changes.places
  for (const { code } of add) ids.set(code, uuidv7())
  const idOf = (code: string): string => {
    const id = ids.get(code)
    if (id === undefined) throw new Error(`the pack names no place ${code}`)
    return id
  }
  const by = packActor(idOf(pack.county.code))
  const first = before.length === 0
  // On the first loading the drawing is known at once, so that every place is written only one time.
  const markers = new Map(
    first
      ? drawingOf(
          pack,
          add.map(({ code, parentCode, kind, settled }) => ({
            id: idOf(code),
            code,
            kind,
            settled,
            parentId: parentCode === undefined ? null : idOf(parentCode),
          })),
        ).map((shape) => [shape.placeId, shape])
      : [],
  )
  await addPlaces(
    tx,
    add.map((place) => {
      const id = idOf(place.code)
      const marker = markers.get(id)
      return {
        id,
        kind: place.kind,
        code: place.code,
        name: place.name.zh,
        officialName: place.officialName,
        nameEn: place.name.en,
        parentId: place.parentCode === undefined ? null : idOf(place.parentCode),
        settled: place.settled,
        lng: marker?.lng ?? null,
        lat: marker?.lat ?? null,
        validFrom: since,
        details: { variety: place.variety },
      }
    }),
  )
  for (const {
    before: { id, version },
    after,
  } of rename) {
    const names = {
      name: after.name.zh,
      nameEn: after.name.en,
      officialName: after.officialName,
      settled: after.settled,
    }
    await changePlace({ tx, by, now, input: { id, version, ...names } })
  }
  for (const { id, version } of end) await endPlace({ tx, by, now, input: { id, version, validUntil: today } })
  if (first) {
    await setBoundaries(
      tx,
      [...markers.values()].flatMap(({ placeId, geometry }) =>
        geometry ? [{ placeId, geometry, schematic: true, source: SCHEMATIC_SOURCE }] : [],
      ),
    )
  } else if (add.length + end.length > 0) await redraw(tx, pack, by, now)

  const areas = changes.jointAreas
  for (const { id } of areas.end) await endJointArea({ tx, by, now, input: { id, validUntil: today } })
  if (areas.add.length > 0) {
    await addJointAreas(
      tx,
      areas.add.map(({ key, name, purpose, villages }) => ({
        id: uuidv7(),
        key,
        name: name.zh,
        purpose: purpose.zh,
        validFrom: since,
        placeIds: villages.map(idOf),
      })),
    )
  }
  return by
}

async function applyOrganisations(
  tx: Tx,
  changes: PackChanges,
  state: CountyState,
  by: Actor,
  since: string,
  now: Date,
): Promise<void> {
  const { add, change, end } = changes.organisations
  if (add.length + change.length + end.length === 0) return
  const today = await dayOf(tx, now)
  const places = await listPlaces(tx, { withoutHouseholds: true })
  const placeIds = new Map(places.map(({ code, id }) => [code, id]))
  const ids = new Map(state.organisations.map(({ key, id }) => [key, id]))
  for (const { key } of add) ids.set(key, uuidv7())
  const parentOf = (key: string | undefined): string | null => (key === undefined ? null : (ids.get(key) ?? null))
  await addOrganisations(
    tx,
    add.map(({ key, kind, name, line, placeCode, reportsToKey }) => {
      const placeId = placeIds.get(placeCode)
      if (placeId === undefined) throw new Error(`organisation ${key} stands in no place ${placeCode}`)
      return {
        id: parentOf(key) ?? uuidv7(),
        key,
        kind,
        name: name.zh,
        nameEn: name.en,
        line,
        placeId,
        parentId: parentOf(reportsToKey),
        validFrom: since,
      }
    }),
  )
  for (const {
    before: { id, version },
    after,
  } of change) {
    const input = {
      id,
      version,
      name: after.name.zh,
      nameEn: after.name.en,
      line: after.line,
      parentId: parentOf(after.reportsToKey),
    }
    await changeOrganisation({ tx, by, now, input })
  }
  for (const { id, version } of end)
    await changeOrganisation({ tx, by, now, input: { id, version, validUntil: today } })
}

const dayMs = 86_400_000

/** A demo county has had its villages for longer than the year of disclosures that they can show. */
const demoPlacesDays = 800

/**
 * From when on what is added holds: today, or in a demo that is set up for the first time from before its first case and
 * disclosure, so that nothing lies in a place that did not exist yet.
 */
async function sinceWhen(
  tx: Tx,
  pack: CountyPack,
  state: CountyState,
  { now, demo }: { now: Date; demo: boolean },
): Promise<string> {
  const daysBack = demo && state.places.length === 0 && pack.demo ? Math.max(pack.demo.daysBack, demoPlacesDays) : 0
  return localDate((await countyConfig(tx)).calendar, new Date(now.getTime() - daysBack * dayMs))
}

/**
 * Loads a pack into its county, in one transaction. The same pack again changes nothing; a changed one gives its parts of
 * the configuration a new version, adds and renames places and organisations, and ends those it no longer names. Refuses
 * with `in-use` to end a place in which households still stand. `demo` makes the county a demo, and a county that is one
 * stays one. A second person is asked about the mobile numbers of the pack that everybody would read; in a demo they are shown.
 * Says what was changed.
 */
export function loadPack(
  database: Pick<Database, 'write'>,
  pack: CountyPack,
  { now, demo: begun = false }: { readonly now: Date; readonly demo?: boolean },
): Promise<PackChanges> {
  return database.write(Number(pack.county.code), async (tx) => {
    const demo = begun || (await isDemo(tx))
    const state = await readState(tx, pack, demo)
    const changes = comparePack(state, pack, demo)
    if (countChanges(changes) === 0) return changes
    for (const { part, content, seen } of changes.parts)
      await saveConfigPart(tx, { part, content, seen, by: null, reason: REASON, now })
    const since = await sinceWhen(tx, pack, state, { now, demo })
    const by = await applyPlaces(tx, pack, changes, state, since, now)
    await applyOrganisations(tx, changes, state, by, since, now)
    await (demo ? showDemoNumbers(tx, now) : askCountyNumbers(tx, { reason: REASON, by, now }))
    return changes
  })
}
