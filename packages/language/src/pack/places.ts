/** places.yaml: the tree county → town → village → grid → sub-grid, and the joint areas that cut across it. */

import { z } from 'zod'
import { bilingual, codeSchema, keySchema, said } from './words.ts'

/** A lane, courtyard, building or villagers' group inside a grid. Its code is the grid's code and two digits. */
export const subGridSchema = said(
  z.strictObject({
    code: codeSchema(17, '子网格代码（网格代码加两位）', 'sub-grid code, the code of the grid and two digits'),
    name: bilingual('子网格名称，如东一巷', 'name of the sub-grid, such as East Lane 1'),
    kind: said(
      z.enum(['lane', 'group', 'courtyard', 'building', 'street']),
      '种类：lane 街巷、group 村民小组、courtyard 院落、building 楼栋、street 沿街',
      'kind: lane, group, courtyard, building or street',
    ),
  }),
  '一个子网格',
  'a sub-grid',
)

/** A grid, coded as in GB/T 34300: the code of the village and a serial of three digits. */
export const gridSchema = said(
  z.strictObject({
    code: codeSchema(15, '网格代码（村代码加三位）', 'grid code, the code of the village and three digits'),
    name: bilingual('网格名称', 'name of the grid'),
    subGrids: said(z.array(subGridSchema), '子网格列表，可以为空 []', 'the sub-grids, may be empty: []'),
  }),
  '一个网格',
  'a grid',
)

/** A village or an urban community; which of the two follows from its code and is checked. */
export const villageSchema = said(
  z.strictObject({
    code: codeSchema(12, '村、社区统计代码', 'statistical code of the village or community'),
    kind: said(z.enum(['village', 'community']), 'village 村，或 community 社区', 'village or community'),
    name: bilingual('简称，如关山村', 'short name, such as Guanshan Village'),
    officialName: said(z.string().trim().min(2), '名录上的名称，如关山村委会', 'the name in the official list'),
    grids: said(z.array(gridSchema).min(1), '网格列表，至少一个', 'the grids, at least one'),
  }),
  '一个村或社区',
  'a village or community',
)

/** A town, township or subdistrict. */
export const townSchema = said(
  z.strictObject({
    code: codeSchema(9, '镇街代码', 'code of the town'),
    kind: said(
      z.enum(['subdistrict', 'town', 'township']),
      'subdistrict 街道、town 镇、township 乡',
      'subdistrict, town or township',
    ),
    name: bilingual('镇街名称', 'name of the town'),
    villages: said(z.array(villageSchema).min(1), '村和社区列表', 'its villages and communities'),
  }),
  '一个镇街',
  'a town or subdistrict',
)

/** A joint area (片区) that puts villages of several towns together for one purpose. */
export const jointAreaSchema = said(
  z.strictObject({
    key: keySchema,
    name: bilingual('片区名称', 'name of the joint area'),
    purpose: bilingual('为什么联在一起', 'why they work together'),
    villages: said(
      z.array(codeSchema(12, '村、社区代码', 'code of the village')).min(2),
      '片区里的村和社区代码，至少两个',
      'codes of its villages, at least two',
    ),
  }),
  '一个片区',
  'a joint area',
)

/** The whole of places.yaml. */
export const placesSchema = said(
  z.strictObject({
    towns: said(z.array(townSchema).min(1), '镇街列表', 'the towns'),
    jointAreas: said(z.array(jointAreaSchema), '片区列表，可以为空 []', 'the joint areas, may be empty: []'),
  }),
  '网格与地域',
  'the places of the county',
)

export type Places = z.infer<typeof placesSchema>
export type Town = z.infer<typeof townSchema>
export type Village = z.infer<typeof villageSchema>
export type Grid = z.infer<typeof gridSchema>
export type SubGrid = z.infer<typeof subGridSchema>
export type JointArea = z.infer<typeof jointAreaSchema>
