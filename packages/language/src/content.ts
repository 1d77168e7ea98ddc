import { z } from 'zod'
import { nilAsText, nilOf, saysSomething } from './nil-return.ts'
import { fewerMark } from './small-counts.ts'
import { isTotalLabel } from './total-row.ts'

/**
 * What may be shown of a column or a line to everybody. `shown` says that a person stands there by office and is named on
 * purpose (an accountant, a contractor); only a catalogue can say so. `age` is never shown, and a row of somebody under 18 shows
 * neither name nor address. `never` leaves the column out altogether. `public-contact` says that numbers for everybody to call
 * stand there: each mobile number is shown once a second person granted exactly it, and starred until then.
 */
export const maskKinds = ['public-contact', 'shown', 'person-name', 'address', 'age', 'never'] as const
export type MaskKind = (typeof maskKinds)[number]

export type ColumnAlign = 'text' | 'number' | 'money'
export type CellValue = string | number | null

export interface ContentColumn {
  readonly key: string
  readonly label: string
  /** Amounts of `money` columns are whole fen. */
  readonly align: ColumnAlign
  readonly mask?: MaskKind | undefined
  /** Mobile numbers of this column that a second person let through; put there by masking, of public documents only. */
  readonly contacts?: readonly string[] | undefined
}

/** An amount in whole fen (a hundredth of a yuan). */
export interface MoneyLine {
  readonly label: string
  readonly fen: number
  readonly note?: string | undefined
}

/** One step of a flow chart: of a power that is exercised or of a formality. */
export interface Step {
  readonly name: string
  readonly who: string
  readonly within?: string | undefined
  readonly note?: string | undefined
}

/** A paper of a document. `name` is the title under which it is shown; the file itself is stored and served under a name of ours. */
export interface AttachedFile {
  readonly fileId: string
  readonly name: string
  readonly mediaType: string
  readonly bytes: number
  /** SHA-256 of its bytes in hexadecimal; stands in every document since version 3, put there by the server. */
  readonly sha256?: string | undefined
  /** The same of the small picture that lists show; absent where there is none. */
  readonly thumbnailSha256?: string | undefined
}

/** A part of a published document. Every channel draws the same blocks in its own way. */
export type Block =
  | {
      readonly kind: 'text'
      readonly heading?: string | undefined
      readonly text: string
      /** Why the part is empty on purpose; published in its place. */
      readonly nil?: string | undefined
    }
  | {
      readonly kind: 'facts'
      readonly heading?: string | undefined
      readonly rows: readonly {
        readonly label: string
        readonly value: string
        readonly mask?: MaskKind | undefined
        /** As in a column. */
        readonly contacts?: readonly string[] | undefined
      }[]
      readonly nil?: string | undefined
    }
  | {
      readonly kind: 'table'
      readonly heading?: string | undefined
      readonly columns: readonly ContentColumn[]
      readonly rows: readonly Readonly<Record<string, CellValue>>[]
      readonly total?: Readonly<Record<string, number>> | undefined
      readonly nil?: string | undefined
    }
  | {
      readonly kind: 'money'
      readonly heading?: string | undefined
      readonly opening: number
      readonly income: readonly MoneyLine[]
      readonly expense: readonly MoneyLine[]
      readonly closing: number
    }
  | {
      readonly kind: 'steps'
      readonly heading?: string | undefined
      readonly steps: readonly Step[]
      readonly nil?: string | undefined
    }
  | { readonly kind: 'files'; readonly heading?: string | undefined; readonly files: readonly AttachedFile[] }

type TableBlock = Extract<Block, { kind: 'table' }>

/** What a publication says, independent of the channel that shows it. */
export interface Content {
  readonly blocks: readonly Block[]
}

/** No village has ten thousand million yuan; a larger number is a slip of the hand, or not an amount at all. */
const largestFen = 1_000_000_000_000

