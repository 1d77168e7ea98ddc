import type { Idea } from '#platform/idea'
import { grantCarryOuts } from './grants.ts'
import { peopleOperations } from './operations.ts'

/** People 人与责任. */
export const peopleIdea = {
  operations: () => peopleOperations,
  approvals: () => grantCarryOuts,
} satisfies Idea
