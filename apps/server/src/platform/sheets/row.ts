import type { SheetCell } from './cell.ts'

/** A row with something in it, by its number in the file (the first is 1); cells stand at their column. */
export interface SheetRow {
  /** The name of its sheet; empty for text files. */
  readonly sheet: string
  readonly no: number
  readonly cells: readonly SheetCell[]
}

/** Cells that are one on the screen: what they say stands in the first of them only. Rows and columns count from 1. */
export interface MergedCells {
  readonly sheet: string
  readonly row: number
  readonly toRow: number
  readonly column: number
  readonly toColumn: number
}
