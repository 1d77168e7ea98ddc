import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { parentPort, workerData } from 'node:worker_threads'
import { type FoundInPaper, searchPiece } from '@xiangzhi/language'
import { getDocument, OPS, VerbosityLevel } from 'pdfjs-dist/legacy/build/pdf.mjs'
import { limits } from './limits.ts'
import { isMostlyPicture, isReadable, piecesOfPage, wordsWithin } from './pdf-pieces.ts'

/** What the thread tells of a PDF: page by page, then that it has come to the end, or why it did not. */
export type PdfAnswer =
  | { readonly page: number; readonly readable: boolean; readonly found: readonly FoundInPaper[] }
  | { readonly end: 'read' | 'holds-files' | 'too-large' | 'unreadable' }

const tell = (answer: PdfAnswer): void => parentPort?.postMessage(answer, [])

/** The folders of pdf.js; without its tables of characters most Chinese PDFs have no words. */
const home = dirname(createRequire(import.meta.url).resolve('pdfjs-dist/package.json'))
const folder = (name: string): string => join(home, name, '/')

/**
 * What is typed into the fields of a form and written beside the text: every word of an annotation, whatever kind it is. A file
 * that hangs on one is not read.
 */
const wordsOfNotes = (notes: readonly Record<string, unknown>[]): string[] =>
  notes.flatMap(({ fieldValue, contentsObj, titleObj, richText, alternativeText, url, unsafeUrl, options }) =>
    wordsWithin([fieldValue, contentsObj, titleObj, richText, alternativeText, url, unsafeUrl, options]),
  )

async function read(): Promise<PdfAnswer> {
  const pdf = await getDocument({
    data: workerData as Uint8Array,
    verbosity: VerbosityLevel.ERRORS,
    disableFontFace: true,
    useSystemFonts: false,
    cMapUrl: folder('cmaps'),
    cMapPacked: true,
    standardFontDataUrl: folder('standard_fonts'),
    wasmUrl: folder('wasm'),
  }).promise
  let characters = 0
  const { info, metadata } = await pdf.getMetadata()
  const described = wordsWithin([info, metadata?.getRaw()]).flatMap((text) => searchPiece({ at: { page: 1 }, text }))
  let whole = (await pdf.getAttachments()) === null
  for (let no = 1; no <= pdf.numPages; no += 1) {
    if (no > limits.pagesMax) return { end: 'too-large' }
    const page = await pdf.getPage(no)
    const { items } = await page.getTextContent()
    const texts = items.flatMap((item) => ('str' in item ? [item] : []))
    const notes = (await page.getAnnotations()) as Record<string, unknown>[]
    whole &&= notes.every(({ file }) => file === undefined || file === null)
    characters += texts.reduce((sum, { str }) => sum + str.length, 0)
    if (characters > limits.charactersMax) return { end: 'too-large' }
    const found = [...(no === 1 ? described : []), ...piecesOfPage(no, texts, wordsOfNotes(notes)).flatMap(searchPiece)]
    const readable = isReadable(texts) && !isMostlyPicture(await page.getOperatorList(), OPS, page.view)
    tell({ page: no, readable, found: found.slice(0, limits.foundMax) })
    page.cleanup()
  }
  return { end: whole ? 'read' : 'holds-files' }
}

// A PDF may break its reader in any way; whatever it is, the paper was not read.
tell(await read().catch((): PdfAnswer => ({ end: 'unreadable' })))
