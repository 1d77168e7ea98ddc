// Which tests what was changed can break: those that import it, through barrels only by the names they take.
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join, posix } from 'node:path'
import { changedNames, importGraph } from './import-graph.mjs'
import { listSources } from './sources.mjs'
import { ROOT } from './terminal.mjs'

const SOURCE = /\.(ts|tsx|mts|mjs)$/
const FOLDERS = ['packages', 'apps', 'counties', 'tools', 'open311-conformance']
const isTest = (path) => /\.test\.tsx?$/.test(path)

/** These decide how every test runs. */
const FOR_ALL = /^(package(-lock)?\.json|vitest\.config\.ts|tsconfig\.json)$|(^|\/)package\.json$|\/testing-setup\.ts$/

const WIRING = 'apps/server/src/wiring.ts'
/**
 * These put the whole house together. What is reached through one of them alone is reached by nearly every test, so only tests that
 * import the file itself follow it; the rules below say which of the others run.
 */
const WHOLE = new Set([
  WIRING,
  'packages/practices/src/index.ts',
  'packages/text/src/sentences.ts',
  'packages/text/src/sentences-loaded.ts',
])

const sentencesOf = (text) =>
  new Map(
    [...text.matchAll(/^ {2}['"](text\.[^'"]+)['"]:\s*((?:[^\n]*)(?:\n {4}[^\n]*)*)/gm)].map(([, key, said]) => [
      key,
      said,
    ]),
  )

/** Sentences that changed between two texts. */
const changedSentences = (before, after) => {
  const [old, now] = [before, after].map(sentencesOf)
  return [...new Set([...old.keys(), ...now.keys()])].filter((key) => old.get(key) !== now.get(key))
}

