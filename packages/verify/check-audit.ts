#!/usr/bin/env node
// Checks an export of the audit trail without the server: node check-audit.ts EXPORT [NO:HASH …]
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import { checkAudit, readAuditLine } from './src/audit.ts'

const [file, ...noted] = process.argv.slice(2)
if (file === undefined) {
  process.stderr.write('node check-audit.ts EXPORT [NO:HASH …]   NO:HASH are links noted outside of the database\n')
  process.exit(2)
}
const known = new Map(noted.map((text) => [Number(text.split(':')[0]), text.split(':')[1] ?? ''] as const))
const checker = checkAudit((text) => createHash('sha256').update(text).digest('hex'), known)
for await (const text of createInterface({ input: createReadStream(file), crlfDelay: Infinity })) {
  const line = readAuditLine(text)
  if (line === undefined) checker.addUnreadable(text.slice(0, 80))
  else checker.add(line)
}
const report = checker.end()
for (const { kind, link, line, detail } of report.faults)
  process.stdout.write(`✗ line ${line}, link ${link}: ${detail} (${kind})\n`)
process.stdout.write(
  `${report.faults.length === 0 ? '✓' : '✗'} county ${report.county}: ${report.links} links over ${report.rows - report.rowsNotLinked} lines, ${report.rowsNotLinked} not linked yet; head ${report.head}\n`,
)
process.exitCode = report.faults.length === 0 ? 0 : 1
