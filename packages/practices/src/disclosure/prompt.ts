import { defineDisclosureCatalogue } from '@xiangzhi/language'
import {
  ahead,
  atOnce,
  classOf,
  collectiveLaw,
  exactly,
  facts,
  files,
  financeDisclosure,
  holder,
  item,
  listed,
  money,
  monthly,
  resolutionForm,
  table,
  text,
  villageLaw,
  words,
  yuan,
} from './words.ts'

const finance = [villageLaw('35'), financeDisclosure]

/** What the law wants sooner than at the end of a quarter: monthly accounts, and major matters at once. Not among the 24. */
export const promptDisclosure = defineDisclosureCatalogue({
  key: 'prompt',
  name: { zh: '按月和随时公开事项', en: 'Monthly, and at once' },
  note: {
    zh: '收支较多的村财务按月公开，重大事项随时公开；与按季公开的目录一并使用。',
    en: 'Monthly accounts and major matters at once; used beside a catalogue that is shown every quarter.',
  },
  classes: [
    classOf(
      'm1',
      ['按月和随时公开', 'Monthly, and at once'],
      [
        item(
          'm1-1',
          ['月度财务收支公示', 'Accounts of the month'],
          'finance',
          monthly,
          [money(), files('凭证和附件')],
          finance,
          { money: true, practices: ['P048'] },
        ),
        item(
          'm1-2',
          ['重大事项决定', 'Decisions on major matters'],
          'village',
          atOnce,
          resolutionForm,
          [villageLaw('28, 35')],
          { calledBy: ['representatives-meeting'], practices: ['P050', 'P056'] },
        ),
        item(
          'm1-3',
          ['任期和离任经济责任审计结果', 'Results of term and leaving audits'],
          'finance',
          atOnce,
          [facts(['审计对象', '审计单位', '审计期间', '审计结论']), text('发现的问题和整改'), files('审计报告')],
          [villageLaw('40')],
          { places: 'villages' },
        ),
        item(
          'm1-4',
          ['选举与民主评议结果', 'Elections and appraisals'],
          'village',
          atOnce,
          [
            facts(['日期', '主持', '应到人数', '实到人数']),
            table([words('office', '职务'), holder('姓名'), exactly('votes', '得票', villageLaw('17'))], '结果', []),
          ],
          [villageLaw('18, 38')],
          { calledBy: ['election'] },
        ),
        item(
          'm1-5',
          ['登记参加选举的村民名单', 'The list of voters'],
          'village',
          ahead(20),
          [
            facts(['选举日', '登记截止日', '登记人数', '异议申诉方式']),
            table([listed(), words('group', '村民小组')], '名单', []),
          ],
          [villageLaw('16, 17')],
          { audience: 'village', calledBy: ['election'] },
        ),
        item(
          'm1-6',
          ['年度经营报告、财务会计报告和收益分配方案', 'The business report, accounts and plan of distribution'],
          'finance',
          ahead(10),
          [
            text('经营情况'),
            money('年度收支'),
            table([words('line', '分配项目'), yuan('amount', '金额'), words('note', '说明')], '分配方案'),
            files('报告全文'),
          ],
          [collectiveLaw('42, 46')],
          { places: 'villages', calledBy: ['members-assembly'] },
        ),
      ],
    ),
  ],
})
