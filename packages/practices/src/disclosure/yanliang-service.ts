import { law } from '@xiangzhi/language'
import {
  address,
  age,
  classOf,
  count,
  exactly,
  facts,
  files,
  holder,
  item,
  kept,
  livingAllowance,
  measure,
  monthly,
  quarterly,
  reliefLaw,
  standing,
  steps,
  table,
  text,
  villageLaw,
  villager,
  words,
  yearlyBy,
  yuan,
} from './words.ts'

const relief = [villageLaw('35'), reliefLaw]
const service = [villageLaw('44')]
const subsidy = [villageLaw('35'), law('中华人民共和国政府信息公开条例', '21')]
const insurance = [law('中华人民共和国政府信息公开条例', '21')]
const guideForm = [
  facts(['办理对象', '办理地点', '办理时间', '是否收费', '咨询电话']),
  steps('办理流程'),
  text('需要带的材料'),
]

/** Public service 服务: classes 17 to 19, 20 items, the last of them the N boards of service. */
export const serviceClasses = [
  classOf(
    'c17',
    ['社会救助与民生保障', 'Relief and security'],
    [
      item(
        'c17-01',
        ['最低生活保障对象与保障金额', 'Minimum living allowance'],
        'service',
        quarterly,
        [
          facts(['保障标准', '保障户数', '保障人数']),
          table([
            villager('户主'),
            address(),
            exactly('persons', '保障人数', reliefLaw),
            yuan('amount', '月保障金'),
            kept('reason', '致困原因'),
          ]),
        ],
        [reliefLaw, livingAllowance],
        { audience: 'village' },
      ),
      item(
        'c17-02',
        ['特困人员救助供养情况', 'Support for the destitute'],
        'service',
        quarterly,
        [table([villager(), age(), address(), words('kind', '供养方式'), yuan('amount', '月供养金')])],
        relief,
        { audience: 'village' },
      ),
      item(
        'c17-03',
        ['临时救助情况', 'Temporary relief'],
        'service',
        monthly,
        [
          table([
            villager(),
            address(),
            words('level', '救助类别'),
            yuan('amount', '金额'),
            kept('reason', '救助事由'),
          ]),
        ],
        relief,
        { audience: 'village' },
      ),
      item(
        'c17-04',
        ['高龄津贴发放', 'Old-age allowance'],
        'service',
        quarterly,
        [table([villager(), words('band', '津贴档次'), measure('months', '月数'), yuan('amount', '金额')])],
        subsidy,
      ),
      item(
        'c17-05',
        ['残疾人两项补贴发放（只公布人数和金额）', 'Subsidies to the disabled, in numbers and sums only'],
        'service',
        quarterly,
        [
          table([words('kind', '补贴类别'), count('persons', '人数'), yuan('amount', '金额')], undefined, [
            'persons',
            'amount',
          ]),
        ],
        subsidy,
      ),
      item(
        'c17-06',
        ['公益性岗位设置与聘用', 'Public-welfare posts'],
        'service',
        quarterly,
        [table([words('post', '岗位'), villager('聘用人员'), words('term', '聘期'), yuan('pay', '月补贴')])],
        subsidy,
      ),
      item(
        'c17-07',
        ['防止返贫监测帮扶情况', 'Watching and helping those at risk of poverty'],
        'service',
        quarterly,
        [
          facts(['监测户数', '监测人数', '消除风险户数']),
          table([words('measure', '帮扶措施'), count('households', '惠及户数'), yuan('amount', '资金')]),
        ],
        subsidy,
        { places: 'villages' },
      ),
    ],
  ),
  classOf(
    'c18',
    ['惠农补贴与保险', 'Farm subsidies and insurance'],
    [
      item(
        'c18-01',
        ['耕地地力保护补贴', 'The subsidy for farmland'],
        'service',
        quarterly,
        [
          facts(['补贴标准', '补贴户数', '补贴面积（亩）', '发放日期']),
          table(
            [villager('户主'), words('group', '村民小组'), measure('mu', '面积（亩）'), yuan('amount', '金额')],
            undefined,
            ['mu', 'amount'],
          ),
        ],
        subsidy,
        { places: 'villages' },
      ),
      item(
        'c18-02',
        ['农机购置与应用补贴', 'The subsidy for farm machines'],
        'service',
        quarterly,
        [table([villager('购机者'), words('machine', '机具'), measure('number', '台数'), yuan('amount', '补贴额')])],
        subsidy,
        { places: 'villages' },
      ),
      item(
        'c18-03',
        ['政策性农业保险投保与理赔', 'Farm insurance taken out and paid'],
        'service',
        quarterly,
        [
          table([
            words('kind', '险种'),
            count('households', '投保户数'),
            measure('mu', '投保面积（亩）'),
            yuan('premium', '农户自缴'),
            yuan('paid', '赔付'),
          ]),
        ],
        subsidy,
        { places: 'villages' },
      ),
      item(
        'c18-04',
        ['城乡居民医疗保险参保缴费安排与参保情况', 'Medical insurance of residents: how to enrol, and who has'],
        'service',
        yearlyBy('08-31'),
        [facts(['缴费标准', '应参保人数', '已参保人数', '资助参保人数', '集中缴费期'])],
        insurance,
      ),
      item(
        'c18-05',
        ['城乡居民养老保险参保与待遇情况', 'Pension insurance of residents'],
        'service',
        quarterly,
        [facts(['缴费档次', '参保人数', '领取待遇人数', '本年新增领取人数'])],
        subsidy,
      ),
    ],
  ),
  classOf(
    'c19',
    ['便民服务板块', 'Boards of service'],
    [
      item(
        'c19-01',
        ['政策宣传', 'Policies explained'],
        'service',
        standing,
        [
          table(
            [words('policy', '政策'), words('who', '适用对象'), words('what', '要点'), words('until', '申报期限')],
            undefined,
            [],
          ),
          files('政策原文'),
        ],
        service,
        { practices: ['P074'] },
      ),
      item(
        'c19-02',
        ['警务直通车', 'Police express'],
        'service',
        standing,
        [facts([['驻村民警', 'shown'], ['派出所电话', 'shown'], '驻村时间', '可办事项']), text('防骗与安全提示')],
        service,
        { practices: ['P074'] },
      ),
      item('c19-03', ['合疗（医保）报销', 'Medical reimbursement'], 'service', standing, guideForm, service, {
        practices: ['P074'],
      }),
      item('c19-04', ['户籍办理', 'Household registration'], 'service', standing, guideForm, service, {
        practices: ['P074'],
      }),
      item(
        'c19-05',
        ['巩固脱贫成果与帮扶政策', 'Keeping out of poverty: measures'],
        'service',
        standing,
        [table([words('measure', '政策措施'), words('who', '适用对象'), words('how', '怎样申请')], undefined, [])],
        service,
        { places: 'villages', practices: ['P074'] },
      ),
      item(
        'c19-06',
        ['就业招聘与技能培训', 'Jobs and training'],
        'service',
        monthly,
        [
          table(
            [
              words('post', '岗位或培训'),
              words('unit', '单位'),
              measure('places', '人数'),
              words('pay', '待遇'),
              words('contact', '联系电话'),
            ],
            undefined,
            [],
          ),
        ],
        service,
        { board: false, practices: ['P074'] },
      ),
      item(
        'c19-07',
        ['帮办代办事项与明白纸', 'What helpers can do for you'],
        'service',
        standing,
        [
          table(
            [words('matter', '事项'), words('window', '办理窗口'), words('days', '时限'), words('fee', '收费')],
            undefined,
            [],
          ),
          table([holder('帮办员'), words('phone', '电话'), words('hours', '时间')], '帮办员', []),
        ],
        service,
        { practices: ['P074'] },
      ),
      item(
        'c19-08',
        ['便民电话与服务网点', 'Useful numbers and places'],
        'service',
        standing,
        [
          table(
            [words('service', '服务'), words('place', '地点'), words('hours', '时间'), words('phone', '电话')],
            undefined,
            [],
          ),
        ],
        service,
        { practices: ['P074'] },
      ),
    ],
  ),
]
