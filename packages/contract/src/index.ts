export * from './operation.ts'
export { countedAtMost, defineList, type List, type ListColumn, type ListFilter } from './list.ts'
export type { PublicBurden, PublicLimit, PublicWrite } from './public-write.ts'
export * from './session.ts'
export {
  type CaseChanged,
  type CaseFilter,
  type CaseFilterInput,
  caseFilterNames,
  type CaseOpening,
  workCounts,
} from './case-inputs.ts'
export {
  type CaseClockView,
  type CaseEventView,
  type CaseRowView,
  type CaseView,
  type NextActionView,
  type WaitingRowView,
} from './case-views.ts'
export * from './case-changes.ts'
export * from './cases.ts'
export * from './standing-back.ts'
export * from './progress.ts'
export * from './places.ts'
export * from './people.ts'
export * from './administration.ts'
export * from './approvals.ts'
export * from './keys.ts'
export * from './webhooks.ts'
export * from './imports.ts'
export * from './doctor.ts'
export * from './messages.ts'
export * from './measures.ts'
export * from './indicators.ts'
export {
  type DueStatus,
  type EditionStatus,
  type EditionView,
  type ExpectedView,
  type ItemView,
  type HidingDocument,
  type PublicBody,
  type QuestionView,
} from './disclosure-words.ts'
export * from './duties.ts'
export * from './saved-views.ts'
export * from './disclosure.ts'
export { exportEditionTable, importEditionTable, printRun } from './disclosure-sheets.ts'
export * from './impact.ts'
export {
  askAboutPublication,
  getPlaceMoney,
  getPublicEdition,
  getPublicItem,
  getVillageDisclosure,
  listVillageQuestions,
  type PublicEditionView,
  type MissingLine,
  type PublishedLine,
  searchDisclosures,
} from './disclosure-public.ts'
export {
  type ChannelRowView,
  type DeviceRowView,
  listChannelReceipts,
  deviceList,
  deviceStates,
  exportDevices,
  listDevices,
  recordBoardPhoto,
  registerDevice,
  revokeDevice,
} from './devices.ts'
