import type { Idea } from '#platform/idea'
import { placesOperations } from './operations.ts'

/** Places 网格与地域. */
export const placesIdea = { operations: () => placesOperations } satisfies Idea
