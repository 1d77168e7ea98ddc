import { parseArgs } from 'node:util'
import { isTextKey, say as sentence } from '@xiangzhi/text'
import { v7 as uuidv7 } from 'uuid'
import {
  beginRoster,
  columnsOf,
  commitRoster,
  importFormerCases,
  readMapping,
  readRoster,
  type RosterKind,
  rosterKinds,
  undoRoster,
} from '#imports'
import { findRun, type ImportProblem, type Totals } from '#platform/imports'
import { type Installation } from '#server'
import { type Commands, requireCounty, say, withInstallation } from './environment.ts'

const totalsLine = ({ read, new: added, changed, same, ended, faulty }: Totals): string =>
  `${read} rows = ${added} new + ${changed} changed + ${same} the same + ${ended} ended + ${faulty} mistaken`

/** A mistake as one line: where, and what is wrong, in both languages. */
function problemLine({ row, column, code, facts }: ImportProblem): string {
  const own: string = `text.imports.problem.${code}`
  const key: string = isTextKey(own) ? own : `text.common.refusal.${code}`
  const heading: string = `text.imports.column.${column ?? ''}`
  const told = (language: 'zh-CN' | 'en', text: string, otherwise: string): string =>
    isTextKey(text) ? sentence(language, text, facts) : otherwise
  const where = [`row ${row}`, ...(column === null ? [] : [told('zh-CN', heading, column)])].join(' · ')
  return `  ${where}: ${told('zh-CN', key, code)} ${told('en', key, '')}`
}

async function importRoster(
  installation: Installation,
  kind: RosterKind,
  path: string,
  dryRun: boolean,
): Promise<void> {
  const { db, sealing, clock } = installation
  const county = await requireCounty(installation)
  const environment = { db, county, sealing, clock }
  const file = { id: uuidv7(), kind, path, name: path }
  await beginRoster(environment, file, null)
  await readRoster(environment, file)
  const run = await db.read(county, (tx) => findRun(tx, file.id))
  if (!run) throw new Error('the import is gone')
  say(totalsLine(run.totals))
  for (const problem of run.problems) say(problemLine(problem))
  if (run.status !== 'ready') {
    process.exitCode = 1
    return
  }
  if (dryRun) return say(`nothing was written; the book of imports has it as ${file.id}`)
  await db.write(county, (tx) => commitRoster({ tx, by: undefined, now: clock.now(), id: file.id }))
  say(`applied as ${file.id}; take it back with: import ${kind} --undo ${file.id}`)
}

async function importCases(installation: Installation, path: string, mapping: string, dryRun: boolean): Promise<void> {
  const { db, processes, clock } = installation
  const county = await requireCounty(installation)
  const map = await readMapping(mapping)
  const { totals, problems, sealed } = await importFormerCases(
    { db, county, processes, clock },
    {
      path,
      map,
      dryRun,
      progress: (share, { read }) => process.stderr.write(`${Math.floor(share * 100)} % · ${read} rows\r`),
    },
  )
  say(totalsLine(totals))
  if (sealed > 0) say(`${sealed} of the new ones are sealed: by their category, or because they name an official`)
  for (const problem of problems) say(problemLine(problem))
  if (dryRun) say('nothing was written')
}

async function run(args: readonly string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { 'dry-run': { type: 'boolean' }, undo: { type: 'string' }, mapping: { type: 'string' } },
  })
  const [what, path] = positionals
  const dryRun = values['dry-run'] ?? false
  if (what === 'cases') {
    const { mapping } = values
    if (!path || !mapping) throw new Error('import cases FILE --mapping MAPPING.yaml [--dry-run]')
    return withInstallation((installation) => importCases(installation, path, mapping, dryRun))
  }
  const kind = rosterKinds.find((known) => known === what)
  // Roles are given by a person who answers for it, in the workbench.
  if (!kind || kind === 'grants')
    throw new Error('import places|households|organisations|people|responsibilities|cases FILE')
  const { undo } = values
  if (undo !== undefined) {
    return withInstallation(async (installation) => {
      const county = await requireCounty(installation)
      await installation.db.write(county, (tx) =>
        undoRoster({ tx, by: undefined, now: installation.clock.now(), id: undo }),
      )
      say('taken back')
    })
  }
  if (!path)
    throw new Error(
      `import ${kind} FILE: .xlsx or .csv with the columns ${columnsOf[kind].map(({ key }) => key).join(', ')}`,
    )
  return withInstallation((installation) => importRoster(installation, kind, path, dryRun))
}

/** Rosters and former cases from files. */
export const importCommands: Commands = {
  import: {
    use: 'import places|households|organisations|people|responsibilities FILE [--dry-run] | KIND --undo ID | cases FILE --mapping M [--dry-run]',
    run,
  },
}
