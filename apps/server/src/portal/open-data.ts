import { type Block, type CellValue, publicValue, smallestShown } from '@xiangzhi/language'
import { itemsOf, withheldView } from '#disclosure'
import type { PublicEdition } from '#kernel/publications'
import { writeZip, type ZipEntry } from '#platform/zip'
import type { Village } from './county.ts'
import type { Scene } from './desk.ts'
import { publicCsv } from './disclosure-csv.ts'
import { periodWords } from './disclosure-parts.ts'

interface Field {
  readonly name: string
  readonly title: string
  readonly type: 'string' | 'number' | 'integer' | 'date' | 'datetime'
  readonly format?: 'uri'
}

interface Sheet {
  readonly title: string
  readonly fields: readonly Field[]
  readonly rows: readonly (readonly (string | number)[])[]
  /** The numbers that a second person let through in a cell. */
  readonly contactsAt?: (row: number, column: number) => readonly string[] | undefined
}

/** Amounts leave in yuan with two decimals: whole fen would be read as yuan by whoever opens the file. */
const yuan = (fen: number): string => (fen / 100).toFixed(2)

const cellOf = (value: CellValue | undefined, money: boolean): string | number =>
  value === null || value === undefined ? '' : typeof value === 'number' && money ? yuan(value) : value

function sheetOf({ reader }: Scene, block: Block): Sheet | undefined {
  const { say } = reader
  const title = block.heading ?? ''
  switch (block.kind) {
    case 'table':
      return {
        title,
        fields: block.columns.map(({ key, label, align }) => ({
          name: key,
          title: label,
          type: align === 'text' ? 'string' : 'number',
        })),
        rows: block.rows.map((row) => block.columns.map(({ key, align }) => cellOf(row[key], align === 'money'))),
        contactsAt: (_row, column) => block.columns[column]?.contacts,
      }
    case 'money': {
      const side = (name: 'income' | 'expense') =>
        block[name].map(({ label, fen, note }) => [say(`text.open.money.${name}`), label, yuan(fen), note ?? ''])
      return {
        title,
        fields: [
          { name: 'direction', title: say('text.open.data.direction'), type: 'string' },
          { name: 'line', title: say('text.open.data.line'), type: 'string' },
          { name: 'amount', title: say('text.open.money.amount'), type: 'number' },
          { name: 'note', title: say('text.open.data.value'), type: 'string' },
        ],
        rows: [
          [say('text.open.money.opening'), '', yuan(block.opening), ''],
          ...side('income'),
          ...side('expense'),
          [say('text.open.money.closing'), '', yuan(block.closing), ''],
        ],
      }
    }
    case 'facts':
      return {
        title,
        fields: [
          { name: 'line', title: say('text.open.data.line'), type: 'string' },
          { name: 'value', title: say('text.open.data.value'), type: 'string' },
        ],
        rows: block.rows.map(({ label, value }) => [label, value]),
        contactsAt: (row, column) => (column === 1 ? block.rows[row]?.contacts : undefined),
      }
    case 'steps':
      return {
        title,
        fields: [
          { name: 'step', title: say('text.open.data.line'), type: 'string' },
          { name: 'who', title: say('text.open.block.who'), type: 'string' },
          { name: 'within', title: say('text.open.block.within'), type: 'string' },
          { name: 'note', title: say('text.open.data.value'), type: 'string' },
        ],
        rows: block.steps.map(({ name, who, within, note }) => [name, who, within ?? '', note ?? '']),
      }
    case 'text':
    case 'files':
    default:
      return undefined
  }
}

/** A text that is for a village only, table by table: how many rows and how much money. */
function withheldSheet({ reader, county }: Scene, edition: PublicEdition): Sheet | undefined {
  const tables = withheldView(edition, itemsOf(county.config).get(edition.itemCode))
  if (!tables) return undefined
  const { say } = reader
  return {
    title: say('text.open.item.onlyVillage'),
    fields: [
      { name: 'line', title: say('text.open.data.line'), type: 'string' },
      { name: 'value', title: say('text.open.data.value'), type: 'string' },
    ],
    rows: tables.flatMap(({ rows, totals }) => [
      [say('text.open.village.count'), rows === null ? `<${smallestShown}` : rows] as const,
      ...totals.map(({ label, fen }) => [label ?? say('text.open.village.amount'), yuan(fen)] as const),
    ]),
  }
}

