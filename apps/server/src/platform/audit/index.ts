export { type CommandFilter, type CommandLogged, listCommands, listCommandsOn } from './commands.ts'
