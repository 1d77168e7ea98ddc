// Writes docs/what-it-costs.md: how many files and lines it takes to add something, counted, beside the goals.
// With --check it only says whether the file is out of date.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { format } from 'oxfmt'
import { processes } from '../packages/practices/src/index.ts'
import { costOf, linesAdded, linesOfCall, linesOfSentences, verdict } from './costs.mjs'
import { planOperation } from './new/operation.mjs'
import { planProcess } from './new/process.mjs'
import { planScreen } from './new/screen.mjs'
import { camel } from './new/sources.mjs'
import { planTable } from './new/table.mjs'
import { listSources, readSource } from './sources.mjs'
import { ROOT, say } from './terminal.mjs'

const TARGET = join(ROOT, 'docs', 'what-it-costs.md')
const GOALS = {
  operation: { files: 3, lines: 40 },
  staff: { files: 2, lines: 200 },
  portal: { files: 2, lines: 300 },
  list: { files: 2, lines: 80 },
}
const { $schema: _, ignorePatterns: __, ...style } = JSON.parse(readSource('.oxfmtrc.json'))

const formatted = async (path, text) => {
  if (!/\.tsx?$/.test(path)) return text
  const { code, errors } = await format(path, text, style)
  if (errors.length > 0) throw new Error(`${path}: ${errors[0].message}`)
  return code
}

/** What a plan of `npm run new` writes, file by file. */
const partsOf = async ({ problem, writes = {}, changes = {} }) => {
  if (problem !== undefined) throw new Error(problem)
  const added = async (path, before, after) => ({ path, lines: linesAdded(before, await formatted(path, after)) })
  return Promise.all([
    ...Object.entries(writes).map(([path, text]) => added(path, '', text)),
    ...Object.entries(changes).map(([path, change]) => added(path, readSource(path), change(readSource(path)))),
  ])
}

const table = (head, rows) =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n')

const figures = ({ files, lines, tests }) => [
  String(files),
  String(lines),
  `${files - tests.files} / ${lines - tests.lines}`,
]

const row = (what, cost, goal) => [what, ...figures(cost), `${goal.files} / ${goal.lines}`, verdict(cost, goal)]

const begun = async () => {
  const operation = (kind, permission) => ['duties', 'noteVisit', kind, permission, '走访', 'Visits']
  const made = planTable(['people', 'visit_kept'], ROOT)
  const screen = ['kernel/people', 'visit_kept', 'person.read', '走访', 'Visits']
  const plans = [
    ['an operation that reads', [planOperation(operation('read', 'duty.read'), ROOT)], GOALS.operation],
    ['an operation that writes', [planOperation(operation('write', 'duty.exempt'), ROOT)], GOALS.operation],
    ['a staff-only process', [planProcess(['visit-kept', 'P093', '走访', 'Visits'])], GOALS.staff],
    [
      'a register-like list with its table, page, Excel file and permissions',
      [made, planScreen(screen, ROOT, Object.values(made.writes))],
      GOALS.list,
    ],
  ]
  return Promise.all(
    plans.map(async ([what, some, goal]) => row(what, costOf((await Promise.all(some.map(partsOf))).flat()), goal)),
  )
}

const declarationOf = (key) => `packages/practices/src/${key}/index.ts`
const sentencesNamed = (path) => [...readSource(path).matchAll(/'(text\.[^']+)'/g)].map(([, name]) => name)

/** A declared process as it stands: its declaration, its two lines in the list, its own sentences in both languages. */
const partsOfProcess = ({ key }) => {
  const declaration = declarationOf(key)
  const text = readSource(declaration)
  const others = new Set(
    processes.filter((one) => one.key !== key).flatMap((one) => sentencesNamed(declarationOf(one.key))),
  )
  const own = new Set(sentencesNamed(declaration).filter((name) => !others.has(name)))
  const sentences = listSources('packages/text/src').map((path) => ({
    path,
    lines: linesOfSentences(readSource(path), (name) => own.has(name)),
  }))
  const index = 'packages/practices/src/index.ts'
  const listed = readSource(index).match(new RegExp(`\\b${camel(key)}\\b.*\\n`, 'g')) ?? []
  return [
    { path: declaration, lines: text.trimEnd().split('\n').length },
    { path: index, lines: listed.length },
    ...sentences.filter(({ lines }) => lines > 0),
  ]
}

const standingProcesses = () =>
  processes
    .filter(({ version, key }) => !processes.some((other) => other.key === key && other.version > version))
    .map((process) => {
      const fromPortal = process.portal !== undefined
      const what = `[\`${process.key}\`](../${declarationOf(process.key)})`
      const cost = costOf(partsOfProcess(process))
      const goal = fromPortal ? GOALS.portal : GOALS.staff
      return [
        what,
        fromPortal ? 'portal' : 'staff only',
        String(cost.files),
        String(cost.lines),
        `${goal.files} / ${goal.lines}`,
        verdict(cost, goal),
      ]
    })

const callsIn = (folder, pattern) =>
  listSources(folder)
    .filter((path) => !/\.test\.tsx?$/.test(path))
    .flatMap((path) => {
      const text = readSource(path)
      return [...text.matchAll(pattern)].map((found) => [found[1], linesOfCall(text, found.index)])
    })

