/** The small words all files of a county pack share: two-language texts, keys, codes, limits, dates. */

import { z } from 'zod'

/**
 * Attaches to a schema what a person should write there, in both languages. Error messages quote it, so that nobody has
 * to read this code to mend a pack.
 */
export function said<S extends z.ZodType>(schema: S, zh: string, en: string): S {
  return schema.meta({ description: en, zh })
}

const han = /\p{Script=Han}/u

/** Two-language text; the English side may hold no Chinese characters, so a forgotten translation is noticed. */
export function bilingual(zh: string, en: string) {
  return said(
    z.strictObject({
      zh: said(z.string().trim().min(1), '中文内容', 'the Chinese text'),
      en: said(
        z
          .string()
          .trim()
          .min(1)
          .refine((text) => !han.test(text), { params: { problem: 'not-translated' } }),
        '英文内容（不含汉字）',
        'the English text, without Chinese characters',
      ),
    }),
    zh,
    en,
  )
}

/** A stable key that programs use: lower-case words joined by hyphens. */
export const keySchema = said(
  z.string().regex(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/),
  '由小写英文单词和连字符组成的键，如 public-security',
  'a key of lower-case words joined by hyphens, such as public-security',
)

/** A code of exactly `digits` digits. It must stand in quotes in YAML, otherwise it is read as a number. */
export function codeSchema(digits: number, zh: string, en: string) {
  return said(
    z.string().regex(new RegExp(`^[0-9]{${digits}}$`)),
    `${zh}：${digits} 位数字，要加引号，如 '${'610114001200001'.padEnd(digits, '0').slice(0, digits)}'`,
    `${en}: ${digits} digits in quotes, such as '${'610114001200001'.padEnd(digits, '0').slice(0, digits)}'`,
  )
}

/** A length of time. Working hours and days run in the county's working time, the others run through the night. */
export type TimeLimit = { workingHours: number } | { workingDays: number } | { hours: number } | { days: number }

const amount = z.number().int().positive().max(3650).optional()

/** A time limit: exactly one unit with a whole number. */
export const timeLimitSchema = said(
  z
    .strictObject({ workingHours: amount, workingDays: amount, hours: amount, days: amount })
    .refine((limit) => Object.values(limit).filter((value) => value !== undefined).length === 1, {
      params: { problem: 'one-unit' },
    }),
  '时限：workingHours（工作时）、workingDays（工作日）、hours（小时）、days（自然日）选一个，如 { workingDays: 5 }',
  'one of workingHours, workingDays, hours, days, such as { workingDays: 5 }',
) as unknown as z.ZodType<TimeLimit, TimeLimit>

/** A day of the calendar, as 2026-01-31. */
export const dateSchema = said(z.iso.date(), '日期，如 2026-01-31', 'a date such as 2026-01-31')

/** A time of day, as 09:00. */
export const timeOfDaySchema = said(
  z.string().regex(/^([01][0-9]|2[0-3]):[0-5][0-9]$/),
  '一天中的时刻，如 09:00',
  'a time of day such as 09:00',
)

/** The end of a spell within a day: 24:00 is its last moment, so that a day round the clock has 1,440 minutes. */
export const endOfSpellSchema = said(
  z.string().regex(/^(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)$/),
  '一天中的时刻，如 18:00；到半夜写 24:00',
  'a time of day such as 18:00; 24:00 for midnight',
)

/** A telephone number people can dial: digits and hyphens. */
export const phoneSchema = said(
  z.string().regex(/^[0-9][0-9-]{2,19}$/),
  "电话号码，要加引号，如 '12345'",
  "a telephone number in quotes, such as '12345'",
)
