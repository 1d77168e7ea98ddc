import type { Idea } from '#platform/idea'
import { doctorOperations } from './examine.ts'

/** What a set-up lacks. */
export const doctorIdea = { operations: doctorOperations } satisfies Idea
