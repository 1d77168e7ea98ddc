/** Reads a log or a site by its address, patiently; for commands, which have a network. */
const ATTEMPTS = 3
const ANSWER_MS = 30_000

/** The bytes at an address; undefined when there is nothing (404). Throws when nobody answers, or something else. */
export async function fetchPlace(address: string): Promise<Uint8Array | undefined> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      // oxlint-disable-next-line no-await-in-loop -- the next attempt is made because this one failed
      const answer = await fetch(address, { signal: AbortSignal.timeout(ANSWER_MS) })
      if (answer.status === 404) return undefined
      if (!answer.ok) throw new Error(`${address} answered ${answer.status}`)
      // oxlint-disable-next-line no-await-in-loop
      return new Uint8Array(await answer.arrayBuffer())
    } catch (error) {
      if (attempt >= ATTEMPTS) throw error
    }
  }
}
