import { organisationOperations } from './organisation-operations.ts'
import { personOperations } from './person-operations.ts'
import { relationOperations } from './relation-operations.ts'
import { rightsOperations } from './rights-operations.ts'

/** What the contract's operations on people do here. `seeAs` is bound by the API, which knows the processes. */
export const peopleOperations = {
  ...organisationOperations,
  ...personOperations,
  ...relationOperations,
  ...rightsOperations,
} as const
