export {
  blankSheet,
  type Cell,
  type ColumnKind,
  type SheetFile,
  leavingSheet,
  noteLeaving,
  type Sheet,
  type SheetColumn,
  type Taking,
  writeSheet,
} from './write-sheet.ts'
