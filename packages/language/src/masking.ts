import type { Block, CellValue, Content, ContentColumn, MaskKind } from './content.ts'
import type { TemplateBlock } from './disclosure.ts'
import { maskAddress } from './mask-addresses.ts'
import { adultAge, readAge } from './mask-ages.ts'
import { countColumns, hideSmallCounts, withEmptyNote, withoutSmallCount } from './mask-counts.ts'
import {
  byOffice,
  type Declared,
  declaredBy,
  factMasks,
  type Facts,
  type Table,
  tableColumns,
  wordsIn,
} from './mask-kinds.ts'
import { type DoubtKind, doubtfulWords } from './doubts.ts'
import { isOrganisation, KnownNames, maskName } from './mask-names.ts'
import { nilAsText } from './nil-return.ts'
import { wellFormed } from './plain-text.ts'
import { findSecrets, mobilesOf, resemblesIdentityNumber, screenText, type SecretKind } from './screen.ts'

/** One thing that the public will not see, or should not read, for the writer to look at before anybody signs. */
export interface MaskFinding {
  /** The part it stands in; absent for what is said beside the parts: the title, and what a correction corrects. */
  readonly block?: number
  /** The row of a table or of facts, from 0; absent for headings and texts. */
  readonly row?: number
  /** The label of the column or line. */
  readonly label?: string
  /**
   * A `DoubtKind` stands as it is until whoever publishes has confirmed or reworded it: its words are in `words`.
   * `small-count` speaks of so few persons or matters that whoever knows the village knows who they are.
   */
  readonly masked: MaskKind | SecretKind | DoubtKind | 'small-count'
  readonly words?: string
  /** The mobile number that was starred in a field for public contacts: its writer may ask a second person to show it. */
  readonly contact?: string
}

/** A number that a second person let through: in the column or line of that label, of one kind of document of one place. */
export interface GrantedContact {
  readonly field: string
  /** Eleven digits, nothing else. */
  readonly number: string
}

export interface Masked {
  /** All that is ever stored as public. */
  readonly content: Content
  /** What is said beside the document, in the order in which it was given. */
  readonly beside: readonly string[]
  readonly findings: readonly MaskFinding[]
}

const unseen = '＊＊＊'
/** No number that a village counts is longer than the shortest account; a card written into a number cell loses its last digits. */
const accountFrom = 100_000_000_000_000

/** A row whose ages say that somebody is under 18, or do not say that nobody is. */
function isMinor(ages: readonly (CellValue | undefined)[], today: string): boolean {
  if (ages.length === 0) return false
  const said = ages.map((value) => readAge(value, today))
  if (said.some((age) => age === 'unreadable' || (typeof age === 'object' && age.years < adultAge))) return true
  return said.every((age) => age === 'nothing')
}

/** What of a table or of facts stands in one row, with its masks. */
interface MaskedRow {
  readonly minor: boolean
  readonly names: readonly string[]
}

function tableRow(columns: readonly ContentColumn[], row: Table['rows'][number], today: string): MaskedRow {
  const under = (kind: MaskKind): string[] =>
    columns.filter(({ mask }) => mask === kind).map(({ key }) => wordsIn(row[key]))
  const names = under('person-name')
  const ages = columns.filter(({ mask }) => mask === 'age').map(({ key }) => row[key])
  const persons = names.filter((name) => name.trim() !== '' && !isOrganisation(name))
  return { minor: (persons.length > 0 || names.length === 0) && isMinor(ages, today), names }
}

function factsRow(block: Facts, masks: readonly (MaskKind | undefined)[], today: string): MaskedRow {
  const values = (kind: MaskKind): string[] =>
    block.rows.filter((_, at) => masks[at] === kind).map(({ value }) => value)
  return { minor: isMinor(values('age'), today), names: values('person-name') }
}

/** What the catalogue itself calls its parts, columns and lines. */
function wordsOfTemplate(block: TemplateBlock): string[] {
  const heading = block.heading === undefined ? [] : [block.heading]
  if (block.kind === 'table') return [...heading, ...block.columns.map(({ label }) => label)]
  return block.kind === 'facts' ? [...heading, ...block.rows.map(({ label }) => label)] : heading
}

class Screening {
  readonly findings: MaskFinding[] = []
  readonly declared: Declared
  readonly today: string
  private readonly names = new KnownNames()
  private readonly granted: readonly GrantedContact[]
  /** Words of the catalogue, which nobody has to confirm. */
  private readonly ours: ReadonlySet<string>
  private readonly itemName: string | undefined
  private block: number | undefined

  constructor(
    template: readonly TemplateBlock[],
    today: string,
    granted: readonly GrantedContact[],
    itemName: string | undefined,
  ) {
    this.itemName = itemName
    this.declared = declaredBy(template)
    this.ours = new Set(template.flatMap(wordsOfTemplate))
    this.today = today
    this.granted = granted
  }

