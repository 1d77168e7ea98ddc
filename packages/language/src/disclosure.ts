import type { Named } from '@xiangzhi/text'
import type { Block, ColumnAlign, Content, MaskKind } from './content.ts'
import { articlesOf, basisProblem, type LawName } from './law.ts'
import type { Basis } from './process.ts'
import type { Duration } from './working-time.ts'

/** The four affairs of a village (四务) that a board is divided by. */
export const affairs = ['party', 'village', 'finance', 'service'] as const
export type Affairs = (typeof affairs)[number]

export const rhythmPeriods = ['month', 'quarter', 'half-year', 'year'] as const
export type RhythmPeriod = (typeof rhythmPeriods)[number]

/** What calls for a disclosure without its writer: a meeting that was held, or a day that an office announced. */
export const disclosureEvents = [
  'representatives-meeting',
  'members-assembly-held',
  'members-assembly',
  'election',
] as const
export type DisclosureEvent = (typeof disclosureEvents)[number]

/** The events whose day is known beforehand, and is announced by an office that does not write the disclosure. */
export const announcedEvents = ['members-assembly', 'election'] as const satisfies readonly DisclosureEvent[]
export type AnnouncedEvent = (typeof announcedEvents)[number]

/** What says that an announced event was held: whoever never announced it owes what stands before it all the same. */
export const heldAs: Readonly<Partial<Record<DisclosureEvent, DisclosureEvent>>> = {
  'members-assembly': 'members-assembly-held',
}

/**
 * How often an item must be disclosed: for every period, after its end or, where it says what will be (a budget, a plan, a window to
 * enrol), by a day within the year; within some working days of the event that calls for it (a major matter at once); ahead of an
 * event, by natural days before its day; or standing, up to date at all times and looked through once a year.
 */
export type Rhythm =
  | { readonly every: RhythmPeriod; readonly by?: string }
  | { readonly upon: 'at-once'; readonly withinWorkdays: number }
  | { readonly upon: 'ahead'; readonly daysBefore: number }
  | { readonly standing: true; readonly reviewEvery: 'year' }

export type DisclosureScope = 'village' | 'town' | 'county'

/** Whoever may read it: everybody, or only people of the place, on its board and behind their sign-in. */
export type DisclosureAudience = 'everybody' | 'village'

/** Where the content comes from: somebody types it (or brings it in from Excel), or it is counted from the place's cases, in numbers only. */
export const disclosureSources = ['typed', 'cases'] as const
export type DisclosureSource = (typeof disclosureSources)[number]

/** What a writer is given to fill. Words of documents are in the language of the documents. */
export type TemplateBlock =
  | { readonly kind: 'text'; readonly heading?: string; readonly hint?: string }
  | {
      readonly kind: 'facts'
      readonly heading?: string
      readonly rows: readonly { readonly label: string; readonly mask?: MaskKind }[]
    }
  | {
      readonly kind: 'table'
      readonly heading?: string
      readonly columns: readonly {
        readonly key: string
        readonly label: string
        readonly align: ColumnAlign
        /** Every column that may hold something about a person says here how it is shown. */
        readonly mask?: MaskKind
        /**
         * Why the numbers of a number column are shown however small: they measure things and count neither persons nor matters, or
         * a law wants them exact. Without it, what is below five is not published.
         */
        readonly exact?: 'measure' | Basis
      }[]
      /** Keys of number and money columns that are summed up. */
      readonly totals?: readonly string[]
    }
  | { readonly kind: 'money'; readonly heading?: string }
  | { readonly kind: 'steps'; readonly heading?: string }
  | { readonly kind: 'files'; readonly heading?: string }

/** Something that must be disclosed again and again, or as soon as it happens. */
export interface DisclosureItem {
  /** Unique within the catalogue and stable for ever; part of public addresses, such as `c03-02`. */
  readonly code: string
  readonly name: Named
  readonly affairs: Affairs
  readonly rhythm: Rhythm
  /** Counted from the end of the period (or from the event) in the county's calendar. */
  readonly dueBy: Duration
  readonly scope: DisclosureScope
  /** Owed by villages alone, or by urban communities alone; without it, by both. */
  readonly places?: 'villages' | 'communities'
  /** The events that call for it, whoever records them. Only for what comes upon an event. */
  readonly calledBy?: readonly DisclosureEvent[]
  readonly audience: DisclosureAudience
  readonly source: DisclosureSource
  /** Of what is counted: cases of which process, by the class of their category or by a choice that the process asks for. */
  readonly counts?: { readonly process: string; readonly by: 'class' | { readonly field: string } }
  readonly template: readonly TemplateBlock[]
  /** How many days it must stand; the law's floor is 15 (村民委员会组织法 art. 35). */
  readonly standsDays: number
  readonly legalBasis: readonly Basis[]
  /** The basis in urban communities, which are not under the law of villages; without it, the same. */
  readonly communityBasis?: readonly Basis[]
  /** Whether it belongs on the paper board as well. */
  readonly board: boolean
  /** Whether it is the money of the month (or quarter) that the village's page shows first. */
  readonly money?: true
  /** Whether it is a list or a document of rules that stands until it is changed; the page of rules shows it. */
  readonly rules?: true
  /** The practices (P-numbers) it serves, beside disclosure itself. */
  readonly practices?: readonly string[]
}

