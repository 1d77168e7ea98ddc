export {
  abandonUnfinished,
  addRun,
  endRun,
  findRun,
  type ImportKind,
  type ImportProblem,
  type ImportRun,
  listRuns,
  lockRun,
  noteProgress,
  type RunStatus,
  type Totals,
} from './runs.ts'
export { dropRows, listStaged, stageRows, type StagedAction, type StagedRow } from './rows.ts'
