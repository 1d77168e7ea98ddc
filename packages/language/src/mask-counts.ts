import { sentences } from '@xiangzhi/text'
import type { Block, CellValue, ContentColumn } from './content.ts'
import type { Declared, Table } from './mask-kinds.ts'
import { fewerMark, isSmallCount, publishCounts } from './small-counts.ts'

/** What stands under such a label measures things; only columns that no catalogue knows are judged by it. */
const measures =
  /面积|亩|平方|公顷|长度|公里|米|重量|吨|公斤|千克|体积|立方|数量|台|套|张数|页数|时长|小时|天数|月数|年限|次数|积分|分数|单价|比例|占比|%|％|编号|序号|年度|年份|\b(?:area|length|weight|hours|days|points|price|share|year|no)\b/iu

/** Words that count persons or matters, with the number before them. */
const counted = /(?<![\d.,，])([1-4])(\s*(?:户|人|名|位|件|起|例|宗|(?:households?|persons?|people|cases?)\b))/giu
/** The same as all that a cell or a line says. */
const countedAlone = new RegExp(`^\\s*${counted.source}\\s*$`, 'iu')
/** A line of facts that counts persons or matters without saying so behind the number. */
const countLabel = /人数|户数|件数|起数|例数|人次/u
/** Whoever met and voted: shown exactly, because quorum and majority are judged by it (村民委员会组织法 art. 28, 30). */
const ofMeetings = /应到|实到|到会|出席|参加|登记|候选|应选|当选|得票|同意|赞成|反对|弃权|代表/u

/** The columns of a table that count persons or matters. */
export function countColumns(block: Table, columns: readonly ContentColumn[], declared: Declared): ContentColumn[] {
  return columns.filter(({ key, label, align }) => {
    if (align !== 'number') return false
    const name = `${key}\n${label}`
    if (declared.exact.has(name)) return false
    if (!declared.known.has(name) && (measures.test(label) || ofMeetings.test(label))) return false
    return block.rows.every(({ [key]: value }) => typeof value !== 'number' || Number.isInteger(value))
  })
}

export interface HiddenCells {
  readonly rows: readonly Readonly<Record<string, CellValue>>[]
  readonly total: Readonly<Record<string, number>>
  /** The cells that were too small, by row and label: what the writer is told. */
  readonly small: readonly { readonly row: number; readonly label: string }[]
  /** Whether cells are empty now that had a number, so that it is said under the table. */
  readonly hides: boolean
}

/** The rows and sums of a table without the counts that are too small, and without those that would tell them. */
export function hideSmallCounts(
  { rows, total }: Pick<HiddenCells, 'rows' | 'total'>,
  columns: readonly ContentColumn[],
): HiddenCells {
  // What is no number is nothing to count, apart from what the writer left out.
  const countOf = (value: CellValue | undefined): number | null =>
    value === fewerMark ? null : typeof value === 'number' ? value : 0
  const summed = new Set(columns.flatMap(({ key }, at) => (total[key] === undefined ? [] : [at])))
  const { cells, sums } = publishCounts(
    rows.map((row) => columns.map(({ key }) => countOf(row[key]))),
    summed,
  )
  const gone = new Set(columns.filter((_, at) => sums[at] === null).map(({ key }) => key))
  let hides = false
  const shown = rows.map((row, at) => {
    const patch = columns.flatMap(({ key }, column) =>
      typeof row[key] === 'number' && cells[at]?.[column] === null ? [[key, null] as const] : [],
    )
    hides ||= patch.length > 0
    return patch.length === 0 ? row : { ...row, ...Object.fromEntries(patch) }
  })
  return {
    rows: shown,
    total: Object.fromEntries(Object.entries(total).filter(([key]) => !gone.has(key))),
    small: rows.flatMap((row, at) =>
      columns.flatMap(({ key, label }) => {
        const value = row[key]
        return typeof value === 'number' && isSmallCount(value) ? [{ row: at, label }] : []
      }),
    ),
    hides,
  }
}

/** Words that say nothing but a count that is too small, with the mark instead of the number; undefined when they do not. */
export function withoutSmallCount(label: string, words: string): string | undefined {
  if (ofMeetings.test(label)) return undefined
  if (countedAlone.test(words)) return words.replace(/[1-4]/u, fewerMark)
  return countLabel.test(label) && /^\s*[1-4]\s*$/u.test(words) ? fewerMark : undefined
}

/** Counts that are too small in sentences, which nothing hides: their writer is told. */
export const smallCountsIn = (text: string): boolean => text.normalize('NFKC').search(counted) >= 0

/** A table, and under it, where counts were left out, a sentence that says so. */
export const withEmptyNote = (table: Block, hides: boolean): Block[] =>
  hides ? [table, { kind: 'text', text: sentences['zh-CN']['text.common.counts.empty'] }] : [table]
