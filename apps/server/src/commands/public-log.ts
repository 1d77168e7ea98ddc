import { readFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { type Checkpoint, readCheckpoint, readNote } from '@xiangzhi/verify'
import { listLogKeys, listNotedHeads, listWitnesses, rotateLogKey, runPublicLog, verifyLog } from '#platform/public-log'
import { listHidden } from '#kernel/publications'
import { clock, type Commands, dataFolder, requireCounty, say, withInstallation } from './environment.ts'

/** Reads a head that somebody kept: what a QR code on paper said, or what a witness or a verifier has seen. */
async function readHead(file: string): Promise<Checkpoint> {
  const text = `${(await readFile(file, 'utf8')).trimEnd()}\n`
  const checkpoint = readCheckpoint(readNote(text)?.text ?? text)
  if (!checkpoint) throw new Error(`${file} holds no head of a log`)
  return checkpoint
}

/** Counts the public log anew from the tables, against the heads that were noted outside of them and those that are given. */
export async function verifyPublicLog(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({ args: [...args], options: { head: { type: 'string', multiple: true, default: [] } } })
  const given = await Promise.all(values.head.map(readHead))
  await withInstallation(async (installation) => {
    const county = await requireCounty(installation)
    const known = [...given, ...(await listNotedHeads(dataFolder(), county))]
    const report = await verifyLog(installation.db, county, { known, ...installation.checksOfLog })
    const { faults, entries, checkpoints, tiles } = report
    for (const fault of faults) say(`✗ ${fault}`)
    for (const hidden of await installation.db.read(county, listHidden)) say(`· ${hidden}`)
    say(
      `${faults.length === 0 ? '✓' : '✗'} county ${county}: ${entries} entries, ${checkpoints} signed heads, ${tiles} tiles counted anew`,
    )
    if (faults.length > 0) process.exitCode = 1
  })
}

/** The public log: its keys, its witnesses, and changing the key. */
export const publicLogCommands: Commands = {
  log: {
    use: 'log keys | witnesses | sequence | rotate-key [--lost]   the keys of the public log, who cosigns it, writing what waits, changing the key',
    run: async ([what, ...args]) => {
      await withInstallation(async (installation) => {
        const county = await requireCounty(installation)
        const publicLog = { ...installation, county }
        if (what === 'keys') {
          for (const { fromSize, verifierKey } of await installation.db.read(county, listLogKeys))
            say(`${verifierKey}   from ${fromSize} entries on`)
        } else if (what === 'witnesses') {
          for (const { verifier, url } of await listWitnesses(dataFolder())) say(`${verifier.name}   ${url}`)
        } else if (what === 'sequence') {
          const done = await runPublicLog(publicLog)
          say(done ? `${done.appended} entries written, ${done.size} in all` : 'nothing waits')
        } else if (what === 'rotate-key') {
          const { values } = parseArgs({ args: [...args], options: { lost: { type: 'boolean', default: false } } })
          say(await rotateLogKey(publicLog, clock.now(), values.lost))
        } else {
          throw new Error('log keys | witnesses | sequence | rotate-key [--lost]')
        }
      })
    },
  },
}
