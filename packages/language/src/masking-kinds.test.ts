import { describe, expect, it } from 'vitest'
import {
  type Block,
  type CellValue,
  isOrganisation,
  listNotCovered,
  maskAddress,
  maskContent,
  maskName,
  readAge,
  type TemplateBlock,
} from './index.ts'
import { looksLikeName } from './mask-names.ts'

const today = '2026-11-23'
const nothing: readonly TemplateBlock[] = []

function tableOf(labels: readonly string[], ...rows: readonly (readonly CellValue[])[]): Block {
  const key = (at: number): string => `c${at}`
  return {
    kind: 'table',
    columns: labels.map((label, at) => ({
      key: key(at),
      label,
      align: typeof rows[0]?.[at] === 'number' ? 'number' : 'text',
    })),
    rows: rows.map((row) => Object.fromEntries(row.map((cell, at) => [key(at), cell]))),
  }
}
const shown = (...blocks: Block[]): string => JSON.stringify(maskContent({ blocks }, nothing, today).content)
const found = (...blocks: Block[]): string[] =>
  maskContent({ blocks }, nothing, today).findings.map(({ masked }) => masked)

describe('a name', () => {
  it('keeps its family name, which may have two characters, and shows nothing of its length', () => {
    const names = ['赵敏', '濮阳兰', '公冶', '呼延庆国', '欧阳', '']
    expect(names.map((name) => maskName(name))).toEqual(['赵＊＊', '濮阳＊＊', '公＊＊', '呼延＊＊', '欧＊＊', ''])
  })

  it('is one, however wide it was padded, and several only where a sign of a list stands', () => {
    for (const padded of ['赵 敏', '赵　敏', '赵\u00A0敏', '赵\u2003\u200B敏', ' 赵   敏 '])
      expect(maskName(padded)).toBe('赵＊＊')
    expect(maskName('赵敏 钱 进、孙　权；欧 阳 锋')).toBe('赵＊＊、孙＊＊；欧阳＊＊')
    expect(maskName(maskName('赵敏/钱进'))).toBe('赵＊＊/钱＊＊')
  })

  it('is none where an organisation stands, unless a person stands beside it', () => {
    for (const name of [
      '滨州鑫源农资有限公司',
      '黄升镇供电所',
      '沾化农商银行',
      '张王村股份经济合作社',
      '山东（滨州）路桥集团',
    ]) {
      expect(isOrganisation(name), name).toBe(true)
      expect(maskName(name)).toBe(name)
    }
    for (const name of [
      '孙银行',
      '李店',
      '王建设（鑫源有限公司）',
      '王建设挂靠鑫源有限公司',
      '刘芳 鑫源有限公司',
      '周大婶小卖部',
    ])
      expect(isOrganisation(name), name).toBe(false)
    expect(shown(tableOf(['户主', '金额'], ['鑫源农资有限公司', 3], ['周小川', 4]))).toContain('鑫源农资有限公司')
  })

  it('that the row states is masked in its other cells, in other parts and in sentences, however padded', () => {
    const text = shown(
      { kind: 'text', heading: '给高翠兰的说明', text: '经走访，高 翠　兰家屋顶漏雨。' },
      tableOf(['户主', '备注', '经办人'], ['高翠兰', '高翠兰之子在外打工', '高会计']),
      { kind: 'steps', steps: [{ name: '入户', who: '村委会', note: '高\u200B翠兰签字' }] },
    )
    expect(text).not.toMatch(/翠/)
    expect(text).toContain('高＊＊家屋顶漏雨')
    expect(text).toContain('高会计')
  })
})

describe('an age', () => {
  const minor: readonly CellValue[] = [
    9,
    17.9,
    20_150_301,
    201_503,
    2015,
    42_064,
    '9',
    '９岁',
    '九岁',
    '十七周岁',
    '8个月',
    '十一个月大',
    '1岁3个月',
    '不满周岁',
    '未满18',
    '虚岁19',
    '19虚岁',

    '2015年3月',
    '二〇一五年三月五日',
    '2008年12月',
    '2008.12',
    '2008',
    '2008-11-24',
    '２０１５／３／５',
    '20150305',
    '三年级',
    '初二',
    '高三',
    '小学五年级',
    '幼儿园大班',
    '在读学生',
    '出生20天',
    '80后',
    '16至18',
    '不详',
    '十几岁',
    '15-03-05',
    '1/2',
  ]
  const adult: readonly CellValue[] = [
    18,
    71,
    19_560_301,
    195_603,
    1956,
    20_515,

    '18',
    '１８岁',
    '十八周岁',
    '七十一岁',
    '满18周岁',
    '60岁以上',
    '虚岁20',
    '2007',
    '一九五六年三月',
    '1956.03.01',
    '2008年11月23日',
    '2008-11-23',
    '1956-03-01T00:00:00Z',
    '生于1956年',
    '19560301',
  ]

  it('is read in every spelling that offices use, and what cannot be read is that of a minor', () => {
    for (const value of minor) {
      const text = shown(tableOf(['户主', '年龄', '住址'], ['秦小满', value, '新合村三组']))
      expect([value, text.includes('秦'), text.includes('三组')]).toEqual([value, false, false])
    }
    for (const value of adult) {
      const text = shown(tableOf(['户主', '年龄', '住址'], ['秦大满', value, '新合村三组']))
      expect([value, text.includes('秦＊＊'), text.includes('三组')]).toEqual([value, true, true])
    }
  })

  it('is the least that it can be', () => {
    expect(readAge('2008年', today)).toEqual({ years: 17 })
    expect(readAge('2008年11月', today)).toEqual({ years: 17 })
    expect(readAge('100', today)).toEqual({ years: 100 })
    expect(readAge('二十几', today)).toBe('unreadable')
    expect(readAge('—', today)).toBe('nothing')
  })

  it('that is missing leaves a person a minor, but not a company', () => {
    const text = shown(tableOf(['户主', '年龄'], ['葛岭', ''], ['鑫源农资有限公司', ''], ['秦川', '50']))
    // Not even the family name, which whoever is masked as grown up keeps.
    expect(text).not.toContain('葛')
    expect(text).toContain('鑫源农资有限公司')
    expect(text).toContain('秦＊＊')
  })

  it('hides a minor among facts and in the sentences about them, too', () => {
    const text = shown(
      {
        kind: 'facts',
        rows: [
          { label: '姓名', value: '秦小满' },
          { label: '年龄', value: '初一' },
        ],
      },
      { kind: 'text', text: '秦小满同学的补助已发放。' },
    )
    expect(text).not.toContain('秦')
    expect(text).toContain('＊＊＊同学')
  })
})

