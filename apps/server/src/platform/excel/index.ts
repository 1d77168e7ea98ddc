export {
  blankSheet,
  type Cell,
  type ColumnKind,
  type ExcelFile,
  leavingSheet,
  noteLeaving,
  type Sheet,
  type SheetColumn,
  type Taking,
  writeSheet,
} from './write-sheet.ts'
