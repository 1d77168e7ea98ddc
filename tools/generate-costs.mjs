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

/** Counties as they stand, the smallest first, and how much of each stands word for word in another one. */
const standingCounties = () => {
  const counties = readdirSync(join(ROOT, 'counties'))
    .filter((name) => existsSync(join(ROOT, 'counties', name, 'county.yaml')))
    .map((name) => ({
      name,
      files: listFiles(`counties/${name}`)
        .filter((path) => !path.endsWith('/demo.yaml'))
        .map((path) => path.slice(`counties/${name}/`.length)),
    }))
  const read = (name, file) => {
    const path = `counties/${name}/${file}`
    return existsSync(join(ROOT, path)) ? readSource(path) : ''
  }
  return counties
    .map(({ name, files }) => {
      const others = counties.filter((other) => other.name !== name)
      const parts = files.map((file) => {
        const own = read(name, file)
        return {
          whole: own.trimEnd().split('\n').length,
          differs: Math.min(...others.map((other) => linesAdded(read(other.name, file), own))),
        }
      })
      const total = (of) => parts.reduce((all, part) => all + part[of], 0)
      return {
        name,
        files: files.length,
        same: parts.filter(({ differs }) => differs === 0).length,
        lines: total('whole'),
        differs: total('differs'),
      }
    })
    .toSorted((one, other) => one.lines - other.lines)
}

const render = async () => {
  const counties = standingCounties()
  const [smallest] = counties
  const copied = smallest.lines - smallest.differs
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

Without their demo. The goal is: only what differs from the national base. ${
    copied > 0
      ? `It is **missed**: there is no base yet, a pack is a whole copy. Of the smallest county, ${smallest.name}, ${copied} of ${smallest.lines} lines stand word
for word in another county, which has every line of ${smallest.same} of its ${smallest.files} files.`
      : 'It is met.'
  }

${table(
  ['county', 'files', 'lines', 'lines that no other county has', 'files of which another county has every line'],
  counties.map(({ name, files, lines, differs, same }) => [name, files, lines, differs, same].map(String)),
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
