import { createHash } from 'node:crypto'
import type { Sealing } from '#platform/sealing'

/**
 * The private part of a reporter's link. It is made from the case's id with the installation's key, so it need not be stored
 * anywhere and can be shown again to somebody who proved that the report is theirs.
 */
export function tokenOf(sealing: Sealing, subjectId: string): string {
  return sealing.hash('token', subjectId).subarray(0, 18).toString('base64url')
}

/** What is stored of a token: reading the database gives nobody a link. */
export function tokenHash(token: string): Buffer {
  return createHash('sha256').update(token).digest()
}
