/** formalities/*.yaml: one plain-language sheet (明白纸) a file. */

import { z } from 'zod'
import { bilingual, dateSchema, keySchema, phoneSchema, said, timeLimitSchema } from './words.ts'

const lines = (zh: string, en: string) =>
  said(z.array(bilingual(zh, en)).min(1).max(12), `${zh}，逐条写`, `${en}, one by one`)

/** A plain-language sheet: who may apply, what to bring, what happens, how long it takes. */
export const formalitySchema = said(
  z.strictObject({
    key: keySchema,
    number: said(z.number().int().min(1).max(99), '排列序号', 'place in the list'),
    group: said(
      z.enum(['relief', 'medical', 'pension', 'household', 'farming', 'housing', 'work', 'children']),
      '类别：relief 救助、medical 医疗、pension 养老、household 户籍、farming 种养、housing 住房、work 就业、children 孩子',
      'group: relief, medical, pension, household, farming, housing, work or children',
    ),
    title: bilingual('事项名称', 'name of the formality'),
    summary: bilingual('一句话说明', 'one sentence about it'),
    whoMayApply: lines('哪些人可以办', 'who may apply'),
    bring: lines('要带什么', 'what to bring'),
    steps: lines('怎么办', 'the steps'),
    limit: said(timeLimitSchema, '办理时限', 'time limit'),
    limitNote: bilingual('用大白话说要等多久', 'how long it takes, in plain words'),
    publicityDays: said(
      z.number().int().min(1).max(60),
      '需要公示的天数，不公示就不写',
      'days it is put up for comment; leave out when it is not',
    ).optional(),
    where: bilingual('到哪里办', 'where to go'),
    fee: bilingual('收不收费', 'what it costs'),
    result: bilingual('办成以后得到什么', 'what one gets'),
    complaintPhone: phoneSchema,
    department: said(keySchema, '主管部门的键', 'key of the department in charge'),
    basis: said(
      z.array(bilingual('政策法规名称', 'name of the law or rule')).min(1),
      '依据，逐条写',
      'the rules it rests on',
    ),
    helperMayDo: said(z.boolean(), '帮办员能不能代办', 'may a helper do it for the person'),
    helperNote: bilingual('代办时要注意什么', 'what to mind when a helper does it').optional(),
    confidence: said(
      z.enum(['sourced', 'configurable']),
      'sourced 时限有出处、configurable 时限以窗口答复为准',
      'sourced: the limit has a source; configurable: the window decides',
    ),
    version: said(z.number().int().min(1), '版本号，改一次加一', 'version, one more with each change'),
    reviewedOn: said(dateSchema, '最近复核日期', 'day of the last review'),
  }),
  '一张明白纸',
  'a plain-language sheet',
)

export type Formality = z.infer<typeof formalitySchema>
