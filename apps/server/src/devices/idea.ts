import type { Idea } from '#platform/idea'
import { deviceOperations, type ScreenVersions } from './operations.ts'

/** The screens that show disclosures. */
export const devicesIdea = {
  operations: ({ screens }: { readonly screens: ScreenVersions }) => deviceOperations(screens),
} satisfies Idea