const heading = z.string().trim().min(1).max(80).optional()
const label = z.string().trim().min(1).max(120)
const nil = z.string().trim().min(2).max(200).optional()
const fen = z.number().int().min(-largestFen).max(largestFen)
const columnKey = z.string().regex(/^[a-z][a-zA-Z0-9]{0,39}$/)
const cell = z.union([z.string().max(2000), z.number(), z.null()])
const line = z.strictObject({ label, fen, note: z.string().max(200).optional() })
const mask = z.enum(maskKinds).optional()
const contacts = z
  .array(z.string().regex(/^1[3-9]\d{9}$/))
  .max(200)
  .optional()
const sha256 = z
  .string()
  .regex(/^[0-9a-f]{64}$/)
  .optional()

/** A block with its limits. A row may hold only the keys of its columns. */
export const blockSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('text'), heading, text: z.string().max(20_000), nil }),
  z.strictObject({
    kind: z.literal('facts'),
    heading,
    rows: z.array(z.strictObject({ label, value: z.string().max(2000), mask, contacts })).max(100),
    nil,
  }),
  z.strictObject({
    kind: z.literal('table'),
    heading,
    columns: z
      .array(z.strictObject({ key: columnKey, label, align: z.enum(['text', 'number', 'money']), mask, contacts }))
      .min(1)
      .max(20),
    rows: z.array(z.record(columnKey, cell)).max(2000),
    total: z.record(columnKey, z.number()).optional(),
    nil,
  }),
  z.strictObject({
    kind: z.literal('money'),
    heading,
    opening: fen,
    income: z.array(line).max(200),
    expense: z.array(line).max(200),
    closing: fen,
  }),
  z.strictObject({
    kind: z.literal('steps'),
    heading,
    steps: z
      .array(
        z.strictObject({
          name: label,
          who: z.string().max(120),
          within: z.string().max(60).optional(),
          note: z.string().max(500).optional(),
        }),
      )
      .max(40),
    nil,
  }),
  z.strictObject({
    kind: z.literal('files'),
    heading,
    files: z
      .array(
        z.strictObject({
          fileId: z.uuid(),
          name: label,
          mediaType: z.string().max(100),
          bytes: z.number().int().min(0),
          sha256,
          thumbnailSha256: sha256,
        }),
      )
      .max(20),
  }),
])

export const contentSchema = z.strictObject({ blocks: z.array(blockSchema).max(30) })

/** What is wrong with a document that has the right shape. */
export type ContentProblem =
  | { readonly problem: 'unbalanced'; readonly block: number; readonly expected: number }
  | { readonly problem: 'not-a-number'; readonly block: number; readonly row: number; readonly column: string }
  | { readonly problem: 'total-row'; readonly block: number; readonly row: number }
  | { readonly problem: 'wrong-total'; readonly block: number; readonly column: string; readonly expected: number }
  | { readonly problem: 'unknown-column'; readonly block: number; readonly column: string }
  | { readonly problem: 'empty' }

/** A row whose first words say that it adds others up: counted with them, everything would stand there twice. */
function isTotalRow({ columns }: TableBlock, row: Readonly<Record<string, CellValue>>): boolean {
  if (!columns.some(({ key, align }) => align !== 'text' && typeof row[key] === 'number')) return false
  const first = columns.map(({ key }) => row[key]).find((cell) => typeof cell === 'string' && cell.trim() !== '')
  return typeof first === 'string' && isTotalLabel(first)
}

