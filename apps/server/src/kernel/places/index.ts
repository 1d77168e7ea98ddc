export {
  type Boundary,
  type JointArea,
  type MapShape,
  type NewBoundary,
  type NewPlace,
  type Place,
  type PlaceKind,
  type PlaceStanding,
  type PlaceStep,
  type Position,
  type Ring,
} from './types.ts'
export {
  countHouseholdsWithoutGrid,
  countPlaces,
  findCounty,
  findPlace,
  findPlaceByCode,
  listChildren,
  listHouseholdsWithoutGrid,
  listJointAreas,
  listPlaces,
  listPlacesByIds,
  countyPlaceId,
  pathOf,
  placeNamesOf,
  placeAt,
  placeStanding,
  placeStandingByCode,
  type PlaceFilter,
} from './reads.ts'
export { findBoundary, mapShapes, type ShapeFilter } from './map-reads.ts'
export {
  countLeftHanging,
  listPlacesByCodes,
  type PlaceRewrite,
  removeUntouchedPlaces,
  rewritePlaces,
} from './import.ts'
export { addJointAreas, addPlaces, setBoundaries, type NewJointArea } from './bulk.ts'
export {
  addPlace,
  changePlace,
  endJointArea,
  endPlace,
  setBoundary,
  type BoundaryChange,
  type PlaceChange,
  type PlaceEnding,
} from './commands.ts'
export { codeFits, mayStandIn, nameOfPath } from './rules.ts'
export { listGridOverlaps, listHouseholdsElsewhere, type Overlap } from './overlaps.ts'
export { layOutSchematic, type SchematicOptions, type SchematicPlace, type SchematicShape } from './schematic.ts'
export { placesIdea } from './idea.ts'
export { placeRows } from './operations.ts'
