/** A word of a test's PDF with the place of its beginning, in points from the lower left corner. */
export type PdfWord = readonly [x: number, y: number, text: string]

const hex = (text: string): string => Buffer.from(text, 'utf16le').swap16().toString('hex')

/**
 * A PDF as Chinese offices print them: a font that is not in the file, and an encoding that every reader has to know. A page without
 * words is a scan. `more` is written as it is: the document's properties, its catalogue, each page and what is drawn on it.
 */
export function testingPdf(
  pages: readonly (readonly PdfWord[])[],
  more: { readonly info?: string; readonly catalog?: string; readonly page?: string; readonly drawn?: string } = {},
): Buffer {
  const objects = [
    `<< /Type /Catalog /Pages 2 0 R ${more.catalog ?? ''} >>`,
    `<< /Type /Pages /Count ${pages.length} /Kids [${pages.map((_, at) => `${5 + at * 2} 0 R`).join(' ')}] >>`,
    '<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UTF16-H /DescendantFonts [4 0 R] >>',
    '<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 4 >> /DW 1000 /W [1 95 500] >>',
    ...pages.flatMap((words, at) => {
      const drawn = `${more.drawn ?? ''}\n${words.map(([x, y, text]) => `BT /F1 12 Tf 1 0 0 1 ${x} ${y} Tm <${hex(text)}> Tj ET`).join('\n')}`
      return [
        `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >> /Contents ${6 + at * 2} 0 R ${more.page ?? ''} >>`,
        `<< /Length ${drawn.length} >>\nstream\n${drawn}\nendstream`,
      ]
    }),
  ]
  let file = '%PDF-1.5\n'
  const places = objects.map((object, at) => {
    const place = file.length
    file += `${at + 1} 0 obj\n${object}\nendobj\n`
    return place
  })
  const rows = places.map((place) => `${String(place).padStart(10, '0')} 00000 n \n`).join('')
  return Buffer.from(
    `${file}xref\n0 ${places.length + 1}\n0000000000 65535 f \n${rows}trailer << /Size ${places.length + 1} /Root 1 0 R ${more.info === undefined ? '' : `/Info << ${more.info} >>`} >>\nstartxref\n${file.length}\n%%EOF\n`,
  )
}
