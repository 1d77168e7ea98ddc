import {
  type Block,
  type CellValue,
  type Content,
  type DisclosureItem,
  type DisclosurePeriod,
  emptyContent,
  publishCounts,
  withEmptyNote,
  startOfDay,
  endOfDay,
} from '@xiangzhi/language'
import { processes } from '@xiangzhi/practices'
import { sentences } from '@xiangzhi/text'
import type { CountyConfig } from '#platform/county-config'
import type { Tx } from '#platform/database'
import { refuseUnless } from '#platform/refusal'
import { countReported, type ReportedCount } from '#kernel/cases'
import type { Place } from '#kernel/places'

type Counts = NonNullable<DisclosureItem['counts']>

/** What the choices of a field are called, or the classes of the county. */
function namesOf(config: CountyConfig, { process, by }: Counts): ReadonlyMap<string, string> {
  if (by === 'class') return new Map(config.classes.map(({ code, name }) => [code, name.zh]))
  const field = processes.find(({ key }) => key === process)?.fields[by.field]
  if (field?.kind !== 'choice') throw new Error(`${by.field} of ${process} is no choice`)
  return new Map(Object.entries(field.options).map(([key, label]) => [key, sentences['zh-CN'][label]]))
}

/** Which column of a template takes which figure, by the keys that catalogues use. */
const figures: Readonly<Record<string, (count: ReportedCount & { name: string }) => CellValue>> = {
  category: ({ name }) => name,
  kind: ({ name }) => name,
  received: ({ received }) => received,
  closed: ({ done }) => done,
  agreed: ({ done }) => done,
  open: ({ inHand }) => inHand,
  late: ({ late }) => late,
}

function filled(
  block: Block,
  template: DisclosureItem['template'][number],
  rows: readonly (ReportedCount & { name: string })[],
): Block[] {
  if (block.kind !== 'table' || template.kind !== 'table') return [block]
  const counted = block.columns.filter(({ key, align }) => align === 'number' && figures[key] !== undefined)
  const { cells, sums, hides } = publishCounts(
    rows.map((row) => counted.map(({ key }) => Number(figures[key]?.(row) ?? 0))),
  )
  const at = new Map(counted.map(({ key }, column) => [key, column]))
  const totals = (template.totals ?? []).flatMap((key) => {
    const sum = sums[at.get(key) ?? -1]
    return typeof sum === 'number' ? [[key, sum] as const] : []
  })
  const table: Block = {
    ...block,
    rows: rows.map((row, nth) =>
      Object.fromEntries(
        block.columns.map(({ key }): readonly [string, CellValue] => {
          const column = at.get(key)
          return [key, column === undefined ? (figures[key]?.(row) ?? null) : (cells[nth]?.[column] ?? null)]
        }),
      ),
    ),
    ...(totals.length > 0 ? { total: Object.fromEntries(totals) } : {}),
  }
  return rows.length === 0
    ? [{ ...table, nil: sentences['zh-CN']['text.common.nil.counted'] }]
    : withEmptyNote(table, hides)
}

/**
 * The figures of a place and a period, counted from its cases in numbers only; small ones are left out, and a sentence under the
 * table says so. They are as of `now`: for a period that is not
 * over, up to now.
 */
export async function contentFromCases(
  tx: Tx,
  config: CountyConfig,
  item: DisclosureItem,
  place: Place,
  period: DisclosurePeriod,
  now: Date,
): Promise<Content> {
  const end = period.last === null ? now : endOfDay(config.calendar, period.last)
  const between = { from: startOfDay(config.calendar, period.first), until: end < now ? end : now }
  const level = place.kind === 'village' || place.kind === 'town' ? place.kind : 'county'
  const of = { placeId: place.id, level } as const
  refuseUnless(item.counts, 'bad-input')
  const { process, by } = item.counts
  const counted =
    by === 'class'
      ? await countReported(
          tx,
          { ...of, process },
          between,
          (category) => config.categories.get(category)?.classCode ?? null,
        )
      : await countReported(tx, { ...of, process, byField: by.field }, between, (key) => key)
  const names = namesOf(config, item.counts)
  const rows = counted.map((count) => ({ ...count, name: names.get(count.kind) ?? count.kind }))
  const { blocks } = emptyContent(item)
  return {
    blocks: blocks.flatMap((block, at) => {
      const template = item.template[at]
      return template ? filled(block, template, rows) : [block]
    }),
  }
}
