import { createHash, randomBytes } from 'node:crypto'
import { Buckets, isLoopback, sourceOf } from '#platform/buckets'
import type { Sealing } from '#platform/sealing'

/** Without signs that look alike on a screen two metres away. */
const SIGNS = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ'
const CODE_LENGTH = 8

/** How long somebody has to type the code that a device shows. */
export const PAIRING_MINUTES = 30

/** What a device keeps in its cookie: 256 random bits. */
export const newDeviceSecret = (): string => randomBytes(32).toString('base64url')

export const isDeviceSecret = (text: string | undefined): text is string =>
  text !== undefined && /^[\w-]{43}$/.test(text)

export const hashOfDevice = (secret: string): Buffer => createHash('sha256').update(`device ${secret}`).digest()

/**
 * The code that a device shows while it waits. It follows from the secret by a hash under a key of the server, so the server keeps
 * nothing for devices that nobody registers. Without the key nobody can search for a secret that gives a code: whoever reads one
 * over a shoulder would have to ask here for each of 2^40, and `PairingLooks` counts the asking.
 */
export function pairingCodeOf(sealing: Pick<Sealing, 'hash'>, secret: string): string {
  const digest = sealing.hash('code', `pairing ${secret}`)
  return Array.from(digest.subarray(0, CODE_LENGTH), (byte) => SIGNS[byte % SIGNS.length]).join('')
}

/** A device that waits looks every five seconds; a town hall may set up five at once. */
const LOOKS_PER_SOURCE = 60
/** All looks of a county together, whoever has many addresses: 90,000 in the half hour for which a place waits. */
const LOOKS_PER_COUNTY = 3000

/**
 * How often secrets are tried against the places that wait: by one source, and in the whole county, each minute. Whoever is over it is
 * shown its code and comes again; screens that have their place are not concerned. Kept in memory.
 */
export class PairingLooks {
  readonly #sources = new Buckets(LOOKS_PER_SOURCE, 1)
  readonly #county = new Buckets(LOOKS_PER_COUNTY, 1)

  /** Takes one look; false where there is none left. `atMs` is a monotonic time. */
  take(address: string, atMs: number): boolean {
    if (!isLoopback(address) && this.#sources.take(sourceOf(address), atMs) > 0) return false
    return this.#county.take('', atMs) === 0
  }
}
