import { Readable } from 'node:stream'
import { createInflateRaw } from 'node:zlib'
import { ENTRIES_MAX } from './limits.ts'
import { SheetProblem, tooLarge, unreadable } from './problem.ts'
import { piecesOf, type Source } from './source.ts'

/** A file of an archive, as the directory at its end describes it. */
export interface ZipPart {
  readonly name: string
  readonly method: number
  readonly packed: number
  /** What the archive says; it may lie, so that nothing but progress relies on it. */
  readonly size: number
  readonly at: number
}

const DIRECTORY_MAX = 8 * 1024 * 1024
/** The end record with the longest comment it may have. */
const TAIL = 22 + 0xffff

/** The directory of a ZIP archive (PKWARE APPNOTE 6.3); the 64-bit form and encryption are not read. */
export async function listParts(source: Source): Promise<ReadonlyMap<string, ZipPart>> {
  const tail = await source.read(Math.max(0, source.size - TAIL), Math.min(TAIL, source.size))
  const end = tail.lastIndexOf(Buffer.from([0x50, 0x4b, 5, 6]))
  if (end === -1 || end + 22 > tail.length) throw unreadable('no end of an archive')
  const count = tail.readUInt16LE(end + 10)
  const length = tail.readUInt32LE(end + 12)
  if (count > ENTRIES_MAX || length > DIRECTORY_MAX) throw tooLarge('a long directory')
  const directory = await source.read(tail.readUInt32LE(end + 16), length)
  const parts = new Map<string, ZipPart>()
  for (let at = 0; at + 46 <= directory.length && directory.readUInt32LE(at) === 0x02014b50;) {
    const nameLength = directory.readUInt16LE(at + 28)
    const name = directory.toString('utf8', at + 46, at + 46 + nameLength).replaceAll('\\', '/')
    const encrypted = (directory.readUInt16LE(at + 8) & 1) === 1
    if (encrypted) throw new SheetProblem('sheet-old', {}, 'an encrypted archive')
    parts.set(name.replace(/^\//, '').toLowerCase(), {
      name,
      method: directory.readUInt16LE(at + 10),
      packed: directory.readUInt32LE(at + 20),
      size: directory.readUInt32LE(at + 24),
      at: directory.readUInt32LE(at + 42),
    })
    at += 46 + nameLength + directory.readUInt16LE(at + 30) + directory.readUInt16LE(at + 32)
  }
  return parts
}

/** Counts what is unpacked from one file, whatever part it comes from. */
export class Unpacked {
  private bytes = 0
  private readonly megabytesMax: number
  constructor(megabytesMax: number) {
    this.megabytesMax = megabytesMax
  }
  add(bytes: number): void {
    this.bytes += bytes
    if (this.bytes > this.megabytesMax * 1024 * 1024) throw tooLarge(`unpacks to more than ${this.megabytesMax} MB`)
  }
}

/** The bytes of a part, unpacked piece by piece and counted before anybody gets them. */
export async function* unpack(source: Source, part: ZipPart, counted: Unpacked): AsyncGenerator<Buffer> {
  const head = await source.read(part.at, 30)
  if (head.length < 30 || head.readUInt32LE(0) !== 0x04034b50) throw unreadable(`no part ${part.name}`)
  const from = part.at + 30 + head.readUInt16LE(26) + head.readUInt16LE(28)
  const packed = piecesOf(source, from, part.packed)
  if (part.method === 0) {
    for await (const piece of packed) {
      counted.add(piece.length)
      yield piece
    }
    return
  }
  if (part.method !== 8) throw unreadable(`packed by method ${part.method}`)
  const inflate = createInflateRaw()
  const pieces = Readable.from(packed)
  pieces.on('error', (error) => inflate.destroy(error))
  try {
    for await (const piece of pieces.pipe(inflate)) {
      counted.add((piece as Buffer).length)
      yield piece as Buffer
    }
  } catch (error) {
    if (error instanceof SheetProblem) throw error
    throw unreadable(`part ${part.name} is damaged: ${String(error)}`)
  } finally {
    pieces.destroy()
    inflate.destroy()
  }
}
