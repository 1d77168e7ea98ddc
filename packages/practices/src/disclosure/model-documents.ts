import type { Block, Content, Step } from '@xiangzhi/language'

/** A step: what, who, how soon, and what must be seen to. */
const step = (name: string, who: string, within?: string, note?: string): Step => ({
  name,
  who,
  ...(within === undefined ? {} : { within }),
  ...(note === undefined ? {} : { note }),
})

interface Power {
  readonly power: string
  readonly holder: string
  readonly basis: string
  readonly publicity: string
  readonly steps: readonly Step[]
}

/** The party organisation studies first (村民委员会组织法 art. 28, 农村集体经济组织法 art. 26). */
const study = step('村党组织研究', '村党组织', undefined, '先研究，再提交会议决定')
const propose = step('提出方案', '村党组织', undefined, '征求村民意见，形成书面方案')
const discuss = step('村“两委”商议', '村党组织、村民委员会')
const members = step('党员大会审议', '村党员大会', '方案提前 3 天公布')
const resolve = step('村民代表会议决议', '村民代表会议', undefined, '三分之二以上组成人员到会，到会人员过半数同意')
const show = (what: string): Step => step(what, '村民委员会', '公示不少于 15 天', '村务监督委员会监督')

/** Small powers 小微权力 of a village, each with its way. A county takes out, adds and sharpens what it needs. */
const powers: readonly Power[] = [
  {
    power: '重大事项决策（四议两公开）',
    holder: '村党组织、村民代表会议',
    basis: '村民委员会组织法第二十八条、第三十条',
    publicity: '决议公开、实施结果公开',
    steps: [propose, discuss, members, resolve, show('决议公开'), step('组织实施', '村民委员会'), show('实施结果公开')],
  },
  {
    power: '工程项目和服务采购',
    holder: '村民委员会',
    basis: '村民委员会组织法第二十八条',
    publicity: '招标公告、中标结果、决算',
    steps: [
      study,
      step('立项决议', '村民代表会议'),
      step('公开比选或招标', '村民委员会', '公告后', '村务监督委员会全程到场'),
      show('结果公示'),
      step('签订合同', '村民委员会', '公示期满后'),
      step('施工监督', '村务监督委员会'),
      step('验收和决算', '村民委员会、村务监督委员会'),
      show('决算公开'),
    ],
  },
  {
    power: '集体资产资源发包租赁',
    holder: '集体经济组织',
    basis: '农村集体经济组织法第二十六条',
    publicity: '发包公告、成交结果、合同',
    steps: [
      study,
      step('清查标的、提出底价', '集体经济组织理事会'),
      step('成员大会或成员代表大会决定', '成员大会', '提前 10 天通知', '全体成员或代表三分之二以上同意'),
      show('发包公告'),
      step('公开竞价', '农村产权交易站', undefined, '监事会和村务监督委员会到场'),
      show('成交结果公示'),
      step('签订合同、入账', '集体经济组织理事会'),
    ],
  },
  {
    power: '财务开支审批',
    holder: '村民委员会、集体经济组织',
    basis: '农村集体经济组织财务制度',
    publicity: '月度收支',
    steps: [
      step('经手人签字', '经手人', undefined, '原始票据写明用途'),
      step('民主理财小组审核', '民主理财小组', undefined, '不合理的退回'),
      step('负责人审批', '村级组织负责人', undefined, '数额较大的先经会议决定'),
      step('记账', '镇街代理记账机构'),
      show('按月公开'),
    ],
  },
  {
    power: '低保、特困和临时救助的帮助申请',
    holder: '村民委员会（协助）',
    basis: '社会救助法；最低生活保障审核确认办法',
    publicity: '救助对象和金额，不公布困难原因',
    steps: [
      step('本人申请或主动发现', '申请人、网格员'),
      step('帮助递交', '村民委员会', '不得代为决定'),
      step('入户核对', '镇街', undefined, '村民委员会协助'),
      step('镇街审核确认', '镇街', '30 个工作日内，最长 45 个工作日', '不同意的书面说明理由'),
      step('在村公示', '镇街、村民委员会', '公示 7 天，公开栏长期公示不少于 15 天'),
    ],
  },
  {
    power: '宅基地申请的审查',
    holder: '村民小组、村民委员会',
    basis: '土地管理法第六十二条',
    publicity: '申请和审批结果',
    steps: [
      step('书面申请', '村民'),
      step('村民小组讨论', '村民小组会议'),
      step('村级审查', '村民委员会'),
      show('申请公示'),
      step('镇街审批', '镇街', undefined, '申请审查、批准后丈量、建成后验收都到现场'),
      show('结果公开'),
    ],
  },
  {
    power: '一事一议筹资筹劳',
    holder: '村民委员会、村民代表会议',
    basis: '村民一事一议筹资筹劳管理办法',
    publicity: '方案、收缴、使用结果',
    steps: [
      study,
      step('提议', '村民委员会、十分之一以上村民或五分之一以上代表'),
      step('逐户征求意见并签字', '村民代表'),
      resolve,
      step('镇街初审、区县审核', '镇街、区县农业农村部门', '区县 7 个工作日'),
      show('方案公示'),
      step('收缴和出工', '村民委员会', undefined, '困难户减免，不得强行以资代劳'),
      show('使用结果公开'),
    ],
  },
  {
    power: '村级公章使用',
    holder: '村民委员会',
    basis: '民政部、公安部关于规范村民委员会印章管理的规定',
    publicity: '用章登记按季公开数量',
    steps: [
      step('说明用途', '申请人'),
      step('审批签字', '村级组织负责人', '当场或 1 个工作日', '一般事项不得拖延，重大事项经会议决定'),
      step('登记、用章', '印章保管人', undefined, '空白纸张和介绍信一律不盖'),
    ],
  },
]

