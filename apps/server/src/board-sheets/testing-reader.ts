import { getDocument } from 'pdfjs-dist/legacy/build/pdf.mjs'
import { scanRGBABuffer } from '@undecaf/zbar-wasm'

/** A page as two programs see it that know nothing of ours: its words, its sizes of type, and the codes on it. */
export interface ReadPage {
  readonly words: string
  /** The smallest and the largest type on the page, in points. */
  readonly type: { readonly least: number; readonly most: number }
  readonly codes: readonly string[]
}

/** What pdf.js draws on where there is no browser. */
interface Canvas {
  readonly canvas: unknown
  readonly context: { getImageData(x: number, y: number, w: number, h: number): { readonly data: Uint8ClampedArray } }
}

/** Reads a PDF with pdf.js, rasterises it at a resolution (dots per inch) and looks for codes with ZBar. */
export async function readPdf(pdf: Uint8Array, dpi = 150): Promise<ReadPage[]> {
  const document = await getDocument({ data: new Uint8Array(pdf), verbosity: 0 }).promise
  const pages: ReadPage[] = []
  for (let no = 1; no <= document.numPages; no += 1) {
    const page = await document.getPage(no)
    const { items } = await page.getTextContent()
    const texts = items.flatMap((item) => ('str' in item && item.str.trim() !== '' ? [item] : []))
    const sizes = texts.map(({ height }) => Math.round(height * 10) / 10).filter((size) => size > 0)
    const viewport = page.getViewport({ scale: dpi / 72 })
    const [width, height] = [Math.ceil(viewport.width), Math.ceil(viewport.height)]
    const { canvas, context } = (document.canvasFactory as { create(w: number, h: number): Canvas }).create(
      width,
      height,
    )
    await page.render({ canvas, canvasContext: context, viewport }).promise
    const { data } = context.getImageData(0, 0, width, height)
    const found = await scanRGBABuffer(new Uint8Array(data).buffer, width, height)
    pages.push({
      words: texts.map(({ str }) => str).join(''),
      type: { least: Math.min(...sizes), most: Math.max(...sizes) },
      codes: found.map((symbol) => symbol.decode()),
    })
  }
  await document.loadingTask.destroy()
  return pages
}
