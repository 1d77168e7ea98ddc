export { dutyRegistry, type Duties, type DutySource } from './registry.ts'
export { type DutyItem, factsOf } from './types.ts'
export { isPlanned, planDuties, type Planned, type PlanOptions } from './plan.ts'
export {
  callDuties,
  dropDuty,
  type DutyOccasion,
  exemptDuty,
  expectDuty,
  keepDuty,
  type Kept,
  liftExemption,
  loseEvidence,
  noteDutyKept,
} from './keep.ts'
export { type DutyRun, type OnDutyStep, recountDuties, runDuties, tidyDuties } from './jobs.ts'
export {
  countDuties,
  dueList,
  type DutyCount,
  type DutyEvent,
  type DutyEventFed,
  type DutyFeedPosition,
  type DutyFilter,
  dutyReach,
  findDutyOf,
  isOrganisationRole,
  listDutiesOfPerson,
  listDutiesOfPlace,
  listDutiesOfVillage,
  listDutyEvents,
  listDutyFeed,
  listExemptionReasons,
} from './reads.ts'
export { findCalendarOwner } from './calendars.ts'
export { type CalendarEntry, writeCalendar } from './icalendar.ts'
export { dutyOperations } from './operations.ts'
