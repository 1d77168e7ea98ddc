import sharp from 'sharp'
import { Refusal } from '#platform/refusal'
import { type PhotoPosition, positionOfExif } from './exif-position.ts'

/** Longest side of the stored photo: enough to read a house number, small enough for a village network. */
const PHOTO_SIDE_MAX = 1600
const THUMBNAIL_SIDE_MAX = 320
/** A bomb of a few kilobytes can unfold to gigabytes; the largest phone sensors have about 200 megapixels. */
const PIXELS_MAX = 220_000_000

export interface Photo {
  readonly full: Buffer
  readonly thumbnail: Buffer
  /** Read before it is thrown away, so that the reporter can be asked whether the matter is there. */
  readonly position: PhotoPosition | undefined
}

/** Re-encodes a photo: upright, at most 1600 px, without EXIF or any other trailing data. Refuses what cannot be read. */
export async function developPhoto(bytes: Buffer): Promise<Photo> {
  try {
    const source = sharp(bytes, { limitInputPixels: PIXELS_MAX, failOn: 'error', sequentialRead: true })
    const { exif } = await source.metadata()
    const full = await source
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
    // The decoder's own words go to the log; the person is told to choose another photo.
    throw new Refusal('not-a-photo', {}, error instanceof Error ? error.message : String(error))
  }
}
