import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import type { FastifyInstance } from 'fastify'

const hashOf = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`

const insideOf = (page: string, pattern: RegExp): string => pattern.exec(page)?.[1] ?? ''

/**
 * The page /verify on which anybody checks the public log in a browser: one file that was built beforehand, sent as it is but
 * for the address of the log of this site. Only the script and the style inside it may run.
 */
export function mountVerifyPage(fastify: FastifyInstance, { county, file }: { county: number; file: string }): void {
  const page = readFileSync(file, 'utf8').replace('data-log=""', `data-log="/log/${county}"`)
  const script = hashOf(insideOf(page, /<script>([\s\S]*)<\/script>/))
  const style = hashOf(insideOf(page, /<style>([\s\S]*?)<\/style>/))
  const policy = `default-src 'none'; script-src ${script}; style-src ${style}; img-src data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`
  const plain = Buffer.from(page)
  const [brotli, gzip] = [brotliCompressSync(plain), gzipSync(plain, { level: 9 })]
  const tag = createHash('sha256').update(plain).digest('base64url').slice(0, 22)

  fastify.get('/verify', (request, reply) => {
    const accepted = request.headers['accept-encoding'] ?? ''
    const [body, encoding] = /\bbr\b/.test(accepted)
      ? [brotli, 'br']
      : /\bgzip\b/.test(accepted)
        ? [gzip, 'gzip']
        : [plain, '']
    reply.headers({
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': policy,
      'cache-control': 'no-cache',
      etag: `"${tag}${encoding}"`,
      vary: 'Accept-Encoding',
    })
    if (request.headers['if-none-match']?.includes(tag)) return reply.code(304).send()
    if (encoding) reply.header('content-encoding', encoding)
    return reply.send(body)
  })
}
