/** organisations.yaml: the command centre, the departments, and the rules that give every town and village its bodies. */

import { z } from 'zod'
import { bilingual, keySchema, said } from './words.ts'

/** A line of work (条线) that departments belong to. */
export const lineSchema = said(
  z.strictObject({ key: keySchema, name: bilingual('条线名称', 'name of the line') }),
  '一个条线',
  'a line of work',
)

/** A department, a public body or a utility that handles cases. */
export const departmentSchema = said(
  z.strictObject({
    key: keySchema,
    name: bilingual('单位全称', 'full name of the unit'),
    shortName: bilingual('单位简称', 'short name of the unit'),
    line: said(keySchema, '所属条线的键，须在 lines 里', 'key of its line, listed under lines'),
    nature: said(
      z.enum(['department', 'public-body', 'utility']),
      'department 部门、public-body 事业单位或群团、utility 公用企业',
      'department, public-body or utility',
    ),
    reportsTo: said(keySchema, '向哪个单位报告', 'the unit it reports to'),
  }),
  '一个部门',
  'a department',
)

/** A body every town or village has. Its name is made from the place: {town} and {village} stand for the short name. */
export const derivedBodySchema = said(
  z.strictObject({
    key: keySchema,
    kind: said(
      z.enum(['town-office', 'governance-office', 'committee', 'party', 'oversight', 'mediation']),
      '种类：town-office、governance-office、committee、party、oversight、mediation',
      'kind: town-office, governance-office, committee, party, oversight or mediation',
    ),
    name: bilingual('名称，用 {town} 或 {village} 代表地名', 'its name, with {town} or {village} for the place'),
    line: said(keySchema, '所属条线的键', 'key of its line'),
    reportsTo: said(
      keySchema,
      '向谁报告：区里的单位，或同一镇街、村里的机构',
      'what it reports to: a county unit, or a body of the same town or village',
    ),
  }),
  '每个镇街或村都有的机构',
  'a body that every town or village has',
)

/** The whole of organisations.yaml. */
export const organisationsSchema = said(
  z.strictObject({
    lines: said(z.array(lineSchema).min(1), '条线列表', 'the lines of work'),
    centre: said(
      z.strictObject({
        key: keySchema,
        name: bilingual('指挥中心全称', 'full name of the command centre'),
        shortName: bilingual('指挥中心简称', 'short name of the command centre'),
        line: said(keySchema, '所属条线的键', 'key of its line'),
      }),
      '区县指挥中心',
      'the command centre',
    ),
    departments: said(z.array(departmentSchema).min(1), '部门列表', 'the departments'),
    everyTown: said(z.array(derivedBodySchema), '每个镇街都有的机构', 'bodies of every town'),
    everyVillage: said(z.array(derivedBodySchema), '每个村都有的机构', 'bodies of every village'),
    everyCommunity: said(z.array(derivedBodySchema), '每个社区都有的机构', 'bodies of every community'),
  }),
  '单位与机构',
  'the organisations of the county',
)

export type Organisations = z.infer<typeof organisationsSchema>
export type Department = z.infer<typeof departmentSchema>
export type DerivedBody = z.infer<typeof derivedBodySchema>
