/** routing.yaml: an ordered decision table. The first row that fits decides who gets an accepted case. */

import { z } from 'zod'
import { levelSchema } from './categories.ts'
import { roleKeySchema } from './roles.ts'
import { bilingual, keySchema, said } from './words.ts'

/** What a row asks for; everything given must hold, and an absent condition always holds. */
export const conditionSchema = said(
  z.strictObject({
    category: said(
      z.array(z.string().regex(/^[A-Z]([0-9]{2}){0,2}$/)).min(1),
      '分类代码或其开头的列表，如 [R03, R0402]',
      'category codes or their beginnings, such as [R03, R0402]',
    ).optional(),
    level: said(
      z.array(levelSchema).min(1),
      '所在层级的列表，如 [grid, village]',
      'levels, such as [grid, village]',
    ).optional(),
    place: said(
      z.array(z.string().regex(/^[0-9]{6,17}$/)).min(1),
      "地域代码列表（含其下所有地方），要加引号，如 ['610114007']",
      "place codes with everything below them, in quotes, such as ['610114007']",
    ).optional(),
    answers: said(
      z.record(keySchema, z.union([z.string(), z.number(), z.boolean()])),
      '补充问题的回答，如 { leaking: true }',
      'answers to further questions, such as { leaking: true }',
    ).optional(),
    process: said(z.array(keySchema).min(1), '流程列表，如 [grid-event]', 'processes, such as [grid-event]').optional(),
  }),
  '条件，不限条件写 {}',
  'the condition, {} for none',
)

/** Where the case goes: to whoever keeps a level of the place, or to a named organisation. */
export const destinationSchema = said(
  z.strictObject({
    unit: said(
      z.union([
        z.strictObject({ level: levelSchema }),
        z.strictObject({ organisation: said(keySchema, '单位的键', 'key of the organisation') }),
      ]),
      '{ level: grid | village | town | county } 交给当地这一级，或 { organisation: 单位的键 } 交给指定单位',
      '{ level: grid | village | town | county } for the keeper there, or { organisation: key } for a named unit',
    ),
    role: said(
      roleKeySchema,
      '由哪个角色接，不写就是该处通常接件的角色',
      'the role that takes it; leave out for the usual one',
    ).optional(),
    sealed: said(
      z.boolean(),
      '是否密封：true 时只有这里写的单位和角色能看到',
      'sealed: when true, only the unit and role named here see it',
    ).optional(),
  }),
  '去向',
  'the destination',
)

/** One row of the table. */
export const routingRowSchema = said(
  z.strictObject({
    key: keySchema,
    note: bilingual('这一行说的是什么', 'what this row says'),
    when: conditionSchema,
    to: destinationSchema,
  }),
  '一行',
  'a row',
)

/** The whole of routing.yaml. */
export const routingSchema = said(
  z.strictObject({
    version: said(z.number().int().min(1), '版本号，改一次加一', 'version, one more with each change'),
    rows: said(
      z.array(routingRowSchema),
      '分派表，从上到下第一行符合的算数',
      'the table; the first fitting row decides',
    ),
    default: said(
      z.strictObject({ key: keySchema, note: bilingual('说明', 'what it says'), to: destinationSchema }),
      '没有一行符合时的去向，必须有',
      'where a case goes when no row fits; obligatory',
    ),
  }),
  '分派规则',
  'routing',
)

export type PackRouting = z.infer<typeof routingSchema>
export type RoutingRow = z.infer<typeof routingRowSchema>
export type Destination = z.infer<typeof destinationSchema>
