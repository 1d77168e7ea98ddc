/** What the villages of the demo world say about themselves: made-up rows for the items of the catalogues, by their labels. */

import type { CellValue } from '@xiangzhi/language'
import type { SeededRandom } from '#packs'

/** What a writer of the demo world knows. */
export interface DemoScene {
  readonly random: SeededRandom
  readonly village: string
  /** A day of the period, as people write it. */
  readonly day: () => string
  /** A made-up villager; the public sees the surname only. */
  readonly villager: () => string
  /** Whoever holds the nth office of the village. */
  readonly cadre: (at: number) => string
  readonly contractor: () => string
  /** An amount between so many yuan, in fen, rounded to ten yuan. */
  readonly yuan: (from: number, to: number) => number
}

export type DemoRow = Readonly<Record<string, CellValue>>
type Rows = (scene: DemoScene) => readonly DemoRow[]

const times = (scene: DemoScene, from: number, to: number, row: (at: number) => DemoRow): DemoRow[] =>
  Array.from({ length: scene.random.whole(from, to) }, (_, at) => row(at))

/** Different entries of a list, in their order. */
function some<T>({ random }: DemoScene, list: readonly T[], from: number, to: number): T[] {
  const wanted = Math.min(list.length, random.whole(from, to))
  const start = random.whole(0, list.length - 1)
  return Array.from({ length: wanted }, (_, at) => list[(start + at) % list.length] as T)
}

const groups = ['第一村民小组', '第二村民小组', '第三村民小组', '第四村民小组'] as const
const reasons = ['长期患病', '遭受意外', '缺少劳力', '子女上学负担重'] as const
const bosses = ['村党组织书记', '村民委员会主任', '村务监督委员会主任', '村会计（报账员）'] as const

const promises: Rows = (scene) =>
  some(
    scene,
    [
      ['村内道路亮化', '新装路灯 12 盏，主街已全部亮灯', '补齐背街小巷'],
      ['清理坑塘沟渠', '清淤 600 米，两处坑塘已围护', '栽植护坡绿化'],
      ['为老人做好助餐', '每周三次，21 位老人用餐', '增加送餐上门'],
      ['调解室每周有人值班', '接待 9 次，当场说清 7 件', '请法律顾问每月到村一天'],
      ['村集体增收', '机动地公开发包，合同已备案', '谈妥大棚续租'],
    ] as const,
    2,
    4,
  ).map(([aim, done, next]) => ({ 目标或承诺: aim, 本季完成情况: done, 下季打算: next }))

const meetings: Rows = (scene) =>
  some(
    scene,
    [
      ['支部党员大会', '学习村民委员会组织法'],
      ['主题党日', '清理河道垃圾'],
      ['党课', '怎样看懂村里的账'],
      ['支部委员会', '研究路灯维修'],
      ['党小组会', '党员联户走访分工'],
    ] as const,
    3,
    5,
  ).map(([kind, theme]) => ({ 日期: scene.day(), 形式: kind, 主题: theme, 参加人数: scene.random.whole(8, 31) }))

const decisions: Rows = (scene) =>
  some(scene, ['村内路灯维修方案', '机动地发包底价', '水渠清淤用工办法', '老年食堂收费标准', '公益岗人选'], 1, 3).map(
    (matter) => {
      const present = scene.random.whole(26, 41)
      return {
        议定事项: matter,
        会议: '村民代表会议',
        日期: scene.day(),
        实到人数: present,
        同意: present - scene.random.whole(0, 4),
      }
    },
  )

const works: Rows = (scene) =>
  some(
    scene,
    [
      ['路灯维修', '已完工，村务监督委员会验收', '保修一年'],
      ['东街道路硬化', '完成路基 300 米', '下月浇筑路面'],
      ['自来水管网改造', '主管线已通水', '逐户换表'],
      ['文化广场修缮', '已招标，本月进场', '完成地面铺装'],
    ] as const,
    1,
    3,
  ).map(([matter, state, next]) => ({
    事项: matter,
    进展: state,
    实施情况: state,
    已用资金: scene.yuan(3000, 48_000),
    下一步: next,
  }))

const tasks: Rows = (scene) =>
  some(
    scene,
    [
      ['秋季秸秆禁烧', '镇农业综合服务中心', '巡查到地头，劝阻 3 起'],
      ['城乡居民医保参保登记', '镇便民服务中心', '入户登记，参保率 96%'],
      ['防汛值守', '镇应急办', '值守 18 天，转移 0 人'],
      ['人口变动登记', '派出所', '核对 4 户'],
    ] as const,
    2,
    3,
  ).map(([task, from, done]) => ({
    工作事项: task,
    交办单位: from,
    开展情况: done,
    工作经费: scene.yuan(0, 3000),
  }))

const relief: Rows = (scene) =>
  times(scene, 2, 5, () => {
    const kind = scene.random.pick(['临时救助', '高龄津贴', '困难慰问', '残疾人生活补贴'])
    return {
      姓名: scene.villager(),
      '住址（到组）': `${scene.village}${scene.random.pick(groups)}${scene.random.whole(1, 60)}号`,
      项目: kind,
      救助类别: scene.random.pick(['急难型', '支出型']),
      金额: scene.yuan(200, 3000),
      致困原因: scene.random.pick(reasons),
      救助事由: scene.random.pick(reasons),
    }
  })

