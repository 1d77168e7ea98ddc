/** calendars/YYYY.yaml: public holidays and make-up workdays of one year. A year without a file is provisional. */

import { z } from 'zod'
import { bilingual, dateSchema, said } from './words.ts'

const holidaySchema = said(
  z.strictObject({ on: dateSchema, name: bilingual('节日名称', 'name of the holiday') }),
  '一天假，如 { on: 2026-10-01, name: { zh: 国庆节, en: National Day } }',
  'a day off, such as { on: 2026-10-01, name: { zh: 国庆节, en: National Day } }',
)

/** The whole of one file under calendars/. Days not listed are workdays from Monday to Friday. */
export const calendarSchema = said(
  z.strictObject({
    year: said(z.number().int().min(2000).max(2100), '年份，如 2026', 'the year, such as 2026'),
    source: bilingual('数据来源', 'where the days come from'),
    holidays: said(z.array(holidaySchema), '放假的日子（含连休中的周末）', 'days off, weekends within them included'),
    workdays: said(z.array(dateSchema), '调休上班的周末', 'weekend days worked to make up'),
  }),
  '节假日与调休',
  'holidays and make-up workdays',
)

export type PackCalendar = z.infer<typeof calendarSchema>
