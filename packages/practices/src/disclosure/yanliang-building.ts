import { law } from '@xiangzhi/language'
import {
  atOnce,
  classOf,
  exactly,
  facts,
  files,
  financeDisclosure,
  halfYearly,
  holder,
  item,
  measure,
  monthly,
  oneMatter,
  quarterly,
  standing,
  table,
  text,
  villageLaw,
  villager,
  words,
  yearly,
  yearlyBy,
  yuan,
} from './words.ts'

const land = law('中华人民共和国农村土地承包法', '承包程序与公示')
const landManagement = law('中华人民共和国土地管理法', '47, 48, 62')
const openGovernment = law('中华人民共和国政府信息公开条例', '21')
const planning = law('中华人民共和国城乡规划法', '22')
const tenders = law('中华人民共和国招标投标法', '公示与合同')

/** Village affairs 村务: building, land and surroundings; classes 7 to 9, 16 items. */
export const buildingClasses = [
  classOf(
    'c07',
    ['村庄规划与公益建设', 'Planning and public works'],
    [
      item(
        'c07-01',
        ['村庄规划与建设计划', 'The village plan and what will be built'],
        'village',
        standing,
        [
          text('规划要点'),
          table([words('project', '项目'), words('place', '位置'), words('year', '年度')], '建设计划', []),
          files('规划图件'),
        ],
        [villageLaw('28'), planning],
      ),
      item(
        'c07-02',
        ['年度公益事业项目与资金安排', 'Public works of the year and their money'],
        'village',
        yearlyBy('01-31'),
        [
          table([
            words('project', '项目'),
            words('content', '建设内容'),
            yuan('budget', '预算'),
            words('source', '资金来源'),
            words('by', '计划工期'),
          ]),
        ],
        [villageLaw('28'), financeDisclosure],
      ),
      item(
        'c07-03',
        ['工程项目招标比选与承包合同', 'Tenders and contracts for works'],
        'village',
        atOnce,
        [
          facts(['项目名称', '招标方式', '开标日期', '最高限价', '监督人员']),
          table([holder('投标人', 'bidder'), yuan('offer', '报价'), words('result', '结果')], '报价情况', []),
          files('合同文本'),
        ],
        [villageLaw('28, 35'), tenders],
      ),
      item(
        'c07-04',
        ['工程项目进度、变更与验收', 'Progress, changes and acceptance of works'],
        'village',
        quarterly,
        [
          table([
            words('project', '项目'),
            words('progress', '形象进度'),
            words('change', '变更情况'),
            yuan('paid', '已付款'),
            words('accepted', '验收结果'),
          ]),
        ],
        [villageLaw('35')],
      ),
      item(
        'c07-05',
        ['一事一议筹资筹劳方案与使用结果', 'Funds and labour raised for one matter'],
        'finance',
        atOnce,
        [
          facts(['议事事项', '议决方式', '每人筹资标准', '每个劳动力筹劳标准', '减免情况']),
          table([words('use', '支出项目'), yuan('amount', '金额')], '使用结果'),
        ],
        [villageLaw('28'), oneMatter],
        { places: 'villages' },
      ),
      item(
        'c07-06',
        ['公共设施管护责任与维修记录', 'Who keeps public fittings, and repairs made'],
        'village',
        quarterly,
        [
          table([
            words('fitting', '设施'),
            words('place', '位置'),
            holder('管护人'),
            words('repair', '维修情况'),
            yuan('cost', '费用'),
          ]),
        ],
        [villageLaw('35, 39')],
      ),
    ],
  ),
  classOf(
    'c08',
    ['土地、宅基地与征收', 'Land, homesteads and expropriation'],
    [
      item(
        'c08-01',
        ['承包地调整与流转情况', 'Contracted land: changes and transfers'],
        'village',
        halfYearly,
        [
          table([
            words('plot', '地块'),
            measure('mu', '面积（亩）'),
            words('giver', '流出方'),
            holder('流入方', 'to'),
            words('term', '期限'),
            yuan('rent', '年租金'),
          ]),
        ],
        [land],
        { places: 'villages' },
      ),
      item(
        'c08-02',
        ['宅基地申请、审核与批准结果', 'Homesteads asked for, checked and granted'],
        'village',
        quarterly,
        [
          table(
            [
              villager('申请人'),
              words('group', '村民小组'),
              measure('area', '面积（平方米）'),
              words('stage', '环节'),
              words('result', '结果'),
            ],
            undefined,
            [],
          ),
        ],
        [landManagement, openGovernment],
        { places: 'villages' },
      ),
      item(
        'c08-03',
        ['土地征收公告与补偿安置方案', 'Expropriation notices and compensation plans'],
        'village',
        atOnce,
        [
          facts(['征收项目', '征收范围', '面积（亩）', '补偿标准', '安置方式', '异议期限']),
          text('方案要点'),
          files('公告文件'),
        ],
        [landManagement, openGovernment],
        { places: 'villages' },
      ),
      item(
        'c08-04',
        ['土地补偿费的分配与发放', 'How land compensation was shared and paid'],
        'finance',
        atOnce,
        [
          facts(['补偿总额', '分配方案通过会议', '参加分配人数']),
          table([villager('户主'), exactly('persons', '人数', landManagement), yuan('amount', '金额')], '分配明细'),
        ],
        [landManagement, openGovernment],
        { places: 'villages' },
      ),
      item(
        'c08-05',
        ['设施农业与集体建设用地使用情况', 'Facility farming and collective building land'],
        'village',
        yearly,
        [
          table(
            [
              words('plot', '地块'),
              measure('mu', '面积（亩）'),
              holder('使用人', 'user'),
              words('use', '用途'),
              words('term', '期限'),
            ],
            undefined,
            ['mu'],
          ),
        ],
        [landManagement],
        { places: 'villages' },
      ),
      item(
        'c08-06',
        ['耕地保护与违法占地整改', 'Farmland kept, and unlawful use put right'],
        'village',
        quarterly,
        [
          table(
            [words('plot', '地块'), measure('mu', '面积（亩）'), words('problem', '问题'), words('state', '整改情况')],
            undefined,
            [],
          ),
        ],
        [landManagement],
        { places: 'villages' },
      ),
    ],
  ),
  classOf(
    'c09',
    ['人居环境与生态', 'Surroundings'],
    [
      item(
        'c09-01',
        ['环境卫生评比与保洁安排', 'Cleanliness and who cleans'],
        'village',
        monthly,
        [
          table(
            [words('lane', '街巷或小组'), holder('保洁员'), words('rating', '评比结果'), words('note', '说明')],
            undefined,
            [],
          ),
        ],
        [villageLaw('35')],
      ),
      item(
        'c09-02',
        ['户厕改造名单与验收补助', 'Toilets rebuilt, accepted and subsidised'],
        'service',
        quarterly,
        [
          table([
            villager('户主'),
            words('group', '村民小组'),
            words('kind', '改造类型'),
            words('accepted', '验收结果'),
            yuan('subsidy', '补助'),
          ]),
        ],
        [villageLaw('35')],
        { places: 'villages' },
      ),
      item(
        'c09-03',
        ['垃圾污水治理与收费支出', 'Waste and waste water: fees and costs'],
        'finance',
        quarterly,
        [table([words('line', '项目'), yuan('income', '收入'), yuan('expense', '支出'), words('note', '说明')])],
        [villageLaw('28, 35')],
      ),
      item(
        'c09-04',
        ['公益林、水源与河渠管护', 'Woods, springs, rivers and canals'],
        'village',
        quarterly,
        [table([words('place', '管护对象'), holder('责任人'), words('duty', '管护内容'), yuan('pay', '补助')])],
        [villageLaw('35')],
      ),
    ],
  ),
]
