/** What an installation still lacks, for administrators. */
export const doctor = {
  'text.doctor.calendar.missing':
    'There is no official calendar for {year}; deadlines that reach into it are provisional.',
  'text.doctor.role.nobody': 'Nobody holds the role “{role}”: {places} ({count} in all).',
  'text.doctor.grid.noWorker': 'Grids without a full-time grid worker: {places} ({count} in all).',
  'text.doctor.household.noGrid': 'Households in no grid: {count}.',
  'text.doctor.routing.onlyDefault':
    '{count} categories have no dispatch rule of their own and go by the default: {categories}.',
  'text.doctor.routing.sealedExposed': 'The sealed category “{category}” is not sent to one role under seal.',
  'text.doctor.unit.unknown': 'The unit “{unit}” of the dispatch rules does not exist.',
  'text.doctor.unit.noHandler': 'Units of the dispatch rules without a handler: {units} ({count} in all).',
  'text.doctor.admin.two': '{name} holds {roles}; the three administrators must be different persons.',
  'text.doctor.admin.noSecondStep': 'Accounts of administrators without the second step: {accounts}.',
  'text.doctor.account.demo': 'There are demo accounts in an installation that is in service: {accounts}.',
  'text.doctor.account.firstPassword': '{count} accounts still have their first password.',
  'text.doctor.backup.none': 'There has never been a backup.',
  'text.doctor.backup.old': 'The last backup was {hours} hours ago.',
  'text.doctor.backup.yours':
    'The database is a server of your own: back it up by its own means, which cannot be seen here.',
  'text.doctor.archive.off': 'The log of the database is not archived; no moment can be restored.',
  'text.doctor.archive.failing': 'Archiving the log of the database fails: {name} (for {hours} hours).',
  'text.doctor.archive.late': 'The log of the database was last archived {minutes} minutes ago.',
  'text.doctor.disk.low': 'Only {percent}% ({gigabytes} GB) of the disk with the data is free.',
  'text.doctor.clock.drift': 'The clock of the server is {seconds} seconds away from that of the database.',
  'text.doctor.schema.pending': '{count} schema files have not been applied: {names}.',
  'text.doctor.counters.differ': '{count} counters differ from the cases; run rebuild.',
  'text.doctor.fine': 'Nothing is amiss.',
  'text.doctor.level.problem': 'problem',
  'text.doctor.level.warning': 'warning',
  'text.doctor.level.note': 'note',
} as const
