/** categories/*.yaml: the tree of what can be reported, one file a family. */

import { z } from 'zod'
import { levels } from '../roles.ts'
import { bilingual, keySchema, phoneSchema, said, timeLimitSchema } from './words.ts'

/** Icons a category may carry; the design package draws them. */
export const categoryIcons = [
  'environment',
  'road',
  'water',
  'electricity',
  'safety',
  'dispute',
  'construction',
  'farm',
  'street',
  'publicity',
  'service',
  'care',
  'policy',
  'suggestion',
] as const

/** Key of an icon. */
export type CategoryIcon = (typeof categoryIcons)[number]

/** How pressing a matter is when nobody has judged it yet: ordinary 一般, urgent 紧急, emergency 突发. */
export const urgencies = ['ordinary', 'urgent', 'emergency'] as const

export type Urgency = (typeof urgencies)[number]

/** A level at which a case can lie. */
export const levelSchema = said(
  z.enum(levels),
  '层级：grid 网格、village 村（社区）、town 镇街、county 区县',
  'level: grid, village, town or county',
)

const iconSchema = said(z.enum(categoryIcons), `图标：${categoryIcons.join('、')}`, `icon: ${categoryIcons.join(', ')}`)

/** Code of a class or sub-class: a family letter and two or four digits; a class's code begins its sub-classes' codes. */
const classCodeSchema = said(z.string().regex(/^[A-Z][0-9]{2}$/), '大类代码，如 R03', 'code of a class, such as R03')
const subclassCodeSchema = said(
  z.string().regex(/^[A-Z][0-9]{4}$/),
  '小类代码：大类代码加两位，如 R0302',
  'code of a sub-class: the class code and two digits, such as R0302',
)

/** How a further question is answered. */
export const questionKinds = ['yes-no', 'choice', 'text', 'number', 'date'] as const

/** A further question that is asked only for this sub-class. */
export const questionSchema = said(
  z
    .strictObject({
      key: keySchema,
      label: bilingual('问题', 'the question'),
      kind: said(
        z.enum(questionKinds),
        'yes-no 是否、choice 选项、text 文字、number 数字、date 日期',
        'yes-no, choice, text, number or date',
      ),
      required: said(z.boolean(), '是否必答：true 或 false', 'must it be answered: true or false'),
      options: said(
        z.record(keySchema, bilingual('选项', 'the option')),
        '选项，只用于 choice，写成 键: { zh: …, en: … }',
        'the options, for kind choice only, as key: { zh: …, en: … }',
      ).optional(),
    })
    .refine((question) => (question.kind === 'choice') === (question.options !== undefined), {
      params: { problem: 'options-for-choice' },
    }),
  '一个补充问题',
  'a further question',
)

/** What must be said at once, before anything is typed: some matters are no business of a web form. */
export const emergencyNoticeSchema = said(
  z.strictObject({ phone: phoneSchema, say: bilingual('要先做什么', 'what to do first') }),
  '紧急提示',
  'an emergency notice',
)

/** A sub-class: what is reported, with conditions and limit as GB/T 30428.8 asks of each. */
export const subclassSchema = said(
  z.strictObject({
    code: subclassCodeSchema,
    name: bilingual('小类名称', 'name of the sub-class'),
    icon: iconSchema,
    registerWhen: bilingual('立案条件', 'when it is filed'),
    closeWhen: bilingual('结案条件', 'when it may be closed'),
    limit: said(
      timeLimitSchema,
      '处置时限，如 { workingDays: 5 } 或 { workingHours: 4 }',
      'time limit for handling, such as { workingDays: 5 } or { workingHours: 4 }',
    ),
    level: said(
      levelSchema,
      '一般由哪一级办：grid 网格、village 村（社区）、town 镇街、county 区县',
      'the level that usually handles it: grid, village, town or county',
    ),
    urgency: said(
      z.enum(urgencies),
      '紧急程度：ordinary 一般、urgent 紧急、emergency 突发',
      'urgency: ordinary, urgent or emergency',
    ),
    publicOnMap: said(z.boolean(), '是否可以出现在公开地图上', 'may it show on the public map'),
    confidential: said(
      z.boolean(),
      '是否密封办理（如反映村干部），只有指定人员能看',
      'is it sealed (such as a report about a cadre), seen only by those named',
    ),
    opens: said(keySchema, '开启哪种办理流程，一般为 grid-event', 'process it opens, mostly grid-event'),
    suggests: said(keySchema, '可以建议转入的流程，如 mediation', 'process to suggest, such as mediation').optional(),
    questions: said(
      z.array(questionSchema).min(1).max(5),
      '补充问题，最多 5 个',
      'further questions, at most 5',
    ).optional(),
    emergency: emergencyNoticeSchema.optional(),
  }),
  '一个小类',
  'a sub-class',
)

/** A class of categories. */
export const categoryClassSchema = said(
  z.strictObject({
    code: classCodeSchema,
    name: bilingual('大类名称', 'name of the class'),
    icon: iconSchema,
    offeredTo: said(
      z.enum(['everyone', 'staff']),
      'everyone 群众和工作人员都能选、staff 只有工作人员能选',
      'everyone: villagers choose it too; staff: only staff',
    ),
    subclasses: said(z.array(subclassSchema).min(1), '小类列表', 'its sub-classes'),
  }),
  '一个大类',
  'a class',
)

/** The whole of one file under categories/. */
export const categoryFileSchema = said(
  z.strictObject({
    family: said(
      z.enum(['rural', 'event', 'component']),
      'rural 农村事项、event 城市管理事件、component 城市管理部件',
      'rural, event or component',
    ),
    basis: bilingual('分类依据', 'what the classification rests on'),
    classes: said(z.array(categoryClassSchema).min(1), '大类列表', 'the classes'),
  }),
  '事项分类',
  'categories of what can be reported',
)

export type CategoryFile = z.infer<typeof categoryFileSchema>
export type CategoryClass = z.infer<typeof categoryClassSchema>
export type Subclass = z.infer<typeof subclassSchema>
export type Question = z.infer<typeof questionSchema>
