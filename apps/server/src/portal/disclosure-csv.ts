import { csvLines, publicText } from '@xiangzhi/language'
import type { Scene } from './desk.ts'
import type { VillageDisclosure } from './disclosure-parts.ts'
import { exactWords } from './times.ts'

/**
 * A CSV file that everybody may have: every text is screened, and no cell is computed by a spreadsheet.
 *
 * @param contactsAt the numbers that were let through in a cell
 */
export const publicCsv = (
  rows: readonly (readonly (string | number)[])[],
  contactsAt: (row: number, column: number) => readonly string[] | undefined = () => undefined,
): string =>
  csvLines(
    rows.map((row, at) =>
      row.map((cell, column) => (typeof cell === 'string' ? publicText(cell, contactsAt(at, column)) : cell)),
    ),
  )

/** What a village published and what is missing, for a spreadsheet; with a byte order mark so that Excel reads the Chinese. */
export function openCsv(scene: Scene, { published, missing, due }: VillageDisclosure): string {
  const { say, name, origin } = scene.reader
  const head = ['item', 'heading', 'period', 'status', 'publishedAt', 'standsUntil', 'dueOn', 'address'] as const
  const there = published.map((line) => [
    line.itemCode,
    line.title,
    line.period,
    say(`text.open.state.${line.state}`),
    exactWords(new Date(line.publishedAt)),
    line.standsUntil,
    '',
    `${origin}/e/${line.editionId}`,
  ])
  const status = { missing: 'text.open.missing.tag', exempt: 'text.open.exempt.tag' } as const
  const absent = [...missing, ...due].map((line) => [
    line.itemCode,
    name(line.itemName),
    line.period,
    say(line.status === 'missing' || line.status === 'exempt' ? status[line.status] : 'text.open.due.tag'),
    '',
    '',
    line.dueOn ?? '',
    '',
  ])
  return `\uFEFF${publicCsv([head.map((key) => say(`text.open.data.${key}`)), ...there, ...absent])}`
}
