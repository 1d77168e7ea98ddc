export { sql, type Statement } from './statement.ts'
export type { Tx } from './transaction.ts'
export { APP_ROLE, openDatabase, type Database, type DatabaseOptions } from './database.ts'
export {
  type Cluster,
  findCluster,
  findRunningPostgres,
  makePrivate,
  startEmbeddedPostgres,
  type EmbeddedPostgres,
} from './embedded.ts'
export { SHARED_FOLDER } from './binaries.ts'
export { canReach, findWitnessUser, type ServerUser } from './server-user.ts'
export { archiveFolder, restoreCommand } from './wal-archive.ts'
export { distribute } from './distribute.ts'
export { migrate, SCHEMA_FOLDER } from './migrate.ts'
export { withReplica } from './replica.ts'
export { isUnavailable } from './unavailable.ts'
