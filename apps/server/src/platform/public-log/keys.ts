import { randomBytes } from 'node:crypto'
import { chmodSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { makeSigner, readSigner, type Signer, signingKey, verifierKey } from '@xiangzhi/verify'

/**
 * The signing key of a county's log is a file outside of the database, so that whoever changes the database cannot sign
 * what comes out of it. Where servers have no common data folder, the file is copied to each of them.
 */
export interface KeyFiles {
  readonly dataDir: string
  readonly county: number
}

const keyFile = ({ dataDir, county }: KeyFiles, suffix = ''): string =>
  join(dataDir, 'keys', `log-${county}.key${suffix}`)

const readKeyFile = (path: string): Signer | undefined => {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (error) {
    if ((error as { code?: unknown }).code === 'ENOENT') return undefined
    throw error
  }
  return readSigner(text)
}

/** The key that signs now; undefined where there is none. Throws when the file is damaged. */
export const findSigner = (files: KeyFiles): Signer | undefined => readKeyFile(keyFile(files))

/** The key that a rotation has made and not yet brought into use. */
export const findNextSigner = (files: KeyFiles): Signer | undefined => readKeyFile(keyFile(files, '.next'))

function writeKey(path: string, signer: Signer): void {
  mkdirSync(join(path, '..'), { recursive: true, mode: 0o700 })
  // Never over a key that is there: what was signed with it could not be continued.
  writeFileSync(path, `${signingKey(signer)}\n`, { mode: 0o600, flag: 'wx' })
  chmodSync(path, 0o600)
}

/** Makes the first key of a log. Another server that was quicker on the same folder has made it, then that one counts. */
export function makeFirstSigner(files: KeyFiles, origin: string): Signer {
  try {
    writeKey(keyFile(files), makeSigner(origin, randomBytes(32), 'log'))
  } catch (error) {
    if ((error as { code?: unknown }).code !== 'EEXIST') throw error
  }
  const signer = findSigner(files)
  if (!signer) throw new Error('the key of the public log cannot be read back')
  return signer
}

/** Makes the key that is to follow, beside the one in use; the one that a broken-off rotation left is taken up again. */
export function makeNextSigner(files: KeyFiles, origin: string): Signer {
  const left = findNextSigner(files)
  if (left) return left
  const signer = makeSigner(origin, randomBytes(32), 'log')
  writeKey(keyFile(files, '.next'), signer)
  return signer
}

/** Brings the next key into use; the one before stays beside it under the id it signed with, until somebody destroys it. */
export function useNextSigner(files: KeyFiles): void {
  const old = findSigner(files)
  if (old) {
    const id = verifierKey(old).split('+')[1] ?? 'old'
    renameSync(keyFile(files), keyFile(files, `.${id}-retired`))
  }
  renameSync(keyFile(files, '.next'), keyFile(files))
}

/** The origin of a log is its name for ever: by the address the site had when the log began, or without any host. */
export function originOfLog(county: number, environment: Readonly<Record<string, string | undefined>>): string {
  if (environment['LOG_ORIGIN']) return environment['LOG_ORIGIN']
  const host = environment['PUBLIC_ADDRESS'] ? new URL(environment['PUBLIC_ADDRESS']).host : 'xiangzhi'
  return `${host}/log/${county}`
}
