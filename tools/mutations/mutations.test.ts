import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { mutations } from './list.ts'
import { copyTree, edit, occurrences, removeTree, ROOT, runTests } from './tree.ts'

describe('the list of mutations', () => {
  it.each(mutations.map((one) => [one.breaks, one] as const))('still finds what it breaks: %s', async (_, mutation) => {
    expect(mutation.edits.length).toBeGreaterThan(0)
    for (const { file, search, replace } of mutation.edits) {
      expect(await occurrences(ROOT, file, search), `${file}: ${search}`).toBe(1)
      expect(replace).not.toBe(search)
    }
    expect(mutation.tests.filter((file) => !existsSync(join(ROOT, file)))).toEqual([])
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
  const chosen = wanted === '1' ? mutations : mutations.filter(({ breaks }) => breaks.includes(wanted))

  describe('every mutation is noticed', () => {
    let copy: string
    beforeAll(async () => {
      copy = await copyTree()
    }, 120_000)
    afterAll(() => removeTree(copy))

    it('by tests that pass while nothing is broken', { timeout: 1_800_000 }, async () => {
      const files = [...new Set(chosen.flatMap(({ tests }) => tests))]
      const { passed, failed, broken } = await runTests(copy, files)
      expect([...failed, ...broken]).toEqual([])
      expect(passed).toBeGreaterThan(0)
    })

    it.each(chosen.map((one) => [one.breaks, one] as const))('%s', { timeout: 900_000 }, async (_, mutation) => {
      const undo: (() => Promise<void>)[] = []
      for (const { file, search, replace } of mutation.edits) undo.unshift(await edit(copy, file, search, replace))
      try {
        const { failed, broken } = await runTests(copy, mutation.tests)
        expect(broken).toEqual([])
        expect(failed.length, `no test noticed; rule: ${mutation.rule}`).toBeGreaterThan(0)
      } finally {
        for (const back of undo) await back()
      }
    })
  })
}
