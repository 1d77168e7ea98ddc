/** The value of a cookie in a Cookie header, decoded; undefined when it is missing or cannot be decoded. */
export function readCookie(header: string | undefined, name: string): string | undefined {
  if (header === undefined) return undefined
  for (const part of header.split(';')) {
    const at = part.indexOf('=')
    if (at < 0 || part.slice(0, at).trim() !== name) continue
    try {
      return decodeURIComponent(part.slice(at + 1).trim())
    } catch {
      return undefined
    }
  }
  return undefined
}

export interface CookieFacts {
  readonly name: string
  readonly value: string
  /** 0 takes the cookie back. */
  readonly maxAgeSeconds: number
  /** Whether the request came over https, so that the cookie never travels in the clear afterwards. */
  readonly secure: boolean
}

/** A Set-Cookie line that scripts cannot read and other sites cannot send along. */
export function cookieLine(cookie: CookieFacts): string {
  const secure = cookie.secure ? '; Secure' : ''
  return `${cookie.name}=${encodeURIComponent(cookie.value)}; Path=/; Max-Age=${cookie.maxAgeSeconds}; HttpOnly; SameSite=Lax${secure}`
}
