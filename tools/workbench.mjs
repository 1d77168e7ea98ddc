import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT, runTool, say } from './terminal.mjs'

const FOLDER = join(ROOT, 'apps', 'workbench')
const STAMP = join(ROOT, '.cache', 'workbench-built')

/** Everything the built pages depend on. */
const SOURCES = ['apps/workbench', 'packages', 'package-lock.json']
const NOT_SOURCES = new Set(['node_modules', 'dist', '.cache'])

const addTo = (hash, path) => {
  const entry = statSync(path, { throwIfNoEntry: false })
  if (entry === undefined) return
  if (entry.isDirectory()) {
    for (const name of readdirSync(path).toSorted()) if (!NOT_SOURCES.has(name)) addTo(hash, join(path, name))
  } else if (!/\.test\.tsx?$/.test(path)) {
    hash
      .update(`${path.slice(ROOT.length)}\0`)
      .update(readFileSync(path))
      .update('\0')
  }
}

const sourceMark = () => {
  const hash = createHash('sha256')
  for (const source of SOURCES) addTo(hash, join(ROOT, source))
  return hash.digest('hex')
}

/** Builds the workbench when its sources changed since the last build. Returns false when the build failed. */
export const buildWorkbench = async () => {
  if (!existsSync(join(FOLDER, 'vite.config.ts'))) return true
  const mark = sourceMark()
  const built = existsSync(join(FOLDER, 'dist', 'index.html')) && existsSync(STAMP)
  if (built && readFileSync(STAMP, 'utf8') === mark) return true
  say('正在构建工作台…  Building the workbench …')
  const { code, output } = await runTool('vite', 'bin/vite.js', ['build', '--logLevel', 'warn'], {
    quiet: true,
    cwd: FOLDER,
  })
  if (code !== 0) {
    say(output)
    say('工作台构建失败。  The workbench could not be built.')
    return false
  }
  mkdirSync(join(ROOT, '.cache'), { recursive: true })
  writeFileSync(STAMP, mark)
  return true
}
