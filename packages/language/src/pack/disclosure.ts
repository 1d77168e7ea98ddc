/** disclosure.yaml: which catalogues hold in this county, what it made stricter, its service boards and whom to complain to. */

import { z } from 'zod'
import type { DisclosureCatalogue, DisclosureItem, Rhythm } from '../disclosure.ts'
import type { PackProblem } from './problems.ts'
import { isNoLonger } from './law-limits.ts'
import { bilingual, keySchema, phoneSchema, said, type TimeLimit, timeLimitSchema } from './words.ts'

const itemCodeSchema = said(
  z
    .string()
    .regex(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/)
    .max(40),
  '目录中事项的代码，如 c03-02',
  'the code of an item of the catalogue, such as c03-02',
)

const overrideSchema = said(
  z.strictObject({
    item: itemCodeSchema,
    every: said(
      z.enum(['month', 'quarter', 'half-year', 'year']).optional(),
      '多久公开一次，只能比目录更勤：month、quarter、half-year、year',
      'how often, only more often than the catalogue: month, quarter, half-year or year',
    ),
    by: said(
      z
        .string()
        .regex(/^(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8]|3[01])$/)
        .optional(),
      "每年几月几日之前公开，只能更早，要加引号，如 '01-20'",
      "by which day of the year, only earlier, in quotes, such as '01-20'",
    ),
    dueBy: said(
      timeLimitSchema.optional(),
      '周期结束后多久之内公开，只能更短；提前公开的事项写提前几天，只能更早',
      'how soon, only sooner than the catalogue; ahead of an event, how many days before, only more',
    ),
    standsDays: said(
      z.number().int().min(15).max(3650).optional(),
      '公示天数，只能更长，不少于 15 天',
      'days it stands, only longer than the catalogue, never under 15',
    ),
  }),
  '对一个事项提出更严的要求',
  'what this county asks beyond the catalogue for one item',
)

const boardSchema = said(
  z.strictObject({
    key: keySchema,
    name: bilingual('服务栏名称', 'name of the board'),
    note: bilingual('一句话说明', 'one sentence about it'),
    items: said(z.array(itemCodeSchema).max(60), '栏内的公开事项代码', 'codes of the items on it'),
    formalities: said(z.array(keySchema).max(60), '栏内的办事事项（明白纸的键）', 'keys of the formalities on it'),
    phone: said(phoneSchema.optional(), '咨询电话', 'the number to ask'),
  }),
  '一块服务栏（“N”栏），如医疗报销、户籍办理',
  'one of the N service boards, such as medical reimbursement',
)

const contactSchema = said(
  z.strictObject({
    key: keySchema,
    name: bilingual('受理意见的单位', 'who takes complaints'),
    phone: phoneSchema,
  }),
  '一个监督电话',
  'a number for complaints',
)

/** The whole of disclosure.yaml. */
export const disclosureSchema = said(
  z.strictObject({
    catalogues: said(
      z.array(keySchema).min(1).max(6),
      '采用的公开目录，如 [yanliang]；几个目录可以合用，代码不得重复',
      'the catalogues that hold, such as [yanliang]; several may be joined, their codes must differ',
    ),
    limits: said(
      z.strictObject({
        answerWithin: said(
          timeLimitSchema.optional(),
          '答复提问的时限，默认 10 天',
          'time to answer a question, 10 days by default',
        ),
        checkWithin: said(
          timeLimitSchema.optional(),
          '村务监督委员会审核的时限，默认 2 个工作日',
          'time of the oversight committee to check, 2 working days by default',
        ),
        signWithin: said(
          timeLimitSchema.optional(),
          '签发的时限，默认 2 个工作日',
          'time to sign, 2 working days by default',
        ),
      }),
      '时限',
      'time limits',
    ),
    overrides: said(z.array(overrideSchema).max(300), '更严的要求', 'stricter demands'),
    boards: said(z.array(boardSchema).max(30), '服务栏', 'service boards'),
    contacts: said(z.array(contactSchema).min(1).max(10), '监督电话', 'numbers for complaints'),
  }),
  '公开',
  'disclosure',
)

export type PackDisclosure = z.infer<typeof disclosureSchema>
export type ServiceBoard = PackDisclosure['boards'][number]

