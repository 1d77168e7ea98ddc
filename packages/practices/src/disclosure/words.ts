import { articlesOf, law } from '@xiangzhi/language'
import type {
  Affairs,
  Basis,
  DisclosureClass,
  DisclosureEvent,
  DisclosureItem,
  Duration,
  MaskKind,
  Rhythm,
  TemplateBlock,
} from '@xiangzhi/language'

/** Laws and rules that say what must be disclosed, in the numbering in force from 2026. */
export const villageLaw = (article: string): Basis => law('中华人民共和国村民委员会组织法', article)
export const collectiveLaw = (article: string): Basis => law('中华人民共和国农村集体经济组织法', article)
/** The law of urban communities, which are not under the law of villages. */
const residentsLaw = (article: string): Basis => law('中华人民共和国城市居民委员会组织法', article)
export const financeDisclosure: Basis = law('农村集体经济组织财务公开规定（农经发〔2011〕13号）', '公开内容')
export const financeRules: Basis = law('农村集体经济组织财务制度（财农〔2021〕121号）', '公开原则')
export const partyDisclosure: Basis = law('中国共产党党务公开条例（试行）', '基层组织公开内容')
export const partyVillages: Basis = law('中国共产党农村基层组织工作条例', '乡村治理')
export const reliefLaw: Basis = law('中华人民共和国社会救助法', '45')
export const livingAllowance: Basis = law('最低生活保障审核确认办法（民发〔2021〕57号）', '公示')
export const oneMatter: Basis = law('村民一事一议筹资筹劳管理办法（国办发〔2007〕4号）', '公布与监督')
export const supervision: Basis = law('关于建立健全村务监督委员会的指导意见', '监督内容')
export const listSystem: Basis = law(
  '关于在乡村治理中推广运用清单制有关工作的通知（农经发〔2021〕4号）',
  '清单编制与公开',
)

/** When something is disclosed, how soon after the period, and how long it stands. */
interface When {
  readonly rhythm: Rhythm
  readonly dueBy: Duration
  readonly standsDays: number
}
export const monthly: When = { rhythm: { every: 'month' }, dueBy: { workingDays: 10 }, standsDays: 31 }
export const quarterly: When = { rhythm: { every: 'quarter' }, dueBy: { workingDays: 10 }, standsDays: 90 }
export const halfYearly: When = { rhythm: { every: 'half-year' }, dueBy: { workingDays: 15 }, standsDays: 90 }
export const yearly: When = { rhythm: { every: 'year' }, dueBy: { workingDays: 20 }, standsDays: 180 }
export const atOnce: When = {
  rhythm: { upon: 'at-once', withinWorkdays: 3 },
  dueBy: { workingDays: 3 },
  standsDays: 30,
}
/** What says what will be, such as a plan: every year, by a day of it. */
export const yearlyBy = (by: string): When => ({
  rhythm: { every: 'year', by },
  dueBy: { days: 0 },
  standsDays: 180,
})
/** Open before a day that is announced: an election, an assembly. */
export const ahead = (daysBefore: number): When => ({
  rhythm: { upon: 'ahead', daysBefore },
  dueBy: { days: daysBefore },
  standsDays: 30,
})
export const standing: When = {
  rhythm: { standing: true, reviewEvery: 'year' },
  dueBy: { workingDays: 20 },
  standsDays: 365,
}

type Column = Extract<TemplateBlock, { kind: 'table' }>['columns'][number]

/** A column of plain words. */
export const words = (key: string, label: string): Column => ({ key, label, align: 'text' })
/** A column of counts of persons or matters: below five they are not published. */
export const count = (key: string, label: string): Column => ({ key, label, align: 'number' })
/** A column of areas, pieces, hours or points, which count nobody. */
export const measure = (key: string, label: string): Column => ({ key, label, align: 'number', exact: 'measure' })
/** A column of counts that a law wants exact, however small: votes, and what stands beside a name on a list that is published. */
export const exactly = (key: string, label: string, basis: Basis): Column => ({
  key,
  label,
  align: 'number',
  exact: basis,
})
/** A column of amounts, in fen. */
export const yuan = (key: string, label: string): Column => ({ key, label, align: 'money' })
/** Somebody who holds an office or won a contract, named on purpose. */
export const holder = (label: string, key = 'holder'): Column => ({ key, label, align: 'text', mask: 'shown' })
/** A villager: surname only. */
export const villager = (label = '姓名', key = 'name'): Column => ({ key, label, align: 'text', mask: 'person-name' })
/**
 * A villager on a list that the law has the village examine: named in full, because whoever is left out or wrongly on it is to be found
 * (村民委员会组织法 art. 17). Only in items for the village.
 */
