import type { Page } from 'playwright-core'

/** The GPS directory of an EXIF block, big-endian, with one position north and east (EXIF 2.32, 4.6.6). */
function exifBlock(lat: number, lng: number): Buffer {
  const degrees = (value: number): number[] => {
    const whole = Math.floor(value)
    const minutes = Math.floor((value - whole) * 60)
    return [whole, 1, minutes, 1, Math.round(((value - whole) * 60 - minutes) * 60 * 10_000), 10_000]
  }
  const entry = (tag: number, type: number, count: number, value: number): Buffer => {
    const bytes = Buffer.alloc(12)
    bytes.writeUInt16BE(tag, 0)
    bytes.writeUInt16BE(type, 2)
    bytes.writeUInt32BE(count, 4)
    bytes.writeUInt32BE(value, 8)
    return bytes
  }
  const list = (entries: readonly Buffer[]): Buffer => {
    const count = Buffer.alloc(2)
    count.writeUInt16BE(entries.length)
    return Buffer.concat([count, ...entries, Buffer.alloc(4)])
  }
  const letter = (character: string): number => character.charCodeAt(0) * 2 ** 24
  // Offsets count from the byte-order mark: 8 bytes of head, 18 of the first list, 54 of the list of positions.
  const gpsAt = 8 + 18
  const valuesAt = gpsAt + 54
  const first = list([entry(0x88_25, 4, 1, gpsAt)])
  const gps = list([
    entry(1, 2, 2, letter('N')),
    entry(2, 5, 3, valuesAt),
    entry(3, 2, 2, letter('E')),
    entry(4, 5, 3, valuesAt + 24),
  ])
  const values = Buffer.alloc(48)
  for (const [index, value] of [...degrees(lat), ...degrees(lng)].entries()) values.writeUInt32BE(value, index * 4)
  const head = Buffer.from([0x4d, 0x4d, 0, 42, 0, 0, 0, 8])
  return Buffer.concat([Buffer.from('Exif\0\0', 'latin1'), head, first, gps, values])
}

/** A small JPEG as a phone would take it: with the place where it was taken inside. */
export async function photoWithPosition(page: Page, lat: number, lng: number): Promise<Buffer> {
  await page.setContent('<body style="margin:0;background:linear-gradient(#7ab,#563)"></body>')
  const plain = await page.screenshot({ type: 'jpeg', quality: 60, clip: { x: 0, y: 0, width: 240, height: 180 } })
  const block = exifBlock(lat, lng)
  const marker = Buffer.from([0xff, 0xe1, 0, 0])
  marker.writeUInt16BE(block.length + 2, 2)
  return Buffer.concat([plain.subarray(0, 2), marker, block, plain.subarray(2)])
}

/** Whether a JPEG carries an EXIF block, by walking its segments up to the picture itself. */
export function hasExif(jpeg: Buffer): boolean {
  let at = 2
  while (at + 4 <= jpeg.length && jpeg[at] === 0xff && jpeg[at + 1] !== 0xda) {
    if (jpeg[at + 1] === 0xe1 && jpeg.subarray(at + 4, at + 8).toString('latin1') === 'Exif') return true
    at += 2 + jpeg.readUInt16BE(at + 2)
  }
  return false
}
