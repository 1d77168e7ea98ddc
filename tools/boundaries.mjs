// Holds the arrows of the architecture: who may import whom, who names which table, who may ask what time it is.
import { existsSync, readFileSync } from 'node:fs'
import { join, posix } from 'node:path'
import { lineAt, listSources, readSource, withoutComments } from './sources.mjs'
import { ROOT } from './terminal.mjs'

/** Each kernel module may import only those before it. */
const KERNEL_ORDER = [
  'places',
  'people',
  'ledgers',
  'publications',
  'gatherings',
  'cases',
  'duties',
  'registers',
  'indicators',
]

/** Packages that import nothing at all, so that anything may import them. */
const WITHOUT_IMPORTS = new Set(['text', 'design'])

const isTest = (path) => /\.test\.tsx?$/.test(path)
/** What tests share; it never runs with the product. */
const isForTests = (path) => /(^|\/)testing-[^/]+$/.test(path)

const importsOf = (text) => {
  const found = []
  const pattern = /(?:(?<!['"])\bfrom\s*|\bimport\s*\(\s*|^\s*import\s+)(['"])([^'"\n]+)\1/gm
  for (const match of text.matchAll(pattern)) found.push({ target: match[2], at: match.index })
  return found
}

const declaredBy = (workspace) => {
  const file = join(ROOT, workspace, 'package.json')
  if (!existsSync(file)) return new Set()
  const { name, dependencies = {} } = JSON.parse(readFileSync(file, 'utf8'))
  return new Set([name, ...Object.keys(dependencies)])
}

const packageOf = (target) =>
  target
    .split('/')
    .slice(0, target.startsWith('@') ? 2 : 1)
    .join('/')

const checkPackage = (path, target, declared) => {
  const name = path.split('/')[1]
  if (isTest(path) && (target === 'vitest' || target.startsWith('node:'))) return undefined
  if (target.startsWith('.')) {
    const reached = posix.join(posix.dirname(path), target)
    if (!reached.startsWith(`packages/${name}/`)) return 'leaves its package; import the package by name'
    const practice = /^packages\/practices\/src\/([^/]+)\//
    const [from, to] = [practice.exec(path)?.[1], practice.exec(reached)?.[1]]
    if (from !== undefined && to !== undefined && from !== to) return 'practices never import each other'
    return undefined
  }
  // `#…` is a file of the package itself, another one in a browser.
  if (target.startsWith('#')) return undefined
  if (WITHOUT_IMPORTS.has(name)) return `packages/${name} imports nothing`
  // Only the verifier needs signatures and hashes, and they are no place for code of our own.
  const mayImport =
    target === 'zod' || target.startsWith('@xiangzhi/') || (name === 'verify' && target.startsWith('@noble/'))
  if (!mayImport) return 'packages import only each other and zod'
  if (!declared.has(packageOf(target))) return 'is not among the dependencies in its package.json'
  return undefined
}

/**
 * Which areas of the server (`apps/server/src/<area>/`) each area may import, beside itself and the platform. An area that is not
 * here has no place in the house yet. Kernel modules have an order of their own; the files beside the areas and the command line
 * wire everything.
 */
const AREAS = {
  platform: [],
  kernel: [],
  api: ['kernel'],
  'board-sheets': ['kernel'],
  devices: ['kernel'],
  disclosure: ['kernel', 'board-sheets'],
  doctor: ['kernel'],
  imports: ['kernel'],
  messages: ['kernel'],
  packs: ['kernel'],
  duties: ['kernel'],
  open311: ['kernel', 'api'],
  portal: ['kernel', 'api', 'board-sheets', 'disclosure'],
  demo: ['kernel', 'api', 'disclosure', 'packs'],
  simulation: ['kernel', 'api', 'packs', 'demo'],
}

/** Where the declarations of practices are read; everything else is handed what it needs of them. */
const READS_PRACTICES = new Set(['api', 'demo', 'disclosure', 'open311', 'packs', 'portal', 'simulation'])

/** Packages of others that a part of the platform stands in front of, with the only folders that may import them. */
const BEHIND = {
  pg: ['platform/database', 'platform/backup', 'platform/sign-in'],
  'better-auth': ['platform/sign-in'],
  exceljs: ['platform/excel', 'imports'],
  sharp: ['platform/files', 'demo'],
  nodemailer: ['platform/messages'],
  'web-push': ['platform/messages'],
}

const checkKernel = (module, target) => {
  if (!KERNEL_ORDER.includes(module)) return `kernel/${module} has no place in the order of kernel modules`
  const other = /^#kernel\/([^/]+)/.exec(target)?.[1]
  if (other !== undefined && KERNEL_ORDER.indexOf(other) >= KERNEL_ORDER.indexOf(module))
    return `stands at or after ${module}; read from the outbox instead`
  return undefined
}

const checkServer = (path, target) => {
  if (target.startsWith('../')) {
    if (isTest(path) && target.endsWith('/platform/database/testing.ts')) return undefined
    return 'climbs out of its folder; enter a module by its # name'
  }
  if (isTest(path) || isForTests(path)) return undefined
  const [, , , area, ...below] = path.split('/')
  const folder = path.slice('apps/server/src/'.length)
  const only = BEHIND[packageOf(target)]
  if (only !== undefined && !only.some((one) => folder.startsWith(`${one}/`)))
    return `is behind ${only.join(', ')}; call what stands there`
  if (below.length === 0 || area === 'commands') return undefined
  const allowed = AREAS[area]
  if (allowed === undefined) return `${area} has no place among the areas of the server`
  if (target.startsWith('@xiangzhi/practices') && !READS_PRACTICES.has(area))
    return `${area} knows no practice; it is handed what it needs of them`
  const other = /^#([^/]+)/.exec(target)?.[1]
  if (other !== undefined && other !== area && other in AREAS && ![...allowed, 'platform'].includes(other))
    return `${area} may import only ${['the platform', ...allowed].join(', ')}`
  if (other !== undefined && !(other in AREAS) && other !== 'schema')
    return `is wired from outside; ${area} is handed it`
  return area === 'kernel' ? checkKernel(below[0], target) : undefined
}

/** Browsers get a stand-in for zod that checks nothing (`apps/workbench/src/unused-schemas.ts`): screens use its types only. */
const checkSchemas = (files) =>
  files
    .filter(({ path }) => !isTest(path))
    .flatMap(({ path, text }) => {
      return [...text.matchAll(/^import (?!type\b)[^'"\n]*from 'zod'/gm)].map(
        (match) => `${path}:${lineAt(text, match.index)} checks by a schema; no browser has zod, import it as a type`,
      )
    })

const checkWorkbench = (path, target) => {
  if (isTest(path) && (target.startsWith('node:') || target === '@xiangzhi/practices')) return undefined
  if (target.startsWith('#') || /(^|\/)apps\/server/.test(target)) return 'knows the server only through the contract'
  if (target.startsWith('node:')) return 'runs in a browser'
  if (target.startsWith('@xiangzhi/practices')) return 'learns of practices from the server'
  return undefined
}

const checkImports = (files, check) =>
  files.flatMap(({ path, text }) =>
    importsOf(text).flatMap(({ target, at }) => {
      const problem = check(path, target)
      return problem === undefined ? [] : [`${path}:${lineAt(text, at)} '${target}' ${problem}`]
    }),
  )

/** The tables as they stand after all schema files; generated from them. */
const SCHEMA = 'apps/server/schema/current.sql'

/** Which module a numbered schema file belongs to: the first word of its name is the module's. */
const ownersOfTables = () => {
  const owners = new Map()
  for (const path of listSources('apps/server/schema', /^\d{4}-.*\.sql$/)) {
    const module = /\/\d{4}-([a-z]+)/.exec(path)?.[1]
    const text = readSource(path).replace(/--[^\n]*/g, '')
    const home = KERNEL_ORDER.includes(module) ? `kernel/${module}` : module === 'portal' ? 'portal' : 'platform'
    // A table that is renamed is named by the module of the file that renames it, and by nobody as it was called before.
    for (const match of text.matchAll(
      /\bcreate\s+table\s+(?:if\s+not\s+exists\s+)?([a-z_0-9]+)|\brename\s+to\s+([a-z_0-9]+)/gi,
    ))
      owners.set(match[1] ?? match[2], `apps/server/src/${home}/`)
  }
  return owners
}

const checkTables = (files) => {
  const owners = ownersOfTables()
  return files
    .filter(({ path }) => !isTest(path) && !isForTests(path))
    .flatMap(({ path, text }) => {
      if (!/\bsql`|\.query\(/.test(text)) return []
      return [
        ...text.matchAll(/\b(?:(?:from|join|into|update|only|table)\s+|from:\s*['`])([a-z_][a-z_0-9]*)\b/g),
      ].flatMap((match) => {
        const owner = owners.get(match[1])
        if (owner === undefined || path.startsWith(owner)) return []
        return [`${path}:${lineAt(text, match.index)} names table ${match[1]}, which belongs to ${owner}`]
      })
    })
}