function indexSheet({ reader, county }: Scene, editions: readonly PublicEdition[]): Sheet {
  const { say, origin } = reader
  const field = (name: string, key: Parameters<typeof say>[0], type: Field['type'] = 'string'): Field => ({
    name,
    title: say(key),
    type,
  })
  return {
    title: say('text.open.data.index'),
    fields: [
      field('edition', 'text.open.edition.editions'),
      field('item', 'text.open.data.item'),
      field('name', 'text.open.data.name'),
      field('period', 'text.open.data.period'),
      field('title', 'text.open.data.heading'),
      field('publishedAt', 'text.open.data.publishedAt', 'datetime'),
      field('standsUntil', 'text.open.data.standsUntil', 'date'),
      field('commitment', 'text.open.data.commitment'),
      { ...field('address', 'text.open.data.address'), format: 'uri' },
    ],
    rows: editions.map((edition) => [
      edition.editionId,
      edition.itemCode,
      edition.body?.item.name ?? itemsOf(county.config).get(edition.itemCode)?.item.name.zh ?? '',
      edition.periodKey,
      edition.title,
      edition.publishedAt.toISOString().replace(/\.\d+Z$/, 'Z'),
      edition.standsUntil,
      edition.commitment,
      `${origin}/e/${edition.editionId}`,
    ]),
  }
}

/**
 * What a village has on display as a Frictionless data package: a CSV file for each table, a list of editions with their
 * fingerprints, and a descriptor that says what each column is.
 */
export function openDataZip(scene: Scene, village: Village, editions: readonly PublicEdition[]): Buffer {
  const { reader, county } = scene
  const { say, name, origin } = reader
  const entries: ZipEntry[] = []
  const resources: unknown[] = []
  const add = (key: string, title: string, { fields, rows, contactsAt }: Sheet): void => {
    const path = `${key}.csv`
    entries.push({
      name: path,
      data: Buffer.from(
        publicCsv([fields.map((field) => field.name), ...rows], (row, column) => contactsAt?.(row - 1, column)),
      ),
    })
    resources.push({
      name: key,
      title,
      path,
      profile: 'tabular-data-resource',
      format: 'csv',
      mediatype: 'text/csv',
      encoding: 'utf-8',
      schema: { fields, missingValues: [''] },
    })
  }
  add('editions', say('text.open.data.index'), indexSheet(scene, editions))
  const seen = new Map<string, number>()
  for (const edition of editions) {
    const key = `${edition.itemCode}-${edition.periodKey}`.toLowerCase()
    const sheets = [
      ...(edition.body?.content.blocks ?? []).map((block) => sheetOf(scene, block)),
      withheldSheet(scene, edition),
    ]
    for (const sheet of sheets) {
      if (!sheet || sheet.rows.length === 0) continue
      const nth = (seen.get(key) ?? 0) + 1
      seen.set(key, nth)
      const title = sheet.title === '' ? edition.title : `${edition.title} ${sheet.title}`
      add(`${key}-${nth}`, title, sheet)
    }
  }
  const descriptor = {
    profile: 'tabular-data-package',
    name: `village-${village.code}`,
    id: `${origin}/v/${village.code}/open-data.zip`,
    title: say('text.open.data.title', { village: name(village.name) }),
    description: county.config.demo
      ? `${say('text.open.data.note')} ${say('text.open.data.demo')}`
      : say('text.open.data.note'),
    homepage: `${origin}/v/${village.code}/open`,
    keywords: [...new Set(editions.map(({ periodKey }) => periodWords(reader, periodKey)))],
    resources,
  }
  entries.unshift({ name: 'datapackage.json', data: Buffer.from(JSON.stringify(publicValue(descriptor), null, 2)) })
  return writeZip(entries)
}
