import { readdir, readFile } from 'node:fs/promises'
import { expect, it } from 'vitest'

const folder = new URL('./', import.meta.url)
/** A code of digits, which nobody writes: the browser may stop it. */
const codes = new Set(['shell/sign-in-dialog.tsx', 'words-input.tsx'])

it('no field of the workbench lets a browser cut what is written: a limit is counted, and said when it is passed', async () => {
  const names = (await readdir(folder, { recursive: true })).filter((name) => name.endsWith('.tsx') && !codes.has(name))
  expect(names.length).toBeGreaterThan(100)
  const cutting = []
  let counted = 0
  for (const name of names) {
    const source = await readFile(new URL(name, folder), 'utf8')
    if (/maxLength=/.test(source)) cutting.push(name)
    counted += source.match(/<(?:LineInput|WordsInput)\b/g)?.length ?? 0
  }
  expect(cutting).toEqual([])
  expect(counted).toBeGreaterThan(50)
})