export interface DisclosureClass {
  readonly code: string
  readonly name: Named
  readonly items: readonly DisclosureItem[]
}

/** A catalogue of what must be disclosed. */
export interface DisclosureCatalogue {
  readonly key: string
  readonly name: Named
  /** Where the counts come from, and that the items are our template where an article gave counts only. */
  readonly note: Named
  readonly classes: readonly DisclosureClass[]
}

/** Declares a catalogue: plain data; `checkDisclosureCatalogue` says what is wrong with it. */
export function defineDisclosureCatalogue(catalogue: DisclosureCatalogue): DisclosureCatalogue {
  return catalogue
}

/** The least number of days that anything disclosed stands: 村民委员会组织法 (2025) art. 35. */
export const leastStandsDays = 15

export interface CatalogueProblem {
  readonly item: string
  readonly problem:
    | 'code-twice'
    | 'bad-code'
    | 'stands-too-short'
    | 'no-basis'
    | 'no-template'
    | 'column-twice'
    | 'unknown-total'
    | 'money-without-block'
    | 'other-date'
    | 'less-than-quarterly'
    | 'not-under-this-law'
    | 'bad-day'
    | 'called-without-event'
}

const villageLaw: LawName = '中华人民共和国村民委员会组织法'

/** The law behind an item in a village (`settled` false) or in an urban community. */
export function basisAt(
  item: Pick<DisclosureItem, 'legalBasis' | 'communityBasis'>,
  settled: boolean,
): readonly Basis[] {
  return settled ? (item.communityBasis ?? item.legalBasis) : item.legalBasis
}

/** Whether a place of this kind owes an item. */
export function owes(
  item: Pick<DisclosureItem, 'scope' | 'places'>,
  place: { kind: string; settled: boolean },
): boolean {
  if (item.scope !== place.kind) return false
  return place.kind !== 'village' || item.places === undefined || (item.places === 'communities') === place.settled
}

/** What article 35 of the law of villages orders comes at least every quarter, however rarely there is something new. */
function isSeldom({ rhythm, legalBasis }: DisclosureItem): boolean {
  const seldom = 'every' in rhythm && (rhythm.every === 'year' || rhythm.every === 'half-year')
  return seldom && legalBasis.some((basis) => basis.source === villageLaw && articlesOf(basis).includes('35'))
}

const codePattern = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/

function itemProblems(item: DisclosureItem): CatalogueProblem['problem'][] {
  const problems: CatalogueProblem['problem'][] = []
  if (!codePattern.test(item.code)) problems.push('bad-code')
  if (item.standsDays < leastStandsDays) problems.push('stands-too-short')
  if (item.legalBasis.length === 0) problems.push('no-basis')
  if (item.template.length === 0) problems.push('no-template')
  const exact = item.template.flatMap((block) =>
    block.kind === 'table' ? block.columns.flatMap((one) => (typeof one.exact === 'object' ? [one.exact] : [])) : [],
  )
  const bases = [...item.legalBasis, ...(item.communityBasis ?? []), ...exact]
  if (bases.some((basis) => basisProblem(basis) === 'other-date')) problems.push('other-date')
  if (isSeldom(item)) problems.push('less-than-quarterly')
  if (item.places !== 'villages' && basisAt(item, true).some(({ source }) => source === villageLaw))
    problems.push('not-under-this-law')
  if (item.places !== 'villages' && basisAt(item, true).length === 0) problems.push('no-basis')
  if ('every' in item.rhythm && item.rhythm.by !== undefined) {
    if (item.rhythm.every !== 'year' || !/^(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8]|3[01])$/.test(item.rhythm.by))
      problems.push('bad-day')
  }
  if (item.calledBy && !('upon' in item.rhythm)) problems.push('called-without-event')
  if (item.money && !item.template.some(({ kind }) => kind === 'money')) problems.push('money-without-block')
  for (const block of item.template) {
    if (block.kind !== 'table') continue
    const keys = block.columns.map(({ key }) => key)
    if (new Set(keys).size < keys.length) problems.push('column-twice')
    const summed = new Set(block.columns.filter(({ align }) => align !== 'text').map(({ key }) => key))
    if (block.totals?.some((key) => !summed.has(key))) problems.push('unknown-total')
  }
  return problems
}

