import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { leaveOutLong, listTree, readTree, testsOf } from './changed.mjs'
import { mutations } from './mutations/list.ts'
import { ROOT } from './terminal.mjs'

let root = ''
const files: Record<string, string> = {}
const write = (given: Record<string, string>) => {
  Object.assign(files, given)
  for (const [path, text] of Object.entries(given)) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), text)
  }
}
/** What runs once these files have these texts. */
const after = (change: Record<string, string>) => {
  const before = { ...files }
  write(change)
  const paths = Object.keys(files).filter((path) => path.endsWith('.ts'))
  const chosen = testsOf(readTree(root, paths), Object.keys(change), (path) => before[path] ?? '')
  return chosen === 'all' ? chosen : chosen.map((path) => path.slice(path.lastIndexOf('/') + 1, -'.test.ts'.length))
}

const A = 'packages/a/src'
const SERVER = 'apps/server/src'

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'xiangzhi-changed-'))
  for (const path of Object.keys(files)) delete files[path]
  write({
    'packages/a/package.json': `{ "name": "@xiangzhi/a", "exports": { ".": "./src/index.ts" } }`,
    [`${A}/index.ts`]: `export * from './one.ts'\nexport { two, type Two as Other } from './two.ts'\n`,
    [`${A}/one.ts`]: `import { deep } from './deep.ts'\nexport const one = deep\n`,
    [`${A}/deep.ts`]: `export const deep = 1\n`,
    [`${A}/two.ts`]: `export const two = 2\nexport type Two = 2\n`,
    [`${A}/one.test.ts`]: `import { one } from './one.ts'\n`,
    'packages/b/src/takes-one.test.ts': `import {\n  one,\n} from '@xiangzhi/a'\n`,
    'packages/b/src/takes-two.test.ts': `import { two as second } from '@xiangzhi/a'\n`,
    'packages/b/src/takes-all.test.ts': `import * as a from '@xiangzhi/a'\n`,
    'packages/b/src/later.test.ts': `const { two } = await import('@xiangzhi/a')\n`,
    'packages/b/src/type-only.test.ts': `import type { Two } from '@xiangzhi/a'\nimport { type Other } from '@xiangzhi/a'\n`,
    'packages/text/src/zh-CN/a.ts': `export const a = {\n  'text.a.one': '一',\n  'text.a.kind.two':\n    '二',\n} as const\n`,
    'packages/b/src/says.ts': `export const says = 'text.a.one'\n`,
    'packages/b/src/says-one.test.ts': `import { says } from './says.ts'\n`,
    'packages/b/src/says-kind.test.ts': 'const key = `text.a.kind.${kind}`\n',
  })
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

