import type { PaperSearch } from '@xiangzhi/language'
import { Refusal } from '#platform/refusal'
import { turnsOf } from '#platform/turns'
import { searchPdf } from './search-pdf.ts'
import { searchWorkbook } from './search-workbook.ts'

/** Whoever hands in a paper waits for its turn a while; beyond so many it is searched later. */
const turns = turnsOf({ atOnce: 1, waitingMax: 10 })

/**
 * Searches a paper for numbers that must not be public: the words of a PDF, the cells of a sheet; of a picture it says that it was
 * not searched. It reads in a thread of its own; call it outside transactions. It never throws for what the paper is, and answers
 * undefined when too many papers wait.
 */
export async function searchPaper(mediaType: string, bytes: Uint8Array): Promise<PaperSearch | undefined> {
  if (mediaType.startsWith('image/')) return { unsearched: { why: 'picture' }, found: [] }
  try {
    const end = await turns.take()
    try {
      return mediaType === 'application/pdf' ? await searchPdf(bytes) : await searchWorkbook(bytes)
    } finally {
      end()
    }
  } catch (error) {
    if (error instanceof Refusal && error.code === 'try-later') return undefined
    throw error
  }
}
