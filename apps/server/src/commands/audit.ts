import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import { createHash } from 'node:crypto'
import { parseArgs } from 'node:util'
import { type AuditReport, checkAudit, readAuditLine } from '@xiangzhi/verify'
import { exportAudit, readHeads, verifyAudit } from '#platform/audit'
import { listDamages, readManifest } from '#platform/backup'
import type { Database } from '#platform/database'
import { type Commands, dataFolder, requireCounty, say, withInstallation } from './environment.ts'
import { verifyPublicLog } from './public-log.ts'

function withTrail(work: (db: Database, county: number) => Promise<void>): Promise<void> {
  return withInstallation(async (installation) => work(installation.db, await requireCounty(installation)))
}

function tell({ faults, county, links, rows, rowsNotLinked, head }: AuditReport): void {
  for (const { kind, link, line, detail } of faults) say(`✗ link ${link}, line ${line}: ${detail} (${kind})`)
  const linked = rows - rowsNotLinked
  say(
    `${faults.length === 0 ? '✓' : '✗'} county ${county}: ${links} links over ${linked} lines, ${rowsNotLinked} not linked yet`,
  )
  say(`head ${links}:${head}`)
  if (faults.length > 0) process.exitCode = 1
}

async function checkFile(file: string, known: ReadonlyMap<number, string>): Promise<AuditReport> {
  const checker = checkAudit((text) => createHash('sha256').update(text).digest('hex'), known)
  for await (const text of createInterface({ input: createReadStream(file), crlfDelay: Infinity })) {
    const line = readAuditLine(text)
    if (line) checker.add(line)
    else checker.addUnreadable(text.slice(0, 80))
  }
  return checker.end()
}

async function checkBackup(folder: string): Promise<void> {
  const manifest = await readManifest(folder)
  const damages = await listDamages(folder, manifest)
  for (const damage of damages) say(`✗ ${damage}`)
  say(`${damages.length === 0 ? '✓' : '✗'} ${manifest.files} files of ${manifest.finishedAt}`)
  if (damages.length > 0) process.exitCode = 1
}

/** The audit trail: handed out, and checked, with the server or without it. */
export const auditCommands: Commands = {
  audit: {
    use: 'audit export                print the audit trail as JSON lines, for checking without the server',
    run: async ([what]) => {
      if (what !== 'export') throw new Error('audit export')
      await withTrail(async (db, county) => {
        for await (const line of exportAudit(db, county))
          if (!process.stdout.write(`${JSON.stringify(line)}\n`))
            await new Promise((done) => process.stdout.once('drain', done))
      })
    },
  },
  verify: {
    use: 'verify audit [--file EXPORT] [--head NO:HASH] | log [--head FILE] | backup DIR   count the chain, the public log or every checksum of a backup anew; exit code 1 when it does not hold',
    run: async ([what, ...args]) => {
      if (what === 'backup' && args[0] !== undefined) {
        await checkBackup(args[0])
        return
      }
      if (what === 'log') {
        await verifyPublicLog(args)
        return
      }
      if (what !== 'audit')
        throw new Error('verify audit [--file EXPORT] [--head NO:HASH], verify log, or verify backup DIR')
      const { values } = parseArgs({
        args,
        options: { file: { type: 'string' }, head: { type: 'string', multiple: true } },
      })
      const given = new Map((values.head ?? []).map((text) => [Number(text.split(':')[0]), text.split(':')[1] ?? '']))
      if (values.file !== undefined) {
        tell(await checkFile(values.file, given))
        return
      }
      await withTrail(async (db, county) =>
        tell(await verifyAudit(db, county, new Map([...(await readHeads(dataFolder(), county)), ...given]))),
      )
    },
  },
}