  /** The granted numbers of a field that stand in its texts, to be named in the public document. */
  contacts(label: string, texts: readonly string[]): readonly string[] {
    const numbers = new Set(this.grantedIn(label))
    return [...numbers].filter((number) =>
      texts.some((text) => screenText(text).text !== screenText(text, [number]).text),
    )
  }

  private grantedIn(label: string | undefined): readonly string[] {
    return this.granted.filter(({ field }) => field === label).map(({ number }) => number)
  }

  /** Learns whose names a document states, so that they are found again in its other cells and in its sentences. */
  learn(block: Block): void {
    if (block.kind === 'table') {
      const columns = tableColumns(block, this.declared)
      for (const row of block.rows) this.learnRow(tableRow(columns, row, this.today))
    } else if (block.kind === 'facts') this.learnRow(factsRow(block, factMasks(block, this.declared), this.today))
  }

  private learnRow({ minor, names }: MaskedRow): void {
    for (const name of names) this.names.add(name, minor ? () => unseen : maskName)
  }

  begin(block: number | undefined): void {
    this.block = block
  }

  note(
    masked: MaskFinding['masked'],
    where: { row?: number; label?: string } = {},
    more: Pick<MaskFinding, 'contact' | 'words'> = {},
  ): void {
    const label = where.label === undefined ? undefined : screenText(where.label).text
    this.findings.push({
      ...(this.block === undefined ? {} : { block: this.block }),
      ...(where.row === undefined ? {} : { row: where.row }),
      ...(label === undefined ? {} : { label }),
      masked,
      ...more,
    })
  }

  /** Notes what of some words a person has to decide about. */
  private doubt(text: string, where: { row?: number; label?: string }, kinds?: DoubtKind): void {
    if (this.ours.has(text)) return
    const said = this.itemName === undefined ? text : text.replaceAll(this.itemName, '\n')
    for (const { kind, words } of doubtfulWords(said))
      if (kinds === undefined || kind === kinds) this.note(kind, where, { words })
  }

  /** A cell for public contacts: granted numbers stay, all others are starred and named to the writer. */
  private contact(value: string, where: { row?: number; label?: string }): string {
    const text = wellFormed(value)
    const granted = this.grantedIn(where.label)
    for (const secret of findSecrets(text, granted)) {
      const mobiles = mobilesOf(text, secret)
      if (mobiles.length === 0) this.note(secret.kind, where)
      for (const mobile of mobiles) this.note(secret.kind, where, { contact: mobile })
    }
    const screened = screenText(text, granted).text
    const { text: masked, found } = this.names.mask(screened)
    if (found) this.note('person-name', where)
    this.doubt(masked, where)
    return masked
  }

  private unnumbered(text: string, where: { row?: number; label?: string }): string {
    const { text: screened, found } = screenText(wellFormed(text))
    for (const kind of new Set(found)) this.note(kind, where)
    return screened
  }

  /** Words without numbers of persons; illness is noted. */
  screened(text: string, where: { row?: number; label?: string } = {}): string {
    const screened = this.unnumbered(text, where)
    this.doubt(screened, where, 'illness')
    return screened
  }

  /** A sentence: screened, and without the names that the document states elsewhere. */
  text(text: string, where: { row?: number; label?: string } = {}): string {
    const { text: masked, found } = this.names.mask(this.unnumbered(text, where))
    if (found) this.note('person-name', where)
    this.doubt(masked, where)
    return masked
  }

  optional<K extends string>(key: K, text: string | undefined): { [key in K]?: string } {
    return text === undefined || text === '' ? {} : ({ [key]: this.text(text) } as { [key in K]?: string })
  }

  /** A cell of text under its mask. */
  masked(value: string, mask: MaskKind | undefined, where: { row?: number; label?: string }): string {
    if (mask === 'person-name') {
      const screened = this.screened(value, where)
      if (screened.trim() === '') return screened
      const name = maskName(screened)
      if (name !== screened) this.note('person-name', where)
      return name
    }
    if (mask === 'address') {
      const screened = this.text(value, where)
      if (screened.trim() === '') return screened
      const cut = maskAddress(screened)
      if (cut !== screened) this.note('address', where)
      return cut
    }
    if (mask === 'public-contact') return this.contact(value, where)
    const few = withoutSmallCount(where.label ?? '', value)
    if (few !== undefined) this.note('small-count', where)
    const words = few ?? value
    return mask === 'shown' || byOffice.test(where.label ?? '') ? this.screened(words, where) : this.text(words, where)
  }
}

