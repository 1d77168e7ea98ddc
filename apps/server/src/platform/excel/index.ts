export {
  type Cell,
  type ColumnKind,
  type ExcelFile,
  excelMediaType,
  type Sheet,
  type SheetColumn,
  writeSheet,
} from './write-sheet.ts'
