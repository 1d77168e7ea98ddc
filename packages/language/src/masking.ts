import type { Block, CellValue, Content, ContentColumn, MaskKind } from './content.ts'
import type { TemplateBlock } from './disclosure.ts'
import { screenText, type SecretKind } from './screen.ts'

/** One thing that the public will not see, for the writer to look at before anybody signs. */
export interface MaskFinding {
  readonly block: number
  /** The row of a table or of facts, from 0; absent for headings and texts. */
  readonly row?: number
  /** The label of the column or line. */
  readonly label?: string
  readonly masked: MaskKind | SecretKind
}

export interface Masked {
  /** All that is ever stored as public. */
  readonly content: Content
  readonly findings: readonly MaskFinding[]
}

/** From the one that shows most to the one that shows least. */
const strictness: readonly MaskKind[] = ['shown', 'person-name', 'address', 'age', 'never']

/**
 * What a label itself says about what stands under it. It holds wherever the catalogue says nothing, so that a column added by
 * hand is masked as well.
 */
const byLabel: readonly (readonly [RegExp, MaskKind])[] = [
  [
    /身份证|证件号|护照|银行|账号|帐号|卡号|账户|手机|微信|病情|病种|疾病|残疾|致贫|困难原因|救助原因|identity|mobile|account/iu,
    'never',
  ],
  [/年龄|出生|生日|\bage\b|birth/iu, 'age'],
  [/住址|地址|门牌|家庭住|address/iu, 'address'],
  [/姓名|户主|申请人|受益人|领取人|救助对象|户名|家长|监护人|\bname of person\b/iu, 'person-name'],
]

const unseen = '＊＊＊'
const adult = 18

/** Family names of two characters that are still common; everybody else has one of one character. */
const doubleSurname =
  /^(?:欧阳|上官|司马|诸葛|东方|皇甫|尉迟|公孙|慕容|令狐|司徒|司空|夏侯|端木|南宫|宇文|长孙|轩辕|闻人|独孤)/u

/** A name as it is published: the family name and two stars, however long it is (张＊＊). Several names keep their signs between. */
export function maskName(name: string): string {
  return name
    .split(/([、，,；;／/\s]+)/u)
    .map((part, at) => {
      if (at % 2 === 1 || part === '') return part
      const double = doubleSurname.exec(part)?.[0]
      return `${double && part.length > 2 ? double : ([...part][0] ?? '')}＊＊`
    })
    .join('')
}

/** An address down to its group (村民小组); what cannot be cut there is not shown at all. */
export function maskAddress(address: string): string {
  const kept =
    /^.*?(?:第?[\d一二三四五六七八九十]{1,3}\s*[组队]|[村民小]组)/u.exec(address)?.[0] ??
    /^.*(?:村|社区|镇|街道|乡|区|县)/u.exec(address)?.[0]
  return kept === undefined || kept === address ? (kept ?? unseen) : `${kept}＊＊`
}

function strictest(...kinds: readonly (MaskKind | undefined)[]): MaskKind | undefined {
  return kinds.reduce<MaskKind | undefined>(
    (strict, kind) => (kind && (!strict || strictness.indexOf(kind) > strictness.indexOf(strict)) ? kind : strict),
    undefined,
  )
}

/**
 * How something under a label is shown. The catalogue's word counts most, since its column is known; without it the label decides.
 * Whoever wrote the document can only make it stricter: `shown` from a document is not listened to.
 */
function maskFor(
  label: string,
  byCatalogue: MaskKind | undefined,
  byWriter: MaskKind | undefined,
): MaskKind | undefined {
  const sayWriter = byWriter === 'shown' ? undefined : byWriter
  const base = byCatalogue ?? byLabel.find(([pattern]) => pattern.test(label))?.[1]
  return strictest(base, sayWriter)
}

/** A mask may be loosened by nobody but the catalogue; the columns it knows are found by their key and their label. */
function templateMasks(template: readonly TemplateBlock[]): ReadonlyMap<string, MaskKind> {
  const masks = new Map<string, MaskKind>()
  const put = (key: string, mask: MaskKind | undefined): void => {
    if (mask) masks.set(key, strictest(masks.get(key), mask) ?? mask)
  }
  for (const block of template) {
    if (block.kind === 'table') for (const { key, label, mask } of block.columns) put(`${key}\n${label}`, mask)
    if (block.kind === 'facts') for (const { label, mask } of block.rows) put(label, mask)
  }
  return masks
}

class Screening {
  readonly findings: MaskFinding[] = []
  private readonly block: number
  constructor(block: number) {
    this.block = block
  }
  note(masked: MaskFinding['masked'], where: { row?: number; label?: string } = {}): void {
    const label = where.label === undefined ? undefined : screenText(where.label).text
    this.findings.push({
      block: this.block,
      ...(where.row === undefined ? {} : { row: where.row }),
      ...(label === undefined ? {} : { label }),
      masked,
    })
  }
  text(text: string, where: { row?: number; label?: string } = {}): string {
    const { text: screened, found } = screenText(text)
    for (const kind of new Set(found)) this.note(kind, where)
    return screened
  }
  optional<K extends string>(key: K, text: string | undefined): { [key in K]?: string } {
    return text === undefined || text === '' ? {} : ({ [key]: this.text(text) } as { [key in K]?: string })
  }
  /** A cell of text under its mask. */
  masked(value: string, mask: MaskKind | undefined, where: { row?: number; label?: string }): string {
    const screened = this.text(value, where)
    if (screened.trim() === '') return screened
    if (mask === 'person-name') {
      this.note('person-name', where)
      return maskName(screened)
    }
    if (mask === 'address') {
      const cut = maskAddress(screened)
      if (cut !== screened) this.note('address', where)
      return cut
    }
    return screened
  }
}

