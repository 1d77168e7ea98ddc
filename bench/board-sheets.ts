import { cpuSeconds, familyOf, memoryMb } from './processes.ts'
import { boardPress, printRun } from '../apps/server/src/board-sheets/index.ts'
import { quarterSheet } from '../apps/server/src/board-sheets/testing-sheets.ts'
import { median } from './measure.ts'
import { sayLine, shown, table } from './report.ts'

/** As many villages as the town of the pack has. */
const villages = 35

/** Board sheets: one after another, warm, and the print run of a whole town with its archive. */
export async function measureBoardSheets(sheetsMax = 40): Promise<void> {
  const press = boardPress()
  const rows: string[][] = []
  const begin = performance.now()
  await press.draw([quarterSheet()], 'a3')
  const first = performance.now() - begin
  for (const size of ['a3', 'a4'] as const) {
    const times: number[] = []
    const cpu = cpuSeconds(familyOf(process.pid))
    let bytes = 0
    for (let no = 0; no < sheetsMax; no += 1) {
      // Every sheet differs, so that nothing is answered from a cache.
      const sheet = quarterSheet({ code: `3716031${String(no).padStart(5, '0')}`, rows: 20 + no })
      const at = performance.now()
      bytes = (await press.draw([sheet], size)).length
      times.push(performance.now() - at)
    }
    const spent = cpuSeconds(familyOf(process.pid)) - cpu
    const p50 = median(times)
    rows.push([
      size.toUpperCase(),
      shown.ms(p50),
      shown.ratio(1000 / p50),
      shown.ratio((spent / sheetsMax) * 1000),
      String(bytes),
    ])
  }
  table(
    'Board sheets, seven sections, one after another',
    ['paper', 'p50 ms', 'a second', 'CPU ms a sheet', 'bytes'],
    rows,
  )
  const sheets = Array.from({ length: villages }, (_, no) =>
    quarterSheet({ code: `371603106${String(200 + no)}`, name: `第${no + 1}村`, rows: 20 + no }),
  )
  const start = performance.now()
  let size = 0
  for await (const step of printRun(press, sheets, 'a3', '全镇')) if ('archive' in step) size = step.archive.length
  const seconds = (performance.now() - start) / 1000
  const pressMb = memoryMb(familyOf(process.pid).filter((pid) => pid !== process.pid))
  sayLine(
    `\nThe first sheet with the start of the press: ${shown.ms(first)} ms. A town of ${villages} villages, each its own PDF and all in one: ${shown.ms(seconds)} s, ${(size / 1e6).toFixed(1)} MB. Memory: this process ${memoryMb([process.pid])} MB, the press ${pressMb} MB, which it gives back when it ends.`,
  )
  await press.close()
}

if (import.meta.main) await measureBoardSheets()
