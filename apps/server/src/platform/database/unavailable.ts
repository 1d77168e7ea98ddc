const codeOf = (error: object): string => ('code' in error ? String(error.code) : '')

/** What the system says when nobody listens, the way is cut, or no answer comes. */
const NO_WAY = new Set(['ECONNREFUSED', 'ECONNRESET', 'ENOENT', 'EPIPE', 'ETIMEDOUT', 'EHOSTUNREACH', 'ENOTFOUND'])
/** Shutting down, crashed, starting up, and no connection left. */
const NOT_NOW = new Set(['57P01', '57P02', '57P03', '53300'])

/**
 * Whether a work failed because the database could not be reached, and not because of the work. A command that failed so may
 * or may not have taken effect; sending the same again settles it.
 */
export function isUnavailable(error: unknown): boolean {
  if (typeof error !== 'object' || error === null) return false
  const code = codeOf(error)
  if (NOT_NOW.has(code) || code.startsWith('08')) return true
  if ('syscall' in error && NO_WAY.has(code)) return true
  // The driver gives these no code.
  const message = 'message' in error ? String(error.message) : ''
  return /^(timeout exceeded when trying to connect|Connection terminated|Client has encountered a connection error)/.test(
    message,
  )
}

/** Whether a read on a standby was cancelled because the primary's changes had to be applied. */
export const isRecoveryConflict = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && codeOf(error) === '40001'