export const listed = (label = '姓名', key = 'name'): Column => ({ key, label, align: 'text', mask: 'shown' })
/** Where a villager lives: to the group only. */
export const address = (label = '住址（到组）', key = 'address'): Column => ({
  key,
  label,
  align: 'text',
  mask: 'address',
})
/** An age: kept in the books, never shown, and hides whoever is under 18. */
export const age = (): Column => ({ key: 'age', label: '年龄', align: 'text', mask: 'age' })
/** Something the office needs and nobody else may see, such as the reason for relief. */
export const kept = (key: string, label: string): Column => ({ key, label, align: 'text', mask: 'never' })

const headed = (heading?: string) => (heading === undefined ? {} : { heading })
export const text = (heading?: string, hint?: string): TemplateBlock => ({
  kind: 'text',
  ...headed(heading),
  ...(hint === undefined ? {} : { hint }),
})
export const facts = (labels: readonly (string | readonly [string, MaskKind])[], heading?: string): TemplateBlock => ({
  kind: 'facts',
  ...headed(heading),
  rows: labels.map((one) => (typeof one === 'string' ? { label: one } : { label: one[0], mask: one[1] })),
})
/** A table; all its amounts and the named counts are summed up. */
export const table = (
  columns: readonly Column[],
  heading?: string,
  totals: readonly string[] = columns.filter(({ align }) => align === 'money').map(({ key }) => key),
): TemplateBlock => ({ kind: 'table', ...headed(heading), columns, ...(totals.length === 0 ? {} : { totals }) })
export const money = (heading?: string): TemplateBlock => ({ kind: 'money', ...headed(heading) })
export const steps = (heading?: string): TemplateBlock => ({ kind: 'steps', ...headed(heading) })
export const files = (heading = '附件'): TemplateBlock => ({ kind: 'files', heading })

/** Templates that many items share. */
export const resolutionForm: readonly TemplateBlock[] = [
  facts(['议定事项', '会议名称', '会议日期', '应到人数', '实到人数', '同意', '反对', '弃权', '表决结果']),
  text('决议内容'),
  files('会议记录和附件'),
]
export const documentForm: readonly TemplateBlock[] = [
  facts(['文件名称', '通过会议', '通过日期', '施行日期', '备案单位']),
  text('全文'),
  files(),
]

/** Where the law of urban communities (城市居民委员会组织法) says what an article of the law of villages says. */
const residentsArticles: Readonly<Record<string, string>> = {
  '7': '13',
  '8': '7',
  '16': '8',
  '17': '8',
  '18': '8',
  '28': '10',
  '29': '14',
  '30': '10',
  '31': '15',
  '33': '10',
  '35': '16',
  '43': '20',
  '44': '4',
}

/** The basis of an item in urban communities; absent where it is the same. */
function communityBasisOf(legalBasis: readonly Basis[]): readonly Basis[] | undefined {
  const { source } = villageLaw('35')
  if (!legalBasis.some((basis) => basis.source === source)) return undefined
  return legalBasis.flatMap((basis) => {
    if (basis.source !== source) return [basis]
    const articles = new Set(articlesOf(basis).flatMap((one) => residentsArticles[one] ?? []))
    return articles.size === 0 ? [] : [residentsLaw([...articles].sort((a, b) => Number(a) - Number(b)).join(', '))]
  })
}

interface More {
  readonly places?: 'villages' | 'communities'
  readonly calledBy?: readonly DisclosureEvent[]
  readonly board?: false
  readonly audience?: 'village'
  readonly counts?: NonNullable<DisclosureItem['counts']>
  readonly money?: true
  readonly rules?: true
  readonly practices?: readonly `P${number}`[]
}

/** One item as it stands in the lists: name in both languages, when, what the writer fills in, and the law behind it. */
export const item = (
  code: string,
  [zh, en]: readonly [zh: string, en: string],
  affairs: Affairs,
  when: When,
  template: readonly TemplateBlock[],
  legalBasis: readonly Basis[],
  { board, audience, ...more }: More = {},
): DisclosureItem => {
  const communityBasis = more.places === 'villages' ? undefined : communityBasisOf(legalBasis)
  return {
    code,
    name: { zh, en },
    affairs,
    ...when,
    scope: 'village',
    audience: audience ?? 'everybody',
    source: more.counts ? 'cases' : 'typed',
    template,
    legalBasis,
    ...(communityBasis ? { communityBasis } : {}),
    board: board ?? true,
    ...more,
  }
}

export const classOf = (
  code: string,
  [zh, en]: readonly [zh: string, en: string],
  items: readonly DisclosureItem[],
): DisclosureClass => ({ code, name: { zh, en }, items })