/** Lists as they stand: what each says in the contract and how many lines the server answers it by. */
const standingLists = () => {
  const declared = callsIn('packages/contract/src', /\b(\w+List) = defineList\(/g)
  const served = new Map(callsIn('apps/server/src', /\bserveList\((\w+List),/g))
  return declared
    .filter(([name]) => served.has(name))
    .map(([name, lines]) => [name, lines, served.get(name)])
    .toSorted((one, other) => one[1] + one[2] - other[1] - other[2] || (one[0] < other[0] ? -1 : 1))
    .map(([name, lines, answered]) => [`\`${name}\``, String(lines), String(answered), String(lines + answered)])
}

const listFiles = (folder) =>
  existsSync(join(ROOT, folder))
    ? readdirSync(join(ROOT, folder), { withFileTypes: true })
        .flatMap((entry) => {
          const path = `${folder}/${entry.name}`
          if (entry.isDirectory()) return listFiles(path)
          return entry.name.endsWith('.yaml') ? [path] : []
        })
        .toSorted()
    : []

const BASE = 'national'

/** Counties as they stand, the smallest first, and how much of each is a copy of a line of the base that it extends. */
const standingCounties = () => {
  const filesOf = (name) => listFiles(`counties/${name}`).map((path) => path.slice(`counties/${name}/`.length))
  const read = (name, file) => {
    const path = `counties/${name}/${file}`
    return existsSync(join(ROOT, path)) ? readSource(path) : ''
  }
  const linesIn = (text) => (text === '' ? 0 : text.trimEnd().split('\n').length)
  const base = filesOf(BASE)
  return readdirSync(join(ROOT, 'counties'))
    .filter((name) => name !== BASE && existsSync(join(ROOT, 'counties', name, 'county.yaml')))
    .map((name) => {
      const files = filesOf(name).filter((file) => file !== 'demo.yaml')
      const total = (of) => files.reduce((all, file) => all + of(file), 0)
      const lines = total((file) => linesIn(read(name, file)))
      return {
        name,
        files: files.length,
        lines,
        places: linesIn(read(name, 'places.yaml')),
        copied: files.filter((file) => base.includes(file) && linesAdded(read(BASE, file), read(name, file)) === 0)
          .length,
        fromBase: base.reduce((all, file) => all + linesIn(read(BASE, file)), 0),
      }
    })
    .toSorted((one, other) => one.lines - other.lines)
}

const render = async () => {
  const counties = standingCounties()
  const copied = counties.filter((county) => county.copied > 0)
  return `# What it costs to add something

Written by \`npm run generate\`; do not edit. Every figure of the tables is counted: from what \`npm run new\` writes, formatted as the house
formats, and from what stands in the tree. Files that are changed count as files, lines that are added or changed as lines, sentences in
both languages and tests are in; files that are generated (\`current.sql\`, \`rows.ts\`, \`docs/\`) are not. Goals are files / lines.

## What \`npm run new\` writes

It passes every check as it is written; what is its own comes on top.

${table(['what', 'files', 'lines', 'without tests', 'goal', 'result'], await begun())}

Sentences are one file a surface and language, so whatever people read touches two files at least, an operation that writes four: its words
in the reference and in the audit trail. That is where goals of files are missed.

## Processes as they stand

The declaration, its lines in the list of processes, and every sentence that no other process names. None has code: \`npm run check\` refuses its key
outside \`packages/practices\`, packs, sentences, tests and the demo. A county takes it up by a line of its \`county.yaml\`.

${table(['process', 'opened by', 'files', 'lines', 'goal', 'result'], standingProcesses())}

## Lists as they stand

Each with its page, paging, counts, filters, views, Excel and CSV file and permissions; screens show them by one element, and sentences come
on top. The goal of ${GOALS.list.lines} lines is for the whole of one.

${table(['list', 'lines in the contract', 'lines on the server', 'together'], standingLists())}

## Counties as they stand

Without their demo. Each extends \`counties/${BASE}\` and holds what is its own. The goal is: only what differs from the national base. It is ${
    copied.length === 0
      ? 'met'
      : `**missed**: ${copied.map(({ name }) => name).join(', ')} repeat whole files of the base`
  }.

${table(
  ['county', 'files', 'lines', 'of these its places', 'without places', 'lines of the base that it need not write'],
  counties.map(({ name, files, lines, places, fromBase }) =>
    [name, files, lines, places, lines - places, fromBase].map(String),
  ),
)}

## Before

History, not counted again: when six ideas had been built, a register (devices) had cost 16 new files and 1,400 lines, a whole idea (duties)
41 files and 5,400 lines, and a process was named outside its own folder in up to 23 files.
`
}

const readOrEmpty = (path) => {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}

const main = async () => {
  const text = await render()
  if (readOrEmpty(TARGET) === text) return
  if (process.argv.includes('--check')) {
    say('docs/what-it-costs.md is out of date: run npm run generate')
    process.exitCode = 1
  } else {
    writeFileSync(TARGET, text)
    say('wrote docs/what-it-costs.md')
  }
}

await main()
