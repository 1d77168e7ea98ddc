import { spawn } from 'node:child_process'
import { cp, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const ROOT = fileURLToPath(new URL('../../', import.meta.url))

/** What a copy does not need: it is large, made anew, or nobody's business. */
const left = new Set(['node_modules', '.git', '.cache', '.node', 'data', 'dist', 'pictures'])

/** Packages come from the tree itself; everything else that is installed is shared with it. */
async function linkModules(from: string, to: string): Promise<void> {
  await mkdir(to)
  for (const name of await readdir(from)) {
    if (name !== '@xiangzhi') await symlink(join(from, name), join(to, name))
  }
  const own = join(from, '@xiangzhi')
  await mkdir(join(to, '@xiangzhi'))
  for (const name of await readdir(own).catch(() => [])) {
    for (const folder of ['packages', 'apps', '.']) {
      const home = join(dirname(to), folder, name)
      if (!(await stat(home).catch(() => undefined))) continue
      await symlink(home, join(to, '@xiangzhi', name))
      break
    }
  }
}

/** A copy of the tree that can be broken and tested without touching the tree itself. */
export async function copyTree(): Promise<string> {
  const copy = await mkdtemp(join(tmpdir(), 'xiangzhi-mutations-'))
  for (const name of await readdir(ROOT)) {
    if (left.has(name)) continue
    await cp(join(ROOT, name), join(copy, name), {
      recursive: true,
      filter: (path) => !left.has(path.slice(path.lastIndexOf('/') + 1)),
    })
  }
  await linkModules(join(ROOT, 'node_modules'), join(copy, 'node_modules'))
  return copy
}

export const removeTree = (copy: string): Promise<void> => rm(copy, { recursive: true, force: true })

/** How often a text stands in a file. */
export async function occurrences(root: string, file: string, search: string): Promise<number> {
  const text = await readFile(join(root, file), 'utf8').catch(() => '')
  return text.split(search).length - 1
}

/** Replaces a text that stands there once; returns how to put it back. */
export async function edit(root: string, file: string, search: string, replace: string): Promise<() => Promise<void>> {
  const path = join(root, file)
  const text = await readFile(path, 'utf8')
  await writeFile(
    path,
    text.replace(search, () => replace),
  )
  return () => writeFile(path, text)
}

export interface Outcome {
  readonly passed: number
  readonly failed: readonly string[]
  /** Files that could not even be loaded: that is no test that noticed something. */
  readonly broken: readonly string[]
}

interface Report {
  readonly numPassedTests: number
  readonly testResults: readonly {
    readonly name: string
    readonly status: string
    readonly assertionResults: readonly { readonly status: string; readonly fullName: string }[]
  }[]
}

/** Runs files of tests in a copy. */
export async function runTests(copy: string, files: readonly string[]): Promise<Outcome> {
  const report = join(copy, '.report.json')
  await rm(report, { force: true })
  const vitest = join(copy, 'node_modules/vitest/vitest.mjs')
  const args = [
    'run',
    '--project',
    'unit',
    '--project',
    'server',
    '--reporter=json',
    `--outputFile=${report}`,
    ...files,
  ]
  const { MUTATIONS: _not, ...env } = process.env
  await new Promise<void>((done, fail) => {
    const child = spawn(process.execPath, [vitest, ...args], { cwd: copy, env, stdio: 'ignore' })
    child.once('error', fail)
    child.once('exit', () => done())
  })
  const { numPassedTests, testResults } = JSON.parse(await readFile(report, 'utf8')) as Report
  const failed = testResults.flatMap(({ assertionResults }) =>
    assertionResults.flatMap(({ status, fullName }) => (status === 'failed' ? [fullName] : [])),
  )
  const broken = testResults.flatMap(({ name, status, assertionResults }) =>
    status === 'failed' && !assertionResults.some((one) => one.status === 'failed') ? [name] : [],
  )
  return { passed: numPassedTests, failed, broken }
}
