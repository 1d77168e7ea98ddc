export { listReportsOfPhone, type OwnReport, withdrawContact } from './reporter.ts'
export { type CaseChange, listCaseChanges } from './changes.ts'
export {
  findNumberByToken,
  findPublicRequests,
  findUnlistedRequests,
  listPublicRequests,
  listPublicUpdates,
  type PublicRequest,
} from './public-requests.ts'
export { countPublicCases, listCounterDifferences, rebuildCounters } from './counters.ts'
export { addFormerCases, type FormerCase, formerCaseId, listSealedFormer } from './import.ts'
export { recomputeProvisional, runClocks } from './jobs.ts'
export { loadForChange } from './load.ts'
export { decisionFacts } from './rules.ts'
export { leaveNumber, takeBackNumber } from './followers.ts'
export { type CaseEventFed, findCaseContacts, listCaseEvents } from './feed.ts'
export { type CaseNumbers, caseNumbers } from './numbers.ts'
export { type CasesEnvironment, villageNamed } from './asked.ts'
export {
  casesAbout,
  findCaseAbout,
  goOnAbout,
  listNextAbout,
  listStandingAbout,
  listSubjectsThatStand,
  type NextAbout,
} from './about.ts'
export { requireBeyond } from './beyond.ts'
export type { SubjectTeller, SubjectTellers } from './subjects.ts'
export { type CarryingOut, type CarryOuts } from './carry-out.ts'
export { beginCase } from './opening-operations.ts'
export { casesIdea } from './idea.ts'
export { type Processes, processRegistry } from './registry.ts'
export { tokenHash, tokenOf } from './token.ts'
export { listRoutingFacts, type RoutedCase } from './trace.ts'
export { countReported, type ReportedCount } from './reported.ts'
export type { CaseChanged, CaseRecord } from './types.ts'
export { caseReaders } from './view.ts'
export { listActingOn } from './desks.ts'
export { countContactsOverdue, forgetOldContacts } from './forget-contacts.ts'
export { type CaseBatch, caseBatch } from './batch.ts'
export { beginHistory, type CaseHistory, type HistoryGround } from './history.ts'
export { caseNumber, numbersOf, reserveNumbers } from './numbers.ts'
export type { By, CaseSource } from './types.ts'
export type { KeptChange } from './write.ts'
export { type Measured, measureCases, publicFigures } from './measures.ts'
export { isSealed, secondPersonTeller, stillHears, wasSealedSince } from './reading.ts'
export { askingAgain } from './beginnings.ts'
