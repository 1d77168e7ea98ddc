import type { Figures } from './measure.ts'

const say = (line = ''): void => void process.stdout.write(`${line}\n`)

const digits = (value: number, places: number): string => (Number.isFinite(value) ? value.toFixed(places) : '–')

/** A heading and, in Markdown, a table. */
export function table(title: string, columns: readonly string[], rows: readonly (readonly string[])[]): void {
  say(`\n### ${title}\n`)
  const width = columns.map((column, at) => Math.max(column.length, ...rows.map((row) => row[at]?.length ?? 0)))
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, at) => (at === 0 ? cell.padEnd(width[at] ?? 0) : cell.padStart(width[at] ?? 0))).join(' | ')} |`
  say(line(columns))
  say(`|${width.map((one, at) => (at === 0 ? '-'.repeat(one + 2) : `${'-'.repeat(one + 1)}:`)).join('|')}|`)
  for (const row of rows) say(line(row))
}

export const sayLine = say

/** Milliseconds, requests and CPU as the tables show them. */
export const shown = {
  ms: (value: number): string => digits(value, 2),
  ratio: (value: number): string => digits(value, 2),
  perSecond: (value: number): string => digits(value, 0),
  cpu: ({ cpuApp, cpuDatabase }: Pick<Figures, 'cpuApp' | 'cpuDatabase'>): string =>
    `${digits(cpuApp + cpuDatabase, 2)} (${digits(cpuApp, 2)} + ${digits(cpuDatabase, 2)})`,
}