function problemsOf(block: Block, at: number): ContentProblem[] {
  if (block.kind === 'money') {
    const sum = (lines: readonly MoneyLine[]): number => lines.reduce((total, one) => total + one.fen, 0)
    const expected = block.opening + sum(block.income) - sum(block.expense)
    return expected === block.closing ? [] : [{ problem: 'unbalanced', block: at, expected }]
  }
  if (block.kind !== 'table') return []
  const columns = new Map(block.columns.map((column) => [column.key, column]))
  const counted = totalsOf(block) ?? {}
  const sums = Object.entries(block.total ?? {}).flatMap(([column, given]): ContentProblem[] => {
    const expected = counted[column] ?? 0
    return given === expected ? [] : [{ problem: 'wrong-total', block: at, column, expected }]
  })
  const cells = block.rows.flatMap((row, rowAt) => [
    ...(isTotalRow(block, row) ? [{ problem: 'total-row', block: at, row: rowAt } as const] : []),
    ...Object.entries(row).flatMap(([key, value]): ContentProblem[] => {
      const column = columns.get(key)
      if (!column) return [{ problem: 'unknown-column', block: at, column: key }]
      if (column.align === 'text' || value === null || (column.align === 'number' && value === fewerMark)) return []
      const fits =
        typeof value === 'number' &&
        (column.align === 'number' || (Number.isInteger(value) && Math.abs(value) <= largestFen))
      return fits ? [] : [{ problem: 'not-a-number', block: at, row: rowAt, column: key }]
    }),
  ])
  return [...sums, ...cells]
}

/** Columns of areas add up as money does; what is said of each mu or square metre does not. */
const areas = /面积|亩数|[（(]\s*(?:亩|公顷|平方米|平米|㎡)\s*[)）]|\barea\b/iu
const ofEach = /每|[/／]|单价|标准|均|亩产/u

/**
 * The sums of a table: of its money and area columns, and of the columns that had sums already. Undefined when nothing is added up. They
 * are counted wherever a table is kept, never typed.
 */
export function totalsOf({ columns, rows, total }: TableBlock): Record<string, number> | undefined {
  const summed = columns.filter(
    ({ key, label, align }) =>
      align === 'money' ||
      (align === 'number' && (total?.[key] !== undefined || (areas.test(label) && !ofEach.test(label)))),
  )
  if (summed.length === 0 || (rows.length === 0 && !total)) return undefined
  // Without the dust of binary fractions: 0.1 + 0.2 is 0.3 for everybody but a processor.
  const sum = (key: string): number =>
    Number(rows.reduce((so, { [key]: cell }) => so + (typeof cell === 'number' ? cell : 0), 0).toPrecision(15))
  return Object.fromEntries(summed.map(({ key }) => [key, sum(key)]))
}

/** A document whose tables have the sums of their rows, whatever sums came with them. */
export function withTotals(content: Content): Content {
  return {
    blocks: content.blocks.map((block): Block => {
      if (block.kind !== 'table') return block
      const { total: _given, ...table } = block
      const total = totalsOf(block)
      return total ? { ...table, total } : table
    }),
  }
}

/**
 * What must be put right before a document is published: sums that do not balance (opening + income − expense = closing),
 * sums that are not the sum of their column, rows that add others up, amounts that are no numbers, cells of no column, nothing
 * said at all.
 */
export function checkContent(content: Content): ContentProblem[] {
  const problems = content.blocks.flatMap(problemsOf)
  return content.blocks.some((block) => saysSomething(block) || nilOf(block) !== undefined)
    ? problems
    : [...problems, { problem: 'empty' }]
}

/** All words of a document in reading order, for search. */
export function wordsOf(content: Content): string {
  return content.blocks
    .map(nilAsText)
    .flatMap((block): (string | undefined)[] => {
      switch (block.kind) {
        case 'text':
          return [block.heading, block.text]
        case 'facts':
          return [block.heading, ...block.rows.flatMap((row) => [row.label, row.value])]
        case 'table':
          return [
            block.heading,
            ...block.columns.map((column) => column.label),
            // In the order of the columns: a database keeps the cells of a row in an order of its own.
            ...block.rows.flatMap((row) =>
              block.columns.map(({ key }) => row[key]).filter((value) => typeof value === 'string'),
            ),
          ]
        case 'money':
          return [block.heading, ...[...block.income, ...block.expense].flatMap((one) => [one.label, one.note])]
        case 'steps':
          return [block.heading, ...block.steps.flatMap((step) => [step.name, step.who, step.within, step.note])]
        case 'files':
        default:
          return [block.heading, ...block.files.map((file) => file.name)]
      }
    })
    .filter((words) => words !== undefined && words !== '')
    .join('\n')
}

