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

describe('words about health', () => {
  it.each(['脑梗后卧床', '乙肝', '癫痫', '老年痴呆', '尘肺二期', '截肢', '帕金森', '精神二级', '哮喘', '患有慢性肾炎'])(
    'are found: %s',
    (words) => {
      expect(doubtfulWords(`户内一人${words}`)).toMatchObject([{ kind: 'illness' }])
    },
  )
  it.each(['尿 毒 症', '尿\u200B毒症', '肝·炎', 'ＨＩＶ阳性', 'hiv'])(
    'are found however they are written: %s',
    (words) => {
      expect(doubtfulWords(words).filter(({ kind }) => kind === 'illness')).toHaveLength(1)
    },
  )
  it.each(['残疾证办理', '大病救助金发放', '病虫害防治', '大病医保'])(
    'are not the names of schemes, offices and crops: %s',
    (words) => {
      expect(doubtfulWords(words)).toEqual([])
    },
  )
})

describe('words that read like a name', () => {
  it.each([
    ['户主李建军，三口人', '李建军'],
    ['五保户赵小兰', '赵小兰'],
    ['贫困户 王桂香', '王桂香'],
    ['负责人何秀珍外出打工', '何秀珍'],
    ['联系人欧阳振国', '欧阳振国'],
    ['收王桂香承包费', '王桂香'],
    ['王建民请假，本月没有安排', '王建民'],
    ['钱大柱', '钱大柱'],
    ['阿依古丽·买买提', '阿依古丽·买买提'],
    ['王 桂 香误工', '王桂香'],
  ])('are found by what stands around them, or alone: %s', (text, name) => {
    expect(doubtfulWords(text)).toEqual([{ kind: 'possible-name', words: name }])
  })
  it('are each found in a list of those who got the same, and in a sentence about a family', () => {
    const names = (text: string) => doubtfulWords(text).map(({ words }) => words)
    expect(names('赵小兰、钱大柱各200元')).toEqual(['赵小兰', '钱大柱'])
    expect(names('李秀珍和她丈夫张大河')).toEqual(['李秀珍', '张大河'])
  })
  it.each(['关山村', '余额', '申请', '方案公示', '石桥维修', '负责人安排工作', '党建·引领', '安全生产', '成交价'])(
    'are not the words of papers: %s',
    (text) => {
      expect(doubtfulWords(text)).toEqual([])
    },
  )
})
