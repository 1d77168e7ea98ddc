import { describe, expect, it } from 'vitest'
import { dropDraft, dropDraftsOf, dropDraftsOfOthers, findDraft, keepDraft } from './drafts.ts'

class Shelf {
  readonly #held = new Map<string, string>()
  get length(): number {
    return this.#held.size
  }
  key = (no: number): string | null => [...this.#held.keys()][no] ?? null
  getItem = (key: string): string | null => this.#held.get(key) ?? null
  setItem = (key: string, value: string): void => void this.#held.set(key, value)
  removeItem = (key: string): void => void this.#held.delete(key)
  all = (): string => [...this.#held.values()].join('\n')
}

const NOW = Date.parse('2027-03-04T08:00:00Z')
const DAY_MS = 86_400_000
const intake = { personId: 'wen', form: 'intake' }

describe('a draft', () => {
  it('is brought back to the same person in the same form only', () => {
    const shelf = new Shelf()
    keepDraft(shelf, intake, { description: '水渠垮了一段', fields: { depth: 3, note: '' } }, NOW)
    expect(findDraft(shelf, intake, NOW + DAY_MS)).toEqual({ description: '水渠垮了一段', fields: { depth: 3 } })
    expect(findDraft(shelf, { ...intake, personId: 'lei' }, NOW)).toBeUndefined()
    expect(findDraft(shelf, { ...intake, form: 'comment' }, NOW)).toBeUndefined()
  })

  it('never holds who reported, a telephone of any field, or a file', () => {
    const shelf = new Shelf()
    const values = {
      name: '石有田',
      phone: '13911112222',
      description: '路灯不亮',
      fields: { callBack: '13933334444', files: ['f1'], photos: ['f2'] },
    }
    keepDraft(shelf, { ...intake, never: ['callBack', 'photos'] }, values, NOW)
    expect(shelf.all()).toContain('路灯不亮')
    expect(shelf.all()).not.toMatch(/石有田|139|f1|f2/)
  })

  it('goes after seven days, when it is emptied or sent, and with all others of whoever signs out', () => {
    const shelf = new Shelf()
    keepDraft(shelf, intake, { description: 'a' }, NOW)
    keepDraft(shelf, { personId: 'lei', form: 'comment' }, { note: 'b' }, NOW + DAY_MS)
    expect(findDraft(shelf, intake, NOW + 7 * DAY_MS)).toBeUndefined()
    expect(shelf.length).toBe(1)
    keepDraft(shelf, intake, { description: 'c' }, NOW)
    keepDraft(shelf, intake, { description: '' }, NOW)
    expect(findDraft(shelf, intake, NOW)).toBeUndefined()
    keepDraft(shelf, intake, { description: 'd' }, NOW)
    dropDraft(shelf, intake)
    expect(findDraft(shelf, intake, NOW)).toBeUndefined()
    keepDraft(shelf, intake, { description: 'e' }, NOW)
    dropDraftsOf(shelf, 'wen')
    expect(shelf.length).toBe(1)
    expect(findDraft(shelf, { personId: 'lei', form: 'comment' }, NOW + DAY_MS)).toEqual({ note: 'b' })
  })

  it('of others goes when somebody signs in after them, and one’s own stays', () => {
    const shelf = new Shelf()
    keepDraft(shelf, intake, { description: '井盖没了' }, NOW)
    keepDraft(shelf, { personId: 'lei', form: 'comment' }, { note: '已到现场' }, NOW)
    shelf.setItem('xiangzhi.language', 'en')
    dropDraftsOfOthers(shelf, 'lei')
    expect(findDraft(shelf, intake, NOW)).toBeUndefined()
    expect(findDraft(shelf, { personId: 'lei', form: 'comment' }, NOW)).toEqual({ note: '已到现场' })
    expect(shelf.getItem('xiangzhi.language')).toBe('en')
  })

  it('of how the form opens is none: nothing was typed, and nothing is brought back', () => {
    const shelf = new Shelf()
    const initial = { source: 'counter', wantsAnswer: true, fields: { depth: 3 } }
    keepDraft(
      shelf,
      { ...intake, initial },
      { ...initial, description: '', fields: { depth: 3, note: undefined } },
      NOW,
    )
    expect([shelf.length, findDraft(shelf, { ...intake, initial }, NOW)]).toEqual([0, undefined])
    keepDraft(shelf, { ...intake, initial }, { ...initial, source: 'hotline', description: '井盖没了' }, NOW)
    expect(findDraft(shelf, { ...intake, initial }, NOW)).toEqual({ source: 'hotline', description: '井盖没了' })
    // One that was kept before forms said how they open is none either.
    keepDraft(shelf, intake, { source: 'counter', wantsAnswer: true }, NOW)
    expect(findDraft(shelf, { ...intake, initial }, NOW)).toBeUndefined()
  })
})
