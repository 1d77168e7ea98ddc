import { parentPort, workerData } from 'node:worker_threads'
import type { SheetLimits } from './limits.ts'
import { SheetProblem, unreadable } from './problem.ts'
import { readCsv } from './read-csv.ts'
import { readExcel } from './read-excel.ts'
import type { MergedCells, SheetRow } from './row.ts'
import { openSource, type SheetFile, type Source } from './source.ts'

/** What the thread is given to read. */
export interface ReadTask {
  readonly file: SheetFile
  readonly limits: SheetLimits
  readonly which: 'first' | 'all' | 'everything'
}

/** What the thread answers each time it is asked for more. */
export type ReadAnswer =
  | { readonly rows: readonly SheetRow[]; readonly merges: readonly MergedCells[]; readonly share: number }
  | { readonly end: true }
  | { readonly problem: SheetProblem['code']; readonly facts: SheetProblem['facts']; readonly detail: string }

/** Cells that are handed over at once: few enough to be unpacked between two answers of the server. */
const CELLS_AT_ONCE = 4000

/** What is handed in by mistake: papers, photos, archives of other kinds. */
const otherKinds = ['%PDF', '\u0089PNG', '\u00FF\u00D8\u00FF', 'Rar!', '7z\u00BC\u00AF', '\u001F\u008B']

interface Part {
  readonly rows: readonly SheetRow[]
  readonly merges?: readonly MergedCells[]
  readonly share: number
}

/** Whatever comes is looked at, not believed: an archive is Excel, the old format is named, all else is read as text. */
async function* partsOf(source: Source, { limits, which }: ReadTask): AsyncGenerator<Part> {
  const head = await source.read(0, 8)
  if (head.length >= 4 && head.readUInt32BE(0) === 0xd0cf11e0) throw new SheetProblem('sheet-old')
  if (head[0] === 0x50 && head[1] === 0x4b) yield* readExcel(source, limits, which)
  else if (otherKinds.some((kind) => head.toString('latin1').startsWith(kind))) throw unreadable('another kind of file')
  else yield* readCsv(source, limits)
}

async function* answers(task: ReadTask): AsyncGenerator<ReadAnswer> {
  const source = await openSource(task.file)
  try {
    let rows: SheetRow[] = []
    let cells = 0
    for await (const part of partsOf(source, task)) {
      for (const row of part.rows) {
        rows.push(row)
        cells += row.cells.length + 1
        if (cells < CELLS_AT_ONCE) continue
        yield { rows, merges: [], share: part.share }
        rows = []
        cells = 0
      }
      if (part.merges) {
        yield { rows, merges: part.merges, share: part.share }
        rows = []
        cells = 0
      }
    }
    if (rows.length > 0) yield { rows, merges: [], share: 1 }
  } catch (error) {
    const known = error instanceof SheetProblem ? error : unreadable(String(error))
    yield { problem: known.code, facts: known.facts, detail: known.message }
  } finally {
    await source.close()
  }
}

const reading = answers(workerData as ReadTask)

async function answerNext(): Promise<void> {
  const { value, done } = await reading.next()
  parentPort?.postMessage(done === true ? ({ end: true } satisfies ReadAnswer) : value, [])
}

parentPort?.on('message', () => void answerNext())
