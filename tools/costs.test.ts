import { describe, expect, it } from 'vitest'
import { costOf, linesAdded, linesOfCall, linesOfSentences, verdict } from './costs.mjs'

describe('what it costs to add something', () => {
  it('counts lines that are added or changed, wherever they stand, and none that only moved down', () => {
    expect(linesAdded('', 'a\nb\n')).toBe(2)
    expect(linesAdded('a\nb\n', 'a\nb\n')).toBe(0)
    expect(linesAdded('a\n}\nb\n}\n', 'new\na\n}\nnew\n}\nb\n}\nlast\n')).toBe(4)
    expect(linesAdded('import { a }\nb\n', 'import { a, c }\nb\n')).toBe(1)
    expect(linesAdded('a\nb\nc\n', 'a\n')).toBe(0)
  })

  it('counts a file once however many parts of it there are, and tests apart', () => {
    const parts = [
      { path: 'a.ts', lines: 3 },
      { path: 'a.ts', lines: 4 },
      { path: 'a.test.ts', lines: 5 },
    ]
    expect(costOf(parts)).toEqual({ files: 2, lines: 12, tests: { files: 1, lines: 5 } })
  })

  it('says where a goal is missed, and by how much', () => {
    const goal = { files: 3, lines: 40 }
    expect(verdict({ files: 3, lines: 40 }, goal)).toBe('met')
    expect(verdict({ files: 4, lines: 40 }, goal)).toBe('**missed** by 1 file')
    expect(verdict({ files: 5, lines: 41 }, goal)).toBe('**missed** by 2 files and 1 line')
  })

  it('counts a call to its last bracket, whatever stands in its strings', () => {
    const text = `const list = defineList({\n  title: ')',\n  row: z.object({\n    id,\n  }),\n})\nexport const other = 1\n`
    expect(linesOfCall(text, 0)).toBe(6)
  })

  it('counts sentences with the lines on which they go on', () => {
    const text = `export const words = {\n  'text.a.one': '1',\n  'text.a.two':\n    'long',\n  'text.b.one': '2',\n} as const\n`
    expect(linesOfSentences(text, (key) => key.startsWith('text.a.'))).toBe(3)
  })
})
