/** Where a photo was taken, in WGS84 degrees, as EXIF 2.3 writes it (4.6.6, GPS attributes). */
export interface PhotoPosition {
  readonly lng: number
  readonly lat: number
}

const GPS_POINTER = 0x8825
const RATIONAL = 5
const ASCII = 2

interface Entry {
  readonly type: number
  readonly count: number
  /** Where the value stands: in the entry itself when it fits into four bytes. */
  readonly at: number
}

/** A TIFF block with its own byte order; every read is checked against its end, since a photo may be damaged on purpose. */
class Tiff {
  readonly #bytes: Buffer
  readonly #little: boolean

  constructor(bytes: Buffer) {
    this.#bytes = bytes
    this.#little = bytes.toString('latin1', 0, 2) === 'II'
  }

  short(at: number): number {
    return this.#little ? this.#bytes.readUInt16LE(at) : this.#bytes.readUInt16BE(at)
  }

  long(at: number): number {
    return this.#little ? this.#bytes.readUInt32LE(at) : this.#bytes.readUInt32BE(at)
  }

  letter(at: number): string {
    return this.#bytes.toString('latin1', at, at + 1)
  }

  rational(at: number): number {
    return this.long(at) / this.long(at + 4)
  }

  entries(at: number): Map<number, Entry> {
    const found = new Map<number, Entry>()
    const count = Math.min(this.short(at), 200)
    for (let index = 0; index < count; index += 1) {
      const here = at + 2 + index * 12
      found.set(this.short(here), { type: this.short(here + 2), count: this.long(here + 4), at: here + 8 })
    }
    return found
  }
}

/** Degrees, minutes and seconds with their hemisphere as one signed number; undefined when they make no sense. */
function degrees(tiff: Tiff, value: Entry | undefined, hemisphere: Entry | undefined, max: number): number | undefined {
  if (value?.type !== RATIONAL || value.count !== 3 || hemisphere?.type !== ASCII) return undefined
  const at = tiff.long(value.at)
  const size = tiff.rational(at) + tiff.rational(at + 8) / 60 + tiff.rational(at + 16) / 3600
  if (!Number.isFinite(size) || size > max) return undefined
  return /[SW]/.test(tiff.letter(hemisphere.at)) ? -size : size
}

/** The position in an EXIF block (with or without its "Exif" head); undefined when there is none or it is damaged. */
export function positionOfExif(exif: Buffer): PhotoPosition | undefined {
  try {
    const tiff = new Tiff(exif.toString('latin1', 0, 4) === 'Exif' ? exif.subarray(6) : exif)
    const pointer = tiff.entries(tiff.long(4)).get(GPS_POINTER)
    if (!pointer) return undefined
    const gps = tiff.entries(tiff.long(pointer.at))
    const lat = degrees(tiff, gps.get(2), gps.get(1), 90)
    const lng = degrees(tiff, gps.get(4), gps.get(3), 180)
    // Phones without a fix write zeros.
    if (lat === undefined || lng === undefined || (lat === 0 && lng === 0)) return undefined
    return { lng, lat }
  } catch (error) {
    if (error instanceof RangeError) return undefined
    throw error
  }
}
