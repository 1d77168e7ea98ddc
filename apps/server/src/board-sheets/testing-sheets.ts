import type { Content } from '@xiangzhi/language'
import type { BoardSection, BoardSheet } from './sheet.ts'

/** Sheets with made-up content for tests and measurements. Names are masked as every public body is. */

const accounts: Content = {
  blocks: [
    {
      kind: 'money',
      opening: 18_642_350,
      income: [
        { label: '机动地发包收入', fen: 4_860_000, note: '东洼 81 亩' },
        { label: '冬枣市场摊位租金', fen: 1_275_050 },
        { label: '上级村级组织运转补助', fen: 2_500_000, note: '镇财政下达' },
        { label: '存款利息', fen: 3_207 },
      ],
      expense: [
        { label: '村干部误工补贴', fen: 1_360_000 },
        { label: '街巷路灯电费', fen: 86_435 },
        { label: '保洁员工资', fen: 720_000, note: '4 人' },
        { label: '幸福院食材', fen: 312_880 },
        { label: '排水沟清淤', fen: 1_150_000, note: '合同 2026-07' },
      ],
      closing: 23_651_292,
    },
    {
      kind: 'files',
      files: [
        {
          fileId: '0199f0a0-0000-7000-8000-000000000001',
          name: '第三季度凭证.pdf',
          mediaType: 'application/pdf',
          bytes: 1_840_233,
        },
      ],
    },
  ],
}

const kinds = ['最低生活保障', '临时救助', '高龄津贴', '残疾人两项补贴']
const surnames = ['颜', '王', '李', '张', '孙', '刘', '贾', '马', '欧阳', '薛']

/** A list of payments with so many rows. */
export function payments(rows: number): Content {
  const list = Array.from({ length: rows }, (_, at) => ({
    name: `${surnames[at % surnames.length]}＊＊`,
    address: `第${(at % 8) + 1}组`,
    kind: kinds[at % kinds.length] ?? '',
    amount: 8_000 + ((at * 7_919) % 60_000),
  }))
  return {
    blocks: [
      {
        kind: 'facts',
        rows: [
          { label: '资金来源', value: '县级财政，经镇社保所发放' },
          { label: '发放标准', value: '按当年公布标准执行，逐户核定' },
          { label: '发放人数', value: `${rows} 人` },
        ],
      },
      {
        kind: 'table',
        columns: [
          { key: 'name', label: '姓名', align: 'text' },
          { key: 'address', label: '住址（到组）', align: 'text' },
          { key: 'kind', label: '项目', align: 'text' },
          { key: 'amount', label: '金额', align: 'money' },
        ],
        rows: list,
        total: { amount: list.reduce((sum, { amount }) => sum + amount, 0) },
      },
    ],
  }
}

const resolution: Content = {
  blocks: [
    {
      kind: 'facts',
      rows: [
        { label: '会议名称', value: '第三次村民代表会议' },
        { label: '会议日期', value: '2026-08-19' },
        { label: '应到、实到', value: '应到 35 人，实到 31 人' },
        { label: '表决结果', value: '同意 29 票，反对 1 票，弃权 1 票，通过' },
      ],
    },
    {
      kind: 'text',
      heading: '决议内容',
      text: '会议决定从集体收入中安排资金，整修村东生产路 1.2 公里、清淤排水沟 860 米，工程通过公开比选确定施工单位，由村务监督委员会全程监督。\n工程完工后十日内公开决算，结余资金转入下年公益支出，不得挪作他用。',
    },
  ],
}

const power: Content = {
  blocks: [
    {
      kind: 'steps',
      heading: '集体资产资源发包租赁流程',
      steps: [
        { name: '提出方案', who: '村党组织、村委会', note: '写明标的、底价、期限和用途' },
        { name: '村民代表会议决定', who: '村民代表会议', within: '提前 5 天通知', note: '到会代表过半数同意' },
        { name: '公告', who: '村委会', within: '不少于 15 天' },
        { name: '公开竞价', who: '镇产权交易站', note: '村务监督委员会到场监督' },
        { name: '签订合同并公开', who: '村委会', within: '3 个工作日' },
      ],
    },
  ],
}