describe('the tests that what changed can break', () => {
  it('are those that take a symbol of the file, through barrels and other files, and no others', () => {
    const all = ['later', 'takes-all']
    expect(after({ [`${A}/deep.ts`]: 'export const deep = 3\n' })).toEqual(['one', 'later', 'takes-all', 'takes-one'])
    expect(after({ [`${A}/two.ts`]: 'export const two = 3\n' })).toEqual([...all, 'takes-two'])
  })

  it('are nobody’s where a barrel hands on one name more, and those of a name that it takes from elsewhere', () => {
    write({ [`${A}/three.ts`]: 'export const two = 3\nexport const three = 3\n' })
    const more = files[`${A}/index.ts`] ?? ''
    expect(after({ [`${A}/index.ts`]: `${more}export { three } from './three.ts'\n` })).toEqual(['later', 'takes-all'])
    const moved = `export * from './one.ts'\nexport { two } from './three.ts'\n`
    expect(after({ [`${A}/index.ts`]: moved })).toEqual(['later', 'takes-all', 'takes-two'])
  })

  it('are those that name a sentence which says something else, or the beginning of its name', () => {
    const path = 'packages/text/src/zh-CN/a.ts'
    const text = files[path] ?? ''
    expect(after({ [path]: text.replace('一', '壹') })).toEqual(['says-one'])
    expect(after({ [path]: text.replace('一', '壹').replace('二', '贰') })).toEqual(['says-kind'])
  })

  it('are all where it changed how tests run, and none where nothing that runs changed', () => {
    expect(after({ 'vitest.config.ts': 'export default {}\n' })).toBe('all')
    expect(after({ 'docs/design.md': 'colours\n' })).toEqual([])
  })

  it('are those of its room, behind the wiring, and those that ask for an operation which it answers', () => {
    const world = `import { makeWorld } from './testing-world.ts'\n`
    write({
      'apps/server/package.json': `{ "imports": { "#kernel/*": "./src/kernel/*/index.ts", "#wiring": "./src/wiring.ts" } }`,
      [`${SERVER}/wiring.ts`]: `import { casesIdea } from '#kernel/cases'\nexport const wire = casesIdea\n`,
      [`${SERVER}/kernel/cases/index.ts`]: `export { casesIdea } from './idea.ts'\nexport { beside } from './beside.ts'\n`,
      [`${SERVER}/kernel/cases/idea.ts`]: `import { open } from './open.ts'\nexport const casesIdea = open\n`,
      [`${SERVER}/kernel/cases/open.ts`]: `export const open = ({ input }: Asked<'openCase'>) => input\n`,
      [`${SERVER}/kernel/cases/beside.ts`]: `export const beside = 1\n`,
      [`${SERVER}/kernel/cases/rules.test.ts`]: `import { expect } from 'vitest'\n`,
      [`${SERVER}/api/testing-world.ts`]: `import { wire } from '#wiring'\nexport const makeWorld = wire\n`,
      [`${SERVER}/api/opens.test.ts`]: `${world}await world.run(openCase, by, {})\n`,
      [`${SERVER}/api/uses-cases.test.ts`]: `${world}import { beside } from '#kernel/cases'\n`,
      [`${SERVER}/api/elsewhere.test.ts`]: `${world}await world.run(listPlaces, by, {})\n`,
      [`${SERVER}/wiring.test.ts`]: `import { wire } from '#wiring'\n`,
    })
    const opened = `export const open = ({ by }: Asked<'openCase'>) => by\n`
    expect(after({ [`${SERVER}/kernel/cases/open.ts`]: opened })).toEqual(['opens', 'uses-cases', 'rules', 'wiring'])
    const wired = `${files[`${SERVER}/wiring.ts`]}export const more = 1\n`
    expect(after({ [`${SERVER}/wiring.ts`]: wired })).toEqual(['elsewhere', 'opens', 'uses-cases', 'wiring'])
  })

  it('wait where each takes long, unless something in their folder changed', () => {
    const took = { 'a/long.test.ts': 90_000, 'b/long.test.ts': 90_000, 'b/short.test.ts': 900 }
    expect(leaveOutLong([...Object.keys(took), 'b/new.test.ts'], ['a/changed.ts'], took)).toEqual({
      now: ['a/long.test.ts', 'b/short.test.ts', 'b/new.test.ts'],
      left: ['b/long.test.ts'],
    })
  })

  // Each mutation breaks a file and says which tests notice: what is chosen when that file changes has one of them.
  it('notice every mutation of the list', () => {
    const tree = readTree(ROOT, listTree())
    const unseen = mutations.flatMap(({ breaks, edits, tests }) => {
      const before = new Map(
        edits.map(({ file, search, replace }) => [file, tree.read(file).replace(search, () => replace)]),
      )
      const chosen = testsOf(tree, [...before.keys()], (path) => before.get(path) ?? '')
      const noticed = tests.some((test) => chosen.includes(test.split(' > ')[0] ?? ''))
      return chosen === 'all' || noticed ? [] : [breaks]
    })
    expect(unseen).toEqual([])
  })
})
