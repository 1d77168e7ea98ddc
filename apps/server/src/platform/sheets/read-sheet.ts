import { Worker } from 'node:worker_threads'
import { Refusal } from '#platform/refusal'
import { turnsOf } from '#platform/turns'
import { HEAP_MEGABYTES_MAX, type SheetLimits } from './limits.ts'
import { SheetProblem, tooLarge } from './problem.ts'
import type { ReadAnswer, ReadTask } from './read-worker.ts'
import type { MergedCells, SheetRow } from './row.ts'
import type { SheetFile } from './source.ts'

/** Some rows of a sheet, with how much of it is read by now, from 0 to 1. Merged ranges come with or behind the rows they lie in. */
export interface SheetPart {
  readonly rows: readonly SheetRow[]
  readonly merges: readonly MergedCells[]
  readonly share: number
}

/** Sheets that are read at the same time; more of them wait, so that reading never takes the whole machine. */
const READERS_MAX = 2
/** Beyond so many that wait, nobody is told to. */
const WAITING_MAX = 20

const turns = turnsOf({ atOnce: READERS_MAX, waitingMax: WAITING_MAX })

/** The thread that reads one file, and the time it may still take. */
class Reader {
  private readonly worker: Worker
  private msLeft: number
  private readonly limits: SheetLimits

  constructor(task: ReadTask) {
    this.limits = task.limits
    this.msLeft = task.limits.secondsMax * 1000
    this.worker = new Worker(new URL('read-worker.ts', import.meta.url), {
      workerData: task,
      execArgv: [],
      env: {},
      resourceLimits: { maxOldGenerationSizeMb: HEAP_MEGABYTES_MAX, maxYoungGenerationSizeMb: 32 },
    })
  }

  next(): Promise<ReadAnswer> {
    const { worker } = this
    const since = performance.now()
    return new Promise<ReadAnswer>((resolve, reject) => {
      const settle = (how: () => void): void => {
        clearTimeout(timer)
        worker.removeAllListeners('message')
        worker.removeAllListeners('error')
        worker.removeAllListeners('exit')
        // A thread that is ended may still report why; nobody is listening for that any more.
        worker.on('error', () => undefined)
        this.msLeft -= performance.now() - since
        how()
      }
      const timer = setTimeout(
        () => settle(() => reject(new SheetProblem('sheet-too-slow', { limit: this.limits.secondsMax }))),
        Math.max(1, this.msLeft),
      )
      worker.on('message', (answer: ReadAnswer) => settle(() => resolve(answer)))
      worker.on('error', (error: NodeJS.ErrnoException) =>
        settle(() => reject(error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? tooLarge('out of memory') : error)),
      )
      worker.on('exit', () => settle(() => reject(new Error('the reader of sheets stopped'))))
      worker.postMessage('next', [])
    })
  }

  async close(): Promise<void> {
    await this.worker.terminate()
  }
}

/**
 * Reads an Excel or text file: the one reader of sheets. It works in a thread of its own with limits on rows, columns, texts,
 * unpacked bytes, memory and time, so that no file stalls the server; call it outside transactions. What the file is, its first
 * bytes say. Throws `SheetProblem`, and the refusal `try-later` when too many are being read.
 */
export async function* readSheet(
  file: SheetFile,
  { limits, which = 'first' }: { readonly limits: SheetLimits; readonly which?: 'first' | 'all' | 'everything' },
): AsyncGenerator<SheetPart> {
  const end = await turns.take()
  try {
    const reader = new Reader({ file, limits, which })
    try {
      for (;;) {
        const answer = await reader.next()
        if ('end' in answer) return
        if ('problem' in answer) throw new SheetProblem(answer.problem, answer.facts, answer.detail)
        yield answer
      }
    } finally {
      await reader.close()
    }
  } finally {
    end()
  }
}

/** The refusal that answers a sheet which cannot be read; anything else stays what it is. */
export function refusedSheet(error: unknown): unknown {
  return error instanceof SheetProblem ? new Refusal(error.code, error.facts, error.message) : error
}
