import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { parentPort, workerData } from 'node:worker_threads'
import { type FoundInPaper, searchPiece } from '@xiangzhi/language'
import { getDocument, VerbosityLevel } from 'pdfjs-dist/legacy/build/pdf.mjs'
import { limits } from './limits.ts'
import { isReadable, piecesOfPage } from './pdf-pieces.ts'

/** What the thread tells of a PDF: page by page, then that it has come to the end, or why it did not. */
export type PdfAnswer =
  | { readonly page: number; readonly readable: boolean; readonly found: readonly FoundInPaper[] }
  | { readonly end: 'read' | 'too-large' | 'unreadable' }

const tell = (answer: PdfAnswer): void => parentPort?.postMessage(answer, [])

/** The folders of pdf.js; without its tables of characters most Chinese PDFs have no words. */
const home = dirname(createRequire(import.meta.url).resolve('pdfjs-dist/package.json'))
const folder = (name: string): string => join(home, name, '/')

/** What is typed into the fields of a form and written beside the text. */
function wordsOfField(field: Readonly<Record<string, unknown>>): string[] {
  const { fieldValue, contentsObj } = field as { fieldValue?: unknown; contentsObj?: { str?: unknown } }
  return [fieldValue, contentsObj?.str].flatMap((words) => (typeof words === 'string' && words !== '' ? [words] : []))
}

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
  for (let no = 1; no <= pdf.numPages; no += 1) {
    if (no > limits.pagesMax) return { end: 'too-large' }
    const page = await pdf.getPage(no)
    const { items } = await page.getTextContent()
    const texts = items.flatMap((item) => ('str' in item ? [item] : []))
    const fields = ((await page.getAnnotations()) as Record<string, unknown>[]).flatMap(wordsOfField)
    characters += texts.reduce((sum, { str }) => sum + str.length, 0)
    if (characters > limits.charactersMax) return { end: 'too-large' }
    const found = piecesOfPage(no, texts, fields).flatMap(searchPiece)
    tell({ page: no, readable: isReadable(texts), found: found.slice(0, limits.foundMax) })
    page.cleanup()
  }
  return { end: 'read' }
}

// A PDF may break its reader in any way; whatever it is, the paper was not read.
tell(await read().catch((): PdfAnswer => ({ end: 'unreadable' })))
