import { law } from '@xiangzhi/language'
import {
  atOnce,
  classOf,
  count,
  exactly,
  facts,
  halfYearly,
  holder,
  item,
  partyDisclosure,
  partyVillages,
  quarterly,
  standing,
  supervision,
  table,
  text,
  villageLaw,
  villager,
  words,
  yearly,
  yearlyBy,
  yuan,
} from './words.ts'

const party = [partyDisclosure]

/** Party affairs 党务: classes 1 to 3, 15 items. */
export const partyClasses = [
  classOf(
    'c01',
    ['党组织建设', 'The party organisation'],
    [
      item(
        'c01-01',
        ['党组织设置、班子成员与分工', 'The organisation, its members and their duties'],
        'party',
        standing,
        [
          table(
            [words('office', '职务'), holder('姓名'), words('duty', '分工'), words('phone', '办公电话')],
            '班子成员',
            [],
          ),
        ],
        party,
      ),
      item(
        'c01-02',
        ['年度工作计划与任期目标', 'Work plan of the year and aims of the term'],
        'party',
        yearlyBy('01-31'),
        [
          text('工作计划'),
          table([words('aim', '目标'), words('measure', '主要措施'), words('by', '完成时限')], '目标清单'),
        ],
        party,
      ),
      item(
        'c01-03',
        ['年度目标完成与承诺践诺情况', 'Aims reached and promises kept'],
        'party',
        yearly,
        [table([words('aim', '目标或承诺'), words('done', '完成情况'), words('evidence', '依据')])],
        party,
      ),
      item(
        'c01-04',
        ['党组织换届选举与届中调整结果', 'Elections and changes within the term'],
        'party',
        atOnce,
        [
          facts(['会议日期', '应到党员', '实到党员', '选举方式']),
          table([words('office', '职务'), holder('当选人')], '选举结果', []),
        ],
        [partyDisclosure, partyVillages],
      ),
      item(
        'c01-05',
        ['“三会一课”与主题党日开展情况', 'Meetings, party lessons and theme days'],
        'party',
        quarterly,
        [
          table(
            [words('date', '日期'), words('kind', '形式'), words('theme', '主题'), count('attended', '参加人数')],
            undefined,
            [],
          ),
        ],
        party,
      ),
      item(
        'c01-06',
        ['党组织书记述职与民主评议结果', 'The secretary’s report and the appraisal'],
        'party',
        yearly,
        [
          text('述职摘要'),
          table(
            [
              words('subject', '评议对象'),
              exactly('good', '好', partyDisclosure),
              exactly('fair', '较好', partyDisclosure),
              exactly('poor', '一般及以下', partyDisclosure),
            ],
            '评议结果',
            [],
          ),
        ],
        party,
      ),
    ],
  ),
  classOf(
    'c02',
    ['党员管理与服务', 'Members'],
    [
      item(
        'c02-01',
        ['发展党员各环节公示', 'Steps in admitting members'],
        'party',
        atOnce,
        [
          facts(['环节', '公示原因', '培养联系人', '意见反映方式']),
          table([holder('姓名', 'candidate'), words('stage', '所处环节'), words('since', '起始日期')], '公示名单', []),
        ],
        [partyDisclosure, law('中国共产党发展党员工作细则', '公示')],
      ),
      item(
        'c02-02',
        ['党费收缴与使用情况', 'Party dues and their use'],
        'party',
        halfYearly,
        [
          table([
            words('period', '期间'),
            count('members', '应缴人数'),
            yuan('received', '收缴金额'),
            yuan('passed', '上缴金额'),
            yuan('used', '留用支出'),
          ]),
        ],
        party,
      ),
      item(
        'c02-03',
        ['党员联系户与设岗定责情况', 'Contact households and posts of members'],
        'party',
        halfYearly,
        [
          table(
            [
              words('post', '岗位'),
              holder('党员'),
              words('scope', '联系范围（街巷或小组）'),
              count('households', '联系户数'),
            ],
            undefined,
            ['households'],
          ),
        ],
        [partyVillages],
      ),
      item(
        'c02-04',
        ['党内表彰与先进推荐情况', 'Praise within the party'],
        'party',
        atOnce,
        [
          facts(['推荐类别', '推荐名额', '推荐方式', '公示期']),
          table([holder('推荐对象'), words('deeds', '主要事迹')], undefined, []),
        ],
        party,
      ),
      item(
        'c02-05',
        ['党内关怀与困难帮扶情况', 'Care for members in need'],
        'party',
        halfYearly,
        [table([villager(), words('kind', '帮扶形式'), yuan('amount', '金额')])],
        party,
      ),
    ],
  ),
  classOf(
    'c03',
    ['党风廉政与监督', 'Integrity and supervision'],
    [
      item(
        'c03-01',
        ['村干部廉洁履职承诺', 'Integrity pledges of village cadres'],
        'party',
        yearly,
        [table([words('office', '职务'), holder('姓名'), words('pledge', '承诺内容')], undefined, [])],
        [partyDisclosure, law('农村基层干部廉洁履行职责规定', '廉洁履职行为规范')],
      ),
      item(
        'c03-02',
        ['村务监督委员会工作开展情况', 'The work of the oversight committee'],
        'party',
        quarterly,
        [
          table([
            words('matter', '监督事项'),
            words('found', '发现情况'),
            words('advice', '监督意见'),
            words('result', '整改结果'),
          ]),
        ],
        [villageLaw('37'), supervision],
        { places: 'villages', practices: ['P054'] },
      ),
      item(
        'c03-03',
        ['巡察反馈与专项检查整改情况', 'Putting right what inspections found'],
        'party',
        halfYearly,
        [
          table([
            words('problem', '问题'),
            words('measure', '整改措施'),
            words('by', '完成时限'),
            words('state', '进度'),
          ]),
        ],
        party,
      ),
      item(
        'c03-04',
        ['监督举报渠道与受理方式', 'Where and how to complain'],
        'party',
        standing,
        [
          facts(
            ['村务监督委员会主任', '镇街纪检监察机构', '区监督举报电话', '来信地址', '网络举报入口'].map(
              (label) => [label, 'shown'] as const,
            ),
          ),
          text('受理范围与办理时限'),
        ],
        [villageLaw('36'), partyDisclosure],
        { practices: ['P055'] },
      ),
    ],
  ),
]
