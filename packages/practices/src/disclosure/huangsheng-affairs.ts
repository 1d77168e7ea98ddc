import {
  address,
  classOf,
  count,
  exactly,
  facts,
  files,
  financeDisclosure,
  holder,
  item,
  kept,
  livingAllowance,
  measure,
  money,
  partyDisclosure,
  partyVillages,
  quarterly,
  reliefLaw,
  supervision,
  table,
  villageLaw,
  villager,
  words,
  yuan,
} from './words.ts'

const party = [partyDisclosure, partyVillages]
const finance = [villageLaw('35'), financeDisclosure]
const report = ['P053'] as const

/** The three affairs 三务: party, village and finances; classes 1 to 3, 14 items. */
export const affairsClasses = [
  classOf(
    'h1',
    ['党务', 'Party affairs'],
    [
      item(
        'h1-1',
        ['党组织工作开展与承诺践诺情况', 'Work done and promises kept by the party organisation'],
        'party',
        quarterly,
        [table([words('aim', '目标或承诺'), words('done', '本季完成情况'), words('next', '下季打算')])],
        party,
        { practices: report },
      ),
      item(
        'h1-2',
        ['“三会一课”、主题党日与党员联户情况', 'Meetings, theme days and contact households'],
        'party',
        quarterly,
        [
          table(
            [words('date', '日期'), words('kind', '形式'), words('theme', '主题'), count('attended', '参加人数')],
            undefined,
            [],
          ),
          facts(['党员街长人数', '联系户数', '本季走访户次']),
        ],
        party,
        { practices: report },
      ),
      item(
        'h1-3',
        ['发展党员与党费收缴使用情况', 'Admission of members; party dues'],
        'party',
        quarterly,
        [
          facts(['培养对象人数', '预备党员人数', '本季转正人数']),
          table([words('line', '项目'), yuan('amount', '金额')], '党费'),
        ],
        party,
        { practices: report },
      ),
      item(
        'h1-4',
        ['廉洁履职与监督检查整改情况', 'Integrity, and putting right what was found'],
        'party',
        quarterly,
        [table([words('problem', '问题'), words('measure', '整改措施'), words('state', '进度')])],
        [partyDisclosure, supervision],
        { practices: ['P053', 'P054'] },
      ),
    ],
  ),
  classOf(
    'h2',
    ['村务', 'Village affairs'],
    [
      item(
        'h2-1',
        ['村民会议、村民代表会议决定事项', 'Decisions of the villagers’ and representatives’ meetings'],
        'village',
        quarterly,
        [
          table(
            [
              words('matter', '议定事项'),
              words('meeting', '会议'),
              words('date', '日期'),
              exactly('present', '实到人数', villageLaw('30')),
              exactly('yes', '同意', villageLaw('30')),
            ],
            undefined,
            [],
          ),
          files('会议记录'),
        ],
        [villageLaw('28, 30, 35')],
        { practices: ['P053', 'P056'] },
      ),
      item(
        'h2-2',
        ['议定事项实施与民生实事进展', 'How decisions are carried out'],
        'village',
        quarterly,
        [
          table([
            words('matter', '事项'),
            words('progress', '进展'),
            yuan('spent', '已用资金'),
            words('next', '下一步'),
          ]),
        ],
        [villageLaw('35')],
        { practices: report },
      ),
      item(
        'h2-3',
        ['协助人民政府开展工作的情况', 'How the committee assisted the government'],
        'village',
        quarterly,
        [
          table([
            words('task', '工作事项'),
            words('for', '交办单位'),
            words('done', '开展情况'),
            yuan('funds', '工作经费'),
          ]),
        ],
        [villageLaw('35')],
        { practices: report },
      ),
      item(
        'h2-4',
        ['救助、补贴与捐赠款物发放情况', 'Relief, subsidies and donations given'],
        'village',
        quarterly,
        [table([villager(), address(), words('kind', '项目'), yuan('amount', '金额'), kept('reason', '致困原因')])],
        [villageLaw('35'), reliefLaw, livingAllowance],
        { audience: 'village', practices: report },
      ),
      item(
        'h2-5',
        ['群众反映问题、矛盾纠纷办理情况', 'Reports and disputes dealt with'],
        'village',
        quarterly,
        [
          table(
            [words('category', '类别'), count('received', '受理'), count('closed', '办结'), count('open', '在办')],
            undefined,
            ['received', 'closed', 'open'],
          ),
        ],
        [villageLaw('35')],
        { counts: { process: 'grid-event', by: 'class' }, practices: ['P053', 'P052'] },
      ),
      item(
        'h2-6',
        ['民主协商、村民说事议定与落实情况', 'What was agreed in talks and how it is kept'],
        'village',
        quarterly,
        [
          table([
            words('date', '日期'),
            words('matter', '议题'),
            words('agreed', '议定结果'),
            words('kept', '落实情况'),
          ]),
        ],
        [villageLaw('33, 35')],
        { practices: ['P053', 'P051'] },
      ),
    ],
  ),
  classOf(
    'h3',
    ['财务', 'Finances'],
    [
      item(
        'h3-1',
        ['季度财务收支汇总', 'Income and expenditure of the quarter'],
        'finance',
        quarterly,
        [money(), files('凭证和附件')],
        finance,
        { money: true, practices: ['P048', 'P053'] },
      ),
      item(
        'h3-2',
        ['村干部报酬与误工补贴', 'Pay of cadres and of paid absence'],
        'finance',
        quarterly,
        [table([words('office', '职务'), holder('姓名'), yuan('pay', '报酬'), yuan('absence', '误工补贴')])],
        [villageLaw('28, 35'), financeDisclosure],
        { practices: report },
      ),
      item(
        'h3-3',
        ['办公与管理费用明细', 'Costs of administration'],
        'finance',
        quarterly,
        [table([words('line', '费用项目'), yuan('amount', '金额'), words('note', '说明')])],
        finance,
        { practices: report },
      ),
      item(
        'h3-4',
        ['民主理财审核与监督委员会签字情况', 'The finance group’s check and the oversight committee’s signature'],
        'finance',
        quarterly,
        [
          table(
            [
              words('batch', '票据批次'),
              measure('vouchers', '张数'),
              yuan('amount', '金额'),
              words('result', '审核意见'),
              holder('审核人'),
            ],
            undefined,
            ['vouchers', 'amount'],
          ),
        ],
        [financeDisclosure, villageLaw('37')],
        { practices: ['P049', 'P053'] },
      ),
    ],
  ),
]