const talks: Rows = (scene) =>
  some(
    scene,
    [
      ['村口停车怎么管', '划线停车，留出消防通道', '已划线'],
      ['红白事办不办大席', '按村规民约，不超过 15 桌', '本季 2 家照办'],
      ['水渠谁来清', '各组出工，集体管饭', '已清 600 米'],
      ['垃圾桶放在哪里', '每巷一处，专人清运', '已安放 9 处'],
    ] as const,
    1,
    3,
  ).map(([matter, agreed, kept]) => ({
    日期: scene.day(),
    议题: matter,
    议定结果: agreed,
    落实情况: kept,
    提出的问题: matter,
    现场答复: agreed,
    后续办理: kept,
  }))

const pay: Rows = (scene) =>
  bosses.map((office, at) => ({
    职务: office,
    姓名: scene.cadre(at),
    报酬: scene.yuan(4200, 9600),
    误工补贴: at < 2 ? 0 : scene.yuan(200, 900),
    其他补助: 0,
  }))

const costs: Rows = (scene) =>
  ['办公用品', '水电费', '网络和电话费', '报刊费', '打印复印'].map((line) => ({
    费用项目: line,
    金额: scene.yuan(80, 1600),
    说明: line === '水电费' ? '按表计费，票据齐全' : '票据齐全',
  }))

const vouchers: Rows = (scene) =>
  times(scene, 1, 3, (at) => ({
    票据批次: `第 ${at + 1} 批`,
    张数: scene.random.whole(6, 34),
    金额: scene.yuan(2000, 26_000),
    审核意见: scene.random.pick(['符合规定，同意入账', '退回 1 张补充说明后入账']),
    审核人: scene.cadre(2),
  }))

const funds: Rows = (scene) =>
  some(scene, ['村级组织运转经费', '农村公路日常养护补助', '人居环境整治奖补', '老年助餐补助'], 1, 3).map((fund) => {
    const received = scene.yuan(6000, 60_000)
    const used = Math.round((received * scene.random.whole(20, 95)) / 1_000_00) * 1000
    return { 资金名称: fund, 下达文件: '镇财政所通知', 到账: received, 使用: used, 结余: received - used }
  })

const debts: Rows = (scene) =>
  times(scene, 1, 3, () => ({
    类别: scene.random.pick(['应收承包费', '应付工程款', '暂借款']),
    对方: scene.villager(),
    事由: scene.random.pick(['上年承包费未交齐', '路面维修尾款', '代垫水费']),
    余额: scene.yuan(600, 18_000),
    账龄: scene.random.pick(['一年以内', '一至二年']),
  }))

const rents: Rows = (scene) =>
  times(scene, 1, 3, () => {
    const due = scene.yuan(3000, 32_000)
    const paid = scene.random.happens(0.8) ? due : Math.round(due / 2000) * 1000
    const who = scene.contractor()
    const object = scene.random.pick(['村东仓库', '原小学校舍', '冷库两间', '光伏屋顶', '文化广场北侧门面'])
    return {
      标的: object,
      承租人: who,
      '承包（承租）人': who,
      期限: '2024—2029 年',
      应收: due,
      已收: paid,
      应收租金: due,
      已收租金: paid,
    }
  })

const land: Rows = (scene) =>
  times(scene, 1, 3, () => ({
    地块: scene.random.pick(['村西机动地', '南河滩', '北坑塘', '老砖厂旧址']),
    '面积（亩）': scene.random.whole(4, 62),
    承包人: scene.contractor(),
    期限: '2025—2030 年',
    承包费: scene.yuan(2000, 30_000),
  }))

const homesteads: Rows = (scene) =>
  times(scene, 1, 3, () => ({
    申请人: scene.villager(),
    村民小组: scene.random.pick(groups),
    '面积（平方米）': scene.random.whole(120, 200),
    环节: '村级公示',
    结果: scene.random.pick(['已批准', '公示中', '补交材料']),
  }))

