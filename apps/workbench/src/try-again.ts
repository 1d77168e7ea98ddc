import { v7 as uuidv7 } from 'uuid'

/** A client-made id: sent again with the same content it has no second effect. */
export function newRequestId(): string {
  return uuidv7()
}

/** How long the workbench waits before it asks a busy server again, in ms: about ten seconds in all. */
const WAITS_MS = [600, 1200, 2400, 5000]
/** Many screens were turned away in the same moment; they must not all come back in the same moment. */
const SPREAD = 0.4

const pause = (ms: number, signal: AbortSignal | null | undefined): Promise<void> =>
  new Promise((resolve, reject) => {
    const stop = (): void => {
      clearTimeout(timer)
      reject(new DOMException('no longer wanted', 'AbortError'))
    }
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', stop)
      resolve()
    }, ms)
    signal?.addEventListener('abort', stop, { once: true })
  })

/**
 * Asks our server, and asks again by itself while it answers that it is busy (503 with Retry-After): the same request with the
 * same id, so that nothing happens twice, whatever became of the first. Whoever pressed the button waits and presses once.
 */
export async function fetchPatiently(address: string, request: RequestInit = {}): Promise<Response> {
  for (const waitMs of WAITS_MS) {
    // oxlint-disable-next-line no-await-in-loop -- each one is asked because the one before was turned away
    const answer = await fetch(address, request)
    // A proxy whose server is away gives no Retry-After: then nobody knows how long that lasts.
    if (answer.status !== 503 || answer.headers.get('retry-after') === null) return answer
    // oxlint-disable-next-line no-await-in-loop
    await pause(waitMs * (1 + (Math.random() - 0.5) * SPREAD), request.signal)
  }
  return fetch(address, request)
}
