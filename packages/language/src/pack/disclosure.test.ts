import { describe, expect, it } from 'vitest'
import { defineDisclosureCatalogue, type DisclosureItem } from '../disclosure.ts'
import { law } from '../law.ts'
import { effectiveItems } from './disclosure.ts'

const item: DisclosureItem = {
  code: 'a-1',
  name: { zh: '财务收支', en: 'Money' },
  affairs: 'finance',
  rhythm: { every: 'quarter' },
  dueBy: { workingDays: 5 },
  scope: 'village',
  audience: 'everybody',
  source: 'typed',
  template: [{ kind: 'money' }],
  standsDays: 15,
  legalBasis: [law('中华人民共和国村民委员会组织法', '35')],
  board: true,
}
const catalogue = defineDisclosureCatalogue({
  key: 'test',
  name: { zh: '目录', en: 'Catalogue' },
  note: { zh: '说明', en: 'Note' },
  classes: [{ code: 'a', name: { zh: '财务', en: 'Finance' }, items: [item] }],
})

function asked(override: object, change: Partial<DisclosureItem> = {}): ReturnType<typeof effectiveItems> {
  const [group] = catalogue.classes
  const changed = { ...catalogue, classes: group ? [{ ...group, items: [{ ...item, ...change }] }] : [] }
  return effectiveItems([changed], { catalogues: ['test'], overrides: [{ item: 'a-1', ...override }], boards: [] })
}

describe('what a county makes of a catalogue', () => {
  it('may be stricter: more often, sooner, longer', () => {
    const { items, problems } = asked({ every: 'month', dueBy: { workingDays: 3 }, standsDays: 30 })
    expect(problems).toEqual([])
    expect(items.get('a-1')?.item).toMatchObject({
      rhythm: { every: 'month' },
      dueBy: { workingDays: 3 },
      standsDays: 30,
    })
  })

  it.each([{ every: 'year' }, { dueBy: { workingDays: 9 } }, { dueBy: { days: 6 } }, { standsDays: 14 }])(
    'is never looser: %o changes nothing and is named',
    (override) => {
      const { items, problems } = asked(override)
      expect(problems).toEqual([{ problem: 'loosened', value: 'a-1' }])
      expect(items.get('a-1')?.item).toEqual(item)
    },
  )

  it('may ask for more days ahead of an event, or for an earlier day of the year, and never for less', () => {
    const ahead = { rhythm: { upon: 'ahead', daysBefore: 20 }, dueBy: { days: 20 } } as const
    const january = { rhythm: { every: 'year', by: '01-31' }, dueBy: { days: 0 } } as const
    const rhythmOf = (override: object, change: Partial<DisclosureItem>) => {
      const { items, problems } = asked(override, change)
      return problems.length > 0 ? problems.map(({ problem }) => problem) : items.get('a-1')?.item.rhythm
    }
    expect(rhythmOf({ dueBy: { days: 25 } }, ahead)).toEqual({ upon: 'ahead', daysBefore: 25 })
    expect(rhythmOf({ dueBy: { days: 15 } }, ahead)).toEqual(['loosened'])
    expect(rhythmOf({ dueBy: { workingDays: 30 } }, ahead)).toEqual(['loosened'])
    expect(rhythmOf({ by: '01-15' }, january)).toEqual({ every: 'year', by: '01-15' })
    expect(rhythmOf({ by: '02-15' }, january)).toEqual(['loosened'])
    expect(rhythmOf({ by: '01-15' }, {})).toEqual(['loosened'])
  })

  it('names what it does not know', () => {
    const { problems } = effectiveItems([catalogue], {
      catalogues: ['test', 'test', 'other'],
      overrides: [{ item: 'z-9' }],
      boards: [{ key: 'b', name: { zh: '栏', en: 'B' }, note: { zh: '栏', en: 'B' }, items: ['y-8'], formalities: [] }],
    })
    expect(problems).toEqual([
      { problem: 'code-twice', value: 'a-1' },
      { problem: 'unknown-catalogue', value: 'other' },
      { problem: 'unknown-item', value: 'z-9' },
      { problem: 'unknown-item', value: 'y-8' },
    ])
  })
})
