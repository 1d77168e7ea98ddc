export { type BoardPress, boardPress } from './press.ts'
export { type PrintStep, printRun } from './print-run.ts'
export { type SheetWishes, type VillageDisclosure, villageSheet } from './village-sheet.ts'
export {
  type BoardContact,
  type BoardSection,
  type BoardSheet,
  type BoardSize,
  boardSizes,
  checkBoardSheet,
  daysHung,
} from './sheet.ts'