const powerList: Block = {
  kind: 'table',
  heading: '权力清单',
  columns: [
    { key: 'power', label: '权力事项', align: 'text' },
    { key: 'holder', label: '行使主体', align: 'text' },
    { key: 'basis', label: '依据', align: 'text' },
    { key: 'publicity', label: '公开环节', align: 'text' },
  ],
  rows: powers.map(({ power, holder, basis, publicity }) => ({ power, holder, basis, publicity })),
}

const covenant = `一、遵守国家法律法规，听从村民会议和村民代表会议的决定。
二、邻里有事好商量，有矛盾先找网格员和调解员，不打骂、不堵路。
三、自家门前自家清，垃圾分类投放，不占公共道路和沟渠。
四、爱护耕地，不在田里乱建乱挖，不焚烧秸秆。
五、尊老爱幼，赡养父母，不虐待、不遗弃。
六、婚事新办、丧事简办，量力而行，不攀比、不搞低俗活动。
七、防火防溺水防诈骗，用电用气讲安全。
八、关心集体，参加会议，监督村务，对公开的事项可以随时提问。`

/**
 * Model texts for documents that stand: where a village begins, to be sharpened and voted on by itself. Keyed by the item of
 * Yanliang's catalogue. They deprive nobody of a right and threaten no fines (村民委员会组织法 art. 31).
 */
export const modelDocuments: Readonly<Record<'c05-07' | 'c06-04', Content>> = {
  'c05-07': {
    blocks: [
      {
        kind: 'facts',
        rows: [
          { label: '文件名称', value: '村规民约' },
          { label: '通过会议', value: '村民会议' },
          { label: '备案单位', value: '镇人民政府（街道办事处）' },
        ],
      },
      { kind: 'text', heading: '全文', text: covenant },
      {
        kind: 'text',
        heading: '提倡和反对的行为',
        text: '提倡：孝老爱亲、邻里互助、志愿服务、诚信守约。\n反对：高额彩礼、大操大办、聚众赌博、封建迷信。对反对的行为以劝导、批评教育为主，不罚款，不扣发依法应得的补助。',
      },
    ],
  },
  'c06-04': {
    blocks: [powerList, ...powers.map(({ power, steps }): Block => ({ kind: 'steps', heading: power, steps }))],
  },
}
