/** What is said in the terminal when the server starts and stops, to whoever runs the machine. */
export const start = {
  'text.start.portWrong': 'PORT is “{value}”, which is no port; write a whole number from 0 to 65535.',
  'text.start.portTaken': 'Port {port} is in use by another program; stop that one, or choose another port with PORT.',
  'text.start.portForbidden':
    'Port {port} may not be used by this account; choose one above 1024 with PORT and let a reverse proxy stand in front.',
  'text.start.hostWrong':
    'This machine has no address “{host}”, which HOST names ({code}); name one of its own, or leave HOST out.',
  'text.start.folderReadOnly':
    'The data folder {folder} cannot be written ({code}); let the account that runs this write it, or choose another with DATA_DIR.',
  'text.start.folderIsFile': 'The data folder {folder} is a file; choose a folder with DATA_DIR.',
  'text.start.keysMissing':
    'There is no key in {folder}, and the database {database} has sealed data. Put the key back; to begin anew, delete that database as well.',
  'text.start.folderFull': 'The disk of the data folder {folder} is full; make room, it is tried again.',
  'text.start.folderInUse': 'The data folder is in use by process {pid}; stop it first.',
  'text.start.clockBehind':
    'The clock of this machine says {clock}, which is before the newest record ({newest}), so the server did not start; set the clock right. To go on with this time all the same, add --clock-behind.',
  'text.start.unregistered':
    'The process {process} names “{name}”, which nobody registered, so the server did not start; compare its declaration with how the server is wired.',
  'text.start.databaseLost': 'The database ended; the server starts again.',
  'text.start.empty': 'This installation is empty. Run: npm run xiangzhi -- init <county pack>',
  'text.start.witness.separate':
    'The witness of the public log on this machine runs under another system account: whoever takes over the server program alone cannot make it sign a rewritten log; whoever administers the machine can, so ask one outside as well.',
  'text.start.witness.same':
    'The witness of the public log on this machine runs under the same system account as the server: it notices a database that was set back, not somebody who took over the server program, so ask one outside as well.',
} as const
