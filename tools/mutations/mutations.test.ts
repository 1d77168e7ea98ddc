import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { mutations } from './list.ts'
import { startEmbeddedPostgres } from '../../apps/server/src/platform/database/embedded.ts'
import { silentLog } from '../../apps/server/src/platform/log/index.ts'
import { copyTree, edit, namedTests, occurrences, removeTree, ROOT, runTests } from './tree.ts'

describe('the list of mutations', () => {
  it.each(mutations.map((one) => [one.breaks, one] as const))('still finds what it breaks: %s', async (_, mutation) => {
    expect(mutation.edits.length).toBeGreaterThan(0)
    for (const { file, search, replace } of mutation.edits) {
      expect(await occurrences(ROOT, file, search), `${file}: ${search}`).toBe(1)
      expect(replace).not.toBe(search)
    }
    for (const { file, words = '' } of namedTests(mutation.tests)) {
      expect((await readFile(join(ROOT, file), 'utf8')).includes(words), `${file} has no test named ${words}`).toBe(
        true,
      )
    }
    expect(mutation.tests.length).toBeGreaterThan(0)
  })

  it('names the rule that each breaks, and none twice', () => {
    expect(mutations.filter(({ rule }) => rule.trim().length < 10)).toEqual([])
    expect(new Set(mutations.map(({ breaks }) => breaks)).size).toBe(mutations.length)
  })
})

// The long form breaks a copy of the tree, one mutation after another: MUTATIONS=1 npm test -- tools/mutations
const wanted = process.env['MUTATIONS']
if (wanted) {
  const chosen = wanted === '1' ? mutations : mutations.filter(({ breaks }) => new RegExp(wanted, 'u').test(breaks))

  describe('every mutation is noticed', () => {
    let copy: string
    let dataDir: string
    let server: Awaited<ReturnType<typeof startEmbeddedPostgres>>
    // One database server for all runs: to begin one anew takes longer than most tests.
    beforeAll(async () => {
      copy = await copyTree()
      dataDir = await mkdtemp(join(tmpdir(), 'xiangzhi-mutations-data-'))
      await chmod(dataDir, 0o755)
      server = await startEmbeddedPostgres({ dataDir, log: silentLog, durable: false })
    }, 120_000)
    afterAll(async () => {
      await server.stop()
      await rm(dataDir, { recursive: true, force: true })
      await removeTree(copy)
    })

    it('by tests that pass while nothing is broken', { timeout: 1_800_000 }, async () => {
      const named = [...new Set(chosen.flatMap(({ tests }) => tests))]
      const whole = named.filter((test) => !test.includes(' > '))
      const outcomes = []
      for (const tests of [whole, named.filter((test) => !whole.includes(test))])
        if (tests.length > 0) outcomes.push(await runTests(copy, tests, { until: 'end', database: server.url }))
      for (const { passed, failed, broken } of outcomes) {
        expect([...failed, ...broken]).toEqual([])
        expect(passed).toBeGreaterThan(0)
      }
    })

    it.each(chosen.map((one) => [one.breaks, one] as const))('%s', { timeout: 900_000 }, async (_, mutation) => {
      const undo: (() => Promise<void>)[] = []
      for (const { file, search, replace } of mutation.edits) undo.unshift(await edit(copy, file, search, replace))
      try {
        const { failed, broken } = await runTests(copy, mutation.tests, { until: 'first', database: server.url })
        if (failed.length === 0) expect(broken).toEqual([])
        expect(failed.length, `no test noticed; rule: ${mutation.rule}`).toBeGreaterThan(0)
      } finally {
        for (const back of undo) await back()
      }
    })
  })
}
