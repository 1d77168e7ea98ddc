import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import type { FastifyInstance } from 'fastify'

const hashOf = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`

const hashesOf = (page: string, tag: 'script' | 'style'): string =>
  [...page.matchAll(new RegExp(`<${tag}(?: id="large" media="not all")?>([\\s\\S]*?)</${tag}>`, 'g'))]
    .map(([, inside = '']) => hashOf(inside))
    .join(' ')

/** What a reader chose once on any page: English, large print. */
const chose = (cookies: string | undefined, choice: string): boolean =>
  cookies?.split(';').some((one) => one.trim() === choice) ?? false

/**
 * The page /verify on which anybody checks the public log in a browser: one file that was built beforehand, sent as it is but
 * for the address of the log of this site, and the language and the size of letters that its reader chose. Only the script and the
 * styles inside it may run.
 */
export function mountVerifyPage(fastify: FastifyInstance, { county, file }: { county: number; file: string }): void {
  const built = readFileSync(file, 'utf8').replace('data-log=""', `data-log="/log/${county}"`)
  const policy = `default-src 'none'; script-src ${hashesOf(built, 'script')}; style-src ${hashesOf(built, 'style')}; img-src data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`
  const draw = (isEnglish: boolean, isLarge: boolean) => {
    const page = built
      .replace('<html lang="zh-CN"', () => (isEnglish ? '<html lang="en"' : '<html lang="zh-CN"'))
      .replace('data-skin=""', () => (isLarge ? 'data-skin="elder"' : 'data-skin="phone"'))
    const plain = Buffer.from(page)
    return {
      plain,
      brotli: brotliCompressSync(plain),
      gzip: gzipSync(plain, { level: 9 }),
      tag: createHash('sha256').update(plain).digest('base64url').slice(0, 22),
    }
  }
  const drawn = new Map<string, ReturnType<typeof draw>>()

  fastify.get('/verify', (request, reply) => {
    const { cookie } = request.headers
    const [isEnglish, isLarge] = [chose(cookie, 'lang=en'), chose(cookie, 'skin=elder')]
    const key = `${isEnglish} ${isLarge}`
    const page = drawn.get(key) ?? draw(isEnglish, isLarge)
    drawn.set(key, page)
    const { plain, brotli, gzip, tag } = page
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
      vary: 'Accept-Encoding, Cookie',
    })
    if (request.headers['if-none-match']?.includes(tag)) return reply.code(304).send()
    if (encoding) reply.header('content-encoding', encoding)
    return reply.send(body)
  })
}
