/** What a file is by its first bytes; the name and the sender's word are not believed. */
export type Recognised = 'image/jpeg' | 'image/png' | 'image/webp' | 'image/heif' | 'application/pdf'

const startsWith = (bytes: Uint8Array, head: readonly number[], at = 0): boolean =>
  head.every((byte, index) => bytes[at + index] === byte)

const ascii = (text: string): number[] => [...text].map((letter) => letter.charCodeAt(0))

/** Brands of the HEIF family: what iPhones write, and AVIF. */
const heifBrands = ['heic', 'heix', 'hevc', 'hevx', 'heim', 'heis', 'mif1', 'msf1', 'avif', 'avis']

/** The kind of file, or undefined for everything that is not taken. */
export function recognise(bytes: Uint8Array): Recognised | undefined {
  if (startsWith(bytes, [0xff, 0xd8, 0xff])) return 'image/jpeg'
  if (startsWith(bytes, [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])) return 'image/png'
  if (startsWith(bytes, ascii('RIFF')) && startsWith(bytes, ascii('WEBP'), 8)) return 'image/webp'
  if (startsWith(bytes, ascii('ftyp'), 4) && heifBrands.some((brand) => startsWith(bytes, ascii(brand), 8)))
    return 'image/heif'
  if (startsWith(bytes, ascii('%PDF-'))) return 'application/pdf'
  return undefined
}
