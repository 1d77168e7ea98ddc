import { create } from 'qrcode'

/** Light modules around a code, without which many phones do not find it (ISO/IEC 18004). */
const quiet = 4

/** A QR code as an SVG picture: one path, black on white, a fixed form for a fixed text. */
export function drawQr(text: string): string {
  const { modules } = create(text, { errorCorrectionLevel: 'M' })
  const side = modules.size + 2 * quiet
  let path = ''
  for (let row = 0; row < modules.size; row += 1) {
    for (let column = 0; column < modules.size; column += 1) {
      if (!modules.get(row, column)) continue
      let end = column + 1
      while (end < modules.size && modules.get(row, end)) end += 1
      path += `M${column + quiet} ${row + quiet}h${end - column}v1h${column - end}z`
      column = end
    }
  }
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${side} ${side}"><path fill="#fff" d="M0 0h${side}v${side}H0z"/><path d="${path}"/></svg>`
}
