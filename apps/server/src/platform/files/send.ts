import { publicText } from '@xiangzhi/language'
import type { FastifyReply } from 'fastify'
import type { FileStore } from './file-store.ts'
import { readUpload, type Upload } from './uploads.ts'

/** How an upload is handed out. */
export interface Sending {
  readonly size?: 'full' | 'thumbnail'
  /** What browsers may keep, as Cache-Control says it. */
  readonly cache: string
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
  const isPicture = upload.mediaType === 'image/jpeg'
  const disposition = isPicture || inViewer ? 'inline' : 'attachment'
  // No browser draws a PDF in a sandbox; in a viewer of ours it is framed by our own pages alone.
  const framed = inViewer && upload.mediaType === 'application/pdf'
  const policy = framed ? "default-src 'none'; frame-ancestors 'self'" : "default-src 'none'; sandbox"
  const sent = bytes ?? (await readUpload(store, upload, size))
  return reply
    .headers({
      'cache-control': cache,
      'x-content-type-options': 'nosniff',
      'content-security-policy': policy,
      ...(framed && { 'x-frame-options': 'SAMEORIGIN' }),
      'content-disposition': `${disposition}; filename*=UTF-8''${encodeURIComponent(publicText(name))}`,
    })
    .type(upload.mediaType)
    .send(sent)
}
