import { Worker } from 'node:worker_threads'
import type { CompileAnswer, CompileRequest } from './compile-worker.ts'
import { composeSheet } from './compose.ts'
import type { BoardSheet, BoardSize } from './sheet.ts'

/** Draws sheets in a thread of its own, so that a print run does not keep villagers waiting. */
export interface BoardPress {
  /** One PDF with the sheets one after another, each counting its own pages. The same sheets give the same bytes. */
  draw(sheets: readonly BoardSheet[], size: BoardSize): Promise<Buffer>
  close(): Promise<void>
}

interface Waiting {
  readonly resolve: (pdf: Buffer) => void
  readonly reject: (error: Error) => void
}

/** The thread holds fonts in memory; it goes when nothing was printed for so long. */
const idleMs = 60_000

class Thread implements BoardPress {
  private worker: Worker | undefined
  private readonly waiting = new Map<number, Waiting>()
  private asked = 0
  private idle: NodeJS.Timeout | undefined

  private start(): Worker {
    clearTimeout(this.idle)
    if (this.worker) return this.worker
    const worker = new Worker(new URL('compile-worker.ts', import.meta.url))
    worker.on('message', (answer: CompileAnswer) => {
      const waiting = this.waiting.get(answer.id)
      this.waiting.delete(answer.id)
      if ('pdf' in answer) waiting?.resolve(Buffer.from(answer.pdf))
      else waiting?.reject(new Error(answer.problem))
      if (this.waiting.size === 0) this.rest()
    })
    worker.on('error', (error) => this.fail(worker, error))
    worker.on('exit', () => this.fail(worker, new Error('the board press stopped')))
    this.worker = worker
    return worker
  }

  private rest(): void {
    this.worker?.unref()
    clearTimeout(this.idle)
    this.idle = setTimeout(() => void this.close(), idleMs)
    this.idle.unref()
  }

  private fail(worker: Worker, error: unknown): void {
    if (this.worker !== worker) return
    this.worker = undefined
    for (const { reject } of this.waiting.values()) reject(error instanceof Error ? error : new Error(String(error)))
    this.waiting.clear()
  }

  async draw(sheets: readonly BoardSheet[], size: BoardSize): Promise<Buffer> {
    if (sheets.length === 0) throw new RangeError('nothing to print')
    const drawn = JSON.stringify(sheets.map((sheet, at) => composeSheet(sheet, size, at + 1)))
    const worker = this.start()
    worker.ref()
    this.asked += 1
    const id = this.asked
    return await new Promise<Buffer>((resolve, reject) => {
      this.waiting.set(id, { resolve, reject })
      // oxlint-disable-next-line require-post-message-target-origin -- a thread, not a window
      worker.postMessage({ id, sheets: drawn } satisfies CompileRequest)
    })
  }

  async close(): Promise<void> {
    clearTimeout(this.idle)
    const worker = this.worker
    this.worker = undefined
    await worker?.terminate()
  }
}

/** A press that is started by its first sheet. */
export function boardPress(): BoardPress {
  return new Thread()
}
