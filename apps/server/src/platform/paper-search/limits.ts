/** How much of a paper is searched. What is beyond is said to be not searched, never taken for clean. */
export const limits = {
  /** Pages of a PDF. */
  pagesMax: 300,
  /** Characters of a PDF, taken together. */
  charactersMax: 2_000_000,
  /** Seconds that one paper may take. */
  secondsMax: 20,
  /** Memory of one reading, in megabytes of the JavaScript heap. */
  heapMegabytesMax: 256,
  /** Cells of a workbook with something in them. */
  cellsMax: 400_000,
  /** What is found in one paper is listed so far; one would be enough to hold it back. */
  foundMax: 20,
} as const
