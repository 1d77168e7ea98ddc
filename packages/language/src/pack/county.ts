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

const metres = (zh: string, en: string) => said(z.number().int().min(1).max(20_000), `${zh}（米）`, `${en}, in metres`)

/** Parameters of the grid event (网格事件), from the report to the question whether it is really solved. */
export const gridEventParametersSchema = said(
  z.strictObject({
    acceptWithin: said(timeLimitSchema, '受理时限', 'time to accept a report'),
    acceptUrgentWithin: said(timeLimitSchema, '紧急上报的受理时限', 'time to accept an urgent report'),
    dispatchWithin: said(timeLimitSchema, '派遣时限', 'time to dispatch an accepted case'),
    verifyWithin: said(timeLimitSchema, '处置后的核查时限', 'time to verify after handling'),
    feedbackWithin: said(timeLimitSchema, '向反映人反馈的时限', 'time to tell the reporter the result'),
    whistleAnswerWithin: said(timeLimitSchema, '吹哨后部门到场的时限', 'time for whistled departments to turn up'),
    reopenWithin: said(timeLimitSchema, '结案后可以要求重办的时间', 'how long a closed case may be reopened'),
    similarRadiusMetres: metres('多近算可能重复', 'how near a case counts as similar'),
    photosMax: said(z.number().int().min(0).max(20), '一次上报最多几张照片', 'photos per report at most'),
  }),
  '网格事件的参数',
  'parameters of the grid event',
)

/** Parameters of people's mediation (人民调解). */
export const mediationParametersSchema = said(
  z.strictObject({
    acceptWithin: said(timeLimitSchema, '是否受理的答复时限', 'time to say whether the dispute is taken'),
    mediateWithin: said(timeLimitSchema, '调解期限', 'time to mediate'),
  }),
  '人民调解的参数',
  'parameters of mediation',
)

/** Parameters of helping with formalities (帮办代办). */
export const formalityParametersSchema = said(
  z.strictObject({
    takeUpWithin: said(timeLimitSchema, '帮办员接手的时限', 'time for a helper to take the matter up'),
    handInWithin: said(timeLimitSchema, '材料齐全后递交的时限', 'time to hand in complete papers'),
  }),
  '帮办代办的参数',
  'parameters of formalities',
)

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
      z.strictObject({
        'grid-event': gridEventParametersSchema.optional(),
        mediation: mediationParametersSchema.optional(),
        formality: formalityParametersSchema.optional(),
      }),
      '本区县开展的做法及其参数：grid-event、mediation、formality',
      'the practices this county runs with their parameters: grid-event, mediation, formality',
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
export type GridEventParameters = z.infer<typeof gridEventParametersSchema>
export type MediationParameters = z.infer<typeof mediationParametersSchema>
export type FormalityParameters = z.infer<typeof formalityParametersSchema>

/** The keys of the practices a pack knows how to set up. */
export type PracticeKey = keyof County['practices']
