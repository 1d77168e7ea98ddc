import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  createSecretKey,
  hkdfSync,
  type KeyObject,
  randomBytes,
} from 'node:crypto'
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** What a keyed hash is for: the same number hashed for two purposes gives two values that cannot be joined. */
export type HashPurpose = 'phone' | 'identity' | 'code' | 'token' | 'address'

/**
 * Hides personal fields in the database from those who read its files or its backups. Another suite of algorithms (SM4
 * with SM3, GB/T 32907 and GB/T 32905) can stand behind the same three functions: the first sealed byte names the suite.
 */
export interface Sealing {
  seal(plain: string): Buffer
  /** Throws when the bytes were changed or their key is not among the keys of this installation. */
  open(sealed: Uint8Array): string
  /** Whether the bytes were sealed with a key that is no longer the current one, so that they should be sealed anew. */
  isOutdated(sealed: Uint8Array): boolean
  /** Always the same for the same value, useless without the key; for looking up and for avoiding doubles. */
  hash(purpose: HashPurpose, value: string): Buffer
  /** A secret derived for another part of the platform, such as the signatures of cookies. */
  secretFor(part: string): string
}

/** Suite 1: AES-256-GCM, keys by HKDF-SHA256. The bytes: suite (1), key id (4), nonce (12), tag (16), text. */
const SUITE = 1
const KEY_ID_AT = 1
const NONCE_AT = 5
const TAG_AT = 17
const TEXT_AT = 33
const KEY_BYTES = 32

interface Key {
  readonly id: Buffer
  readonly cipher: Buffer
}

const derive = (master: Buffer, part: string): Buffer =>
  Buffer.from(hkdfSync('sha256', master, Buffer.alloc(0), `xiangzhi ${part}`, KEY_BYTES))

const toKey = (master: Buffer): Key => ({
  id: createHash('sha256').update(derive(master, 'key id')).digest().subarray(0, 4),
  cipher: derive(master, 'seal'),
})

/**
 * Seals with the first of the master keys (32 bytes each) and opens with any. Hashes and secrets come from the last, the
 * oldest one, since stored hashes cannot be made anew from themselves: keys are put in front when they are changed.
 */
export function sealingFromKeys(masters: readonly Buffer[]): Sealing {
  const first = masters[0]
  const oldest = masters.at(-1)
  if (!first || !oldest) throw new Error('sealing needs a key')
  if (masters.some((master) => master.length !== KEY_BYTES)) throw new Error(`a sealing key has ${KEY_BYTES} bytes`)
  const keys = masters.map(toKey)
  const current = keys[0] as Key
  const hashKeys = new Map<HashPurpose, KeyObject>()
  return {
    seal: (plain) => {
      const nonce = randomBytes(TAG_AT - NONCE_AT)
      const head = Buffer.concat([Buffer.of(SUITE), current.id])
      const cipher = createCipheriv('aes-256-gcm', current.cipher, nonce).setAAD(head)
      const text = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()])
      return Buffer.concat([head, nonce, cipher.getAuthTag(), text])
    },
    open: (sealed) => {
      const bytes = Buffer.from(sealed)
      const id = bytes.subarray(KEY_ID_AT, NONCE_AT)
      const key = bytes[0] === SUITE ? keys.find((candidate) => candidate.id.equals(id)) : undefined
      if (!key || bytes.length < TEXT_AT) throw new Error('sealed with a key or a suite that is not here')
      const decipher = createDecipheriv('aes-256-gcm', key.cipher, bytes.subarray(NONCE_AT, TAG_AT))
      decipher.setAAD(bytes.subarray(0, NONCE_AT)).setAuthTag(bytes.subarray(TAG_AT, TEXT_AT))
      return Buffer.concat([decipher.update(bytes.subarray(TEXT_AT)), decipher.final()]).toString('utf8')
    },
    isOutdated: (sealed) => !Buffer.from(sealed).subarray(KEY_ID_AT, NONCE_AT).equals(current.id),
    hash: (purpose, value) => {
      let key = hashKeys.get(purpose)
      if (!key) hashKeys.set(purpose, (key = createSecretKey(derive(oldest, `hash ${purpose}`))))
      return createHmac('sha256', key).update(value, 'utf8').digest()
    },
    secretFor: (part) => derive(oldest, `secret ${part}`).toString('base64url'),
  }
}

const parseKeys = (text: string, from: string): Buffer[] => {
  const words = text
    .split(/[\s,]+/)
    .map((word) => word.trim())
    .filter((word) => word !== '')
  const masters = words.map((word) =>
    /^[0-9a-f]{64}$/i.test(word) ? Buffer.from(word, 'hex') : Buffer.from(word, 'base64'),
  )
  if (masters.length === 0 || masters.some((master) => master.length !== KEY_BYTES))
    throw new Error(`${from} must hold keys of ${KEY_BYTES} bytes in hex or base64, the newest first`)
  return masters
}

/** Whether the key of an installation lies in its folder. */
export const hasSealingKey = (dataDir: string): boolean => existsSync(join(dataDir, 'keys', 'sealing'))

const readOrMakeKeyFile = (dataDir: string): Buffer[] => {
  const folder = join(dataDir, 'keys')
  const file = join(folder, 'sealing')
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  try {
    // `wx` fails when the file is there: two servers starting at once must end with the same key.
    writeFileSync(file, `${randomBytes(KEY_BYTES).toString('base64')}\n`, { flag: 'wx', mode: 0o600 })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
  // A restored backup may have loosened it.
  chmodSync(file, 0o600)
  return parseKeys(readFileSync(file, 'utf8'), file)
}

export interface SealingOptions {
  readonly dataDir: string
  /** Keys from outside, such as SEALING_KEY from a key service; then no file is made. Newest first, comma between. */
  readonly keys?: string | undefined
}

/** The sealing of this installation. The first start makes its key in `keys/sealing`; without it nothing opens again. */
export function openSealing(options: SealingOptions): Sealing {
  const given = options.keys
  return sealingFromKeys(
    given === undefined || given === '' ? readOrMakeKeyFile(options.dataDir) : parseKeys(given, 'SEALING_KEY'),
  )
}