/** Everything wrong with a catalogue. */
export function checkDisclosureCatalogue(catalogue: DisclosureCatalogue): CatalogueProblem[] {
  const seen = new Set<string>()
  return listItems(catalogue).flatMap((item) => {
    const twice = seen.has(item.code)
    seen.add(item.code)
    const problems = itemProblems(item)
    return (twice ? [...problems, 'code-twice' as const] : problems).map((problem) => ({ item: item.code, problem }))
  })
}

/** All items of a catalogue in its order. */
export function listItems(catalogue: DisclosureCatalogue): DisclosureItem[] {
  return catalogue.classes.flatMap(({ items }) => items)
}

/** The blocks a writer begins with: every label there, nothing filled in. */
export function emptyContent(item: Pick<DisclosureItem, 'template'>): Content {
  return {
    blocks: item.template.map((block): Block => {
      const heading = block.heading === undefined ? {} : { heading: block.heading }
      switch (block.kind) {
        case 'text':
          return { kind: 'text', ...heading, text: '' }
        case 'facts':
          return {
            kind: 'facts',
            ...heading,
            rows: block.rows.map(({ label, mask }) => ({ label, value: '', ...(mask ? { mask } : {}) })),
          }
        case 'table':
          return {
            kind: 'table',
            ...heading,
            columns: block.columns.map(({ exact: _exact, ...column }) => column),
            rows: [],
          }
        case 'money':
          return { kind: 'money', ...heading, opening: 0, income: [], expense: [], closing: 0 }
        case 'steps':
          return { kind: 'steps', ...heading, steps: [] }
        case 'files':
        default:
          return { kind: 'files', ...heading, files: [] }
      }
    }),
  }
}

/** A stretch of days that a publication is about; `standing` items have one without an end. */
export interface DisclosurePeriod {
  /** `2026-10`, `2026-Q3`, `2026-H1`, `2026`, `standing`, or the day of an event `2026-10-08`; with `-2` … where a day had several. */
  readonly key: string
  readonly first: string
  /** The last day; absent for `standing`. */
  readonly last: string | null
}

const two = (n: number): string => String(n).padStart(2, '0')

function lastDayOf(year: number, month: number): string {
  return `${year}-${two(month)}-${two(new Date(Date.UTC(year, month, 0)).getUTCDate())}`
}

function monthsFrom(key: string, year: number, month: number, length: number): DisclosurePeriod {
  return { key, first: `${year}-${two(month)}-01`, last: lastDayOf(year, month + length - 1) }
}

const monthsIn: Readonly<Record<RhythmPeriod, number>> = { month: 1, quarter: 3, 'half-year': 6, year: 12 }

/** The period of a rhythm in which a day lies. `date` is a local date, `2026-10-08`. */
export function periodOf(every: RhythmPeriod, date: string): DisclosurePeriod {
  const year = Number(date.slice(0, 4))
  const length = monthsIn[every]
  const nth = Math.floor((Number(date.slice(5, 7)) - 1) / length)
  const first = nth * length + 1
  const key = {
    month: `${year}-${two(first)}`,
    quarter: `${year}-Q${nth + 1}`,
    'half-year': `${year}-H${nth + 1}`,
    year: String(year),
  }[every]
  return monthsFrom(key, year, first, length)
}

/** The period before the one that begins on `first`. */
export function periodBefore(every: RhythmPeriod, first: string): DisclosurePeriod {
  const day = new Date(`${first}T00:00:00Z`)
  day.setUTCDate(day.getUTCDate() - 1)
  return periodOf(every, day.toISOString().slice(0, 10))
}

/** The one period of a standing item. */
export const standingPeriod: DisclosurePeriod = { key: 'standing', first: '1970-01-01', last: null }

/** The period that a key names, or nothing when it is no key of this rhythm. */
export function periodFromKey(rhythm: Rhythm, key: string): DisclosurePeriod | undefined {
  if ('standing' in rhythm) return key === standingPeriod.key ? standingPeriod : undefined
  if ('upon' in rhythm) {
    const day = /^(\d{4}-\d{2}-\d{2})(?:-[2-9])?$/.exec(key)?.[1]
    return day !== undefined && !Number.isNaN(Date.parse(day)) ? { key, first: day, last: day } : undefined
  }
  const found = /^(\d{4})(?:-(?:(0[1-9]|1[0-2])|Q([1-4])|H([12])))?$/.exec(key)
  if (!found) return undefined
  const [, year = '', month, quarter, half] = found
  const first = month ? Number(month) : quarter ? Number(quarter) * 3 - 2 : half ? Number(half) * 6 - 5 : 1
  const period = periodOf(rhythm.every, `${year}-${two(first)}-01`)
  return period.key === key ? period : undefined
}
