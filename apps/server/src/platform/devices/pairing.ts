import { createHash, randomBytes } from 'node:crypto'

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
 * The code that a device shows while it waits. It follows from the secret by a hash, so the server keeps nothing for devices
 * that nobody registers, and whoever reads the code over a shoulder cannot become the device.
 */
export function pairingCodeOf(secret: string): string {
  const digest = createHash('sha256').update(`pairing ${secret}`).digest()
  return Array.from(digest.subarray(0, CODE_LENGTH), (byte) => SIGNS[byte % SIGNS.length]).join('')
}
