import type { Idea } from '#platform/idea'
import { mountOpen311 } from './routes.ts'

/** Open311 for other systems. */
export const open311Idea = { mount: mountOpen311 } satisfies Idea
