import { z } from 'zod'
import { defineList } from './list.ts'
import { id, isoDate, operation, requestId } from './operation.ts'

const placeKinds = ['county', 'town', 'village', 'grid', 'sub-grid', 'household'] as const
const placeKind = z.enum(placeKinds)
const named = z.object({ zh: z.string(), en: z.string() })
const lngLat = z.tuple([z.number(), z.number()])

/** What changed in a field: kept with the answer, so that the audit trail can show before and after. */
export const fieldChange = z.object({ field: z.string(), from: z.string().nullable(), to: z.string().nullable() })
export type FieldChange = z.infer<typeof fieldChange>

/** A place as lists show it. `validUntil` is the first day on which it is no more. */
export const placeRow = z.object({
  id,
  kind: placeKind,
  code: z.string(),
  name: z.string(),
  officialName: z.string(),
  nameEn: z.string().nullable(),
  parentId: id.nullable(),
  settled: z.boolean(),
  lng: z.number().nullable(),
  lat: z.number().nullable(),
  validFrom: isoDate,
  validUntil: isoDate.nullable(),
  version: z.number().int(),
  hasChildren: z.boolean(),
})
export type PlaceRowView = z.infer<typeof placeRow>

export const listShapes = operation({
  name: 'listShapes',
  kind: 'read',
  method: 'GET',
  path: '/api/places/shapes',
  audience: 'public',
  summary: 'Outlines of places for a map; schematic ones are marked and settle no boundary',
  input: z.object({ under: id.optional(), kind: z.enum(['town', 'village', 'grid']) }),
  output: z.object({
    shapes: z.array(
      z.object({
        id,
        code: z.string(),
        name: z.string(),
        nameEn: z.string().nullable(),
        kind: placeKind,
        parentId: id.nullable(),
        rings: z.array(z.array(lngLat)),
      }),
    ),
    schematic: z.boolean(),
    note: named,
  }),
  refusals: [],
  offline: false,
})

export const placeList = defineList({
  name: 'listPlaces',
  path: '/api/places',
  permission: 'place.read',
  summary: 'Places of the tree; households only below a place within my reach',
  title: 'text.admin.places.title',
  row: placeRow,
  columns: [
    { member: 'name', inEnglish: 'nameEn', title: 'text.admin.place.name', fixed: true },
    { member: 'kind', title: 'text.admin.place.kind', words: 'text.admin.placeKind', width: 120 },
    { member: 'code', title: 'text.admin.place.code', as: 'figures', width: 170 },
    { member: 'officialName', title: 'text.admin.place.officialName' },
    { member: 'nameEn', title: 'text.admin.place.nameEn', rare: true },
    { member: 'parentName', title: 'text.admin.place.parent', fileOnly: true },
    { member: 'validFrom', until: 'validUntil', title: 'text.admin.period', as: 'date', width: 220 },
    { member: 'lng', title: 'text.admin.place.lng', as: 'number', fileOnly: true, width: 108 },
    { member: 'lat', title: 'text.admin.place.lat', as: 'number', fileOnly: true, width: 108 },
  ],
  filters: {
    parent: { kind: 'id', about: 'only what stands directly in this place' },
    under: { kind: 'id', about: 'everything that lies in this place' },
    q: {
      kind: 'text',
      most: 60,
      label: 'text.admin.place.search',
      hint: 'text.admin.place.searchHint',
      about: 'part of the name, or the beginning of the code',
    },
    kind: { kind: 'choice', of: placeKinds, words: 'text.admin.placeKind', label: 'text.admin.place.kind' },
    on: { kind: 'date', label: 'text.admin.validOn', about: 'as it was on this day; without it, what has not ended' },
  },
  refusals: ['not-allowed', 'not-found'],
  page: { most: 1000, usual: 200 },
  export: {
    name: 'exportPlaces',
    permission: 'place.write',
    summary: 'The filtered places as a file; never households',
  },
})
export const listPlaces = placeList.read
export const exportPlaces = placeList.export

export const getPlace = operation({
  name: 'getPlace',
  kind: 'read',
  method: 'GET',
  path: '/api/places/:placeId',
  audience: 'staff',
  permission: 'place.read',
  summary: 'A place with its ancestors and its boundary',
  input: z.object({ placeId: id }),
  output: placeRow.extend({
    path: z.array(z.object({ id, kind: placeKind, code: z.string(), name: z.string() })),
    boundary: z.object({ rings: z.array(z.array(lngLat)), schematic: z.boolean(), source: z.string() }).nullable(),
    mayWrite: z.boolean(),
  }),
  refusals: ['not-found', 'not-allowed'],
  offline: false,
})

const placeName = z.string().trim().min(1).max(60)
const saved = z.object({ id, version: z.number().int(), changes: z.array(fieldChange) })

