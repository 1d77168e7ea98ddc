import { scanRGBABuffer } from '@undecaf/zbar-wasm'
import sharp from 'sharp'

/** What the codes on a picture say, as a scanner that knows nothing of ours reads them. */
export async function readCodes(picture: Buffer): Promise<string[]> {
  const { data, info } = await sharp(picture).ensureAlpha().raw().toBuffer({ resolveWithObject: true })
  const found = await scanRGBABuffer(new Uint8Array(data).buffer, info.width, info.height)
  return found.map((symbol) => symbol.decode())
}
