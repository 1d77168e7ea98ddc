export { columnsOf, type RosterKind, rosterKinds } from './columns.ts'
export { type FormerCasesReport, importFormerCases } from './former-cases.ts'
export { type CaseMapping, readMapping } from './mapping.ts'
export { importsIdea } from './idea.ts'
export {
  beginRoster,
  cancelRoster,
  commitRoster,
  forgetOldRows,
  type ImportEnvironment,
  importableBy,
  readRoster,
  undoRoster,
} from './roster.ts'
export { writeTemplate } from './template.ts'
