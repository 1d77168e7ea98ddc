import { defineDisclosureCatalogue } from '@xiangzhi/language'
import {
  address,
  ahead,
  atOnce,
  classOf,
  collectiveLaw,
  exactly,
  facts,
  files,
  financeDisclosure,
  item,
  listed,
  measure,
  money,
  monthly,
  quarterly,
  resolutionForm,
  table,
  text,
  villageLaw,
  villager,
  words,
  yuan,
} from './words.ts'

const article35 = [villageLaw('35')]

/** What the law itself demands of every village: the base that every county's catalogue must cover. */
export const nationalDisclosure = defineDisclosureCatalogue({
  key: 'national',
  name: { zh: '国家法定公开事项', en: 'What the law orders to be disclosed' },
  note: {
    zh: '依据《村民委员会组织法》第三十五条及相关条文整理；一般事项至少每季度公开一次，收支较多的财务按月公开，重大事项随时公开，公示不少于 15 天。',
    en: 'Drawn from article 35 of the Organic Law of Villagers’ Committees and related articles: at least every quarter, finances monthly where there are many, major matters at once, standing for 15 days or more.',
  },
  classes: [
    classOf(
      'n1',
      ['决定事项', 'Decisions'],
      [
        item(
          'n1-1',
          ['村民会议、村民代表会议讨论决定的事项', 'Decisions of the villagers’ and representatives’ meetings'],
          'village',
          atOnce,
          resolutionForm,
          [villageLaw('28, 35')],
          { calledBy: ['representatives-meeting'] },
        ),
        item(
          'n1-2',
          ['议定事项的实施情况', 'How decisions are carried out'],
          'village',
          quarterly,
          [
            table([
              words('matter', '事项'),
              words('progress', '实施情况'),
              yuan('spent', '已用资金'),
              words('next', '下一步'),
            ]),
          ],
          article35,
        ),
      ],
    ),
    classOf(
      'n2',
      ['救助、补贴与捐赠', 'Relief, subsidies and donations'],
      [
        item(
          'n2-1',
          [
            '政府拨付和接受社会捐赠的救灾救助、补贴补助等资金、物资的管理使用情况',
            'Relief, subsidies and donations received, and their use',
          ],
          'finance',
          quarterly,
          [
            table([
              words('source', '来源'),
              words('kind', '款物名称'),
              yuan('received', '收到金额'),
              yuan('used', '使用金额'),
              words('use', '用途'),
            ]),
            table([villager(), address(), words('kind', '项目'), yuan('amount', '金额')], '发放明细'),
          ],
          article35,
          { audience: 'village' },
        ),
      ],
    ),
    classOf(
      'n3',
      ['协助政府工作', 'Assistance to government'],
      [
        item(
          'n3-1',
          ['村民委员会协助人民政府开展工作的情况', 'How the committee assists the government'],
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
          article35,
        ),
      ],
    ),
    classOf(
      'n4',
      ['民主协商', 'Consultation'],
      [
        item(
          'n4-1',
          ['村民协商议定的事项及落实情况', 'What was agreed in consultation and how it is kept'],
          'village',
          atOnce,
          [facts(['协商议题', '协商日期', '参加范围', '协商形式']), text('议定结果'), text('落实情况')],
          [villageLaw('33, 35')],
        ),
      ],
    ),
    classOf(
      'n5',
      ['财务', 'Finances'],
      [
        item(
          'n5-1',
          ['财务收支情况', 'Income and expenditure'],
          'finance',
          monthly,
          [money(), files('凭证和附件')],
          [villageLaw('35'), financeDisclosure],
          { money: true },
        ),
        item(
          'n5-2',
          ['集体资产、资源和债权债务', 'Collective assets, resources, claims and debts'],
          'finance',
          quarterly,
          [table([words('asset', '名称'), measure('amount', '数量'), yuan('value', '价值'), words('use', '使用情况')])],
          [collectiveLaw('45'), financeDisclosure],
          { places: 'villages' },
        ),
        item(
          'n5-3',
          ['任期和离任经济责任审计结果', 'Results of term and leaving audits'],
          'finance',
          atOnce,
          [facts(['审计对象', '审计单位', '审计期间', '审计结论']), text('发现的问题和整改'), files('审计报告')],
          [villageLaw('40')],
          { places: 'villages' },
        ),
        item(
          'n5-4',
          [
            '集体经济组织年度经营报告、财务会计报告和收益分配方案',
            'The collective’s report, accounts and plan of distribution',
          ],
          'finance',
          ahead(10),
          [text('经营情况'), money('年度收支'), text('收益分配方案'), files('报告全文')],
          [collectiveLaw('46')],
          { places: 'villages', calledBy: ['members-assembly'] },
        ),
      ],
    ),
    classOf(
      'n6',
      ['选举与监督', 'Elections and supervision'],
      [
        item(
          'n6-1',
          ['登记参加选举的村民名单', 'The list of voters'],
          'village',
          ahead(20),
          [
            facts(['选举日', '登记参选人数', '异议申诉方式']),
            table([listed(), words('group', '村民小组')], '登记名单', []),
          ],
          [villageLaw('17')],
          { audience: 'village', calledBy: ['election'] },
        ),
        item(
          'n6-3',
          ['选举结果', 'The results of elections'],
          'village',
          atOnce,
          [facts(['选举日', '登记参选人数', '发出选票', '收回选票', '有效票']), text('选举结果')],
          [villageLaw('17, 18')],
          { calledBy: ['election'] },
        ),
        item(
          'n6-2',
          ['对村民委员会成员的民主评议结果', 'The appraisal of committee members'],
          'village',
          atOnce,
          [
            facts(['评议日期', '主持', '应到人数', '实到人数']),
            table(
              [
                words('office', '职务'),
                exactly('competent', '称职票', villageLaw('38')),
                exactly('basic', '基本称职票', villageLaw('38')),
                exactly('not', '不称职票', villageLaw('38')),
              ],
              '评议结果',
              [],
            ),
          ],
          [villageLaw('38')],
          { places: 'villages' },
        ),
      ],
    ),
    classOf(
      'n7',
      ['村民关心的其他事项', 'Other matters villagers care for'],
      [
        item(
          'n7-1',
          ['涉及本村村民利益、村民普遍关心的其他事项', 'Other matters that concern the villagers'],
          'village',
          quarterly,
          [text('事项'), text('办理情况'), files()],
          article35,
        ),
      ],
    ),
  ],
})
