/** demo.yaml: what the made-up demo world of a county looks like. Nothing in it is about a real person. */

import { z } from 'zod'
import { roleKeySchema } from './roles.ts'
import { bilingual, keySchema, said } from './words.ts'

const range = (zh: string, en: string) =>
  said(
    z
      .strictObject({
        from: said(z.number().int().min(0), '最少', 'least'),
        to: said(z.number().int().min(0), '最多', 'most'),
      })
      .refine((span) => span.from <= span.to, { params: { problem: 'range-backwards' } }),
    `${zh}，如 { from: 10, to: 14 }`,
    `${en}, such as { from: 10, to: 14 }`,
  )

/** A person who can sign in to the demo. A role of reach organisation names an organisation, the others a place. */
export const signInSchema = said(
  z.strictObject({
    account: keySchema,
    name: bilingual('姓名（虚构）', 'name, made up'),
    roles: said(
      z
        .array(
          z.strictObject({
            role: roleKeySchema,
            at: said(
              z.string().regex(/^([0-9]{6,17}|[a-z][a-z0-9-]*)$/),
              "管辖地代码（加引号）或单位的键，如 '610114007200'",
              "code of the place in quotes, or key of the organisation, such as '610114007200'",
            ),
          }),
        )
        .min(1),
      '担任的角色',
      'the roles held',
    ),
    tells: bilingual('登录后能看到什么', 'what there is to see with this account'),
  }),
  '一个演示账号',
  'a demo sign-in',
)

/** The whole of demo.yaml. */
export const demoSchema = said(
  z.strictObject({
    seed: said(
      z.number().int().min(1),
      '随机种子，同一种子得到同一个演示世界',
      'seed; the same seed makes the same world',
    ),
    mark: bilingual('演示数据的醒目标记', 'the mark that all demo data carry'),
    daysBack: said(
      z.number().int().min(7).max(1500),
      '演示数据往前覆盖多少天，从装载那天算起',
      'how many days the demo data go back, counted from the day of loading',
    ),
    householdsPerGrid: range('每个网格的户数', 'households in a grid'),
    personsPerHousehold: range('每户人数', 'persons in a household'),
    helpersPerGrid: range('每个网格的兼职网格员人数', 'part-time workers in a grid'),
    cases: said(z.number().int().min(0).max(100_000), '件数', 'number of cases'),
    categoryWeights: said(
      z.record(z.string().regex(/^[A-Z]([0-9]{2}){1,2}$/), z.number().positive()),
      '各类件的相对多少，键为分类代码或其开头',
      'how often each category comes, by code or its beginning',
    ),
    outcomeShares: said(
      z.strictObject({
        open: said(z.number().min(0).max(1), '在办的比例', 'share still open'),
        overdue: said(z.number().min(0).max(1), '超期的比例', 'share overdue'),
        reopened: said(z.number().min(0).max(1), '重办的比例', 'share reopened'),
        anonymous: said(z.number().min(0).max(1), '匿名的比例', 'share without a name'),
      }),
      '结果比例（0 到 1）',
      'shares of outcomes, 0 to 1',
    ),
    surnames: said(z.array(z.string().regex(/^\p{Script=Han}{1,2}$/u)).min(10), '姓氏列表', 'surnames'),
    givenNames: said(z.array(z.string().regex(/^\p{Script=Han}{1,2}$/u)).min(10), '名字列表', 'given names'),
    signIns: said(z.array(signInSchema).min(1), '演示账号列表', 'the demo sign-ins'),
  }),
  '演示世界',
  'the demo world',
)

export type Demo = z.infer<typeof demoSchema>
export type SignIn = z.infer<typeof signInSchema>
