import { describe, expect, it } from 'vitest'
import { doubtfulWords, listDoubts, maskContent, type TemplateBlock } from './index.ts'

const today = '2026-11-23'
const template: TemplateBlock[] = [
  {
    kind: 'table',
    heading: '残疾人两项补贴',
    columns: [
      { key: 'name', label: '姓名', align: 'text', mask: 'person-name' },
      { key: 'use', label: '用途', align: 'text' },
    ],
  },
]

describe('words that a person has to decide about', () => {
  it('are shown with what they are said of, up to the ends of the clause', () => {
    expect(doubtfulWords('救助对象长女尿毒症，每月透析两次。')).toEqual([
      { kind: 'illness', words: '救助对象长女尿毒症' },
      { kind: 'illness', words: '每月透析两次' },
    ])
    expect(doubtfulWords('付贾桂花误工费')).toEqual([{ kind: 'possible-name', words: '贾桂花' }])
    expect(doubtfulWords('防治小麦病虫害')).toEqual([])
  })

  it('are named once for each column, counted, and not where the catalogue itself says them', () => {
    const row = (name: string, use: string) => ({ name, use })
    const { findings } = maskContent(
      {
        blocks: [
          {
            kind: 'table',
            heading: '残疾人两项补贴',
            columns: [
              { key: 'name', label: '姓名', align: 'text' },
              { key: 'use', label: '用途', align: 'text' },
            ],
            rows: [row('贾桂花', '肝炎药费'), row('白玉堂', '肝炎药费'), row('尹志平', '慰问郝大通一家')],
          },
        ],
      },
      template,
      today,
    )
    expect(listDoubts(findings)).toEqual([
      { key: 'illness|0|用途|肝炎药费', kind: 'illness', words: '肝炎药费', block: 0, label: '用途', times: 2 },
      { key: 'possible-name|0|用途|郝大通', kind: 'possible-name', words: '郝大通', block: 0, label: '用途', times: 1 },
    ])
  })

  it('are looked for beside the document too, where its own names are starred', () => {
    const { beside, findings } = maskContent(
      {
        blocks: [
          { kind: 'table', columns: [{ key: 'name', label: '姓名', align: 'text' }], rows: [{ name: '贾桂花' }] },
        ],
      },
      template,
      today,
      [],
      {
        beside: ['一村2026年10月精神障碍患者补助发放', '更正贾桂花的金额，补发郝大通垫付款'],
        itemName: '精神障碍患者补助发放',
      },
    )
    expect(beside).toEqual(['一村2026年10月精神障碍患者补助发放', '更正贾＊＊的金额，补发郝大通垫付款'])
    expect(listDoubts(findings)).toMatchObject([{ key: 'possible-name|||郝大通' }])
  })
})
