export {
  type CommandLogged,
  findNewestCommand,
  commandLog,
  listCommands,
  listCommandsOn,
  takenRows,
} from './commands.ts'
export { commandInsert, type CommandToLog, findCommand, isRepeatedCommand, recordInsert } from './log-command.ts'
export { exportAudit, linkAudit, verifyAudit } from './chain.ts'
export { readHeads } from './heads.ts'
export { auditIdea } from './idea.ts'