/** Whether a text names one of these sentences, or begins the name of one. */
const namesSentence = (text, keys) =>
  [...text.matchAll(/['"`](text\.[\w.-]+)/g)].some(([, name]) =>
    keys.some((key) => key === name || key.startsWith(name)),
  )

const SERVER = 'apps/server/src/'
/** The folder of a subject: kernel/cases, platform/excel, portal. */
const roomOf = (path) => /^apps\/server\/src\/((?:kernel|platform)\/[^/]+|[^/]+)\//.exec(path)?.[1]

/**
 * Reads a tree: its graph and its texts.
 * @param {string} root
 * @param {readonly string[]} paths all source files
 */
export const readTree = (root, paths) => {
  const texts = new Map()
  /** The text of a file; empty where there is none. */
  const read = (path) => {
    if (!texts.has(path)) {
      const file = join(root, path)
      texts.set(path, existsSync(file) ? readFileSync(file, 'utf8') : '')
    }
    return texts.get(path)
  }
  const { needs } = importGraph(root, paths)
  const neededBy = new Map()
  for (const [path, needed] of needs)
    for (const one of needed) {
      if (neededBy.has(one)) neededBy.get(one).push(path)
      else neededBy.set(one, [path])
    }
  return { paths, read, needs, neededBy }
}

/**
 * @param {ReturnType<typeof readTree>} tree
 * @param {readonly string[]} changed the files that changed, of any kind
 * @param {(path: string) => string} before the text that one had before
 * @returns {string[] | 'all'} the tests to run
 */
export const testsOf = ({ paths, read, needs, neededBy }, changed, before) => {
  if (changed.some((path) => FOR_ALL.test(path))) return 'all'
  const tests = paths.filter(isTest)

  const sentences = changed
    .filter((path) => /^packages\/text\/src\/(zh-CN|en)\//.test(path))
    .flatMap((path) => changedSentences(before(path), read(path)))
  const touched = [
    ...changed.flatMap((path) => (SOURCE.test(path) ? changedNames(path, before(path), read(path)) : [path])),
    // Tests and mutations that name the file itself, because they read it or change it.
    ...paths.filter((path) => path.endsWith('.ts') && changed.some((one) => read(path).includes(`'${one}'`))),
    ...(sentences.length === 0 ? [] : paths.filter((path) => namesSentence(read(path), sentences))),
  ]

  const reached = new Set(touched)
  const waiting = [...touched]
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    for (const path of neededBy.get(next) ?? []) {
      if (reached.has(path) || (WHOLE.has(next) && !isTest(path) && !(next === WIRING && changed.includes(WIRING))))
        continue
      // Whoever takes a whole package into one list, such as the gate with all operations, is no way to all tests either.
      if (next.endsWith('#*') && !isTest(path)) continue
      reached.add(path)
      waiting.push(path)
    }
  }
  const chosen = new Set(tests.filter((path) => reached.has(path)))

  const rooms = new Set(changed.flatMap((path) => roomOf(path) ?? []))
  // A table is known by its owner, which the name of its file begins with.
  const owners = changed.flatMap((path) => /^apps\/server\/schema\/\d{4}-([a-z]+)/.exec(path)?.[1] ?? [])
  for (const owner of owners) rooms.add(`kernel/${owner}`).add(`platform/${owner}`).add('platform/database').add(owner)
  const processes = changed.flatMap((path) => /^packages\/practices\/src\/([^/]+)\//.exec(path)?.[1] ?? [])
  // A process belongs to the subject that its name begins with, if there is one.
  for (const key of processes) rooms.add(key.split('-')[0])
  /** Tests that walk all public addresses are for every room that has some. */
  const hasAddresses = paths.some((path) => rooms.has(roomOf(path)) && !isTest(path) && /\bmount\b/.test(read(path)))
  /** Operations whose handlers changed, or use what changed. */
  const operations = paths
    .filter((path) => path.startsWith(SERVER) && !isTest(path))
    .filter((path) => touched.includes(path) || [...(needs.get(path) ?? [])].some((one) => touched.includes(one)))
    .flatMap((path) => [...read(path).matchAll(/\bAsked<'(\w+)'>|\b(\w+): \w+\.(?:read|export)\b/g)])
    .map(([, asked, listed]) => asked ?? listed)
  const named = operations.length === 0 ? undefined : new RegExp(`\\b(${[...new Set(operations)].join('|')})\\b`)
  /** The rooms that a test takes something from, itself or through what tests share. */
  const roomsUsed = (path, seen = new Set()) => {
    for (const one of needs.get(path) ?? []) {
      const [file] = one.split('#')
      if (seen.has(file)) continue
      seen.add(file)
      if (/(^|\/)testing-[^/]+$/.test(file)) roomsUsed(file, seen)
    }
    return seen
  }
  for (const test of tests) {
    const text = read(test)
    const used = rooms.size > 0 && test.startsWith(SERVER) ? new Set([...roomsUsed(test)].map(roomOf)) : new Set()
    const inRoom = [...rooms].some(
      (room) =>
        test.startsWith(`${SERVER}${room}/`) ||
        new RegExp(`^${SERVER}${room.split('/').at(-1)}[-.]`).test(test) ||
        used.has(room),
    )
    const inPackage = (name) => test.startsWith(`packages/${name}/`)
    if (
      inRoom ||
      (hasAddresses && /[/-]sweep\.test\.ts$/.test(test)) ||
      (named !== undefined && test.startsWith(SERVER) && named.test(text)) ||
      (processes.length > 0 && (inPackage('practices') || processes.some((key) => text.includes(`'${key}'`)))) ||
      (sentences.length > 0 && inPackage('text')) ||
      changed.some(
        (path) => path.startsWith('counties/') && (test.startsWith('counties/') || test.startsWith(`${SERVER}packs/`)),
      )
    )
      chosen.add(test)
  }
  return [...chosen].toSorted()
}

/** A file of tests that takes longer than this waits until it is asked for, unless it or something in its folder changed. */
const LONG_MS = 8000

/**
 * Parts tests by how long each took when it last ran on this machine; one that never ran here is not long.
 * @param {readonly string[]} tests
 * @param {readonly string[]} changed
 * @param {Readonly<Record<string, number>>} took
 */
export const leaveOutLong = (tests, changed, took) => {
  const beside = new Set(changed.map((path) => posix.dirname(path)))
  const left = tests.filter((path) => (took[path] ?? 0) > LONG_MS && !beside.has(posix.dirname(path)))
  return { now: tests.filter((path) => !left.includes(path)), left }
}

export const listTree = () => FOLDERS.flatMap((folder) => listSources(folder, SOURCE))

const git = (...args) => execFileSync('git', args, { cwd: ROOT, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })

/**
 * The tests that what changed since a commit can break, with what is not committed yet.
 * @param {string} [since] a commit; without it the last one
 */
export const listChangedTests = (since = 'HEAD') => {
  const lines = (text) => text.split('\n').filter((line) => line !== '')
  const changed = [
    ...lines(git('diff', '--name-only', '--no-renames', since)),
    ...lines(git('ls-files', '--others', '--exclude-standard')),
  ]
  const before = (path) => {
    try {
      return git('show', `${since}:${path}`)
    } catch {
      return ''
    }
  }
  return { changed, tests: testsOf(readTree(ROOT, listTree()), changed, before) }
}
