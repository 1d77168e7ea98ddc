import { SaxesParser } from 'saxes'
import { DEPTH_MAX, PIECE_MAX } from './limits.ts'
import { tooLarge, unreadable } from './problem.ts'

/** What a reader of XML listens to. Names come without their prefix. */
export interface XmlListener {
  open(name: string, attributes: Readonly<Record<string, string>>): void
  close(name: string): void
  text(text: string): void
}

const localName = (name: string): string => name.slice(name.indexOf(':') + 1)

/**
 * Feeds XML to a listener and stops after every piece, so that what was found can be handed on. Declarations of types are
 * refused: a workbook has none, a bomb has.
 */
export async function* xmlSteps(pieces: AsyncIterable<Buffer>, listener: XmlListener): AsyncGenerator<void> {
  const parser = new SaxesParser({ fragment: false })
  let depth = 0
  let sinceEvent = 0
  parser.on('error', (error) => {
    throw unreadable(error.message)
  })
  parser.on('doctype', () => {
    throw unreadable('a document type')
  })
  parser.on('opentag', ({ name, attributes }) => {
    depth += 1
    sinceEvent = 0
    if (depth > DEPTH_MAX) throw unreadable('nested too deep')
    listener.open(localName(name), attributes as Record<string, string>)
  })
  parser.on('closetag', ({ name }) => {
    depth -= 1
    sinceEvent = 0
    listener.close(localName(name))
  })
  parser.on('text', (text) => listener.text(text))
  parser.on('cdata', (text) => listener.text(text))
  let decoder: InstanceType<typeof TextDecoder> | undefined
  for await (const piece of pieces) {
    decoder ??= new TextDecoder(piece[0] === 0xff && piece[1] === 0xfe ? 'utf-16le' : 'utf-8', { fatal: true })
    sinceEvent += piece.length
    if (sinceEvent > PIECE_MAX) throw tooLarge('one endless piece of XML')
    let text: string
    try {
      text = decoder.decode(piece, { stream: true })
    } catch {
      throw unreadable('XML in no encoding of ours')
    }
    parser.write(text)
    yield
  }
  parser.close()
}

/** Feeds XML to a listener to its end. */
export async function readXml(pieces: AsyncIterable<Buffer>, listener: XmlListener): Promise<void> {
  const steps = xmlSteps(pieces, listener)
  for (let step = await steps.next(); step.done !== true; step = await steps.next());
}