/** The age that a cell states: a number of years, or a date of birth counted to `today`. */
function ageIn(value: CellValue | undefined, today: string): number | undefined {
  if (typeof value === 'number') return value < 150 ? value : undefined
  const years = /^\s*(\d{1,3})\s*(?:岁|周岁)?\s*$/u.exec(value ?? '')?.[1]
  if (years !== undefined) return Number(years)
  const born = /(\d{4})\D{1,2}(\d{1,2})\D{1,2}(\d{1,2})/u.exec(value ?? '')
  if (!born) return undefined
  const [, year = '', month = '', day = ''] = born
  const birthday = `${today.slice(0, 4)}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`
  return Number(today.slice(0, 4)) - Number(year) - (today < birthday ? 1 : 0)
}

type Table = Extract<Block, { kind: 'table' }>

function maskTable(block: Table, masks: ReadonlyMap<string, MaskKind>, today: string, screening: Screening): Block {
  const columns = block.columns.map((column) => ({
    ...column,
    mask: maskFor(column.label, masks.get(`${column.key}\n${column.label}`), column.mask),
  }))
  const shown = columns.filter(({ mask }) => mask !== 'never' && mask !== 'age')
  for (const { label, mask } of columns) if (mask === 'never' || mask === 'age') screening.note(mask, { label })
  const ages = columns.filter(({ mask }) => mask === 'age')
  const cellOf = (column: ContentColumn, value: CellValue | undefined, row: number, minor: boolean): CellValue => {
    const where = { row, label: column.label }
    if (value === null || value === undefined) return null
    if (minor && (column.mask === 'person-name' || column.mask === 'address')) {
      screening.note('never', where)
      return unseen
    }
    // An amount is shown; a count that looks like a telephone number is one.
    if (typeof value === 'number') {
      if (column.align === 'money') return value
      return screenText(String(value)).found.length > 0 ? screening.text(String(value), where) : value
    }
    return screening.masked(value, column.mask, where)
  }
  const rows = block.rows.map((row, at) => {
    const minor = ages.some(({ key }) => (ageIn(row[key], today) ?? adult) < adult)
    return Object.fromEntries(shown.map((column) => [column.key, cellOf(column, row[column.key], at, minor)]))
  })
  const total = Object.fromEntries(
    shown.flatMap(({ key, align }) => {
      const sum = block.total?.[key]
      return sum === undefined || align === 'text' ? [] : [[key, sum] as const]
    }),
  )
  return {
    kind: 'table',
    ...screening.optional('heading', block.heading),
    columns: shown.map(({ key, label, align }) => ({ key, label: screening.text(label), align })),
    rows,
    ...(Object.keys(total).length > 0 ? { total } : {}),
  }
}

function maskBlock(block: Block, masks: ReadonlyMap<string, MaskKind>, today: string, screening: Screening): Block {
  const heading = (): { heading?: string } => screening.optional('heading', block.heading)
  switch (block.kind) {
    case 'text':
      return { kind: 'text', ...heading(), text: screening.text(block.text) }
    case 'facts':
      return {
        kind: 'facts',
        ...heading(),
        rows: block.rows.flatMap(({ label, value, mask }, row) => {
          const kind = maskFor(label, masks.get(label), mask)
          const where = { row, label }
          if (kind === 'never' || kind === 'age') {
            screening.note(kind, where)
            return []
          }
          return [{ label: screening.text(label), value: screening.masked(value, kind, where) }]
        }),
      }
    case 'table':
      return maskTable(block, masks, today, screening)
    case 'money': {
      const lines = (all: readonly { label: string; fen: number; note?: string | undefined }[]) =>
        all.map(({ label, fen, note }) => ({
          label: screening.text(label),
          fen,
          ...screening.optional('note', note),
        }))
      return {
        kind: 'money',
        ...heading(),
        opening: block.opening,
        income: lines(block.income),
        expense: lines(block.expense),
        closing: block.closing,
      }
    }
    case 'steps':
      return {
        kind: 'steps',
        ...heading(),
        steps: block.steps.map(({ name, who, within, note }) => ({
          name: screening.text(name),
          who: screening.text(who),
          ...screening.optional('within', within),
          ...screening.optional('note', note),
        })),
      }
    case 'files':
    default:
      return {
        kind: 'files',
        ...heading(),
        files: block.files.map((file) => ({ ...file, name: screening.text(file.name) })),
      }
  }
}

/**
 * The public body of a document: columns that are never shown left out, names and addresses cut, and everything that looks like
 * an identity number, a mobile telephone or a bank account replaced by stars, wherever it stands. The result is built anew from
 * known members, so that nothing unknown passes through. Masking a public body again changes nothing in its texts.
 *
 * @param today the local date, which decides who is under 18
 */
export function maskContent(content: Content, template: readonly TemplateBlock[], today: string): Masked {
  const masks = templateMasks(template)
  const findings: MaskFinding[] = []
  const blocks = content.blocks.map((block, at) => {
    const screening = new Screening(at)
    const masked = maskBlock(block, masks, today, screening)
    findings.push(...screening.findings)
    return masked
  })
  return { content: { blocks }, findings }
}
