import { describe, expect, it } from 'vitest'
import { catalogue } from './catalogue.ts'
import { processes } from './index.ts'
import { gaps, registers } from './registers.ts'

const known = new Set<string>(catalogue.map(({ id }) => id))
const run = new Set<string>([...processes.flatMap(({ runs }) => runs), ...registers.map(({ practice }) => practice)])

describe('the catalogue of practices', () => {
  it('numbers the practices from P001 without a gap and names each once in both languages', () => {
    expect(catalogue.map(({ id }) => id)).toEqual(catalogue.map((_, index) => `P${String(index + 1).padStart(3, '0')}`))
    expect(new Set(catalogue.map(({ name }) => name.zh)).size).toBe(catalogue.length)
    expect(catalogue.filter(({ name }) => !/\p{Script=Han}/u.test(name.zh) || /\p{Script=Han}/u.test(name.en))).toEqual(
      [],
    )
  })

  it('holds every practice that a declaration or a register claims to run', () => {
    expect([...run].filter((id) => !known.has(id))).toEqual([])
  })

  it('admits gaps only of practices that are run at all, each once', () => {
    expect(gaps.filter(({ practice }) => !run.has(practice))).toEqual([])
    expect(new Set(gaps.map(({ practice }) => practice)).size).toBe(gaps.length)
  })
})
