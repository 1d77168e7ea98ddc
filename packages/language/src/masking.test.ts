import { describe, expect, it } from 'vitest'
import { type Block, type Content, maskAddress, maskContent, maskName, type TemplateBlock } from './index.ts'
import { findSecrets, isBankCard, isIdentityNumber, screenText } from './screen.ts'

/** Numbers that look random and are the same in every run (mulberry32). */
function dice(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

const below = (roll: () => number, n: number): number => Math.floor(roll() * n)
const digits = (roll: () => number, n: number): string => Array.from({ length: n }, () => below(roll, 10)).join('')
const oneOf = <T>(roll: () => number, list: readonly T[]): T => list[below(roll, list.length)] as T

function identityNumber(roll: () => number): string {
  const day = new Date(Date.UTC(1930 + below(roll, 90), below(roll, 12), 1 + below(roll, 28)))
  const body = `61011${below(roll, 9)}${day.toISOString().slice(0, 10).replaceAll('-', '')}${digits(roll, 3)}`
  return [...'0123456789X'].map((last) => body + last).find(isIdentityNumber) ?? ''
}

function bankCard(roll: () => number): string {
  const body = `62${digits(roll, 13 + below(roll, 4))}`
  return [...'0123456789'].map((last) => body + last).find(isBankCard) ?? ''
}

const phone = (roll: () => number): string => `1${3 + below(roll, 7)}${digits(roll, 9)}`

/** The many ways in which people and copying write a number. */
function disguised(roll: () => number, secret: string): string {
  const full = (text: string): string =>
    [...text].map((char) => (/\d/.test(char) ? String.fromCodePoint(0xff10 + Number(char)) : char)).join('')
  const every = (n: number, sign: string): string =>
    [...secret].map((char, at) => (at > 0 && at % n === 0 ? sign + char : char)).join('')
  return oneOf(roll, [
    () => secret,
    () => full(secret),
    () => secret.toLowerCase(),
    () => every(4, ' '),
    () => every(3, '-'),
    () => every(4, '\u200b'),
    () => every(2, '·'),
    () => every(1, ' '),
    () => every(3, '*'),
    () => [...secret].map((char) => (/\d/.test(char) ? [...'零一二三四五六七八九'][Number(char)] : char)).join(''),
    () => [...secret].map((char) => (/\d/.test(char) ? [...'〇幺贰叁肆伍陆柒捌玖'][Number(char)] : char)).join(''),
    () => [...secret].map((char) => (/\d/.test(char) ? [...'⓪①②③④⑤⑥⑦⑧⑨'][Number(char)] : char)).join(''),
    () => [...secret].map((char) => (/\d/.test(char) ? `${char}\uFE0F\u20E3` : char)).join(''),
  ])()
}

const words = ['发放到户', '联系人', '路灯维修', '补助', '承包费', '共计', '村民', '情况说明', '一事一议', '2026年']
const chatter = (roll: () => number): string =>
  Array.from({ length: below(roll, 4) }, () => oneOf(roll, words)).join('，')

/** A document of every kind of block with secrets put into every place that takes words. */
function seeded(roll: () => number, secret: () => string): Content {
  const say = (): string =>
    `${chatter(roll)}${oneOf(roll, ['', '：', '（', ' '])}${secret()}${oneOf(roll, ['', '。', '）', '，'])}${chatter(roll)}`
  const blocks: Block[] = [
    { kind: 'text', heading: say(), text: say() },
    { kind: 'facts', heading: say(), rows: [{ label: say(), value: say(), mask: 'shown' }] },
    {
      kind: 'table',
      heading: say(),
      columns: [
        { key: 'a', label: '事项', align: 'text', mask: 'shown' },
        { key: 'b', label: say(), align: 'number' },
        { key: 'c', label: '身份证号', align: 'text', mask: 'shown' },
      ],
      rows: [
        { a: say(), b: 12, c: secret(), hidden: secret() },
        { a: null, b: 3, c: say() },
      ],
      total: { b: 15, a: 1 },
    },
    {
      kind: 'money',
      heading: say(),
      opening: 0,
      income: [{ label: say(), fen: 100, note: say() }],
      expense: [{ label: say(), fen: 100 }],
      closing: 0,
    },
    { kind: 'steps', heading: say(), steps: [{ name: say(), who: say(), within: say(), note: say() }] },
    { kind: 'files', heading: say(), files: [{ fileId: 'f', name: say(), mediaType: 'application/pdf', bytes: 1 }] },
  ]
  return { blocks }
}

/** Every digit of a text, whatever script and signs it was written with. */
function bare(text: string): string {
  const chinese = ['零〇', '一幺', '二贰', '三叁', '四肆', '五伍', '六陆', '七柒', '八捌', '九玖']
  const value = (char: string): number => chinese.findIndex((signs) => signs.includes(char))
  return [...text.normalize('NFKC')]
    .map((char) => (value(char) < 0 ? char : String(value(char))))
    .filter((char) => /[\dXx]/.test(char))
    .join('')
    .toUpperCase()
}

/** All strings of a value, so that digits of different cells are not read together. */
function strings(value: unknown): string[] {
  if (typeof value === 'string') return [value]
  if (typeof value !== 'object' || value === null) return [String(value)]
  return Object.values(value).flatMap(strings)
}

const template: readonly TemplateBlock[] = [{ kind: 'text' }]

describe('the public body', () => {
  it('holds no identity number, telephone or account, wherever and however somebody wrote one', () => {
    const roll = dice(20_261_123)
    for (let run = 0; run < 500; run += 1) {
      const secrets: string[] = []
      const secret = (): string => {
        const one = oneOf(roll, [identityNumber, bankCard, phone])(roll)
        secrets.push(one)
        return disguised(roll, one)
      }
      const content = seeded(roll, secret)
      const { content: shown, findings } = maskContent(content, template, '2026-11-23')
      const seen = strings(shown).map(bare)
      const leaked = secrets.filter((one) => seen.some((text) => text.includes(one)))
      if (leaked.length > 0) expect.fail(`run ${run} lets ${leaked.join(', ')} through`)
      expect(findings.length).toBeGreaterThan(0)
      // Masking is done when it is done.
      const again = maskContent(shown, template, '2026-11-23').content
      if (JSON.stringify(again) !== JSON.stringify(shown)) expect(again).toEqual(shown)
    }
  })

  it('leaves amounts, dates, counts, document numbers and office telephones alone', () => {
    const plain = [
      '2026年10月8日收到 12,345.67 元，共 1380 户',
      '2026-01-01 至 2026-12-31',
      '2025.12.31 2026.01.31 120.50',
      '咨询电话 0543-7321234',
      '阎政办发〔2026〕12号',
      '2023、2024、2025、2026',
      '一事一议、三资管理、四议两公开',
      '统一社会信用代码 91370000MA3C',
      '①1500②2300③1200',
      '1️⃣1500元 2️⃣2300元 3️⃣1200元',
      '①②③④⑤⑥⑦⑧⑨⑩⑪⑫',
      '153+1520+2260=3933',
      '150×2260=339000',
      '办公时间 13:30-17:30，18:00-20:00',
      '黄民〔2026〕153号',
      '票据 135：20260315',
      '硬化 150㎡，2026年完成 130%，2027年',
      '人民币壹拾叁万捌仟壹佰贰拾叁元整',
      '二○二六年十一月三十日',
      '￥138 ￥1234 ￥5678',
      '2026：1530 / 2025：1498',
      '板材 153x2260x77 毫米，共 1532x26 张',
      '153=100+53，2260=2000+260',
      '管道 153x2260x774 毫米',
      '公交153转2260站',
      '合同 HTI53226O7741Z',
      '型号ZOl532260O2026',
      '2026=2025=1530',
      '自来水&nbsp;1530&nbsp;方，2260&nbsp;元',
    ]
    for (const text of plain) expect(findSecrets(text), text).toEqual([])
  })

  it('finds a number whatever stands between its groups, and whatever its digits are drawn like', () => {
    const written = [
      '153*2260*7741',
      '153 - - 2260 - - 7741',
      '153.2260.7741',
      '153——2260——7741',
      '153|2260|7741',
      '1532260：：7741',
      '15*32*26*07*74*1',
      '①⑤③②②⑥⓪⑦⑦④①',
      '❶❺❸❷❷❻⓿❼❼❹❶',
      '⑮③②②⑥⓪⑦⑦④①',
      '⒈⒌⒊⒉⒉⒍0⒎⒎⒋⒈'.replace('0', '🄀'),
      '1️⃣5️⃣3️⃣2️⃣2️⃣6️⃣0️⃣7️⃣7️⃣4️⃣1️⃣',
      '1̶5̶3̶2̶2̶6̶0̶7̶7̶4̶1̶',
      '幺五三 二二六〇 七七四幺',
      '壹伍叁贰贰陆零柒柒肆壹',
      '〡〥〣〢〢〦〇〧〧〤〡'.replace('〇', '\u{1f10b}'),
      '153226O7741',
      'l5322607741',
      'I53Z26o774l',
      '153x2260x7741',
      '153 X 2260 X 7741',
      '153=2260=7741',
      '1532＝260＝7741',
      '153转2260转7741',
      '153&nbsp;2260&nbsp;7741',
      '153&#160;2260&#160;7741',
    ]
    for (const number of written) {
      expect(screenText(`找老周（${number}）`), number).toEqual({ text: '找老周（＊＊＊＊）', found: ['phone'] })
      expect(screenText(screenText(number).text).found).toEqual([])
    }
    expect(screenText('①15322607741').text).toBe('①＊＊＊＊')
    expect(screenText('①15322607741', ['15322607741']).found).toEqual([])
    expect(screenText('370522*19870203*4519').found).toEqual(['identity-number'])
    expect(screenText('叁柒零伍贰贰壹玖捌柒零贰零叁肆伍壹玖').found).toEqual(['identity-number'])
    expect(screenText('6217*0002*1000*0000*017').found).toEqual(['bank-account'])
  })

  it('calls an identity number one, also one with a mistake in it', () => {
    for (const text of ['身份证：370522198702034512', '公民身份号码 370522198702034512', '370522198702034512'])
      expect(screenText(text).found, text).toEqual(['identity-number'])
    expect(screenText('银行卡（持卡人身份证已核）账号：27110101040012345').found).toEqual(['bank-account'])
  })

  it('warns of words in a line of money that read like a name, and of no others', () => {
    const line = (label: string): unknown[] => {
      const block: Block = { kind: 'money', opening: 0, income: [], expense: [{ label, fen: 1 }], closing: 0 }
      const found = maskContent({ blocks: [block] }, template, '2026-11-23').findings
      return found.filter(({ masked }) => masked === 'possible-name').map(({ words }) => words)
    }
    expect(line('付周二妮误工费')).toEqual(['周二妮'])
    expect(line('支付孙强、钱进等3人清扫工资')).toEqual(['钱进'])
    expect(line('慰问欧阳敏家属')).toEqual(['欧阳敏'])
    expect(line('整修吴老四家门前水渠')).toEqual(['吴老四'])
    expect(line('付孟某家误工')).toEqual(['孟某'])
    expect(line('郝某某家院墙拆除')).toEqual(['郝某某'])
    for (const plain of [
      '大家义务出工',
      '国家奖补资金',
      '付专家评审费',
      '购周边家具',
      '高家庄路口标线',
      '付农家乐餐费',
      '付水泥款',
      '付农民工工资',
      '付司机工资',
      '付党员慰问费',
      '付施工队工资',
      '路灯维修费',
      '付管水员补助',
      '退还承包费',
      '付周＊＊误工费',
    ])
      expect(line(plain), plain).toEqual([])
  })

  it('stars a card to its last digit, also one with a slip in it', () => {
    const card = bankCard(dice(7)).slice(0, 15)
    const right = [...'0123456789'].map((last) => card + last).find(isBankCard) ?? ''
    const cut = (sign: string): string => right.replaceAll(/(\d{4})(?=\d)/g, `$1${sign}`)
    // The first sixteen digits pass the check, and two more were typed after them.
    for (const typed of [`${right}58`, `${cut(' ')} 58`, `${cut('-')}-58`, `${cut('*')}*58`])
      expect(screenText(`打入${typed}。`).text, typed).toBe('打入＊＊＊＊。')
    // Nineteen digits that pass no check, one of them with eleven inside that a telephone could be.
    expect(screenText('卡6217001180045678903').text).toBe('卡＊＊＊＊')
    expect(screenText('打入6217001389045678903').text).toBe('打入＊＊＊＊')
    expect(screenText(`卡：${right}9876`).text).toBe('卡：＊＊＊＊')
    expect(screenText(`${right} 3人`).text).toBe('＊＊＊＊ 3人')
  })

  it('finds numbers that stand close together or behind a word that announces them', () => {
    expect(screenText('13812345678、13912345678').text).not.toMatch(/\d{4}/)
    expect(screenText('账号：27110101040012345').text).toBe('账号：＊＊＊＊')
    expect(screenText('610114199001011234').found.length).toBeLessThanOrEqual(1)
  })

  it('shows family names only, addresses down to the group, nothing of minors, and no column that is never shown', () => {
    const table: Block = {
      kind: 'table',
      columns: [
        { key: 'name', label: '姓名', align: 'text', mask: 'shown' },
        { key: 'age', label: '年龄', align: 'number' },
        { key: 'home', label: '住址', align: 'text' },
        { key: 'why', label: '致贫原因', align: 'text', mask: 'shown' },
        { key: 'officer', label: '经办人', align: 'text' },
        { key: 'amount', label: '金额', align: 'money' },
      ],
      rows: [
        { name: '张三丰', age: 70, home: '武屯镇新合村三组12号', why: '因病', officer: '王会计', amount: 50_000 },
        { name: '李小明', age: 9, home: '武屯镇新合村三组13号', why: '因病', officer: '王会计', amount: 50_000 },
      ],
      total: { amount: 100_000 },
    }
    const { content, findings } = maskContent({ blocks: [table] }, template, '2026-11-23')
    expect(content.blocks[0]).toEqual({
      kind: 'table',
      columns: [
        { key: 'name', label: '姓名', align: 'text' },
        { key: 'home', label: '住址', align: 'text' },
        { key: 'officer', label: '经办人', align: 'text' },
        { key: 'amount', label: '金额', align: 'money' },
      ],
      rows: [
        { name: '张＊＊', home: '武屯镇新合村三组＊＊', officer: '王会计', amount: 50_000 },
        { name: '＊＊＊', home: '＊＊＊', officer: '王会计', amount: 50_000 },
      ],
      total: { amount: 100_000 },
    })
    expect(findings).toContainEqual({ block: 0, label: '致贫原因', masked: 'never' })
  })

  it('names an office-holder only where the catalogue says so, never because the writer did', () => {
    const asked = (label: string, by: readonly TemplateBlock[]) =>
      maskContent(
        {
          blocks: [
            { kind: 'table', columns: [{ key: 'who', label, align: 'text', mask: 'shown' }], rows: [{ who: '赵明' }] },
          ],
        },
        by,
        '2026-11-23',
      ).content.blocks[0]
    const open: TemplateBlock = {
      kind: 'table',
      columns: [{ key: 'who', label: '姓名', align: 'text', mask: 'shown' }],
    }
    const strict: TemplateBlock = {
      kind: 'table',
      columns: [{ key: 'who', label: '中标人', align: 'text', mask: 'person-name' }],
    }
    expect(asked('姓名', [])).toMatchObject({ rows: [{ who: '赵＊＊' }] })
    expect(asked('姓名', [open])).toMatchObject({ rows: [{ who: '赵明' }] })
    expect(asked('中标人', [strict])).toMatchObject({ rows: [{ who: '赵＊＊' }] })
  })

  it('cuts names and addresses as people expect', () => {
    expect(maskName('欧阳修')).toBe('欧阳＊＊')
    expect(maskName('张三、李四')).toBe('张＊＊、李＊＊')
    expect(maskAddress('新合村')).toBe('新合村')
    expect(maskAddress('某处 5 号')).toBe('＊＊＊')
  })
})
