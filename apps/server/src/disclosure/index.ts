import type { SubjectTellers } from '#kernel/cases'
import { editionSubject } from '#kernel/publications'
import { confirmationOperations } from './confirmations.ts'
import { contactOperations } from './contacts.ts'
import type { DisclosureEnvironment } from './environment.ts'
import { draftOperations } from './drafts.ts'
import { excelOperations } from './excel.ts'
import { hidingOperations } from './hiding.ts'
import { impactOperations } from './impact.ts'
import { moveOperations } from './moves.ts'
import { publicOperations } from './public-operations.ts'
import { printOperations } from './print-run.ts'
import { questionOperations } from './questions.ts'
import { readOperations } from './reads.ts'

export { contactCarryOuts } from './contacts.ts'
export { disclosureCarryOuts } from './carry-outs.ts'
export { hidingCarryOuts } from './hiding.ts'
export { itemsOf } from './catalogue.ts'
export { disclosureDuties } from './duties.ts'
export { countExpected } from './expected.ts'
export { logMissedDisclosures } from './misses.ts'
export { readEdition, withheldView } from './public-operations.ts'
export { publishScheduled } from './schedule.ts'

/** What disclosures tell the needs of cases about them. */
export const disclosureTellers: SubjectTellers = { edition: editionSubject }

/** The operations of disclosure: publications, their review as cases, their duties. */
export function disclosureOperations(environment: DisclosureEnvironment) {
  return {
    ...readOperations(environment),
    ...draftOperations(environment),
    ...moveOperations(environment),
    ...confirmationOperations(environment),
    ...contactOperations,
    ...excelOperations,
    ...hidingOperations,
    ...impactOperations,
    ...printOperations,
    ...publicOperations,
    ...questionOperations(environment),
  } as const
}
