import { writeZip, type ZipEntry } from '#platform/zip'
import type { BoardPress } from './press.ts'
import type { BoardSheet, BoardSize } from './sheet.ts'

/** How far a print run has come. The last step carries what was made. */
export type PrintStep =
  | { readonly done: number; readonly of: number; readonly village: string }
  | { readonly done: number; readonly of: number; readonly archive: Buffer }

const fileName = ({ village, period }: BoardSheet): string =>
  `${village.code} ${village.name} ${period}`.replaceAll(/[\\/:*?"<>|\p{Cc}]/gu, '-')

/**
 * Prints the sheets of many villages: a PDF for each, and one with all of them in order, in one archive. It yields after every
 * village, so that whoever waits sees how far it is, and leaving the loop ends the run.
 */
export async function* printRun(
  press: BoardPress,
  sheets: readonly BoardSheet[],
  size: BoardSize,
  mergedName: string,
): AsyncGenerator<PrintStep> {
  const of = sheets.length
  const files: ZipEntry[] = []
  for (const [at, sheet] of sheets.entries()) {
    // oxlint-disable-next-line no-await-in-loop -- one sheet at a time leaves the second core to the villagers
    const data = await press.draw([sheet], size)
    files.push({ name: `${fileName(sheet)}.pdf`, data, compress: false })
    yield { done: at + 1, of, village: sheet.village.name }
  }
  const merged = await press.draw(sheets, size)
  yield { done: of, of, archive: writeZip([{ name: `${mergedName}.pdf`, data: merged, compress: false }, ...files]) }
}
