import { law } from '@xiangzhi/language'
import {
  classOf,
  collectiveLaw,
  facts,
  financeDisclosure,
  holder,
  item,
  measure,
  quarterly,
  table,
  villageLaw,
  villager,
  words,
  yuan,
} from './words.ts'

const finance = [villageLaw('35'), financeDisclosure]
const collective = [collectiveLaw('45'), financeDisclosure]
const report = ['P053'] as const

/** The three kinds of assets 三资: funds, assets and resources; classes 4 to 6, ten items. */
export const assetsClasses = [
  classOf(
    'h4',
    ['资金', 'Funds'],
    [
      item(
        'h4-1',
        ['上级补助与专项资金使用', 'Subsidies and earmarked funds'],
        'finance',
        quarterly,
        [
          table([
            words('fund', '资金名称'),
            words('document', '下达文件'),
            yuan('received', '到账'),
            yuan('used', '使用'),
            yuan('left', '结余'),
          ]),
        ],
        finance,
        { practices: report },
      ),
      item(
        'h4-2',
        ['债权债务情况', 'Claims and debts'],
        'finance',
        quarterly,
        [table([words('kind', '类别'), villager('对方'), words('cause', '事由'), yuan('amount', '余额')])],
        finance,
        { practices: report },
      ),
      item(
        'h4-3',
        ['一事一议筹资筹劳与奖补资金', 'Funds and labour raised for one matter'],
        'finance',
        quarterly,
        [
          facts(['议事事项', '筹资标准', '筹劳标准', '减免情况']),
          table([words('use', '支出项目'), yuan('amount', '金额')]),
        ],
        [villageLaw('28, 35')],
        { places: 'villages', practices: report },
      ),
      item(
        'h4-4',
        ['社会捐赠与助力基金收支', 'Donations and the aid fund'],
        'finance',
        quarterly,
        [table([words('line', '来源或用途'), yuan('income', '收入'), yuan('expense', '支出')])],
        [villageLaw('35')],
        { practices: ['P053', 'P058'] },
      ),
    ],
  ),
  classOf(
    'h5',
    ['资产', 'Assets'],
    [
      item(
        'h5-1',
        ['固定资产增减与使用情况', 'Fixed assets: what came, what went, how they are used'],
        'finance',
        quarterly,
        [
          table([
            words('asset', '资产名称'),
            measure('amount', '数量'),
            yuan('value', '价值'),
            words('change', '增减原因'),
            words('use', '使用情况'),
          ]),
        ],
        collective,
        { places: 'villages', practices: report },
      ),
      item(
        'h5-2',
        ['资产租赁承包与租金收取', 'Leases and rents'],
        'finance',
        quarterly,
        [
          table([
            words('object', '标的'),
            holder('承租人'),
            words('term', '期限'),
            yuan('due', '应收'),
            yuan('paid', '已收'),
          ]),
        ],
        collective,
        { places: 'villages', practices: report },
      ),
      item(
        'h5-3',
        ['工程项目招标、进度与决算', 'Works: tenders, progress, final accounts'],
        'finance',
        quarterly,
        [
          table([
            words('project', '项目'),
            holder('施工单位'),
            yuan('price', '合同价'),
            yuan('paid', '已付款'),
            words('state', '进度与验收'),
          ]),
        ],
        finance,
        { practices: report },
      ),
    ],
  ),
  classOf(
    'h6',
    ['资源', 'Resources'],
    [
      item(
        'h6-1',
        ['机动地、四荒与坑塘发包情况', 'Reserve land, waste land and ponds let'],
        'finance',
        quarterly,
        [
          table([
            words('plot', '地块'),
            measure('mu', '面积（亩）'),
            holder('承包人'),
            words('term', '期限'),
            yuan('rent', '承包费'),
          ]),
        ],
        collective,
        { places: 'villages', practices: report },
      ),
      item(
        'h6-2',
        ['土地征收补偿与流转情况', 'Expropriation, compensation and transfer of land'],
        'finance',
        quarterly,
        [
          table([
            words('plot', '地块'),
            measure('mu', '面积（亩）'),
            words('matter', '事项'),
            yuan('amount', '金额'),
            words('shared', '分配情况'),
          ]),
        ],
        [collectiveLaw('45'), villageLaw('35')],
        { places: 'villages', practices: report },
      ),
      item(
        'h6-3',
        ['宅基地申请与审批结果', 'Homesteads asked for and granted'],
        'village',
        quarterly,
        [
          table(
            [
              villager('申请人'),
              words('group', '村民小组'),
              measure('area', '面积（平方米）'),
              words('result', '结果'),
            ],
            undefined,
            [],
          ),
        ],
        [law('中华人民共和国土地管理法', '62')],
        { places: 'villages', practices: report },
      ),
    ],
  ),
]
