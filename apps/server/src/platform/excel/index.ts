export { type Cell, type ColumnKind, excelMediaType, type Sheet, type SheetColumn, writeSheet } from './write-sheet.ts'
