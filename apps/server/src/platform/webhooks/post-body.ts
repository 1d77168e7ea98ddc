import { request as requestHttp } from 'node:http'
import { request as requestHttps } from 'node:https'
import type { BlockList } from 'node:net'
import { type LookUp, reachableAddress } from './addresses.ts'

/** How long an address has to answer. */
const ANSWER_MS = 10_000

export interface Sent {
  /** What was answered; null when nobody answered. */
  readonly answer: number | null
  readonly problem: string | null
}

/**
 * Posts a body to an address that somebody typed. The name is looked up here and the connection is made to exactly the address
 * that was checked, so that a name cannot point elsewhere in between; redirections are not followed.
 */
export async function postBody(
  input: { readonly url: string; readonly headers: Readonly<Record<string, string | number>>; readonly body: Buffer },
  allowed: BlockList,
  lookUp?: LookUp,
): Promise<Sent> {
  const url = new URL(input.url)
  let target: Awaited<ReturnType<typeof reachableAddress>>
  try {
    target = await reachableAddress(url.hostname, allowed, lookUp)
  } catch {
    return { answer: null, problem: 'the name is unknown' }
  }
  if (!target) return { answer: null, problem: 'the address lies inside the house' }
  const { address, family } = target
  const { body } = input
  return new Promise((resolve) => {
    const call = (url.protocol === 'https:' ? requestHttps : requestHttp)(
      url,
      {
        method: 'POST',
        timeout: ANSWER_MS,
        agent: false,
        lookup: (_host, options, done) => {
          if (options.all) (done as (error: null, found: object[]) => void)(null, [{ address, family }])
          else done(null, address, family)
        },
        headers: { ...input.headers, 'content-length': body.length, 'user-agent': 'Xiangzhi' },
      },
      (response) => {
        response.resume()
        const answer = response.statusCode ?? 0
        resolve({ answer, problem: answer >= 200 && answer < 300 ? null : `answered ${answer}` })
      },
    )
    call.on('timeout', () => call.destroy(new Error('no answer in time')))
    call.on('error', (error) => resolve({ answer: null, problem: error.message.slice(0, 200) }))
    call.end(body)
  })
}
