import type { Block, CellValue, ContentColumn, MaskKind } from './content.ts'
import type { TemplateBlock } from './disclosure.ts'
import { speaksOfHome } from './mask-addresses.ts'
import { speaksOfAge } from './mask-ages.ts'
import { looksLikeName } from './mask-names.ts'

/** From the one that shows most to the one that shows least. */
const strictness: readonly MaskKind[] = ['public-contact', 'shown', 'person-name', 'address', 'age', 'never']

/**
 * What a label itself says about what stands under it. It holds wherever the catalogue says nothing, so that a column added by
 * hand is masked as well.
 */
const byLabel: readonly (readonly [RegExp, MaskKind])[] = [
  [
    /身份证|身份号|证件号|护照|银行|账号|帐号|卡号|账户|(?<!值班|办公|公务)手机|微信|病情|病种|疾病|残疾|致贫|困难原因|救助原因|identity|mobile|account/iu,
    'never',
  ],
  [
    /(?:办公|值班|值守|服务|监督|举报|咨询|报修|抢修|防汛|防火|应急|救援|调度)(?:联系)?(?:电话|手机)|公务手机|duty (?:number|(?:tele)?phone)|office (?:number|(?:tele)?phone)/iu,
    'public-contact',
  ],
  [/年龄|出生|生日|年级|\bage\b|birth/iu, 'age'],
  [/住址|地址|门牌|家庭住|address/iu, 'address'],
  [/姓名|户主|申请人|受益人|领取人|救助对象|户名|家长|监护人|\bname of person\b/iu, 'person-name'],
]

/** Who stands under such a label stands there by office or contract, and is named on purpose. */
export const byOffice =
  /经办|负责人|承办|审批|审核|签批|会计|出纳|主任|书记|委员|理事|监事|干部|网格员|法律顾问|组长|队长|所长|站长|调解员|监督员|承包人|承租|中标|供应商|施工/u

/** What stands under such a label is a thing or a place, however much it looks like a name. */
const byThing = /事项|项目|品种|作物|名称|用途|内容|类别|类型|村|组|地点|单位|物资|规格|机构|标准|时间|日期|职务|结果/u

function strictest(...kinds: readonly (MaskKind | undefined)[]): MaskKind | undefined {
  return kinds.reduce<MaskKind | undefined>(
    (strict, kind) => (kind && (!strict || strictness.indexOf(kind) > strictness.indexOf(strict)) ? kind : strict),
    undefined,
  )
}

/** What the catalogue declares: the masks of its columns and lines, and which it knows at all. */
export interface Declared {
  readonly masks: ReadonlyMap<string, MaskKind>
  readonly known: ReadonlySet<string>
  /** The number columns whose numbers are shown however small. */
  readonly exact: ReadonlySet<string>
}

/** A mask may be loosened by nobody but the catalogue; the columns it knows are found by their key and their label. */
export function declaredBy(template: readonly TemplateBlock[]): Declared {
  const masks = new Map<string, MaskKind>()
  const known = new Set<string>()
  const exact = new Set<string>()
  const put = (key: string, mask: MaskKind | undefined): void => {
    known.add(key)
    if (mask) masks.set(key, strictest(masks.get(key), mask) ?? mask)
  }
  for (const block of template) {
    if (block.kind === 'table')
      for (const column of block.columns) {
        put(`${column.key}\n${column.label}`, column.mask)
        if (column.exact) exact.add(`${column.key}\n${column.label}`)
      }
    if (block.kind === 'facts') for (const { label, mask } of block.rows) put(label, mask)
  }
  return { masks, known, exact }
}

/**
 * How something under a label is shown. The catalogue's word counts most, since its column is known; without it the label decides;
 * where that says nothing either, what stands there: a column added by hand is known by what is in it. Whoever wrote the document
 * can only make it stricter: `shown` and `public-contact` from a document are not listened to.
 */
function maskFor(
  { masks, known }: Declared,
  at: { readonly key: string; readonly label: string; readonly mask?: MaskKind | undefined },
  cells: () => readonly string[],
): MaskKind | undefined {
  const byWriter = at.mask === 'shown' || at.mask === 'public-contact' ? undefined : at.mask
  const base = masks.get(at.key) ?? byLabel.find(([pattern]) => pattern.test(at.label))?.[1]
  return strictest(base ?? (known.has(at.key) ? undefined : maskByContent(at.label, cells())), byWriter)
}

/** The mask of a column by what most of its cells say. */
function maskByContent(label: string, cells: readonly string[]): MaskKind | undefined {
  const said = cells.filter((cell) => cell.trim() !== '')
  const most = (speaks: (cell: string) => boolean): boolean =>
    said.length > 0 && said.filter(speaks).length * 2 >= said.length
  if (most(speaksOfAge)) return 'age'
  if (most(speaksOfHome)) return 'address'
  if (byOffice.test(label) || byThing.test(label)) return undefined
  return most((cell) => looksLikeName(cell.replaceAll(/[(（].*$/gu, ''))) ? 'person-name' : undefined
}

export type Table = Extract<Block, { kind: 'table' }>
export type Facts = Extract<Block, { kind: 'facts' }>

/** The words of a cell that holds words. */
export const wordsIn = (value: CellValue | undefined): string => (typeof value === 'string' ? value : '')

/** The columns of a table with the mask that holds for each. */
export function tableColumns(block: Table, declared: Declared): ContentColumn[] {
  return block.columns.map((column) => ({
    ...column,
    mask: maskFor(declared, { ...column, key: `${column.key}\n${column.label}` }, () =>
      column.align === 'text' ? block.rows.map((row) => wordsIn(row[column.key])) : [],
    ),
  }))
}

/** The mask of each line of facts. */
export function factMasks(block: Facts, declared: Declared): (MaskKind | undefined)[] {
  return block.rows.map(({ label, value, mask }) => maskFor(declared, { key: label, label, mask }, () => [value]))
}
