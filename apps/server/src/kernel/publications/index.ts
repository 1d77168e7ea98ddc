export type { CataloguedItem, Edition, PublicEdition, PublicEditionLine, Publication } from './types.ts'
export { findEdition, findPublication, listEditions, listEditionsBy } from './rows.ts'
export {
  abandon,
  beginEdition,
  goPublic,
  hold,
  lockEdition,
  type LockedEdition,
  mayTakeBack,
  noteChecked,
  noteSigned,
  type Publishing,
  release,
  saveDraft,
  withdraw,
} from './write.ts'
export { type HiddenBy, hideEdition, isShown, listInTexts, listSharingPapers } from './hiding.ts'
export { type EditionProblem, listProblems, listSearched, statementBefore } from './problems.ts'
export { type Impact, keepImpact, lacksImpact, listImpacts, removeOldImpacts } from './impact.ts'
export { plainTitle, publicBodyOf } from './body.ts'
export { type Confirmation, doubtsOf, keepConfirmation, listConfirmations } from './confirmations.ts'
export {
  askCountyNumbers,
  type CountyNumber,
  listCountyNumbers,
  type NumbersToCall,
  numbersToCall,
  showDemoNumbers,
} from './county-numbers.ts'
export { askPublicContact, grantPublicContact, listWaitingContacts, refusePublicContact } from './contacts.ts'
export { listDueEditions } from './schedule.ts'
export { everybody, type Readership, villagersOf } from './readership.ts'
export {
  findPublicEdition,
  findPublished,
  listPublic,
  listPublicEditions,
  listPublicTexts,
  type PublicFilter,
} from './public-reads.ts'
export { listOnTheirWay, listPublicationsOf, type PublicationLine, titlesOfEditions } from './reads.ts'
export {
  changeQuestion,
  countQuestions,
  listQuestions,
  listQuestionsOfVillage,
  noteQuestion,
  type PublicQuestion,
  type QuestionCounts,
} from './questions.ts'
export { checkEditions, listHidden } from './verify.ts'
export { checkPublished } from './verify-published.ts'
export { checkPapers, findPaper, listAttached, readPaper } from './attachments.ts'
export { publicationsIdea } from './idea.ts'
