// npm run new: writes what a new thing begins with, sound enough to pass every check, so that only what is its own has to be said.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { ROOT, runTool, say } from '../terminal.mjs'
import { planOperation } from './operation.mjs'
import { planProcess } from './process.mjs'
import { planScreen } from './screen.mjs'
import { planTable } from './table.mjs'

/**
 * @typedef {object} Plan
 * @property {Record<string, string>} writes new files by their paths
 * @property {Record<string, (text: string) => string>} changes what is added to files that are there
 * @property {string[]} next what is left to do
 * @property {string} [problem] why nothing can be written
 */

const key = { is: /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/, says: 'words in small letters with dashes 小写字母，用短横线连接' }
const snake = {
  is: /^[a-z][a-z0-9]*(_[a-z0-9]+)*$/,
  says: 'words in small letters with underscores 小写字母，用下划线连接',
}
const words = { is: /\S/, says: 'words 文字' }
const folder = {
  is: /^(kernel\/)?[a-z][a-z0-9-]*$/,
  says: 'a folder of apps/server/src with an idea.ts, such as duties or kernel/people',
}
const permission = { is: /^[a-z]+\.[a-z-]+$/, says: 'one of packages/language/src/permissions.ts, such as duty.read' }

/** What can be begun: the words each is given, in order. */
const KINDS = {
  process: {
    asks: {
      key,
      'practice 做法': { is: /^P\d{3}$/, says: 'a number of packages/practices/src/catalogue.ts, such as P093' },
      'Chinese name 中文名': words,
      'English name': words,
    },
    plan: planProcess,
    example: 'process well-cleaning P093 清井 "Cleaning of wells"',
  },
  table: {
    asks: { 'owner, such as people': key, table: snake },
    plan: planTable,
    example: 'table people spring_visit',
  },
  operation: {
    asks: {
      'folder 所在目录': folder,
      'name 名称': { is: /^[a-z][a-z0-9]*([A-Z][a-z0-9]*)*$/, says: 'a verb and what it is done to: noteVisit' },
      kind: { is: /^(read|write)$/, says: 'read or write' },
      permission,
      'what it does, in Chinese 中文说明': words,
      'the same in English': words,
    },
    plan: planOperation,
    example: 'operation duties noteVisit write duty.exempt 记录走访 "Note a visit"',
  },
  screen: {
    asks: {
      'folder 所在目录': folder,
      table: snake,
      permission,
      'Chinese name 中文名': words,
      'English name': words,
    },
    plan: planScreen,
    example: 'screen kernel/people spring_visit person.read 走访 "Visits"',
  },
}

const usage = () => {
  say('npm run new -- …')
  for (const { example } of Object.values(KINDS)) say(`  npm run new -- ${example}`)
  return 2
}

/**
 * Writes the beginning of something new.
 * @param {string[]} args the kind and its words
 * @param {string} [root] the tree it is written into
 * @returns {Promise<number>} exit code; nothing is written unless all of it can be
 */
export const runNew = async ([kind = '', ...given], root = ROOT) => {
  const known = KINDS[kind]
  if (known === undefined) return usage()
  const asks = Object.entries(known.asks)
  for (const [index, [name, { is, says }]] of asks.entries()) {
    if (given[index] !== undefined && is.test(given[index])) continue
    say(`${name}: ${says}`)
    say(`  npm run new -- ${known.example}`)
    return 2
  }
  const { problem, writes, changes, next } = known.plan(given, root)
  if (problem !== undefined) {
    say(problem)
    return 2
  }
  const there = Object.keys(writes).find((path) => existsSync(join(root, path)))
  if (there !== undefined) {
    say(`${there} is there already 已经存在`)
    return 2
  }
  for (const [path, change] of Object.entries(changes)) {
    writes[path] = change(readFileSync(join(root, path), 'utf8'))
  }
  for (const [path, text] of Object.entries(writes)) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), text)
    say(path)
  }
  const code = Object.keys(writes).filter((path) => /\.tsx?$/.test(path))
  if (code.length > 0) await runTool('oxfmt', 'bin/oxfmt', code, { quiet: true, cwd: root })
  for (const line of next) say(`→ ${line}`)
  return 0
}
