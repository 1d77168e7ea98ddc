import { crc32, deflateRawSync } from 'node:zlib'

/** A file inside an archive. Its name uses `/` and may be in any script. */
export interface ZipEntry {
  readonly name: string
  readonly data: Uint8Array
  /** False for what is compressed already, such as PDF and pictures. */
  readonly compress?: boolean
}

/** 1 January 1980, the earliest day the format knows: the same files always give the same archive. */
const fixedDate = 0x0021
/** Bit 11: names are UTF-8, so that Chinese names open rightly everywhere. */
const utf8Names = 0x0800
const limit = 0xffffffff

/** What both headers of a file say about it. */
function fixedPart(name: Buffer, stored: Uint8Array, size: number, method: number, crc: number): Buffer {
  const part = Buffer.alloc(26)
  part.writeUInt16LE(20, 0)
  part.writeUInt16LE(utf8Names, 2)
  part.writeUInt16LE(method, 4)
  part.writeUInt16LE(0, 6)
  part.writeUInt16LE(fixedDate, 8)
  part.writeUInt32LE(crc, 10)
  part.writeUInt32LE(stored.length, 14)
  part.writeUInt32LE(size, 18)
  part.writeUInt16LE(name.length, 22)
  return part
}

const signature = (value: number): Buffer => {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32LE(value)
  return bytes
}

/** A ZIP archive (PKWARE APPNOTE 6.3) held in memory. Throws when it would need the 64-bit form, beyond 4 GB or 65,535 files. */
export function writeZip(entries: readonly ZipEntry[]): Buffer {
  if (entries.length > 0xffff) throw new RangeError('too many files for one archive')
  const parts: Buffer[] = []
  const directory: Buffer[] = []
  let offset = 0
  for (const { name: written, data, compress = true } of entries) {
    const name = Buffer.from(written, 'utf8')
    const stored = compress ? deflateRawSync(data, { level: 9 }) : Buffer.from(data)
    const fixed = fixedPart(name, stored, data.length, compress ? 8 : 0, crc32(data))
    parts.push(signature(0x04034b50), fixed, name, stored)
    const tail = Buffer.alloc(14)
    tail.writeUInt32LE(offset, 10)
    // Made by version 2.0 on MS-DOS: no permissions to carry.
    directory.push(signature(0x02014b50), Buffer.from([20, 0]), fixed, tail, name)
    offset += 4 + fixed.length + name.length + stored.length
    if (offset > limit) throw new RangeError('the archive grows beyond 4 GB')
  }
  const length = directory.reduce((total, one) => total + one.length, 0)
  const end = Buffer.alloc(18)
  end.writeUInt16LE(entries.length, 4)
  end.writeUInt16LE(entries.length, 6)
  end.writeUInt32LE(length, 8)
  end.writeUInt32LE(offset, 12)
  return Buffer.concat([...parts, ...directory, signature(0x06054b50), end])
}
