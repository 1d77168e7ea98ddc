/** What a file is by its first bytes; the name and the sender's word are not believed. */
export type Recognised = 'image/jpeg' | 'image/png' | 'image/webp' | 'image/heif' | 'application/pdf' | typeof sheetType

/** The name that browsers and offices give to .xlsx files. */
export const sheetType = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'

const startsWith = (bytes: Uint8Array, head: readonly number[], at = 0): boolean =>
  head.every((byte, index) => bytes[at + index] === byte)

const ascii = (text: string): number[] => [...text].map((letter) => letter.charCodeAt(0))

/** Brands of the HEIF family: what iPhones write, and AVIF. */
const heifBrands = ['heic', 'heix', 'hevc', 'hevx', 'heim', 'heis', 'mif1', 'msf1', 'avif', 'avis']

/**
 * An Excel sheet is a ZIP archive whose list of names says so. One with macros is not taken: nobody publishes a program.
 */
function isSheet(bytes: Uint8Array): boolean {
  if (!startsWith(bytes, [0x50, 0x4b, 0x03, 0x04])) return false
  const names = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  return names.includes('[Content_Types].xml') && names.includes('xl/workbook.xml') && !names.includes('vbaProject.bin')
}

/** The kind of file, or undefined for everything that is not taken. */
export function recognise(bytes: Uint8Array): Recognised | undefined {
  if (startsWith(bytes, [0xff, 0xd8, 0xff])) return 'image/jpeg'
  if (startsWith(bytes, [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])) return 'image/png'
  if (startsWith(bytes, ascii('RIFF')) && startsWith(bytes, ascii('WEBP'), 8)) return 'image/webp'
  if (startsWith(bytes, ascii('ftyp'), 4) && heifBrands.some((brand) => startsWith(bytes, ascii(brand), 8)))
    return 'image/heif'
  if (startsWith(bytes, ascii('%PDF-'))) return 'application/pdf'
  if (isSheet(bytes)) return sheetType
  return undefined
}
