import { readFileSync } from 'node:fs'
import { NodeCompiler, PdfStandard } from '@myriaddreamin/typst-ts-node-compiler'
import { paperFontFolders } from '#platform/paper-fonts'

/** What the process is asked: sheets in words, as JSON. */
export interface CompileRequest {
  readonly id: number
  readonly sheets: string
  /** A picture for a screen instead of the PDF for the printer. */
  readonly picture: boolean
}

export type CompileAnswer =
  | { readonly id: number; readonly pdf: Uint8Array }
  | { readonly id: number; readonly svg: string }
  | { readonly id: number; readonly problem: string }

const layout = readFileSync(new URL('board-sheet.typ', import.meta.url), 'utf8')
const compiler = NodeCompiler.create({ fontArgs: [{ fontPaths: [...paperFontFolders] }] })

function documentOf(sheets: string) {
  const compiled = compiler.compile({ mainFileContent: layout, inputs: { sheets } })
  const problem = compiled.takeError()
  if (problem || !compiled.result) throw new Error(JSON.stringify(problem?.shortDiagnostics ?? 'no document'))
  return compiled.result
}

function printed(sheets: string): Uint8Array {
  const document = documentOf(sheets)
  try {
    return compiler.pdf(document, { pdfStandard: PdfStandard.A_2a })
  } catch {
    // PDF/A forbids a character that no font has, such as an emoji; such a sheet is an ordinary tagged PDF.
    return compiler.pdf(document)
  }
}

function answer({ id, sheets, picture }: CompileRequest): CompileAnswer {
  try {
    return picture ? { id, svg: compiler.svg(documentOf(sheets)) } : { id, pdf: printed(sheets) }
  } catch (error) {
    return { id, problem: String(error) }
  } finally {
    // Sheets have little in common but the fonts, which stay.
    compiler.evictCache(0)
  }
}

process.on('message', (request: CompileRequest) => {
  process.send?.(answer(request))
})
// Whoever asked is gone; nobody waits for a sheet any more.
process.on('disconnect', () => process.exit())
