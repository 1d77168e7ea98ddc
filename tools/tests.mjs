import { mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { ensureBrowser } from './browser.mjs'
import { runChecks } from './checks.mjs'
import { listSources } from './sources.mjs'
import { ROOT, runTool } from './terminal.mjs'
import { buildWorkbench } from './workbench.mjs'

const REPORTS = join(ROOT, '.cache', 'tests')

/** A file that could not even be loaded has no tests to count, but it has failed. */
const countReport = (report) => {
  const broken = report.testResults.filter(
    (file) => file.status === 'failed' && !file.assertionResults.some((result) => result.status === 'failed'),
  )
  return { passed: report.numPassedTests, failed: report.numFailedTests + broken.length }
}

const runProjects = async (projects, filters) => {
  const file = join(REPORTS, `${projects.join('-')}.json`)
  mkdirSync(REPORTS, { recursive: true })
  rmSync(file, { force: true })
  const args = ['run', ...projects.flatMap((name) => ['--project', name]), ...filters]
  const reporters = ['--reporter=dot', '--reporter=json', `--outputFile.json=${file}`]
  const { code } = await runTool('vitest', 'vitest.mjs', [...args, ...reporters])
  let count = { passed: 0, failed: 0 }
  try {
    count = countReport(JSON.parse(readFileSync(file, 'utf8')))
  } catch {
    // Without a report nothing is known to have passed, which the exit code says as well.
  }
  // Errors outside any test, such as an unhandled rejection, show only in the exit code.
  if (code !== 0 && count.failed === 0) count.failed = 1
  return count
}

const sum = (counts) =>
  counts.reduce((all, one) => ({ passed: all.passed + one.passed, failed: all.failed + one.failed }), {
    passed: 0,
    failed: 0,
  })

/** Runs the checks and every test; the last line is the count of all of them. Returns the exit code. */
export const runTests = async (filters) => {
  // Somebody who names files wants those tests only.
  const whole = filters.length === 0
  const counts = []
  if (whole) counts.push(await runChecks())
  const tests = await runProjects(['unit', 'server'], filters)
  counts.push(tests)
  if (whole && listSources('e2e', /\.e2e\.ts$/).length > 0) {
    const ready = (await buildWorkbench()) && (await ensureBrowser())
    counts.push(ready ? await runProjects(['e2e'], []) : { passed: 0, failed: 1 })
  }
  const { passed, failed } = sum(counts)
  process.stdout.write(`${passed} passed, ${failed} failed\n`)
  return failed === 0 && tests.passed > 0 ? 0 : 1
}
