import { readFileSync, readdirSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import { ROOT } from './terminal.mjs'

const NOT_OURS = new Set(['node_modules', 'dist', '.cache', '.git', '.node', 'data'])

/** All source files below a folder of the project, as paths from its root with forward slashes. */
export const listSources = (folder, ending = /\.(ts|tsx|mts)$/) => {
  const found = []
  const walk = (path) => {
    for (const entry of readdirSync(path, { withFileTypes: true })) {
      if (NOT_OURS.has(entry.name)) continue
      const whole = join(path, entry.name)
      if (entry.isDirectory()) walk(whole)
      else if (ending.test(entry.name)) found.push(relative(ROOT, whole).split(sep).join('/'))
    }
  }
  try {
    walk(join(ROOT, folder))
  } catch (error) {
    if (error.code !== 'ENOENT') throw error
  }
  return found.toSorted()
}

export const readSource = (path) => readFileSync(join(ROOT, path), 'utf8')

/** The text with comments blanked out, lines kept, so that prose is not taken for code. */
export const withoutComments = (text) =>
  text
    .replace(/\/\*[\s\S]*?\*\//g, (comment) => comment.replace(/[^\n]/g, ' '))
    .replace(/(^|[^:'"`\\])\/\/[^\n]*/g, (comment, before) => before + ' '.repeat(comment.length - before.length))

export const lineAt = (text, index) => text.slice(0, index).split('\n').length
