import type { PortalSkin } from '@xiangzhi/design'
import { type Language, type Named, nameIn, say, type TextFacts, type TextKey } from '@xiangzhi/text'
import type { FastifyRequest } from 'fastify'
import { originOf } from '#api'

/** Who reads: their language, how large the letters must be, and where the request came from. */
export interface Reader {
  readonly language: Language
  readonly skin: PortalSkin
  /** Path and query, without the switches of language and skin. */
  readonly url: string
  /** Scheme and host as the reader typed them, for codes and links that leave the page. */
  readonly origin: string
  readonly address: string
  readonly say: (key: TextKey, facts?: TextFacts) => string
  readonly name: (named: Named) => string
}

/** The same cookie as the other surfaces use: whoever chose English once reads English everywhere. */
export const languageCookie = 'lang'
export const skinCookie = 'skin'

/** The value of one cookie, undecoded: ours hold nothing that needs decoding. */
export function cookieOf(header: string | undefined, name: string): string | undefined {
  if (header === undefined) return undefined
  for (const pair of header.split(';')) {
    const at = pair.indexOf('=')
    if (at > 0 && pair.slice(0, at).trim() === name) return pair.slice(at + 1).trim()
  }
  return undefined
}

export function readerOf(request: FastifyRequest): Reader {
  const cookies = request.headers.cookie
  const language: Language = cookieOf(cookies, languageCookie) === 'en' ? 'en' : 'zh-CN'
  return {
    language,
    skin: cookieOf(cookies, skinCookie) === 'elder' ? 'elder' : 'phone',
    url: request.url,
    origin: originOf(request),
    address: request.ip,
    say: (key, facts) => say(language, key, facts),
    name: (named) => nameIn(language, named),
  }
}

/** The same address with one query parameter set. */
export function withParameter(url: string, name: string, value: string): string {
  const [path = '/', query = ''] = url.split('?')
  const parameters = new URLSearchParams(query)
  parameters.set(name, value)
  return `${path}?${parameters.toString()}`
}
