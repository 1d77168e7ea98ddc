/** What the villages of the demo world say in lines and sentences, and the books they keep. */

import type { DemoScene } from './disclosure-words.ts'

/** Lines of the facts of an item, by their labels. */
export const demoFacts: Readonly<Record<string, (scene: DemoScene) => Readonly<Record<string, string>>>> = {
  'h1-2': ({ random }) => ({
    党员街长人数: String(random.whole(5, 14)),
    联系户数: String(random.whole(80, 210)),
    本季走访户次: String(random.whole(60, 240)),
  }),
  'h1-3': ({ random }) => ({
    培养对象人数: String(random.whole(0, 3)),
    预备党员人数: String(random.whole(0, 2)),
    本季转正人数: String(random.whole(0, 1)),
  }),
  'h4-3': () => ({
    议事事项: '水渠清淤',
    筹资标准: '不筹资',
    筹劳标准: '每个劳动力 1 个工',
    减免情况: '70 岁以上和重病户免',
  }),
  'c12-02': (scene) => ({
    日期: scene.day(),
    地点: '村党群服务中心',
    主持: scene.cadre(0),
    参加人数: String(scene.random.whole(18, 46)),
  }),
  'c03-04': (scene) => ({
    村务监督委员会主任: scene.cadre(2),
    镇街纪检监察机构: '演示镇街纪委',
    区监督举报电话: '12388',
    来信地址: '区纪委监委信访室',
    网络举报入口: '12388 举报网站',
  }),
  'c19-02': (scene) => ({
    驻村民警: scene.cadre(5),
    派出所电话: '110',
    驻村时间: '每周二、周五上午',
    可办事项: '居住登记、身份证申领预约、纠纷调处',
  }),
  'c19-03': () => ({
    办理对象: '参加城乡居民医保的村民',
    办理地点: '镇便民服务中心，村站可代办',
    办理时间: '工作日 9:00—17:00',
    是否收费: '不收费',
    咨询电话: '12393',
  }),
  'c19-04': () => ({
    办理对象: '本村户籍居民',
    办理地点: '派出所户籍窗口，村站可代办',
    办理时间: '工作日 9:00—17:00',
    是否收费: '工本费按规定',
    咨询电话: '12345',
  }),
}

/** Texts of an item, in the order of its text blocks. */
export const demoTexts: Readonly<Record<string, readonly string[]>> = {
  'c03-04': ['反映村干部履职、村级收支和惠农补贴发放的问题。收到后 5 个工作日内告知是否受理，30 日内答复。'],
  'c13-03': ['本季收支已由民主理财小组逐笔核对，村务监督委员会签字。'],
  'c19-02': ['不点陌生链接，不说验证码，不向“安全账户”转账。接到可疑电话先挂断，再打 110 或告诉网格员。'],
  'c19-03': ['身份证、医保卡、发票原件、费用清单、出院小结。'],
  'c19-04': ['户口簿、身份证；新生儿带出生医学证明。'],
}

/** Steps of what a villager applies for. */
export const demoSteps = [
  { name: '提出申请', who: '本人或帮办员', within: '随时', note: '到村便民服务站或网上' },
  { name: '村里核对材料', who: '村便民服务站', within: '当天' },
  { name: '镇街受理', who: '镇街便民服务中心', within: '1 个工作日' },
  { name: '办结告知', who: '镇街便民服务中心', within: '按规定时限', note: '短信或电话告知' },
] as const

/** Where the money of a village comes from and goes to in a month: yuan from, to, and how often. */
export const demoIncome: readonly (readonly [string, number, number, number])[] = [
  ['机动地承包费', 2000, 16_000, 0.45],
  ['集体资产租金', 1200, 9000, 0.55],
  ['上级拨付运转经费', 6000, 9000, 0.9],
  ['光伏电站收益', 800, 2600, 0.6],
  ['坑塘发包收入', 1000, 6000, 0.2],
  ['社会捐赠', 500, 5000, 0.12],
  ['存款利息', 10, 120, 0.35],
]
export const demoExpense: readonly (readonly [string, number, number, number])[] = [
  ['办公费', 120, 900, 0.95],
  ['路灯电费', 300, 1300, 0.95],
  ['保洁员工资', 1800, 4200, 0.95],
  ['道路维修', 800, 9000, 0.4],
  ['水渠清淤', 600, 6000, 0.25],
  ['自来水管网维修', 400, 3800, 0.3],
  ['困难户慰问', 300, 2400, 0.3],
  ['老年活动和助餐', 500, 2600, 0.5],
  ['防汛物资', 200, 1800, 0.2],
]
