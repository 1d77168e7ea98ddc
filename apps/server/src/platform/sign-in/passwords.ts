import { hash, verify } from '@node-rs/argon2'

/** OWASP's parameters for Argon2id (algorithm 2): 19 MiB, two passes, one lane; about 30 ms on a small server. */
const PARAMETERS = { algorithm: 2, memoryCost: 19_456, timeCost: 2, parallelism: 1 }

export const PASSWORD_MIN = 10
export const PASSWORD_MAX = 128

export function hashPassword(password: string): Promise<string> {
  return hash(password.normalize('NFKC'), PARAMETERS)
}

export function verifyPassword(stored: string, password: string): Promise<boolean> {
  return verify(stored, password.normalize('NFKC'))
}

/** Beginnings that head every list of leaked passwords here; a long password that starts so is still one of them. */
const COMMON = [
  'password',
  '12345678',
  '123123',
  '11111111',
  '00000000',
  'qwerty',
  'abcd1234',
  'a1234567',
  'woaini',
  'admin',
]

export type PasswordProblem = 'short' | 'long' | 'common' | 'user-name' | 'one-kind'

/**
 * What is wrong with a new password, or undefined. At least ten characters of two kinds, none of the well-known ones and
 * not the user name (GB/T 22239 level 3: identity authentication with complexity).
 */
export function checkPassword(password: string, username: string): PasswordProblem | undefined {
  const plain = password.normalize('NFKC')
  const length = [...plain].length
  if (length < PASSWORD_MIN) return 'short'
  if (length > PASSWORD_MAX) return 'long'
  const lower = plain.toLowerCase()
  if (username.length >= 3 && lower.includes(username.toLowerCase())) return 'user-name'
  if (COMMON.some((beginning) => lower.startsWith(beginning)) || new Set(lower).size < 5) return 'common'
  const kinds = [/\p{Ll}/u, /\p{Lu}/u, /\p{N}/u, /[^\p{Ll}\p{Lu}\p{N}]/u].filter((kind) => kind.test(plain))
  return kinds.length < 2 ? 'one-kind' : undefined
}
