import { relative } from 'node:path'
import { writeFileSync } from 'node:fs'
import { ROOT } from './terminal.mjs'

/** The first line of an error, which the end of a long output has room for. */
const firstLine = (error) => String(error?.message ?? error).split('\n')[0]

/** An error with what is behind it: the pool says only that a process failed, its cause says how. */
const withCause = (error) =>
  error?.cause === undefined ? firstLine(error) : `${firstLine(error)} ${firstLine(error.cause)}`

const listFailures = (file, module) => {
  const failures = [...module.children.allTests('failed')].map((test) => {
    const [error] = test.result().errors ?? []
    return `${file} > ${test.fullName}: ${firstLine(error)}`
  })
  // A file that could not be loaded has no tests to count, but it has failed.
  if (failures.length === 0 && module.state() === 'failed') {
    const errors = [...module.errors(), ...[...module.children.allSuites()].flatMap((suite) => suite.errors())]
    failures.push(`${file}: ${firstLine(errors[0] ?? 'failed outside its tests')}`)
  }
  return failures
}

/**
 * A reporter of Vitest. It writes one file: how many tests passed, which failed and why, which errors belong to no test, how
 * long each file took, and which files were not finished because the process that ran them ended before its time.
 * @implements {import('vitest/reporters').Reporter}
 */
export default class TestReport {
  wanted = []

  onTestRunStart(specifications) {
    this.wanted = specifications.map((one) => one.moduleId)
  }

  onTestRunEnd(modules, errors) {
    const finished = modules.filter((module) => ['passed', 'failed', 'skipped'].includes(module.state()))
    const known = new Set(finished.map((module) => module.moduleId))
    writeFileSync(
      process.env['XIANGZHI_TEST_REPORT'],
      JSON.stringify({
        passed: finished.reduce((count, module) => count + [...module.children.allTests('passed')].length, 0),
        failures: finished.flatMap((module) => listFailures(relative(ROOT, module.moduleId), module)),
        errors: errors.map(withCause),
        took: Object.fromEntries(
          finished.map((module) => [relative(ROOT, module.moduleId), module.diagnostic().duration]),
        ),
        unfinished: this.wanted.filter((file) => !known.has(file)).map((file) => relative(ROOT, file)),
      }),
    )
  }
}
