import { createHmac } from 'node:crypto'
import type { BlockList } from 'node:net'
import { postBody, type Sent } from './post-body.ts'

/** The signature of a body sent at a moment (seconds since 1970), as the receiver computes it to compare. */
export function signatureOf(secret: string, timestamp: string, body: string): string {
  return `sha256=${createHmac('sha256', secret).update(`${timestamp}.${body}`, 'utf8').digest('hex')}`
}

/** Sends one body, signed. */
export function sendSigned(
  input: {
    readonly url: string
    readonly secret: string
    readonly body: string
    readonly headers: Readonly<Record<string, string>>
    readonly at: Date
  },
  allowed: BlockList,
): Promise<Sent> {
  const timestamp = String(Math.floor(input.at.getTime() / 1000))
  const headers = {
    ...input.headers,
    'content-type': 'application/json; charset=utf-8',
    'x-xiangzhi-timestamp': timestamp,
    'x-xiangzhi-signature': signatureOf(input.secret, timestamp, input.body),
  }
  return postBody({ url: input.url, headers, body: Buffer.from(input.body) }, allowed)
}