export const addPlace = operation({
  name: 'addPlace',
  kind: 'write',
  subject: { kind: 'places', id: 'output.id' },
  method: 'POST',
  path: '/api/places',
  audience: 'staff',
  permission: 'place.write',
  summary: 'Add a place below another one',
  input: z.object({
    requestId,
    parentId: id,
    kind: z.enum(['town', 'village', 'grid', 'sub-grid', 'household']),
    code: z
      .string()
      .trim()
      .regex(/^[0-9A-Za-z-]{6,40}$/),
    name: placeName,
    officialName: z.string().trim().max(60).optional(),
    nameEn: z.string().trim().max(80).optional(),
    settled: z.boolean().default(false),
    validFrom: isoDate,
  }),
  output: saved,
  refusals: ['bad-input', 'not-allowed', 'place-unknown', 'request-reused'],
  offline: false,
})

export const changePlace = operation({
  name: 'changePlace',
  kind: 'write',
  subject: { kind: 'places', id: 'input.placeId' },
  method: 'PUT',
  path: '/api/places/:placeId',
  audience: 'staff',
  permission: 'place.write',
  summary: 'Correct names and the marker of a place; its code and parent never change',
  input: z.object({
    requestId,
    placeId: id,
    version: z.number().int().min(1).max(2_147_483_647),
    name: placeName,
    officialName: placeName,
    nameEn: z.string().trim().max(80).nullable(),
    settled: z.boolean(),
  }),
  output: saved,
  refusals: ['bad-input', 'not-allowed', 'place-unknown', 'changed-meanwhile', 'request-reused'],
  offline: false,
})

export const endPlace = operation({
  name: 'endPlace',
  kind: 'write',
  subject: { kind: 'places', id: 'input.placeId' },
  method: 'POST',
  path: '/api/places/:placeId/ending',
  audience: 'staff',
  permission: 'place.write',
  summary: 'End a place on a day; old cases keep it',
  input: z.object({ requestId, placeId: id, version: z.number().int().min(1).max(2_147_483_647), validUntil: isoDate }),
  output: saved,
  refusals: ['bad-input', 'not-allowed', 'place-unknown', 'changed-meanwhile', 'request-reused'],
  offline: false,
})

const ring = z.array(lngLat).min(4).max(20_000)
const geometry = z.discriminatedUnion('type', [
  z.object({ type: z.literal('Polygon'), coordinates: z.array(ring).min(1).max(200) }),
  z.object({ type: z.literal('MultiPolygon'), coordinates: z.array(z.array(ring).min(1)).min(1).max(200) }),
])

export const setBoundary = operation({
  name: 'setBoundary',
  kind: 'write',
  subject: { kind: 'places', id: 'input.placeId' },
  method: 'PUT',
  path: '/api/places/:placeId/boundary',
  audience: 'staff',
  permission: 'place.write',
  summary: 'Draw the boundary of a place anew, from GeoJSON in CGCS2000',
  input: z.object({
    requestId,
    placeId: id,
    version: z.number().int().min(1).max(2_147_483_647),
    geometry,
    schematic: z.boolean(),
    source: z.string().trim().min(2).max(200),
  }),
  output: saved,
  refusals: ['bad-input', 'not-allowed', 'place-unknown', 'changed-meanwhile', 'request-reused'],
  offline: false,
})

export const listJointAreas = operation({
  name: 'listJointAreas',
  kind: 'read',
  method: 'GET',
  path: '/api/joint-areas',
  audience: 'staff',
  permission: 'place.read',
  summary: 'Areas 片区 that cut across the tree',
  input: z.object({ on: isoDate.optional() }),
  output: z.object({
    areas: z.array(
      z.object({
        id,
        key: z.string(),
        name: z.string(),
        purpose: z.string(),
        places: z.array(z.object({ id, name: z.string() })),
      }),
    ),
  }),
  refusals: [],
  offline: false,
})

export const addJointArea = operation({
  name: 'addJointArea',
  kind: 'write',
  subject: { kind: 'joint-areas', id: 'output.id' },
  method: 'POST',
  path: '/api/joint-areas',
  audience: 'staff',
  permission: 'place.write',
  summary: 'Join places to an area',
  input: z.object({
    requestId,
    key: z
      .string()
      .regex(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/)
      .max(60),
    name: placeName,
    purpose: z.string().trim().min(2).max(200),
    validFrom: isoDate,
    placeIds: z.array(id).min(1).max(500),
  }),
  output: z.object({ id }),
  refusals: ['bad-input', 'not-allowed', 'request-reused', 'overlap'],
  offline: false,
})

export const endJointArea = operation({
  name: 'endJointArea',
  kind: 'write',
  subject: { kind: 'joint-areas', id: 'input.areaId' },
  method: 'POST',
  path: '/api/joint-areas/:areaId/ending',
  audience: 'staff',
  permission: 'place.write',
  summary: 'End a joint area on a day',
  input: z.object({ requestId, areaId: id, validUntil: isoDate }),
  output: z.object({ id }),
  refusals: ['not-found', 'not-allowed', 'request-reused'],
  offline: false,
})
