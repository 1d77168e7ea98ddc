export { appendToLog, findLogPositions, type LogAppend, type LogPosition } from './append.ts'
export { mountPublicLog } from './mount.ts'
export { openOwnWitness, type OwnWitness, ownWitnessAccount } from './own-witness.ts'
export { type PublicLog, rotateLogKey, runPublicLog } from './public-log.ts'
export { findLogHead, findLogProof, type LogHead } from './read.ts'
export { listKeys as listLogKeys } from './sequence.ts'
export {
  type CheckEntries,
  type CheckThings,
  listNotedHeads,
  type LogTablesReport,
  type PlacedEntry,
  verifyLog,
} from './verify-log.ts'
export { mountVerifyPage } from './verify-page.ts'
export { listWitnessStates, noteWitness, type WitnessSaid } from './witness-states.ts'
export { listWitnesses, type OnRefused, type Witness } from './witnesses.ts'
export { publicLogIdea } from './idea.ts'