/** An amount in fen as people write it: 1,234.56. */
export function yuanOf(fen: number): string {
  const cents = Math.abs(fen)
  const whole = String(Math.floor(cents / 100)).replaceAll(/\B(?=(\d{3})+$)/g, ',')
  return `${fen < 0 ? '-' : ''}${whole}.${String(cents % 100).padStart(2, '0')}`
}

/** A document as plain lines, one a row or paragraph: what is compared when a correction shows both. */
export function linesOf(content: Content): string[] {
  return content.blocks.map(nilAsText).flatMap((block): string[] => {
    const heading = block.heading === undefined ? [] : [block.heading]
    switch (block.kind) {
      case 'text':
        return [...heading, ...block.text.split('\n').filter((line) => line.trim() !== '')]
      case 'facts':
        return [...heading, ...block.rows.map(({ label, value }) => `${label}：${value}`)]
      case 'table': {
        const lineOf = (row: Readonly<Record<string, CellValue>>): string =>
          block.columns
            .map(({ key, align }) => {
              const value = row[key]
              return align === 'money' && typeof value === 'number' ? yuanOf(value) : String(value ?? '')
            })
            .join('｜')
        const titles = block.columns.map(({ label }) => label).join('｜')
        return [...heading, titles, ...block.rows.map(lineOf), ...(block.total ? [lineOf(block.total)] : [])]
      }
      case 'money': {
        const lineOf = ({ label, fen, note }: MoneyLine): string => `${label}｜${yuanOf(fen)}${note ? `｜${note}` : ''}`
        return [
          ...heading,
          yuanOf(block.opening),
          ...block.income.map((line) => `+｜${lineOf(line)}`),
          ...block.expense.map((line) => `-｜${lineOf(line)}`),
          yuanOf(block.closing),
        ]
      }
      case 'steps':
        return [
          ...heading,
          ...block.steps.map(({ name, who, within, note }) => [name, who, within, note].filter(Boolean).join('｜')),
        ]
      case 'files':
      default:
        return [...heading, ...block.files.map(({ name }) => name)]
    }
  })
}

export interface Difference {
  readonly kind: 'removed' | 'added'
  readonly line: string
}

/** The lines that one document has and the other has not, in reading order (longest common subsequence). */
export function differencesOf(before: Content, after: Content): Difference[] {
  const [old, now] = [linesOf(before), linesOf(after)]
  // Equal beginnings and ends are cut off first, so that the table stays small for a long list with one changed row.
  let start = 0
  while (start < old.length && start < now.length && old[start] === now[start]) start += 1
  let end = 0
  while (end < old.length - start && end < now.length - start && old.at(-1 - end) === now.at(-1 - end)) end += 1
  const [left, right] = [old.slice(start, old.length - end), now.slice(start, now.length - end)]
  const removed = (line: string): Difference => ({ kind: 'removed', line })
  const added = (line: string): Difference => ({ kind: 'added', line })
  if (left.length * right.length > 1_000_000) return [...left.map(removed), ...right.map(added)]
  const width = right.length + 1
  const common = new Uint32Array((left.length + 1) * width)
  const at = (l: number, r: number): number => common[l * width + r] ?? 0
  for (let l = left.length - 1; l >= 0; l -= 1)
    for (let r = right.length - 1; r >= 0; r -= 1)
      common[l * width + r] = left[l] === right[r] ? at(l + 1, r + 1) + 1 : Math.max(at(l + 1, r), at(l, r + 1))
  const differences: Difference[] = []
  let [l, r] = [0, 0]
  while (l < left.length || r < right.length) {
    if (l < left.length && r < right.length && left[l] === right[r]) {
      l += 1
      r += 1
    } else if (r >= right.length || (l < left.length && at(l + 1, r) >= at(l, r + 1))) {
      differences.push(removed(left[l] ?? ''))
      l += 1
    } else {
      differences.push(added(right[r] ?? ''))
      r += 1
    }
  }
  return differences
}
