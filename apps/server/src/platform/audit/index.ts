export { type CommandFilter, type CommandLogged, listCommands, listCommandsOn } from './commands.ts'
export { commandInsert, type CommandToLog, findCommand, isRepeatedCommand } from './log-command.ts'
export { exportAudit, linkAudit, verifyAudit } from './chain.ts'
export { readHeads, startAuditLinking } from './heads.ts'
