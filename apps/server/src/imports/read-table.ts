import { type MergedCells, readSheet, type SheetLimits, type SheetRow } from '#platform/sheets'

/** A row as it stands in the file, with how much of the file was read when it came, from 0 to 1. */
export interface TableRow extends SheetRow {
  readonly share: number
}

/** A county has a few hundred thousand households, and an Excel file about a million rows. */
const limits: SheetLimits = { rowsMax: 1_048_576, columnsMax: 200, unpackedMegabytesMax: 400, secondsMax: 180 }

/** The rows of an Excel or text file, one after the other: a file of any length needs the same memory. Merged ranges are collected on the way. */
export async function* readTable(path: string, merges: MergedCells[] = []): AsyncGenerator<TableRow> {
  for await (const part of readSheet({ path }, { limits })) {
    merges.push(...part.merges)
    for (const row of part.rows) yield { ...row, share: part.share }
  }
}
