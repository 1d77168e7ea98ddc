export {
  abandonUnfinished,
  addRun,
  endRun,
  findRun,
  type ImportProblem,
  type ImportRun,
  listRuns,
  lockRun,
  noteProgress,
  type Totals,
} from './runs.ts'
export {
  dropOldRows,
  dropRows,
  expectManyRows,
  listStaged,
  stageRows,
  type StagedAction,
  type StagedRow,
} from './rows.ts'
