import { publicText } from '@xiangzhi/language'
import type { FastifyReply } from 'fastify'
import type { FileStore } from './file-store.ts'
import { readUpload, type Upload } from './uploads.ts'

/** How an upload is handed out. */
export interface Sending {
  readonly size?: 'full' | 'thumbnail'
  /**
   * What browsers may keep, as Cache-Control says it: a published paper, what some may read as long as they may, or nothing. There is
   * no way to let one be shown without asking here again: a grant ends, a case is sealed, a paper is hidden.
   */
  readonly cache: 'no-cache' | 'private, no-cache' | 'no-store'
  /**
   * Papers open in the page of a viewer that the caller has built for them; without it they are saved. Only for whom has signed
   * in: a PDF is a program of whoever wrote it.
   */
  readonly inViewer?: boolean
  /** Another name than it was uploaded under. */
  readonly name?: string
  /** Its bytes, where the caller has read and checked them. */
  readonly bytes?: Buffer
}

/**
 * Answers with an upload. Pictures were written anew by us and are shown; whatever kept the bytes of its sender is saved, never
 * opened under our own address. Nothing of it may run, and its kind is not guessed.
 */
export async function sendUpload(
  reply: FastifyReply,
  store: FileStore,
  upload: Upload,
  { size = 'full', cache, inViewer = false, name = upload.name, bytes }: Sending,
): Promise<FastifyReply> {
  const asked = reply.request
  const isPicture = upload.mediaType === 'image/jpeg'
  const disposition = isPicture || inViewer ? 'inline' : 'attachment'
  // No browser draws a PDF in a sandbox; in a viewer of ours it is framed by our own pages alone.
  const framed = inViewer && upload.mediaType === 'application/pdf'
  const policy = framed ? "default-src 'none'; frame-ancestors 'self'" : "default-src 'none'; sandbox"
  // Whoever comes again with what they have is told that it still holds, after they were found to be allowed it.
  const tag = `"${upload.sha256.toString('base64url')}-${size}"`
  const has = cache !== 'no-store' && asked.headers['if-none-match'] === tag
  return reply
    .headers({
      'cache-control': cache,
      ...(cache === 'no-store' ? {} : { etag: tag }),
      ...(cache === 'private, no-cache' ? { vary: 'cookie, authorization' } : {}),
      'x-content-type-options': 'nosniff',
      'content-security-policy': policy,
      ...(framed && { 'x-frame-options': 'SAMEORIGIN' }),
      'content-disposition': `${disposition}; filename*=UTF-8''${encodeURIComponent(publicText(name))}`,
    })
    .type(upload.mediaType)
    .code(has ? 304 : 200)
    .send(has ? undefined : (bytes ?? (await readUpload(store, upload, size))))
}
