import type { Scene } from './desk.ts'
import type { VillageDisclosure } from './disclosure-parts.ts'
import { exactWords } from './times.ts'

/** Text for a cell of a CSV file; a leading sign that a spreadsheet would read as a formula is disarmed. */
export function csvCell(value: string | number): string {
  if (typeof value === 'number') return String(value)
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value
  return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

export const csvLines = (rows: readonly (readonly (string | number)[])[]): string =>
  rows.map((row) => `${row.map(csvCell).join(',')}\r\n`).join('')

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
  return `\uFEFF${csvLines([head.map((key) => say(`text.open.data.${key}`)), ...there, ...absent])}`
}
