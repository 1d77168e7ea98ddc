import { spawnSync } from 'node:child_process'
import { join } from 'node:path'

/** The folder beside the data that keeps every finished segment of the write-ahead log. */
export const archiveFolder = (cluster: string): string => join(cluster, 'wal-archive')

/** A segment holds what was committed since the one before; after this long an unfinished one is finished and archived. */
const ARCHIVE_AFTER = '60s'

const isRunnable = (name: string): boolean => spawnSync(name, ['--version'], { stdio: 'ignore' }).error === undefined

/** As one word of a shell, whatever the path holds. PostgreSQL puts names in for `%`, so that one is doubled. */
const quoted = (path: string): string => `'${path.replaceAll("'", `'\\''`).replaceAll('%', '%%')}'`

/**
 * Archives each segment compressed, under its name only once it is whole. A segment that is there already is compared:
 * after a crash PostgreSQL may ask a second time, while another content under the same name is never overwritten.
 * Empty when the system has no gzip: then there are no backups of the embedded server.
 */
export const archiveSettings = (folder: string): Record<string, string> => {
  if (!isRunnable('gzip')) return {}
  const [kept, part] = [`${quoted(folder)}/%f.gz`, `${quoted(folder)}/%f.part`]
  const compare = `gzip -dc ${kept} | cmp -s - %p`
  const store = `gzip -1 -c %p > ${part} && sync ${part} && mv ${part} ${kept}`
  return {
    archive_mode: 'on',
    archive_timeout: ARCHIVE_AFTER,
    archive_command: `if [ -f ${kept} ]; then ${compare}; else ${store}; fi`,
  }
}

/** How a server that is being restored fetches a segment from an archive. */
export const restoreCommand = (folder: string): string => `gzip -dc ${quoted(folder)}/%f.gz > %p`
