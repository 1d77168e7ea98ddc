import type { CasesEnvironment } from './asked.ts'
import { changeFeedOperations } from './changes.ts'
import { changeOperations } from './change-operations.ts'
import { concernedOperations } from './concerned.ts'
import { relationChanges } from './declared-relations.ts'
import { openingOperations } from './opening-operations.ts'
import { readOperations } from './read-operations.ts'
import { reporterOperations } from './reporter-operations.ts'

/** The operations of cases, bound to reads and commands. */
export function casesOperations(environment: CasesEnvironment) {
  return {
    ...openingOperations(environment),
    ...readOperations(environment),
    ...changeOperations(environment),
    ...concernedOperations(environment),
    ...relationChanges,
    ...changeFeedOperations(environment),
    ...reporterOperations(environment),
  } as const
}