/** Time and chance come in as parameters, or a year could not be simulated and a test would not repeat. */
const checkClock = (files) =>
  files
    .filter(({ path }) => !isTest(path))
    .flatMap(({ path, text }) => {
      return [...text.matchAll(/\bDate\.now\(|\bnew Date\(\)|\bMath\.random\(|\bperformance\.now\(/g)].map(
        (match) => `${path}:${lineAt(text, match.index)} ${match[0]} — take the time or the chance as a parameter`,
      )
    })

/** A county's time comes from its calendar, or from `beijing` where there is none: nobody counts eight hours by hand. */
const checkCountyTime = (files) =>
  files
    .filter(({ path }) => !/(^|\/)testing-|\.test\.tsx?$/.test(path))
    .flatMap(({ path, text }) =>
      [...text.matchAll(/\}T[\d:]+\+08:00|\b8 \* (3_600_000|3600|60 \* 60)\b/g)].map(
        (match) =>
          `${path}:${lineAt(text, match.index)} ${match[0]} — county time comes from a calendar (startOfDay, localDate)`,
      ),
    )

/** Where practices may be called by name: what declares them, what counties write, and what plays a county. */
const KNOWS_PRACTICES =
  /^packages\/(practices|text)\/|^apps\/server\/src\/(demo|simulation)\/|(^|\/)testing-|\.test\.tsx?$/

/** Words that are a process's key and something else as well, with what else they are. */
const ALSO_WORDS = {
  whistle: 'a general command of the engine',
  mediation: 'a kind of organisation',
}

const processKeys = () =>
  listSources('packages/practices/src')
    .filter((path) => /^packages\/practices\/src\/[^/]+\/index\.ts$/.test(path))
    .flatMap((path) => {
      const text = readSource(path)
      return [...text.matchAll(/defineProcess\(\{\s*key: '([^']+)'/g)].map(([, key]) => key)
    })

/** A practice says everything about itself: nothing else names a process or a practice's number. */
const checkPracticeNames = (files) => {
  const keys = processKeys().filter((key) => !(key in ALSO_WORDS))
  const pattern = new RegExp(`'(${keys.join('|')}|P\\d{3})'`, 'g')
  return files
    .filter(({ path }) => !KNOWS_PRACTICES.test(path))
    .flatMap(({ path, text }) =>
      [...text.matchAll(pattern)].map(
        (match) => `${path}:${lineAt(text, match.index)} names ${match[0]}; let its declaration say what is meant`,
      ),
    )
}

/** Words that a review says of its thing and something else says as well, with what else they are. */
const ALSO_STANDINGS = { signed: 'what a witness did to a head of the public log' }

/** Other words by which somebody would begin a second review beside a case. */
const STANDINGS_OF_ANY_REVIEW = [
  'in_review',
  'under-review',
  'to-review',
  'reviewed',
  'pending-review',
  'pending-approval',
  'awaiting-review',
  'awaiting-check',
  'awaiting-signature',
  'approved',
  'countersigned',
]

/** How things stand while a case about them is open: the states that say so (`subjectStands`), and what they say. */
const standingsOfReviews = () => {
  const declared = listSources('packages/practices/src')
    .filter((path) => /^packages\/practices\/src\/[^/]+\/index\.ts$/.test(path))
    .flatMap((path) => [
      ...readSource(path).matchAll(
        /^ {4}'?([\w-]+)'?: \{\n {6}kind: 'open',\n(?: {6}.*\n)*? {6}subjectStands: '([^']+)'/gm,
      ),
    ])
  return new Set(declared.flatMap(([, state, stands]) => [state, stands]).filter((word) => !(word in ALSO_STANDINGS)))
}

/**
 * How far the review of a thing has come is said by the case about it alone. No table keeps it a second time, no server code names
 * it, and a screen compares with none of its words: it asks what may be done next.
 */
const checkReviewStandings = ({ code, screens, schema }) => {
  const words = [...standingsOfReviews(), ...STANDINGS_OF_ANY_REVIEW].join('|')
  const find = (files, pattern) =>
    files
      .filter(({ path }) => !KNOWS_PRACTICES.test(path))
      .flatMap(({ path, text }) =>
        [...text.matchAll(pattern)].map(
          (match) =>
            `${path}:${lineAt(text, match.index)} says ${match[1] ?? match[2]}, as a review does; let the case about the thing say it`,
        ),
      )
  return [
    ...find(code, new RegExp(`('(?:${words})')`, 'g')),
    ...find(
      screens,
      new RegExp(`(?:[!=]==?\\s*|\\bcase\\s+|\\bincludes\\(\\s*)('(?:${words})')|('(?:${words})')\\s*[!=]==?`, 'g'),
    ),
    ...find(schema, new RegExp(`('(?:${words})')::text`, 'g')),
  ]
}

/**
 * Returns every breach, one line each with file and line. `planted` has files that are not there, by their paths: tests see with
 * them that a breach is found.
 */
export const findBreaches = (planted = {}) => {
  const filesIn = (folder) =>
    [...listSources(folder), ...Object.keys(planted).filter((path) => path.startsWith(`${folder}/`))].map((path) => ({
      path,
      text: withoutComments(planted[path] ?? readSource(path)),
    }))
  const packages = filesIn('packages').filter(({ path }) => /^packages\/[^/]+\/src\//.test(path))
  const server = filesIn('apps/server/src')
  const workbench = filesIn('apps/workbench/src')
  const kernel = server.filter(({ path }) => path.startsWith('apps/server/src/kernel/'))
  const declared = new Map()
  const declaredFor = (path) => {
    const workspace = path.split('/').slice(0, 2).join('/')
    if (!declared.has(workspace)) declared.set(workspace, declaredBy(workspace))
    return declared.get(workspace)
  }
  return [
    ...checkImports(packages, (path, target) => checkPackage(path, target, declaredFor(path))),
    ...checkImports(server, checkServer),
    ...checkImports(workbench, checkWorkbench),
    ...checkSchemas(workbench),
    ...checkCountyTime([...server, ...workbench]),
    ...checkTables(server),
    ...checkClock([...packages, ...kernel]),
    ...checkPracticeNames([...packages, ...server, ...workbench]),
    ...checkReviewStandings({
      code: [...server, ...packages.filter(({ path }) => path.startsWith('packages/language/'))],
      screens: workbench,
      schema: [SCHEMA].map((path) => ({ path, text: planted[path] ?? readSource(path) })),
    }),
  ]
}
