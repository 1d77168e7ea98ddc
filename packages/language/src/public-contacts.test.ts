import { describe, expect, it } from 'vitest'
import {
  type Block,
  contentSchema,
  maskContent,
  officeNumbers,
  publicText,
  publicValue,
  screenText,
  type TemplateBlock,
} from './index.ts'

const today = '2026-11-23'
const [duty, own] = ['13563501277', '18254366019']
const table = (label: string, ...cells: string[]): Block => ({
  kind: 'table',
  columns: [
    { key: 'post', label: '岗位', align: 'text' },
    { key: 'number', label, align: 'text' },
  ],
  rows: cells.map((number, at) => ({ post: `${at + 1}号闸`, number })),
})
const masked = (block: Block, granted = [{ field: '值班电话', number: duty }], template: TemplateBlock[] = []) =>
  maskContent({ blocks: [block] }, template, today, granted)

describe('a number for everybody to call', () => {
  it('is shown where it was granted, however it is written, and no other number with it', () => {
    const { content, findings } = masked(table('值班电话', `${duty}、${own}`, '135-6350-1277', `${own}（老周）`))
    expect(content.blocks[0]).toMatchObject({
      columns: [{}, { contacts: [duty] }],
      rows: [{ number: `${duty}、＊＊＊＊` }, { number: '135-6350-1277' }, { number: '＊＊＊＊（老周）' }],
    })
    expect(findings.map(({ masked: kind, contact }) => [kind, contact])).toEqual([
      ['phone', own],
      ['phone', own],
    ])
    expect(contentSchema.parse(content)).toEqual(content)
    expect(publicValue(content)).toEqual(content)
  })

  it('is starred in every other field of the same document, and in its sentences', () => {
    for (const block of [
      table('备注', duty),
      table('办公电话', duty),
      { kind: 'facts', rows: [{ label: '备注', value: duty }] } as const,
      { kind: 'text', text: `值班电话 ${duty}` } as const,
    ])
      expect(JSON.stringify(masked(block).content)).not.toContain(duty)
    expect(masked({ kind: 'facts', rows: [{ label: '值班电话', value: duty }] }).content.blocks[0]).toMatchObject({
      rows: [{ value: duty, contacts: [duty] }],
    })
  })

  it('is no reason to show a field that is none for such numbers: the writer cannot declare one, a catalogue can', () => {
    const wish = [{ field: '村民电话', number: duty }]
    const block: Block = {
      kind: 'table',
      columns: [{ key: 'number', label: '村民电话', align: 'text', mask: 'public-contact', contacts: [duty] }],
      rows: [{ number: duty }],
    }
    expect(JSON.stringify(masked(block, wish).content)).not.toContain(duty)
    const template: TemplateBlock[] = [
      { kind: 'table', columns: [{ key: 'number', label: '村民电话', align: 'text', mask: 'public-contact' }] },
    ]
    expect(JSON.stringify(masked(block, wish, template).content)).toContain(duty)
    expect(JSON.stringify(masked(block, [], template).content)).not.toContain(duty)
  })

  it('is let through only as it stands alone: not within a longer number, nor where it is said to be an account', () => {
    for (const text of [`7${duty}`, `${duty}9`, `账号 ${duty}`, `身份证 ${duty}`])
      expect(screenText(text, [duty]).text).toBe(screenText(text).text)
    // An identity number is never granted, and another number beside a granted one is starred.
    expect(publicText(`${duty}；610114199003071233；${own}`, [duty, '610114199003071233'])).toBe(
      `${duty}；＊＊＊＊；＊＊＊＊`,
    )
  })

  it('passes in an answer only within its own column or line', () => {
    const answer = {
      note: duty,
      contacts: [duty],
      columns: [
        { key: 'a', label: '甲' },
        { key: 'b', label: '乙', contacts: [duty] },
      ],
      rows: [{ a: duty, b: `${duty}；${own}` }],
    }
    expect(publicValue(answer)).toMatchObject({
      note: '＊＊＊＊',
      contacts: ['＊＊＊＊'],
      rows: [{ a: '＊＊＊＊', b: `${duty}；＊＊＊＊` }],
    })
  })
})

describe('a number to call in the configuration', () => {
  it('is found in telephone fields only, by its way through the keys of lists', () => {
    const name = { zh: '水利站', en: 'Water' }
    const content = {
      note: { zh: duty, en: duty },
      contacts: [
        { key: 'flood', name, phone: '135-6350-1277' },
        { key: 'office', name, phone: '0543-7381234' },
      ],
      classes: [{ code: 'R01', name, subclasses: [{ code: 'R0101', name, emergency: { phone: own, say: name } }] }],
      emergencyPhones: [{ name: { zh: '防汛', en: 'Flood' }, phone: own }],
    }
    expect(officeNumbers('disclosure', content)).toEqual([
      { field: 'disclosure.contacts.flood.phone', label: name, number: duty, holder: content.contacts[0] },
      {
        field: 'disclosure.classes.R01.subclasses.R0101.emergency.phone',
        label: name,
        number: own,
        holder: content.classes[0]?.subclasses[0]?.emergency,
      },
      {
        field: 'disclosure.emergencyPhones.防汛.phone',
        label: { zh: '防汛', en: 'Flood' },
        number: own,
        holder: content.emergencyPhones[0],
      },
    ])
  })

  it('passes in an answer in the telephone of whom it was granted for', () => {
    const answer = { key: 'flood', name: duty, phone: duty, contacts: [duty] }
    expect(publicValue({ contacts: [answer, { key: 'b', name: '乙', phone: duty }], phone: duty })).toEqual({
      contacts: [
        { ...answer, name: '＊＊＊＊' },
        { key: 'b', name: '乙', phone: '＊＊＊＊' },
      ],
      phone: '＊＊＊＊',
    })
    expect(publicValue({ ...answer, phone: own })).toMatchObject({ phone: '＊＊＊＊' })
  })
})
