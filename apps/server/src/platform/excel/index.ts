export {
  type Cell,
  type ColumnKind,
  type ExcelFile,
  excelMediaType,
  leavingSheet,
  type Sheet,
  type SheetColumn,
  writeSheet,
} from './write-sheet.ts'
