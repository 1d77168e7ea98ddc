#!/usr/bin/env node
import { Hindrance, PASSING_EXIT_CODE } from '#platform/hindrance'
import { auditCommands } from './commands/audit.ts'
import { backupCommands } from './commands/backup.ts'
import { databaseCommands } from './commands/database.ts'
import { doctorCommands } from './commands/doctor.ts'
import { type Commands, say } from './commands/environment.ts'
import { keyCommands } from './commands/key.ts'
import { importCommands } from './commands/import.ts'
import { packCommands } from './commands/pack.ts'
import { publicLogCommands } from './commands/public-log.ts'
import { simulateCommands } from './commands/simulate.ts'
import { startCommands } from './commands/start.ts'
import { userCommands } from './commands/user.ts'

const commands: Commands = {
  ...startCommands,
  ...packCommands,
  ...importCommands,
  ...userCommands,
  ...keyCommands,
  ...databaseCommands,
  ...simulateCommands,
  ...backupCommands,
  ...auditCommands,
  ...publicLogCommands,
  ...doctorCommands,
}

async function main(): Promise<void> {
  const [name = 'start', ...args] = process.argv.slice(2)
  const command = commands[name]
  if (!command) {
    say('xiangzhi …')
    for (const { use } of Object.values(commands)) say(`  ${use}`)
    process.exitCode = name === 'help' || name === '--help' ? 0 : 1
    return
  }
  await command.run(args)
}

try {
  await main()
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  if (process.env.LOG_LEVEL === 'debug') console.error(error)
  process.exit(error instanceof Hindrance && error.passes ? PASSING_EXIT_CODE : 1)
}
