/** The kinds of places, from the largest to the smallest. */
export const placeKinds = ['county', 'town', 'village', 'grid', 'sub-grid', 'household'] as const
export type PlaceKind = (typeof placeKinds)[number]

/** A place of the county tree. Dates are YYYY-MM-DD; `validUntil` is the first day on which it is no more. */
export interface Place {
  readonly id: string
  readonly kind: PlaceKind
  /** GB/T 2260 and the statistical division code; grids have 15 digits. */
  readonly code: string
  readonly name: string
  readonly officialName: string
  readonly nameEn: string | null
  readonly parentId: string | null
  /** The town above, or the place itself when it is a town; the same holds for village and grid. */
  readonly townId: string | null
  readonly villageId: string | null
  readonly gridId: string | null
  /** An urban community (居委会) as against a village (村委会). */
  readonly settled: boolean
  readonly lng: number | null
  readonly lat: number | null
  readonly validFrom: string
  readonly validUntil: string | null
  readonly version: number
}

/** One step of the way from the county down to a place. */
export interface PlaceStep {
  readonly id: string
  readonly kind: PlaceKind
  readonly code: string
  readonly name: string
  readonly nameEn: string | null
}

/** A place together with all its ancestors: what a case stores when it is opened, and what is shown as its address. */
export interface PlaceStanding {
  readonly place: Place
  readonly townId: string | null
  readonly villageId: string | null
  readonly gridId: string | null
  /** County first, the place itself last. */
  readonly path: readonly PlaceStep[]
  /** The codes of the path, county first, the place itself last: routing tables match on them. */
  readonly codes: readonly string[]
}

/** Longitude and latitude in CGCS2000 (WGS84 for all purposes here), in degrees. */
export type Position = readonly [lng: number, lat: number]
/** A closed ring: the last position is the first one again. */
export type Ring = readonly Position[]

/** The two shapes a boundary may have in GeoJSON (RFC 7946): the first ring of a polygon is its outline, the others are holes. */
export type Boundary =
  | { readonly type: 'Polygon'; readonly coordinates: readonly Ring[] }
  | { readonly type: 'MultiPolygon'; readonly coordinates: readonly (readonly Ring[])[] }

/** What a map draws of a place. */
export interface MapShape extends PlaceStep {
  readonly parentId: string | null
  readonly lng: number | null
  readonly lat: number | null
  /** The largest outline; enough for a schematic map. */
  readonly ring: Ring
  readonly geometry: Boundary
  /** Laid out by us, to be shown as 示意图. */
  readonly schematic: boolean
}

/** An area 片区 that cuts across the tree. */
export interface JointArea {
  readonly id: string
  readonly key: string
  readonly name: string
  readonly purpose: string
  readonly placeIds: readonly string[]
}

/** What a place needs to come into being; the stored ancestors follow from the parent. */
export interface NewPlace {
  readonly id: string
  readonly kind: PlaceKind
  readonly code: string
  readonly name: string
  readonly officialName?: string
  readonly nameEn?: string | null
  readonly parentId: string | null
  readonly settled?: boolean
  readonly lng?: number | null
  readonly lat?: number | null
  readonly validFrom: string
  readonly details?: Readonly<Record<string, unknown>>
}

export interface NewBoundary {
  readonly placeId: string
  readonly geometry: Boundary
  readonly schematic: boolean
  /** Where the line comes from, such as the survey and its year. */
  readonly source: string
}
