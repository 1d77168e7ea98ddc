/** What an installation still lacks, for administrators. */
export const doctor = {
  'text.doctor.calendar.missing':
    'There is no official calendar for {year}; deadlines that reach into it are provisional.',
  'text.doctor.role.nobody': 'Nobody holds the role “{role}”: {places} ({count} in all).',
  'text.doctor.grid.noWorker': 'Grids without a full-time grid worker: {places} ({count} in all).',
  'text.doctor.household.noGrid': 'Households in no grid: {count}.',
  'text.doctor.routing.onlyDefault':
    '{count} {count|category has|categories have} no dispatch rule of {count|its|their} own and {count|goes|go} by the default, for instance {categories}.',
  'text.doctor.routing.sealedExposed': 'The sealed category “{category}” is not sent to one role under seal.',
  'text.doctor.unit.unknown': 'The unit “{unit}” of the dispatch rules does not exist.',
  'text.doctor.unit.noHandler': 'Units of the dispatch rules without a handler: {units} ({count} in all).',
  'text.doctor.admin.two': '{name} holds {roles}; the three administrators must be different persons.',
  'text.doctor.admin.noSecondStep': 'Accounts of administrators without the second step: {accounts}.',
  'text.doctor.account.demo': 'There are demo accounts in an installation that is in service: {accounts}.',
  'text.doctor.account.firstPassword':
    '{count} {count|account still has its|accounts still have their} first password.',
  'text.doctor.backup.none': 'There has never been a backup.',
  'text.doctor.backup.old': 'The last backup was {hours} {hours|hour|hours} ago.',
  'text.doctor.backup.yours':
    'The database is a server of your own: back it up by its own means, which cannot be seen here.',
  'text.doctor.archive.off': 'The log of the database is not archived; no moment can be restored.',
  'text.doctor.archive.failing': 'Archiving the log of the database fails: {name} (for {hours} {hours|hour|hours}).',
  'text.doctor.archive.late': 'The log of the database was last archived {minutes} {minutes|minute|minutes} ago.',
  'text.doctor.disk.full':
    'The data disk is full and nothing new is taken on; it goes on by itself once there is room. {percent}% ({gigabytes} GB) is left.',
  'text.doctor.disk.low': 'Only {percent}% ({gigabytes} GB) of the disk with the data is free.',
  'text.doctor.clock.drift':
    'The clock of the server is {seconds} {seconds|second|seconds} away from that of the database.',
  'text.doctor.schema.pending': '{count} schema {count|file has|files have} not been applied: {names}.',
  'text.doctor.contacts.kept':
    'The contacts of {count} cases are kept longer than two years after closing. Check that the background job “old contacts” runs.',
  'text.doctor.counters.differ': '{count} {count|counter differs|counters differ} from the cases; run rebuild.',
  'text.doctor.messages.stuck':
    '{count} {count|message has|messages have} been due for half an hour, or {count|was|were} tried three times, and {count|is|are} not delivered.',
  'text.doctor.messages.givenUp':
    '{count} {count|message|messages} could not be delivered within a day and {count|was|were} given up.',
  'text.doctor.keys.idle':
    '{count} {count|key|keys} of connected systems {count|has|have} not been used for three months: {names}.',
  'text.doctor.todo.calendar':
    'When the State Council has published the days off of that year, enter them under “Calendars”; deadlines are counted again by themselves.',
  'text.doctor.todo.role':
    'Ask the security administrator to grant it under “Roles”; where nobody holds it, cases stand.',
  'text.doctor.todo.grid': 'Ask the security administrator to grant grid workers to these grids under “Roles”.',
  'text.doctor.todo.household':
    'Look at the coverage under “Places” and put these households into grids, or import the list again.',
  'text.doctor.todo.routing':
    'See whether the default fits; if not, add a row under “Routing”, and try it before it is in force.',
  'text.doctor.todo.sealed': 'Send it to the role of the county that keeps sealed cases, under “Routing”, at once.',
  'text.doctor.todo.unit':
    'Add the unit under “Organisations”, or ask the security administrator to grant it a handler.',
  'text.doctor.todo.administrators':
    'Ask the security administrator to end one of the roles and to give it to somebody else.',
  'text.doctor.todo.second-step': 'Ask these people to turn on the second step in the account menu at the top right.',
  'text.doctor.todo.demo-accounts': 'Disable these accounts under “Accounts”.',
  'text.doctor.todo.first-passwords': 'Ask them to sign in once; they will be asked for a new password.',
  'text.doctor.todo.keys': 'Ask whether they are still needed; if not, end them under “Connected systems”.',
  'text.doctor.todo.messages':
    'See the problem in the ledger below the message matrix; mostly a gateway, the network or a password has changed. Once mended, they are sent by themselves.',
  'text.doctor.todo.messages-lost': 'See why in the ledger of deliveries, and try again those that still matter.',
  'text.doctor.todo.backup': 'Have a daily backup set up as in “Backup and restore”, and try once to restore it.',
  'text.doctor.todo.archive': 'Have the folder of the archive and the space on its disk looked at.',
  'text.doctor.todo.clock': 'Have the clock of the server synchronised.',
  'text.doctor.todo.disk': 'Have the disk with the data cleared or enlarged.',
  'text.doctor.todo.schema': 'Have the server restarted as in “Upgrade”, so that the schema is brought up to date.',
  'text.doctor.todo.counters': 'Have rebuild run, and tell the developers about it.',
  'text.doctor.witness.refused': 'A witness refuses to sign the public log: {names}. It has seen another log.',
  'text.doctor.witness.silent': 'A witness of the public log does not answer: {names}.',
  'text.doctor.witness.none': 'The public log has no witness: nobody outside can show that it was not written anew.',
  'text.doctor.witness.inside':
    'All witnesses of the public log stand on this machine: who administers it can replace them.',
  'text.doctor.witness.sameAccount':
    'The own witness runs under the account of the server: whoever takes that account can change the log and the witness together. Start the service as root, and the witness gets an account of its own.',
  'text.doctor.todo.witness':
    'Ask a township, the discipline office, a school or a villager to run a witness on a machine of their own, as the guide on the public log says. When one refuses, the auditor first asks what it has seen; its folder is never deleted.',
  'text.doctor.fine': 'Nothing is amiss.',
  'text.doctor.level.problem': 'problem',
  'text.doctor.level.warning': 'warning',
  'text.doctor.level.note': 'note',
} as const
