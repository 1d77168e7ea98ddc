import { type ChildProcess, fork } from 'node:child_process'
import { setPriority } from 'node:os'
import { fileURLToPath } from 'node:url'
import type { CompileAnswer, CompileRequest } from './compile-worker.ts'
import { composeSheet } from './compose.ts'
import { type BoardSheet, type BoardSize, publicSheet } from './sheet.ts'

/**
 * Draws sheets in a process of its own, at low priority: a print run does not keep villagers waiting, and the memory that
 * fonts and pages take, which no thread gives back, is free again when it ends.
 */
export interface BoardPress {
  /** One PDF with the sheets one after another, each counting its own pages. The same sheets give the same bytes. */
  draw(sheets: readonly BoardSheet[], size: BoardSize): Promise<Buffer>
  /** A sheet as it will be printed, all its pages one below the other, as an SVG picture for a screen. */
  picture(sheet: BoardSheet, size: BoardSize): Promise<string>
  close(): Promise<void>
}

type Drawn = Exclude<CompileAnswer, { readonly problem: string }>

interface Waiting {
  readonly resolve: (drawn: Drawn) => void
  readonly reject: (error: Error) => void
}

/** It holds fonts in memory, and goes when nothing was printed for so long. */
const idleMs = 60_000

class Press implements BoardPress {
  private worker: ChildProcess | undefined
  private readonly waiting = new Map<number, Waiting>()
  private asked = 0
  private idle: NodeJS.Timeout | undefined

  private start(): ChildProcess {
    clearTimeout(this.idle)
    if (this.worker) return this.worker
    const worker = fork(fileURLToPath(new URL('compile-worker.ts', import.meta.url)), [], {
      serialization: 'advanced',
      execArgv: [],
    })
    if (worker.pid !== undefined) setPriority(worker.pid, 10)
    worker.on('message', (answer: CompileAnswer) => {
      const waiting = this.waiting.get(answer.id)
      this.waiting.delete(answer.id)
      if ('problem' in answer) waiting?.reject(new Error(answer.problem))
      else waiting?.resolve(answer)
      if (this.waiting.size === 0) this.rest()
    })
    worker.on('error', (error) => this.fail(worker, error))
    worker.on('exit', () => this.fail(worker, new Error('the board press stopped')))
    this.worker = worker
    return worker
  }

  private rest(): void {
    this.worker?.unref()
    this.worker?.channel?.unref()
    clearTimeout(this.idle)
    this.idle = setTimeout(() => void this.close(), idleMs)
    this.idle.unref()
  }

  private fail(worker: ChildProcess, error: unknown): void {
    if (this.worker !== worker) return
    this.worker = undefined
    for (const { reject } of this.waiting.values()) reject(error instanceof Error ? error : new Error(String(error)))
    this.waiting.clear()
  }

  private async ask(sheets: readonly BoardSheet[], size: BoardSize, picture: boolean): Promise<Drawn> {
    if (sheets.length === 0) throw new RangeError('nothing to print')
    const drawn = JSON.stringify(sheets.map((sheet, at) => composeSheet(publicSheet(sheet), size, at + 1)))
    const worker = this.start()
    worker.ref()
    worker.channel?.ref()
    this.asked += 1
    const id = this.asked
    return await new Promise<Drawn>((resolve, reject) => {
      this.waiting.set(id, { resolve, reject })
      worker.send({ id, sheets: drawn, picture } satisfies CompileRequest, (error) => {
        if (error) this.fail(worker, error)
      })
    })
  }

  async draw(sheets: readonly BoardSheet[], size: BoardSize): Promise<Buffer> {
    const drawn = await this.ask(sheets, size, false)
    return 'pdf' in drawn ? Buffer.from(drawn.pdf) : Buffer.alloc(0)
  }

  async picture(sheet: BoardSheet, size: BoardSize): Promise<string> {
    const drawn = await this.ask([sheet], size, true)
    return 'svg' in drawn ? drawn.svg : ''
  }

  async close(): Promise<void> {
    clearTimeout(this.idle)
    const worker = this.worker
    if (!worker) return
    const ended = new Promise<void>((resolve) => {
      worker.once('exit', () => resolve())
    })
    this.fail(worker, new Error('the board press was closed'))
    worker.ref()
    worker.kill()
    await ended
  }
}

/** A press that is started by its first sheet. */
export function boardPress(): BoardPress {
  return new Press()
}
