import { law } from '@xiangzhi/language'
import {
  atOnce,
  classOf,
  count,
  exactly,
  facts,
  holder,
  item,
  measure,
  monthly,
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

const mediation = law('中华人民共和国人民调解法', '4, 33')
const fire = law('中华人民共和国消防法', '32')
const petition = law('信访工作条例', '15')

/** Village affairs 村务: peace, custom and answers; classes 10 to 12, 15 items. */
export const livingClasses = [
  classOf(
    'c10',
    ['平安法治与网格治理', 'Peace, law and the grid'],
    [
      item(
        'c10-01',
        ['网格事件受理与办结情况', 'Grid events received and settled'],
        'village',
        monthly,
        [
          table(
            [
              words('category', '类别'),
              count('received', '受理'),
              count('closed', '办结'),
              count('open', '在办'),
              count('late', '超期'),
            ],
            undefined,
            ['received', 'closed', 'open', 'late'],
          ),
        ],
        [villageLaw('35')],
        { counts: { process: 'grid-event', by: 'class' }, practices: ['P069'] },
      ),
      item(
        'c10-02',
        ['矛盾纠纷调解情况（只公布数量）', 'Disputes mediated, in numbers only'],
        'village',
        quarterly,
        [
          table(
            [
              words('kind', '纠纷类型'),
              count('received', '受理'),
              count('agreed', '达成协议'),
              count('open', '正在调解'),
            ],
            undefined,
            ['received', 'agreed', 'open'],
          ),
        ],
        [mediation],
        { counts: { process: 'mediation', by: { field: 'kind' } } },
      ),
      item(
        'c10-03',
        ['法律顾问与公共法律服务安排', 'Legal advisers and legal services'],
        'service',
        standing,
        [
          table(
            [holder('法律顾问'), words('office', '单位'), words('when', '到村时间'), words('phone', '咨询电话')],
            undefined,
            [],
          ),
          text('服务范围'),
        ],
        [villageLaw('44')],
      ),
      item(
        'c10-04',
        ['消防、用电、燃气等安全检查情况', 'Checks of fire, electricity and gas safety'],
        'village',
        quarterly,
        [
          table(
            [
              words('date', '日期'),
              words('scope', '检查范围'),
              measure('found', '发现隐患'),
              measure('fixed', '已整改'),
              words('left', '未整改原因和期限'),
            ],
            undefined,
            ['found', 'fixed'],
          ),
        ],
        [fire],
      ),
      item(
        'c10-05',
        ['防汛防灾避险安排与物资储备', 'Shelter from floods and disasters, and stores'],
        'village',
        yearlyBy('04-30'),
        [
          table(
            [
              words('place', '风险点或避险点'),
              holder('责任人'),
              words('route', '转移路线'),
              words('phone', '联系电话'),
            ],
            '避险安排',
            [],
          ),
          table([words('goods', '物资'), measure('amount', '数量'), words('where', '存放地点')], '物资储备', []),
        ],
        [law('中华人民共和国突发事件应对法', '应急预案')],
      ),
      item(
        'c10-06',
        ['群众来访与意见办理情况（只公布数量）', 'Visits and opinions dealt with, in numbers only'],
        'village',
        quarterly,
        [
          table(
            [words('kind', '类别'), count('received', '收到'), count('answered', '已答复'), count('open', '办理中')],
            undefined,
            ['received', 'answered', 'open'],
          ),
        ],
        [petition],
      ),
    ],
  ),
  classOf(
    'c11',
    ['精神文明与乡风', 'Custom and culture'],
    [
      item(
        'c11-01',
        ['文明户、好人好事评选结果', 'Model families and good deeds'],
        'village',
        quarterly,
        [
          facts(['评选类别', '评选办法', '评议日期']),
          table([holder('户主或个人（本人同意）'), words('award', '荣誉'), words('deeds', '主要事迹')], undefined, []),
        ],
        [villageLaw('35')],
      ),
      item(
        'c11-02',
        ['积分制规则与积分兑换汇总', 'Points: the rules and what was exchanged'],
        'village',
        quarterly,
        [
          text('积分规则'),
          table([
            words('kind', '积分类别'),
            measure('given', '记入分数'),
            measure('used', '兑换分数'),
            yuan('cost', '兑换支出'),
          ]),
        ],
        [villageLaw('35')],
      ),
      item(
        'c11-03',
        ['红白理事会章程与移风易俗标准', 'Weddings and funerals: the council and its standards'],
        'village',
        standing,
        [table([words('office', '职务'), holder('姓名')], '理事会成员', []), text('办事标准')],
        [villageLaw('31')],
        { rules: true, practices: ['P151'] },
      ),
      item(
        'c11-04',
        ['文化体育活动与场所开放安排', 'Activities, and when places are open'],
        'service',
        quarterly,
        [table([words('date', '时间'), words('activity', '活动'), words('place', '地点'), words('note', '说明')])],
        [villageLaw('44')],
      ),
      item(
        'c11-05',
        ['志愿服务与结对帮扶情况', 'Volunteers and helping pairs'],
        'service',
        quarterly,
        [
          table(
            [
              words('activity', '服务项目'),
              measure('times', '次数'),
              measure('hours', '服务时长（小时）'),
              words('for', '服务对象类别'),
            ],
            undefined,
            ['times', 'hours'],
          ),
        ],
        [law('志愿服务条例', '信息公开')],
      ),
    ],
  ),
  classOf(
    'c12',
    ['问询答复与民主监督', 'Answers and oversight'],
    [
      item(
        'c12-01',
        ['村民问询与答复', 'Questions and answers'],
        'village',
        monthly,
        [
          table([
            words('question', '问题'),
            words('about', '对应公开事项'),
            words('answer', '答复'),
            words('date', '答复日期'),
          ]),
        ],
        [villageLaw('35, 36')],
        { practices: ['P055'] },
      ),
      item(
        'c12-02',
        ['村情发布会与恳谈会记录', 'Village briefings and talks'],
        'village',
        quarterly,
        [
          facts(['日期', '地点', '主持', '参加人数']),
          table(
            [words('question', '提出的问题'), words('answer', '现场答复'), words('follow', '后续办理')],
            '问题台账',
          ),
        ],
        [villageLaw('33, 35')],
        { practices: ['P158'] },
      ),
      item(
        'c12-03',
        ['对村民委员会成员的民主评议结果', 'The appraisal of committee members'],
        'village',
        yearly,
        [
          facts(['评议日期', '主持', '应到人数', '实到人数']),
          table(
            [
              words('office', '职务'),
              holder('姓名'),
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
      item(
        'c12-04',
        ['奖励、处罚与责任追究情况', 'Praise, penalties and accountability'],
        'village',
        atOnce,
        [
          facts(['事由', '处理依据', '处理结果', '处理单位']),
          table([villager('当事人'), words('result', '结果')], undefined, []),
        ],
        [villageLaw('36')],
        { places: 'villages' },
      ),
    ],
  ),
]