function maskTable(block: Table, screening: Screening): Block[] {
  const columns = tableColumns(block, screening.declared)
  const shown = columns.filter(({ mask }) => mask !== 'never' && mask !== 'age')
  for (const { label, mask } of columns) if (mask === 'never' || mask === 'age') screening.note(mask, { label })
  const cellOf = (column: ContentColumn, value: CellValue | undefined, row: number, minor: boolean): CellValue => {
    const where = { row, label: column.label }
    if (value === null || value === undefined) return null
    if (minor && (column.mask === 'person-name' || column.mask === 'address')) {
      screening.note('never', where)
      return unseen
    }
    // An amount is shown; a count that looks like a telephone or an account is one.
    if (typeof value === 'number') {
      if (column.align === 'money') return value
      if (Math.abs(value) >= accountFrom) {
        screening.note(resemblesIdentityNumber(String(value)) ? 'identity-number' : 'bank-account', where)
        return '＊＊＊＊'
      }
      return screenText(String(value)).found.length > 0 ? screening.masked(String(value), column.mask, where) : value
    }
    return screening.masked(value, column.mask, where)
  }
  const masked = block.rows.map((row, at) => {
    const { minor } = tableRow(columns, row, screening.today)
    return Object.fromEntries(shown.map((column) => [column.key, cellOf(column, row[column.key], at, minor)]))
  })
  const sums = Object.fromEntries(
    shown.flatMap(({ key, align }) => {
      const sum = block.total?.[key]
      return sum === undefined || align === 'text' ? [] : [[key, sum] as const]
    }),
  )
  const { rows, total, small, hides } = hideSmallCounts(
    { rows: masked, total: sums },
    countColumns(block, shown, screening.declared),
  )
  for (const where of small) screening.note('small-count', where)
  const table: Block = {
    kind: 'table',
    ...screening.optional('heading', block.heading),
    columns: shown.map(({ key, label, align, mask }) => {
      const texts = mask === 'public-contact' ? block.rows.map((row) => String(row[key] ?? '')) : []
      const contacts = screening.contacts(label, texts)
      return { key, label: screening.text(label), align, ...(contacts.length > 0 ? { contacts } : {}) }
    }),
    rows,
    ...(Object.keys(total).length > 0 ? { total } : {}),
  }
  return withEmptyNote(table, hides)
}

function maskFacts(block: Facts, screening: Screening): Block {
  const masks = factMasks(block, screening.declared)
  const { minor } = factsRow(block, masks, screening.today)
  return {
    kind: 'facts',
    ...screening.optional('heading', block.heading),
    rows: block.rows.flatMap(({ label, value }, row) => {
      const kind = masks[row]
      const where = { row, label }
      if (kind === 'never' || kind === 'age') {
        screening.note(kind, where)
        return []
      }
      const hidden = minor && (kind === 'person-name' || kind === 'address') && !isOrganisation(value)
      if (hidden) screening.note('never', where)
      const contacts = kind === 'public-contact' ? screening.contacts(label, [value]) : []
      return [
        {
          label: screening.text(label),
          value: hidden ? unseen : screening.masked(value, kind, where),
          ...(contacts.length > 0 ? { contacts } : {}),
        },
      ]
    }),
  }
}

function maskBlock(block: Block, screening: Screening): Block | Block[] {
  const heading = (): { heading?: string } => screening.optional('heading', block.heading)
  switch (block.kind) {
    case 'text':
      return { kind: 'text', ...heading(), text: screening.text(block.text) }
    case 'facts':
      return maskFacts(block, screening)
    case 'table':
      return maskTable(block, screening)
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
 * The public body of a document: columns that are never shown left out, names and addresses cut, names of its rows also in its
 * other cells and sentences, and everything that looks like an identity number, a mobile telephone or a bank account replaced by
 * stars, wherever it stands; counts of fewer than five persons or matters left out, with what would tell them. The result is built anew from known members, so that nothing unknown passes through. Masking a public
 * body again changes nothing in its texts.
 *
 * @param today the local date, which decides who is under 18
 * @param granted the numbers that a second person let through for this item of this place, each in its own field
 * @param beside what goes out beside the document, as its title: without the names that the document states
 * @param itemName what the catalogue calls the item, which is said in titles and headings and which nobody has to confirm
 */
export function maskContent(
  content: Content,
  template: readonly TemplateBlock[],
  today: string,
  granted: readonly GrantedContact[] = [],
  { beside = [], itemName }: { readonly beside?: readonly string[]; readonly itemName?: string } = {},
): Masked {
  const screening = new Screening(template, today, granted, itemName)
  for (const block of content.blocks) screening.learn(block)
  const blocks = content.blocks.flatMap((block, at) => {
    screening.begin(at)
    return maskBlock(nilAsText(block), screening)
  })
  screening.begin(undefined)
  return { content: { blocks }, beside: beside.map((text) => screening.text(text)), findings: screening.findings }
}
