import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { parentPort } from 'node:worker_threads'
import { NodeCompiler, PdfStandard } from '@myriaddreamin/typst-ts-node-compiler'

/** What the thread is asked: sheets in words, as JSON. */
export interface CompileRequest {
  readonly id: number
  readonly sheets: string
}

export type CompileAnswer =
  | { readonly id: number; readonly pdf: Uint8Array }
  | { readonly id: number; readonly problem: string }

const require = createRequire(import.meta.url)
const weights = { 'noto-serif-sc': ['400Regular', '700Bold', '900Black'], 'noto-sans-sc': ['400Regular', '700Bold'] }
const fontPaths = Object.entries(weights).flatMap(([family, folders]) => {
  const root = dirname(require.resolve(`@expo-google-fonts/${family}/package.json`))
  return folders.map((folder) => join(root, folder))
})

const layout = readFileSync(new URL('board-sheet.typ', import.meta.url), 'utf8')
const compiler = NodeCompiler.create({ fontArgs: [{ fontPaths }] })

function compile(sheets: string): Uint8Array {
  const compiled = compiler.compile({ mainFileContent: layout, inputs: { sheets } })
  const problem = compiled.takeError()
  if (problem || !compiled.result) throw new Error(JSON.stringify(problem?.shortDiagnostics ?? 'no document'))
  try {
    return compiler.pdf(compiled.result, { pdfStandard: PdfStandard.A_2a })
  } catch {
    // PDF/A forbids a character that no font has, such as an emoji; such a sheet is an ordinary tagged PDF.
    return compiler.pdf(compiled.result)
  }
}

function answer({ id, sheets }: CompileRequest): CompileAnswer {
  try {
    return { id, pdf: compile(sheets) }
  } catch (error) {
    return { id, problem: String(error) }
  } finally {
    // What one sheet left in the caches helps the next few, and no more.
    compiler.evictCache(4)
  }
}

parentPort?.on('message', (request: CompileRequest) => {
  // oxlint-disable-next-line require-post-message-target-origin -- a thread, not a window
  parentPort?.postMessage(answer(request))
})