/** Rows of the tables of an item. */
export const demoRows: Readonly<Record<string, Rows>> = {
  'h1-1': promises,
  'h1-2': meetings,
  'h1-3': (scene) => [
    { 项目: '本季收缴党费', 金额: scene.yuan(300, 1200) },
    { 项目: '上缴镇党委', 金额: scene.yuan(200, 300) },
  ],
  'h1-4': (scene) =>
    some(
      scene,
      [
        ['两张票据缺经手人签字', '补签并对报账员提醒', '已完成'],
        ['公开栏有一项未按时张贴', '补贴并说明原因', '已完成'],
        ['值班记录有空白', '重排值班表', '正在落实'],
      ] as const,
      1,
      2,
    ).map(([problem, measure, state]) => ({ 问题: problem, 整改措施: measure, 进度: state })),
  'h2-1': decisions,
  'h2-2': works,
  'h2-3': tasks,
  'h2-4': relief,
  'h2-6': talks,
  'h3-2': pay,
  'h3-3': costs,
  'h3-4': vouchers,
  'h4-1': funds,
  'h4-2': debts,
  'h4-3': (scene) => [{ 支出项目: '水渠清淤用料', 金额: scene.yuan(1200, 9000) }],
  'h4-4': (scene) => [
    { 来源或用途: '在外乡亲捐款', 收入: scene.yuan(1000, 20_000), 支出: 0 },
    { 来源或用途: '助学两人', 收入: 0, 支出: scene.yuan(1000, 3000) },
  ],
  'h5-1': (scene) =>
    some(scene, ['路灯', '垃圾清运车', '会议室桌椅', '变压器', '抽水泵'], 2, 4).map((asset) => ({
      资产名称: asset,
      数量: scene.random.whole(1, 40),
      价值: scene.yuan(2000, 60_000),
      增减原因: scene.random.pick(['本季新增', '无变化', '报废一件']),
      使用情况: '在用',
    })),
  'h5-2': rents,
  'h5-3': (scene) =>
    times(scene, 1, 2, () => {
      const price = scene.yuan(30_000, 260_000)
      return {
        项目: scene.random.pick(['东街道路硬化', '文化广场修缮', '自来水管网改造']),
        施工单位: '演示建筑工程有限公司',
        合同价: price,
        已付款: Math.round((price * 0.6) / 1000) * 1000,
        进度与验收: scene.random.pick(['施工中', '完工待验收', '已验收']),
      }
    }),
  'h6-1': land,
  'h6-2': (scene) => [
    {
      地块: '村南连片地',
      '面积（亩）': scene.random.whole(20, 180),
      事项: '土地流转',
      金额: scene.yuan(16_000, 120_000),
      分配情况: '按户发放到户，清单另贴',
    },
  ],
  'h6-3': homesteads,
  'c01-01': (scene) =>
    ['书记', '副书记', '组织委员', '宣传委员'].map((office, at) => ({
      职务: office,
      姓名: scene.cadre(at),
      分工: ['全面工作', '党建和纪检', '党员发展', '宣传和文化'][at] ?? '',
      办公电话: '029-00000000（演示）',
    })),
  'c04-01': (scene) =>
    ['主任', '副主任', '委员', '报账员'].map((office, at) => ({
      职务: office,
      姓名: scene.cadre(at),
      分工: ['全面工作', '治安调解', '公共卫生', '财务'][at] ?? '',
      办公电话: '029-00000000（演示）',
    })),
  'c05-04': works,
  'c06-06': tasks,
  'c08-02': homesteads,
  'c09-01': (scene) =>
    ['东街', '西街', '南巷', '北巷'].map((lane, at) => ({
      街巷或小组: lane,
      保洁员: scene.cadre(4 + at),
      评比结果: scene.random.pick(['优秀', '良好', '良好', '一般']),
      说明: scene.random.pick(['门前整洁', '个别柴草未归堆', '垃圾桶周边需清理']),
    })),
  'c10-06': (scene) =>
    ['灌溉用水', '道路照明', '环境卫生'].map((kind) => {
      const received = scene.random.whole(1, 6)
      return { 类别: kind, 收到: received, 已答复: received - 1, 办理中: 1 }
    }),
  'c12-01': (scene) =>
    some(
      scene,
      [
        ['路灯电费为什么多了？', '月度财务收支明细', '新装 12 盏灯，电表读数已附后'],
        ['保洁员怎么选的？', '环境卫生评比与保洁安排', '村民代表会议投票产生，记录可查'],
        ['临时救助怎么申请？', '临时救助情况', '可找帮办员代办，三个工作日内受理'],
      ] as const,
      1,
      3,
    ).map(([question, about, answer]) => ({
      问题: question,
      对应公开事项: about,
      答复: answer,
      答复日期: scene.day(),
    })),
  'c12-02': talks,
  'c13-05': pay,
  'c13-06': vouchers,
  'c14-03': rents,
  'c14-05': debts,
  'c17-03': relief,
  'c17-04': (scene) =>
    times(scene, 3, 6, () => ({
      姓名: scene.villager(),
      津贴档次: scene.random.pick(['80—89 岁', '90—99 岁']),
      月数: 3,
      金额: scene.yuan(150, 600),
    })),
  'c19-06': (scene) =>
    some(
      scene,
      [
        ['包装工', '镇工业园（演示企业）', '计件，月均 3800 元'],
        ['大棚管护', '村集体大棚', '日薪 110 元'],
        ['电工培训班', '区人社局', '免费，发结业证'],
      ] as const,
      2,
      3,
    ).map(([post, unit, wage]) => ({
      岗位或培训: post,
      单位: unit,
      人数: scene.random.whole(2, 20),
      待遇: wage,
      联系电话: '到村便民服务站询问',
    })),
  'c19-07': () =>
    ['城乡居民医保参保', '高龄津贴申领', '宅基地申请'].map((matter) => ({
      事项: matter,
      办理窗口: '村便民服务站',
      时限: '当天受理',
      收费: '不收费',
      帮办员: '本村帮办员',
      电话: '见站内公示牌',
    })),
}
