import { createHash } from 'node:crypto'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { contentPolicy } from './layout.ts'
import type { Reader } from './reader.ts'

const squeezeGzip = promisify(gzip)
const squeezeBrotli = promisify(brotliCompress)

/** A body with its compressed forms and the tag by which a browser can ask whether it still has it. */
export interface Packed {
  readonly plain: Buffer
  readonly brotli: Buffer
  readonly gzip: Buffer
  /** Without quotes and without the mark of the encoding. */
  readonly tag: string
  readonly type: string
}

/** Public pages are packed once and sent often, so the best compression pays; private ones are packed quickly. */
export async function pack(text: string, type: string, kept: boolean): Promise<Packed> {
  const plain = Buffer.from(text)
  const [brotli, zipped] = await Promise.all([
    squeezeBrotli(plain, {
      params: {
        [constants.BROTLI_PARAM_QUALITY]: kept ? 9 : 4,
        [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT,
        [constants.BROTLI_PARAM_SIZE_HINT]: plain.length,
      },
    }),
    squeezeGzip(plain, { level: kept ? 9 : 5 }),
  ])
  const tag = createHash('sha256').update(plain).digest('base64url').slice(0, 22)
  return { plain, brotli, gzip: zipped, tag, type }
}

const alike = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'same-origin',
  'permissions-policy': 'geolocation=(self), camera=(), microphone=()',
  'cross-origin-opener-policy': 'same-origin',
  vary: 'Cookie, Accept-Encoding',
} as const

export function securityHeaders(reader: Reader): Record<string, string> {
  return { ...alike, 'content-security-policy': contentPolicy(reader.skin) }
}

type Encoding = 'br' | 'gzip' | ''

function encodingFor(accepted: string | undefined): Encoding {
  if (accepted === undefined) return ''
  if (/\bbr\b(?!\s*;\s*q=0(?:\.0*)?\s*(?:,|$))/.test(accepted)) return 'br'
  return /\bgzip\b(?!\s*;\s*q=0(?:\.0*)?\s*(?:,|$))/.test(accepted) ? 'gzip' : ''
}

function bodyOf(packed: Packed, encoding: Encoding): Buffer {
  if (encoding === 'br') return packed.brotli
  return encoding === 'gzip' ? packed.gzip : packed.plain
}

/**
 * Sends a packed page. `kept` pages may be kept by the browser if it asks each time whether they are still right; the rest
 * is private and is kept nowhere.
 */
export function sendPacked(
  request: FastifyRequest,
  reply: FastifyReply,
  reader: Reader,
  packed: Packed,
  options: { readonly kept: boolean; readonly status?: number; readonly policy?: string },
): FastifyReply {
  const encoding = encodingFor(request.headers['accept-encoding'])
  const headers: Record<string, string> = {
    ...securityHeaders(reader),
    ...(options.policy !== undefined && { 'content-security-policy': options.policy }),
    'content-type': packed.type,
    'cache-control': options.kept ? 'private, no-cache' : 'no-store',
  }
  if (encoding !== '') headers['content-encoding'] = encoding
  if (options.kept) {
    headers['etag'] = `"${packed.tag}${encoding === '' ? '' : `-${encoding}`}"`
    if (request.headers['if-none-match']?.includes(packed.tag) === true) {
      delete headers['content-encoding']
      return reply.code(304).headers(headers).send()
    }
  }
  return reply
    .code(options.status ?? 200)
    .headers(headers)
    .send(bodyOf(packed, encoding))
}
