import sharp from 'sharp'
import { Refusal } from '#platform/refusal'
import { turnsOf } from '#platform/turns'
import { type PhotoPosition, positionOfExif } from './exif-position.ts'

/** Longest side of the stored photo: enough to read a house number, small enough for a village network. */
const PHOTO_SIDE_MAX = 1600
const THUMBNAIL_SIDE_MAX = 320
/** A bomb of a few kilobytes can unfold to gigabytes; the largest phone sensors have about 200 megapixels. */
const PIXELS_MAX = 220_000_000
/** Only an ordinary JPEG is read line by line; whatever must stand in memory as a whole may be so large. No phone writes larger ones. */
const PIXELS_AT_ONCE_MAX = 60_000_000
const SECONDS_MAX = 30
/** Photos that are worked on at the same time: each takes a core, and the next ones wait. */
const turns = turnsOf({ atOnce: 2, waitingMax: 40 })

export interface Photo {
  readonly full: Buffer
  readonly thumbnail: Buffer
  /** Read before it is thrown away, so that the reporter can be asked whether the matter is there. */
  readonly position: PhotoPosition | undefined
}

/** What the head of a picture says, before a single pixel is unpacked. */
async function requireModest(bytes: Buffer): Promise<Buffer | undefined> {
  const { format, width, height, isProgressive, exif } = await sharp(bytes, { limitInputPixels: false }).metadata()
  const lineByLine = format === 'jpeg' && !isProgressive
  const limit = lineByLine ? PIXELS_MAX : PIXELS_AT_ONCE_MAX
  if (width * height > limit) throw new Refusal('photo-too-large', { limit: limit / 10_000 })
  return exif
}

/**
 * Re-encodes a photo: upright, at most 1600 px, without EXIF or any other trailing data. Refuses what cannot be read, and
 * `photo-too-large` for more pixels than may be unpacked.
 */
export async function developPhoto(bytes: Buffer): Promise<Photo> {
  const end = await turns.take()
  try {
    const exif = await requireModest(bytes)
    const source = sharp(bytes, { limitInputPixels: PIXELS_MAX, failOn: 'error', sequentialRead: true })
    const full = await source
      .timeout({ seconds: SECONDS_MAX })
      .rotate()
      .resize(PHOTO_SIDE_MAX, PHOTO_SIDE_MAX, { fit: 'inside', withoutEnlargement: true })
      .flatten({ background: '#fff' })
      .jpeg({ quality: 80, mozjpeg: false })
      .toBuffer()
    const thumbnail = await sharp(full)
      .resize(THUMBNAIL_SIDE_MAX, THUMBNAIL_SIDE_MAX, { fit: 'inside', withoutEnlargement: true })
      .jpeg({ quality: 72 })
      .toBuffer()
    return { full, thumbnail, position: exif && positionOfExif(exif) }
  } catch (error) {
    if (error instanceof Refusal) throw error
    // The decoder's own words go to the log; the person is told to choose another photo.
    throw new Refusal('not-a-photo', {}, error instanceof Error ? error.message : String(error))
  } finally {
    end()
  }
}