/** An item as it holds in a county, with the class and the catalogue it comes from. */
export interface EffectiveItem {
  readonly catalogue: string
  readonly classCode: string
  readonly className: { readonly zh: string; readonly en: string }
  readonly item: DisclosureItem
}

export interface DisclosureProblem {
  readonly problem: 'unknown-catalogue' | 'unknown-item' | 'code-twice' | 'loosened' | 'overridden-twice'
  readonly value: string
}

const often: readonly string[] = ['year', 'half-year', 'quarter', 'month']

function tightened(item: DisclosureItem, override: PackDisclosure['overrides'][number]): DisclosureItem | undefined {
  const { every, by, dueBy, standsDays } = override
  let rhythm: Rhythm = item.rhythm
  if (every !== undefined) {
    if (!('every' in item.rhythm) || often.indexOf(every) < often.indexOf(item.rhythm.every)) return undefined
    rhythm = every === item.rhythm.every ? item.rhythm : { every }
  }
  if (by !== undefined) {
    if (!('every' in rhythm) || rhythm.by === undefined || by > rhythm.by) return undefined
    rhythm = { ...rhythm, by }
  }
  if ('upon' in rhythm && rhythm.upon === 'ahead') {
    // Ahead of a day, more days are the stricter demand.
    if (dueBy !== undefined && (!('days' in dueBy) || dueBy.days < rhythm.daysBefore)) return undefined
    if (dueBy !== undefined && 'days' in dueBy) rhythm = { ...rhythm, daysBefore: dueBy.days }
  } else if (dueBy !== undefined && !isNoLonger(dueBy, item.dueBy as TimeLimit)) return undefined
  if (standsDays !== undefined && standsDays < item.standsDays) return undefined
  return { ...item, rhythm, dueBy: dueBy ?? item.dueBy, standsDays: standsDays ?? item.standsDays }
}

/**
 * The items that hold in a county: those of its catalogues, with what it made stricter. A county cannot loosen what a catalogue
 * demands; such an override is a problem and changes nothing.
 */
export function effectiveItems(
  catalogues: readonly DisclosureCatalogue[],
  pack: Pick<PackDisclosure, 'catalogues' | 'overrides' | 'boards'>,
): { readonly items: ReadonlyMap<string, EffectiveItem>; readonly problems: readonly DisclosureProblem[] } {
  const problems: DisclosureProblem[] = []
  const items = new Map<string, EffectiveItem>()
  for (const key of pack.catalogues) {
    const catalogue = catalogues.find((one) => one.key === key)
    if (!catalogue) problems.push({ problem: 'unknown-catalogue', value: key })
    for (const group of catalogue?.classes ?? [])
      for (const item of group.items) {
        if (items.has(item.code)) problems.push({ problem: 'code-twice', value: item.code })
        items.set(item.code, { catalogue: key, classCode: group.code, className: group.name, item })
      }
  }
  const seen = new Set<string>()
  for (const override of pack.overrides) {
    const found = items.get(override.item)
    const tight = found && tightened(found.item, override)
    if (!found) problems.push({ problem: 'unknown-item', value: override.item })
    else if (seen.has(override.item)) problems.push({ problem: 'overridden-twice', value: override.item })
    else if (!tight) problems.push({ problem: 'loosened', value: override.item })
    else items.set(override.item, { ...found, item: tight })
    seen.add(override.item)
  }
  for (const board of pack.boards)
    for (const code of board.items) if (!items.has(code)) problems.push({ problem: 'unknown-item', value: code })
  return { items, problems }
}

/** Everything in which disclosure.yaml and the catalogues disagree. */
export function checkDisclosure(
  { file, content }: { readonly file: string; readonly content: PackDisclosure },
  catalogues: readonly DisclosureCatalogue[],
): PackProblem[] {
  const allowed = catalogues.map(({ key }) => key).join(', ')
  return effectiveItems(catalogues, content).problems.map(({ problem, value }) => ({
    file,
    path: [problem === 'unknown-catalogue' || problem === 'code-twice' ? 'catalogues' : 'overrides'],
    code: `disclosure-${problem}`,
    facts: { value, allowed },
  }))
}