describe('a column added by hand', () => {
  it('is masked by what stands in it, whatever it is called', () => {
    const text = shown(
      tableOf(
        ['情况甲', '情况乙', '情况丙', '品种'],
        ['韩梅梅', '六十三岁', '李家村二组14号', '高粱'],
        ['郑 爽', '71岁', '李家村二组9号院', '花生'],
        ['买买提·艾力', '五十岁', '李家村一组', '方竹'],
      ),
    )
    expect(text).not.toMatch(/梅|爽|艾力|63|六十三|14|9号/)
    for (const kept of ['韩＊＊', '买＊＊', '李家村二组＊＊', '高粱', '花生', '方竹']) expect(text).toContain(kept)
  })

  it('of the catalogue is shown as the catalogue says, and words that begin like names are none', () => {
    const template: TemplateBlock = { kind: 'table', columns: [{ key: 'c0', label: '情况甲', align: 'text' }] }
    const { content } = maskContent({ blocks: [tableOf(['情况甲'], ['韩梅梅'])] }, [template], today)
    expect(JSON.stringify(content)).toContain('韩梅梅')
    for (const word of ['石灰', '方案', '金额', '路灯', '安装', '三轮车']) expect(looksLikeName(word), word).toBe(false)
  })
})

describe('numbers, homes and illness', () => {
  it('hides a card that was written into a column of numbers, and keeps counts', () => {
    const text = shown(tableOf(['面积', '备用'], [12.5, 6_217_001_180_045_678_000], [3_000_000, 130]))
    expect(text).not.toMatch(/6217/)
    expect(text).toContain('3000000')
  })

  it('cuts a home before the number of its house, also where a landmark follows', () => {
    expect(maskAddress('新合村12号小区东门')).toBe('新合村＊＊')
    expect(maskAddress('黄升镇十二号院社区旁')).toBe('黄升镇＊＊')
    expect(maskAddress('人民路３号楼２单元新合社区')).toBe('＊＊＊')
    expect(maskAddress('新合村三组')).toBe('新合村三组')
    expect(maskAddress('八户村五组3排')).toBe('八户村五组＊＊')
  })

  it('warns of illness wherever it stands, and not of the illness of crops', () => {
    expect(found({ kind: 'text', text: '该户女儿患白血病，长期透析' })).toContain('illness')
    expect(found(tableOf(['用途'], ['乳腺癌手术补助']))).toContain('illness')
    expect(
      found({ kind: 'money', opening: 0, income: [], expense: [{ label: '慰问', fen: 1, note: '怀孕' }], closing: -1 }),
    ).toContain('illness')
    expect(found({ kind: 'text', text: '防治小麦病虫害、条锈病，残疾人联合会通知' })).not.toContain('illness')
  })
})

it('what no mask looks at is said', () => {
  const said = listNotCovered(
    {
      blocks: [
        { kind: 'text', text: '详情请打 0543-7321234。' },
        tableOf(['经办人', '备注', '户主'], ['郑会计', '已核实', '高翠兰']),
        { kind: 'files', files: [{ fileId: 'f', name: '名单.pdf', mediaType: 'application/pdf', bytes: 1 }] },
      ],
    },
    nothing,
  )
  expect(said).toEqual([
    { limit: 'names-in-sentences', about: ['#1'] },
    { limit: 'named-by-office', about: ['经办人'] },
    { limit: 'columns-as-written', about: ['备注'] },
    { limit: 'fixed-lines', about: ['0543-7321234'] },
    { limit: 'files', about: ['名单.pdf'] },
  ])
  expect(listNotCovered({ blocks: [tableOf(['户主'], ['高翠兰'])] }, nothing)).toEqual([])
})
