import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ROOT } from './terminal.mjs'
import { runVitest } from './tests.mjs'

// Inside the project, so that the tests made here find Vitest.
const CACHE = join(ROOT, '.cache')
const IMPORT = `import { expect, it } from 'vitest'\n`

let folder = ''
const write = (name: string, text: string) => writeFileSync(join(folder, name), IMPORT + text)
const runAll = () =>
  runVitest([`--root=${folder}`, '--pool=forks', '--maxWorkers=1'], {
    report: join(folder, 'report.json'),
    quiet: true,
  })

beforeEach(() => {
  mkdirSync(CACHE, { recursive: true })
  folder = mkdtempSync(join(CACHE, 'tests-'))
  writeFileSync(join(folder, 'vitest.config.mjs'), 'export default { test: { isolate: false } }')
})

afterEach(() => rmSync(folder, { recursive: true, force: true }))

describe('a run of the tests', () => {
  it('runs again what a process left unfinished that ended before its time, and tells so', async () => {
    const marker = join(folder, 'marker')
    write('a.test.js', `it('holds', () => expect(1).toBe(1))`)
    write(
      'b.test.js',
      `import { existsSync, writeFileSync } from 'node:fs'
       it('breaks off once', () => {
         if (existsSync(${JSON.stringify(marker)})) return
         writeFileSync(${JSON.stringify(marker)}, '')
         process.kill(process.pid, 'SIGKILL')
       })`,
    )
    write('c.test.js', `it('holds too', () => expect(2).toBe(2))`)
    const { passed, failures, notes } = await runAll()
    expect(existsSync(marker)).toBe(true)
    expect({ passed, failures }).toEqual({ passed: 3, failures: [] })
    expect(notes).toEqual([expect.stringContaining('SIGKILL')])
  })

  it('has failed where a file ends its process each time', async () => {
    write('a.test.js', `it('holds', () => expect(1).toBe(1))`)
    write('b.test.js', `it('breaks off', () => process.kill(process.pid, 'SIGKILL'))`)
    const { passed, failures } = await runAll()
    expect(passed).toBe(1)
    expect(failures).toEqual([expect.stringMatching(/b\.test\.js: not finished$/)])
  })

  it('names what failed, a file that cannot be loaded and an error outside any test', async () => {
    write('a.test.js', `it('is wrong', () => expect(1).toBe(2))`)
    write('b.test.js', `throw new Error('cannot be loaded')`)
    write('c.test.js', `it('leaves an error behind', () => void Promise.reject(new Error('nobody waits for me')))`)
    const { failures } = await runAll()
    expect(failures).toHaveLength(3)
    expect(failures).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/a\.test\.js > is wrong: expected 1 to be 2/),
        expect.stringMatching(/b\.test\.js: cannot be loaded/),
        'nobody waits for me',
      ]),
    )
  })
})
