/** How much of a sheet is read at most; whatever is beyond is refused, never cut off in silence. */
export interface SheetLimits {
  /** Rows with something in them. */
  readonly rowsMax: number
  /** The last column that may hold something. */
  readonly columnsMax: number
  /** Bytes that the parts of an Excel file may unpack to, taken together. */
  readonly unpackedMegabytesMax: number
  /** Seconds that the reading itself may take; the time that its reader takes between rows does not count. */
  readonly secondsMax: number
}

/** Excel itself keeps no longer text in a cell. */
export const CELL_TEXT_MAX = 32_767
/** An archive with more files than this is no workbook. */
export const ENTRIES_MAX = 5000
/** XML of a workbook nests some ten deep. */
export const DEPTH_MAX = 64
/** Characters of one tag or text; a longer one is made to fill the memory. */
export const PIECE_MAX = 1_000_000
/** Merged ranges of one sheet. */
export const MERGES_MAX = 20_000
/** Texts that a workbook shares between its cells, and their characters together. */
export const SHARED_TEXTS_MAX = 1_000_000
export const SHARED_CHARACTERS_MAX = 24_000_000
/** Memory of one reading, in megabytes of the JavaScript heap. */
export const HEAP_MEGABYTES_MAX = 256
