import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { findBreaches } from './boundaries.mjs'
import { listGenerators } from './generators.mjs'
import { ROOT, run, runTool, say } from './terminal.mjs'
import { findTextProblems } from './texts.mjs'

const tool = (name, file, args) => () => runTool(name, file, args, { quiet: true })

const listing = (find) => async () => {
  const problems = await find()
  return { code: problems.length === 0 ? 0 : 1, output: problems.map((problem) => `${problem}\n`).join('') }
}

const generated = async () => {
  let whole = { code: 0, output: '' }
  for (const generator of listGenerators()) {
    const { code, output } = await run(process.execPath, [generator, '--check'], { quiet: true })
    whole = { code: whole.code || code, output: whole.output + output }
  }
  return whole
}

const listChecks = () => [
  ['类型 types', tool('typescript', 'bin/tsc', ['-p', 'tsconfig.json'])],
  ['浏览器测试类型 browser test types', tool('typescript', 'bin/tsc', ['-p', 'e2e/tsconfig.json'])],
  ...(existsSync(join(ROOT, 'apps/workbench/src/main.tsx'))
    ? [['工作台类型 workbench types', tool('typescript', 'bin/tsc', ['-p', 'apps/workbench/tsconfig.json'])]]
    : []),
  ['规则 lint', tool('oxlint', 'bin/oxlint', ['--type-aware', '--deny-warnings'])],
  ['格式 format', tool('oxfmt', 'bin/oxfmt', ['--list-different', '.'])],
  ['无用代码 dead code', tool('knip', 'bin/knip.js', ['--no-progress'])],
  ['边界 boundaries', listing(findBreaches)],
  ['文字 texts', listing(findTextProblems)],
  ['生成文件 generated files', generated],
]

/** Enough to find the cause; the tool itself shows the rest. */
const LINES_MAX = 60

const shorten = (output) => {
  const lines = output.trimEnd().split('\n')
  if (lines.length <= LINES_MAX) return lines.join('\n')
  return [...lines.slice(0, LINES_MAX), `… ${lines.length - LINES_MAX} more lines`].join('\n')
}

/**
 * Runs all checks, two at a time, and shows what is wrong.
 * @returns {Promise<{ passed: number, failed: number }>}
 */
export const runChecks = async () => {
  const waiting = listChecks()
  const count = { passed: 0, failed: 0 }
  const work = async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const [name, check] = next
      const begin = performance.now()
      const { code, output } = await check().catch((error) => ({ code: 1, output: String(error?.stack ?? error) }))
      const seconds = ((performance.now() - begin) / 1000).toFixed(1)
      if (code === 0) count.passed += 1
      else count.failed += 1
      say(`${code === 0 ? '✓' : '✗'} ${name} ${seconds} s`)
      if (code !== 0) say(shorten(output))
    }
  }
  await Promise.all([work(), work()])
  return count
}
