import { describe, expect, it } from 'vitest'
import {
  type Block,
  checkContent,
  checkFilled,
  type Content,
  linesOf,
  maskContent,
  saysSomething,
  type TemplateBlock,
  wordsOf,
} from './index.ts'

const columns = [
  { key: 'what', label: '补助名称', align: 'text' },
  { key: 'paid', label: '金额', align: 'money' },
] as const
const template: TemplateBlock[] = [
  { kind: 'table', heading: '补助发放', columns },
  { kind: 'facts', heading: '验收', rows: [{ label: '验收人' }] },
  { kind: 'text', heading: '说明' },
  { kind: 'files', heading: '附件' },
]
const table = (more: object = {}): Block => ({ kind: 'table', heading: '补助发放', columns, rows: [], ...more })
const facts = (value: string): Block => ({ kind: 'facts', heading: '验收', rows: [{ label: '验收人', value }] })
const whole = (...blocks: readonly Block[]): Content => ({
  blocks: [...blocks, { kind: 'text', heading: '说明', text: '' }, { kind: 'files', heading: '附件', files: [] }],
})

describe('a part that has to be filled', () => {
  it('is named while it is empty and nobody says why; sentences beside others and attachments may be absent', () => {
    expect(checkFilled(whole(table(), facts(' ')), template)).toEqual([
      { problem: 'empty-block', block: 0 },
      { problem: 'empty-block', block: 1 },
    ])
    expect(checkFilled(whole(table({ nil: '  ' }), facts('赵主任')), template)).toEqual([
      { problem: 'empty-block', block: 0 },
    ])
    expect(checkFilled(whole(table({ nil: '本季没有上级补助' }), facts('赵主任')), template)).toEqual([])
    expect(checkFilled({ blocks: [{ kind: 'text', text: '' }] }, [{ kind: 'text' }])).toEqual([
      { problem: 'empty-block', block: 0 },
    ])
  })

  it('is read as the sentence of its kind with the reason, by everybody and in every form', () => {
    const nil = whole(table({ nil: '本季没有上级补助' }), { ...facts(''), nil: '工程还没有验收。' } as Block)
    const { content } = maskContent(nil, template, '2026-11-30')
    expect(content.blocks.slice(0, 2)).toEqual([
      { kind: 'text', heading: '补助发放', text: '本期无发生额。本季没有上级补助。' },
      { kind: 'text', heading: '验收', text: '本期无此项内容。工程还没有验收。' },
    ])
    expect(linesOf(nil)).toContain('本期无发生额。本季没有上级补助。')
    expect(wordsOf(nil)).toContain('工程还没有验收')
    expect(checkContent({ blocks: [table({ nil: '本季没有上级补助' })] })).toEqual([])
  })

  it('shows what it says and no reason for emptiness, and the reason is screened like all words', () => {
    const said = table({ rows: [{ what: '清淤', paid: 100_00 }], nil: '没有' })
    expect(saysSomething(said)).toBe(true)
    expect(JSON.stringify(maskContent(whole(said), template, '2026-11-30').content)).not.toMatch(/nil|无发生额/)
    const number = table({ nil: '问 13912345678' })
    expect(JSON.stringify(maskContent(whole(number), template, '2026-11-30').content)).not.toContain('13912345678')
  })
})

describe('a part whose rows are blank', () => {
  it('says nothing, whatever stands in their cells that no reader sees', () => {
    const rows = [{}, { what: ' ' }, { what: '\u200B' }, { what: '—', paid: null }]
    expect(saysSomething(table({ rows }))).toBe(false)
    expect(checkFilled(whole(table({ rows }), facts('赵主任')), template)).toEqual([
      { problem: 'empty-block', block: 0 },
    ])
    expect(saysSomething(table({ rows: [...rows, { paid: 0 }] }))).toBe(true)
    expect(saysSomething({ kind: 'steps', steps: [{ name: '', who: '　' }] })).toBe(false)
  })
})
