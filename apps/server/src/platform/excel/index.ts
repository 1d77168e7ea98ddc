export {
  type Cell,
  type ColumnKind,
  type ExcelFile,
  excelMediaType,
  rowsOf,
  type Sheet,
  type SheetColumn,
  writeSheet,
} from './write-sheet.ts'
