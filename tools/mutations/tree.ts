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
  // Packages of one workspace alone lie in a folder of its own.
  for (const folder of ['packages', 'apps']) {
    for (const name of await readdir(join(ROOT, folder))) {
      const own = join(folder, name, 'node_modules')
      if (await stat(join(ROOT, own)).catch(() => undefined)) await symlink(join(ROOT, own), join(copy, own))
    }
  }
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

/** What a mutation names: files, and words of the tests in them that are meant; a file without words is meant whole. */
export const namedTests = (tests: readonly string[]): { file: string; words: string | undefined }[] =>
  tests.map((test) => {
    const [file = '', words] = test.split(' > ')
    return { file, words }
  })

const escaped = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)

/** Runs tests in a copy; `first` ends the run at the first test that fails, which is all that a mutation needs. */
export async function runTests(
  copy: string,
  tests: readonly string[],
  { until, database }: { readonly until: 'end' | 'first'; readonly database: string },
): Promise<Outcome> {
  const named = namedTests(tests)
  const words = named.flatMap((one) => one.words ?? [])
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
    ...(until === 'first' ? ['--bail=1'] : []),
    ...(words.length === named.length ? ['-t', `(?:${words.map(escaped).join('|')})`] : []),
    ...new Set(named.map(({ file }) => file)),
  ]
  const { MUTATIONS: _not, ...own } = process.env
  const env = { ...own, TEST_DATABASE_URL: database }
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