const reports: Content = {
  blocks: [
    {
      kind: 'table',
      columns: [
        { key: 'category', label: '类别', align: 'text' },
        { key: 'received', label: '受理', align: 'number' },
        { key: 'closed', label: '办结', align: 'number' },
        { key: 'open', label: '在办', align: 'number' },
      ],
      rows: [
        { category: '环境卫生', received: 14, closed: 14, open: 0 },
        { category: '道路路灯', received: 6, closed: 5, open: 1 },
        { category: '饮水用电', received: 3, closed: 3, open: 0 },
        { category: '邻里纠纷', received: 2, closed: 2, open: 0 },
      ],
      total: { received: 25, closed: 24, open: 1 },
    },
  ],
}

const leases: Content = {
  blocks: [
    {
      kind: 'table',
      columns: [
        { key: 'object', label: '标的', align: 'text' },
        { key: 'holder', label: '承租人', align: 'text', mask: 'shown' },
        { key: 'term', label: '期限', align: 'text' },
        { key: 'due', label: '应收', align: 'money' },
        { key: 'paid', label: '已收', align: 'money' },
      ],
      rows: [
        {
          object: '村北冷库及附属场地',
          holder: '滨州市沾化区黄升镇冬枣产业技术服务与仓储物流农民专业合作社联合社',
          term: '2024-01 至 2028-12',
          due: 3_600_000,
          paid: 3_600_000,
        },
        { object: '旧小学院落', holder: '颜记豆腐坊', term: '2025-03 至 2027-02', due: 480_000, paid: 240_000 },
      ],
      total: { due: 4_080_000, paid: 3_840_000 },
    },
  ],
}

/** As long as a signed head is, in the form of C2SP signed notes. */
const headNote = `xiangzhi.example.gov.cn/log/371603
41208
vUgMMqNa5lqYqPlDLN7CDZf5pEtx2zCMhE9OVXRlXQ0=

— xiangzhi.example.gov.cn/log/371603 ${'Q0bK'.repeat(22)}
`

const log = { root: 'vUgMMqNa5lqYqPlDLN7CDZf5pEtx2zCMhE9OVXRlXQ0=', size: 41_208, note: headNote }

interface Wishes {
  readonly code?: string
  readonly name?: string
  readonly origin?: string
  readonly rows?: number
}

/** A quarter of a village in seven sections, one of them missing. */
export function quarterSheet({
  code = '371603106217',
  name = '颜家村',
  origin = 'https://xiangzhi.example.gov.cn',
  rows = 18,
}: Wishes = {}): BoardSheet {
  const section = (item: string, heading: string, rest: Partial<BoardSection>): BoardSection => ({
    heading,
    affairs: 'village',
    address: `${origin}/v/${code}/open/${item}`,
    ...rest,
  })
  return {
    language: 'zh-CN',
    title: `${name}“三务三资”公开`,
    period: '2026 年第三季度',
    village: { code, name, within: '沾化区黄升镇' },
    stands: { from: '2026-10-12', to: '2026-11-11' },
    sections: [
      section('h3-1', '季度财务收支汇总', { affairs: 'finance', content: accounts, standsUntil: '2027-01-09' }),
      section('h2-1', '村民会议、村民代表会议决定事项', { content: resolution }),
      section('h2-4', '救助、补贴与捐赠款物发放情况', { affairs: 'service', content: payments(rows) }),
      section('h2-5', '群众反映问题、矛盾纠纷办理情况', { content: reports, asOf: '2026-09-30' }),
      section('h5-2', '资产租赁承包与租金收取', { affairs: 'finance', content: leases }),
      section('h6-1', '机动地、四荒与坑塘发包情况', { affairs: 'finance', content: power }),
      section('h6-3', '宅基地申请与审批结果', { dueOn: '2026-10-20' }),
    ],
    issuer: `${name}村民委员会`,
    oversight: `${name}村务监督委员会`,
    contacts: [
      { label: '监督投诉电话（镇纪检监察办公室）', phone: '0543-0000000' },
      { label: '村务监督委员会值班电话', phone: '0543-0000001' },
      { label: '政务服务便民热线', phone: '12345' },
    ],
    address: `${origin}/v/${code}/open`,
    log,
    mark: '演示数据，人和事均为虚构',
  }
}
