/** county.yaml: what the county is, when it works, and which practices it runs with which parameters. */

import { z } from 'zod'
import {
  bilingual,
  codeSchema,
  endOfSpellSchema,
  keySchema,
  phoneSchema,
  said,
  timeLimitSchema,
  timeOfDaySchema,
} from './words.ts'

const workingSpellSchema = said(
  z.strictObject({
    from: said(timeOfDaySchema, '上班时刻，如 09:00', 'start of work, such as 09:00'),
    to: said(endOfSpellSchema, '下班时刻，如 18:00，最晚 24:00', 'end of work, such as 18:00, 24:00 at the latest'),
  }),
  '一段上班时间，如 { from: 09:00, to: 12:00 }',
  'a spell of working time, such as { from: 09:00, to: 12:00 }',
)

/** The whole of county.yaml. */
export const countySchema = said(
  z.strictObject({
    extends: said(
      keySchema.optional(),
      '沿用哪个基础配置包，如 national；这里没有的文件和条目从那里取',
      'the base pack that this one extends, such as national; files and entries that are not here come from there',
    ),
    leavesOut: said(
      z.array(z.string()).optional(),
      '基础配置包里本地不用的文件，如 formalities/school-enrolment.yaml',
      'files of the base pack that are not used here, such as formalities/school-enrolment.yaml',
    ),
    words: said(
      z
        .strictObject({
          town: bilingual('镇街怎么称呼，如 街道', 'what a town is called, such as subdistrict'),
          village: bilingual('村怎么称呼，如 村（社区）', 'what a village is called'),
        })
        .optional(),
      '本地怎么称呼镇街和村，用在基础配置包的文字里',
      'what towns and villages are called here, in the sentences of the base pack',
    ),
    code: codeSchema(6, '区县代码', 'county code'),
    name: bilingual('区县名称', 'name of the county'),
    city: bilingual('所属市', 'prefecture or city it belongs to'),
    province: bilingual('所属省', 'province it belongs to'),
    languages: said(
      z.array(z.enum(['zh-CN', 'en'])).min(1),
      '界面语言，第一种是默认语言：zh-CN、en',
      'languages of the screens, the first is the default: zh-CN, en',
    ),
    timeZone: said(z.literal('Asia/Shanghai'), '时区：Asia/Shanghai', 'time zone: Asia/Shanghai'),
    hotline: said(
      z.strictObject({ name: bilingual('热线名称', 'name of the hotline'), phone: phoneSchema }),
      '群众热线',
      'the hotline villagers may call instead',
    ),
    emergencyPhones: said(
      z.array(z.strictObject({ name: bilingual('名称', 'what it is for'), phone: phoneSchema })),
      '紧急电话，如 119、120、110',
      'emergency numbers, such as 119, 120, 110',
    ),
    schematic: said(
      z.strictObject({
        origin: said(
          z.strictObject({
            lng: said(z.number().min(73).max(136), '经度（CGCS2000）', 'longitude, CGCS2000'),
            lat: said(z.number().min(3).max(54), '纬度（CGCS2000）', 'latitude, CGCS2000'),
          }),
          '示意图的中心点',
          'centre of the schematic map',
        ),
        areaKm2: said(
          z.number().positive().max(300_000),
          '面积（平方公里），只用来定示意图的大小',
          'area in km², which only sets the size of the drawing',
        ),
        note: bilingual('示意图上必须写明的说明', 'the note every schematic map carries'),
      }),
      '示意图：不是测绘成果，只表示相对位置',
      'the schematic map; it is no survey and shows relative position only',
    ),
    workingHours: said(
      z.array(workingSpellSchema).min(1).max(4),
      '工作时间，从早到晚排列',
      'working hours, earliest first',
    ),
    practices: said(
      z.record(
        keySchema,
        z.record(
          z.string(),
          said(
            z.union([timeLimitSchema, z.number().int()]),
            '时限，如 { workingDays: 5 }，或整数',
            'a time limit such as { workingDays: 5 }, or a whole number',
          ),
        ),
      ),
      '本区县开展的做法及其参数，如 mediation: { acceptWithin: { workingDays: 3 } }',
      'the practices this county runs with their parameters, such as mediation: { acceptWithin: { workingDays: 3 } }',
    ),
    duties: said(
      z.array(keySchema).max(200).optional(),
      '本区县执行的应办事项，如 representatives-meeting；公开目录中的事项不必列出',
      'the duties this county keeps, such as representatives-meeting; those of its disclosure catalogue need not be listed',
    ),
  }),
  '区县的基本情况',
  'the county and its settings',
)

export type County = z.infer<typeof countySchema>
