import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { ensureBrowser } from './browser.mjs'
import { leaveOutLong, listChangedTests } from './changed.mjs'
import { runChecks } from './checks.mjs'
import { listSources } from './sources.mjs'
import { ROOT, runTool, say } from './terminal.mjs'
import { buildWorkbench } from './workbench.mjs'

const REPORT = join(ROOT, '.cache', 'tests', 'report.json')
const REPORTER = join(ROOT, 'tools', 'test-report.mjs')

/** How long each file of tests took on this machine when it last ran, in milliseconds. */
const TOOK = join(ROOT, '.cache', 'tests', 'took.json')

const readTook = () => {
  try {
    return JSON.parse(readFileSync(TOOK, 'utf8'))
  } catch {
    return {}
  }
}

/** How often files are begun again whose process ended before its time. A file that ends its process each time has failed. */
const ROUNDS = 3

/** What Vitest says of a process that V8 or the machine ended. */
const BROKEN_OFF = /Worker exited unexpectedly/

const runOnce = async (args, { report = REPORT, quiet = false }) => {
  mkdirSync(dirname(report), { recursive: true })
  rmSync(report, { force: true })
  const env = { XIANGZHI_TEST_REPORT: report }
  const { code } = await runTool('vitest', 'vitest.mjs', ['run', ...args, '--reporter=dot', `--reporter=${REPORTER}`], {
    env,
    quiet,
  })
  try {
    return { code, ...JSON.parse(readFileSync(report, 'utf8')) }
  } catch {
    // Without a report nothing is known to have passed.
    return { code, passed: 0, failures: [`vitest ended with ${code} and without a report`], errors: [], unfinished: [] }
  }
}

/**
 * Runs tests. Where a process ended before its time, the files that it left unfinished are run again in a new one: a fault of the
 * machine must not hide what the tests say. Every such end is told in `notes`.
 * @param {string[]} args what Vitest is asked to run: projects and the parts of file names
 * @param {{ report?: string, quiet?: boolean }} [how] where each round writes its report; whether nothing is shown of it
 * @returns {Promise<{ passed: number, failures: string[], notes: string[] }>}
 */
export const runVitest = async (args, how = {}) => {
  const whole = { passed: 0, failures: [], notes: [] }
  const options = args.filter((arg) => arg.startsWith('--'))
  let wanted = args
  for (let round = 1; ; round += 1) {
    const { code, passed, failures, errors, unfinished, took } = await runOnce(wanted, how)
    // Runs that report elsewhere are of other trees.
    if (took !== undefined && how.report === undefined)
      writeFileSync(TOOK, JSON.stringify({ ...readTook(), ...took }, undefined, 1))
    const ends = errors.filter((error) => BROKEN_OFF.test(error))
    whole.passed += passed
    whole.failures.push(...failures, ...errors.filter((error) => !BROKEN_OFF.test(error)))
    whole.notes.push(...ends)
    if (unfinished.length === 0) {
      // Vitest knows of a failure that the report does not name.
      if (code !== 0 && ends.length === 0 && failures.length === 0 && errors.length === 0) {
        whole.failures.push(`vitest ended with ${code}`)
      }
      return whole
    }
    if (round === ROUNDS || ends.length === 0) {
      whole.failures.push(...unfinished.map((file) => `${file}: not finished`))
      return whole
    }
    // At last each file has a process of its own, so that only the one fails that ends it.
    wanted = [...options, ...(round === ROUNDS - 1 ? ['--isolate'] : []), ...unfinished]
  }
}

const runProjects = (projects, filters) => runVitest([...projects.map((name) => `--project=${name}`), ...filters])

/** What `--changed` and `--changed=COMMIT` stand for: the tests that what changed can break, by their files. */
const withoutChanged = (filters) => {
  const asked = filters.find((filter) => /^--changed(=|$)/.test(filter))
  if (asked === undefined) return filters
  const others = filters.filter((filter) => filter !== asked && filter !== '--long')
  const { changed, tests } = listChangedTests(asked.split('=')[1])
  if (tests === 'all') {
    say('what changed decides how every test runs')
    return [...others, '.test.']
  }
  const { now, left } = filters.includes('--long') ? { now: tests, left: [] } : leaveOutLong(tests, changed, readTook())
  say(`${changed.length} files changed; ${tests.length} files of tests can tell`)
  if (left.length > 0) say(`left out, since each takes long (npm test -- --changed --long): ${left.join(' ')}`)
  return now.length === 0 ? undefined : [...others, ...now]
}

/** Runs the checks and every test; the last line is the count of all of them. Returns the exit code. */
export const runTests = async (asked) => {
  const filters = withoutChanged(asked)
  if (filters === undefined) return 0
  // Somebody who names files wants those tests only.
  const whole = filters.length === 0
  const runs = []
  let checks = { passed: 0, failed: 0 }
  if (whole) checks = await runChecks()
  const tests = await runProjects(['unit', 'server'], filters)
  runs.push(tests)
  if (whole && listSources('e2e', /\.e2e\.ts$/).length > 0) {
    const ready = (await buildWorkbench()) && (await ensureBrowser())
    runs.push(
      ready ? await runProjects(['e2e'], []) : { passed: 0, failures: ['no browser, or no workbench'], notes: [] },
    )
  }
  // Said again at the end, where one looks first.
  for (const { failures, notes } of runs) {
    for (const note of notes) say(`again: ${note}`)
    for (const failure of failures) say(`failed: ${failure}`)
  }
  const passed = runs.reduce((sum, run) => sum + run.passed, checks.passed)
  const failed = runs.reduce((sum, run) => sum + run.failures.length, checks.failed)
  process.stdout.write(`${passed} passed, ${failed} failed\n`)
  return failed === 0 && tests.passed > 0 ? 0 : 1
}
