import { type FileHandle, open } from 'node:fs/promises'

/** The file that is read: on the disk, or in memory where it is small. */
export type SheetFile = { readonly path: string } | { readonly bytes: Uint8Array }

/** Bytes that can be read at any place. */
export interface Source {
  readonly size: number
  /** Fewer bytes than asked for at the end of the file. */
  read(at: number, length: number): Promise<Buffer>
  close(): Promise<void>
}

async function readPart(handle: FileHandle, at: number, length: number): Promise<Buffer> {
  const part = Buffer.allocUnsafe(length)
  const { bytesRead } = await handle.read(part, 0, length, at)
  return part.subarray(0, bytesRead)
}

export async function openSource(file: SheetFile): Promise<Source> {
  if ('bytes' in file) {
    const whole = Buffer.from(file.bytes.buffer, file.bytes.byteOffset, file.bytes.byteLength)
    return {
      size: whole.length,
      read: async (at, length) => whole.subarray(at, at + length),
      close: async () => undefined,
    }
  }
  const handle = await open(file.path, 'r')
  const { size } = await handle.stat()
  return { size, read: (at, length) => readPart(handle, at, length), close: () => handle.close() }
}

const PIECE = 64 * 1024

/** A stretch of a source, piece by piece. */
export async function* piecesOf(source: Source, from: number, length: number): AsyncGenerator<Buffer> {
  for (let at = from; at < from + length;) {
    const piece = await source.read(at, Math.min(PIECE, from + length - at))
    if (piece.length === 0) return
    at += piece.length
    yield piece
  }
}
