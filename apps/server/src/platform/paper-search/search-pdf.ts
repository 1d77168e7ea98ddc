import { Worker } from 'node:worker_threads'
import type { FoundInPaper, PaperSearch, UnsearchedReason } from '@xiangzhi/language'
import { limits } from './limits.ts'
import type { PdfAnswer } from './pdf-worker.ts'
import { uniqueFound } from './unique-found.ts'

/** What of a PDF was read, as it comes in. */
interface Heard {
  readonly unread: number[]
  readonly found: FoundInPaper[]
  pages: number
}

/** Listens to the thread until it has ended, broke, or took too long. */
function listen(worker: Worker, heard: Heard): Promise<UnsearchedReason | undefined> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve('too-large'), limits.secondsMax * 1000)
    const end = (why: UnsearchedReason | undefined): void => {
      clearTimeout(timer)
      resolve(why)
    }
    worker.on('message', (answer: PdfAnswer) => {
      if ('end' in answer) return end(answer.end === 'read' ? undefined : answer.end)
      heard.pages += 1
      heard.found.push(...answer.found)
      if (!answer.readable) heard.unread.push(answer.page)
    })
    worker.on('error', (error: NodeJS.ErrnoException) =>
      end(error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? 'too-large' : 'unreadable'),
    )
    worker.on('exit', () => end('unreadable'))
  })
}

/** Searches the text layer of a PDF in a thread of its own, which has no more memory and time than the limits give it. */
export async function searchPdf(bytes: Uint8Array): Promise<PaperSearch> {
  const worker = new Worker(new URL('pdf-worker.ts', import.meta.url), {
    workerData: Uint8Array.from(bytes),
    execArgv: [],
    env: {},
    // pdf.js talks about what it does not need here; nobody listens.
    stdout: true,
    stderr: true,
    resourceLimits: { maxOldGenerationSizeMb: limits.heapMegabytesMax, maxYoungGenerationSizeMb: 32 },
  })
  const heard: Heard = { unread: [], found: [], pages: 0 }
  const why = await listen(worker, heard)
  await worker.terminate()
  const found = uniqueFound(heard.found)
  if (why !== undefined) return { unsearched: { why }, found }
  if (heard.unread.length === 0) return { unsearched: null, found }
  const whole = heard.unread.length === heard.pages
  return { unsearched: { why: 'scan', ...(!whole && { pages: heard.unread }) }, found }
}
