import { execFileSync } from 'node:child_process'
import { readFileSync, statSync } from 'node:fs'
import { dirname, resolve } from 'node:path'

/** The account PostgreSQL runs under when this process is root, which PostgreSQL refuses. */
export interface ServerUser {
  readonly uid: number
  readonly gid: number
}

/** PostgreSQL looks its own account up by number, so it must be one that exists. */
const CANDIDATES = ['postgres', 'nobody']

const accounts = (): Map<string, ServerUser> => {
  const found = new Map<string, ServerUser>()
  for (const line of readFileSync('/etc/passwd', 'utf8').split('\n')) {
    const [name, , uid, gid] = line.split(':')
    if (name !== undefined && uid !== undefined && gid !== undefined) found.set(name, { uid: +uid, gid: +gid })
  }
  return found
}

/** Owns nothing else where an installer has made it; the others exist on every system. */
const WITNESS_CANDIDATES = ['xiangzhi-witness', 'nobody', 'daemon', 'bin']

/**
 * The account the installation's own witness runs under when this process is root: neither root nor the one of the database.
 * Undefined when this process is an ordinary user, which can give nothing away, or when there is no such account.
 */
export const findWitnessUser = (database: ServerUser | undefined): ServerUser | undefined => {
  if (process.getuid?.() !== 0) return undefined
  const known = accounts()
  return WITNESS_CANDIDATES.map((name) => known.get(name)).find(
    (user) => user !== undefined && user.uid !== 0 && user.uid !== database?.uid,
  )
}

/** Undefined when this process is an ordinary user and PostgreSQL can simply run as the same one. */
export const findServerUser = (existingData: string): ServerUser | undefined => {
  if (process.getuid?.() !== 0) return undefined
  const owner = statSync(existingData, { throwIfNoEntry: false })
  if (owner !== undefined && owner.uid !== 0) return { uid: owner.uid, gid: owner.gid }
  const known = accounts()
  for (const name of CANDIDATES) {
    const user = known.get(name)
    if (user !== undefined) return user
  }
  throw new Error('PostgreSQL cannot run as root, and there is no account "postgres" or "nobody" to run it as')
}

/** Whether the account may walk to the folder: a checkout under a home of mode 0700 is out of its reach. */
export const canReach = (folder: string, user: ServerUser | undefined): boolean => {
  if (user === undefined) return true
  for (let at = resolve(folder); ; at = dirname(at)) {
    const entry = statSync(at, { throwIfNoEntry: false })
    if (entry !== undefined) {
      const bit = entry.uid === user.uid ? 0o100 : entry.gid === user.gid ? 0o010 : 0o001
      if ((entry.mode & bit) === 0) return false
    }
    if (at === dirname(at)) return true
  }
}

/** When a process started, as the system words it; undefined when there is no such process. */
export const processStart = (pid: number): string | undefined => {
  try {
    process.kill(pid, 0)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return undefined
  }
  if (process.platform === 'win32') return 'running'
  if (process.platform === 'linux') {
    try {
      // The command name may hold spaces and brackets, so the fields are counted from its closing bracket.
      const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
        .replace(/^.*\) /s, '')
        .split(' ')
      // A zombie is dead; only its parent has not noticed yet.
      return fields[0] === 'Z' ? undefined : fields[19]
    } catch {
      return undefined
    }
  }
  try {
    return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim() || undefined
  } catch {
    return undefined
  }
}
