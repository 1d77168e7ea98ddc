export { fromHex, fromUtf8, isEqual, toBase64, toHex, toUtf8 } from './bytes.ts'
export {
  checkLog,
  followLog,
  type LogCheck,
  type LogFault,
  type LogFaultKind,
  type LogReport,
  type ReadLog,
} from './check-log.ts'
export { commit, entryBytes, type LogEntry, type LogKind, logKinds, readEntry } from './entry.ts'
export { followKeys } from './follow-keys.ts'
export { EMPTY_ROOT, HASH_BYTES, isConsistent, isIncluded, leafHash, type Tree } from './merkle.ts'
export {
  type Checkpoint,
  checkpointText,
  cosignatureLine,
  cosignedAt,
  isSignedBy,
  makeSigner,
  type Note,
  readCheckpoint,
  readNote,
  readSigner,
  readVerifier,
  type Signer,
  signersOf,
  signingKey,
  signNote,
  type Verifier,
  verifierKey,
} from './note.ts'
export {
  type EditionAnswer,
  isContradiction,
  type MissingAnswer,
  monitorEntries,
  type MonitorFinding,
  monitorMissing,
  type ReadApi,
} from './monitor.ts'
export {
  checkCheckpoint,
  checkEdition,
  checkProof,
  type EditionFile,
  type LogProof,
  type Proved,
  type ProofFault,
  readProof,
  type Trust,
  writeProof,
} from './proof-file.ts'
export {
  bundleOf,
  bundlesOf,
  entriesOfBundle,
  ENTRY_BYTES_MAX,
  parseTilePath,
  type ReadTile,
  TILE_WIDTH,
  type TileName,
  tilePath,
  tilesOf,
  TileTree,
} from './tiles.ts'
export { type BuiltTile, TreeBuilder } from './tree-builder.ts'
export {
  decideCosigning,
  originOf,
  readWitnessRequest,
  type WitnessAnswer,
  type WitnessRequest,
  writeWitnessRequest,
} from './witness.ts'
export {
  addToDigest,
  type AuditChecker,
  type AuditFault,
  type AuditFaultKind,
  type AuditLine,
  type AuditLink,
  type AuditReport,
  type AuditRow,
  checkAudit,
  hashOfLink,
  NO_HASH,
  readAuditLine,
  type Sha256,
} from './audit.ts'
export { canonicalJson, type Json } from './canonical-json.ts'
