import { isIPv6 } from 'node:net'

/**
 * Who stands behind an address, as limits count: one IPv4 address, or one network of IPv6, since everybody at home there
 * has more addresses than could ever be counted (a /64, RFC 6177).
 */
export function sourceOf(address: string): string {
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, '').replace(/%.*$/, '')
  if (!isIPv6(plain)) return plain
  const [head = '', tail] = plain.split('::')
  const groups = head === '' ? [] : head.split(':')
  const behind = tail === undefined || tail === '' ? [] : tail.split(':')
  // Four groups of the network decide; what `::` leaves out is zeros.
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - groups.length - behind.length)
  const whole = [...groups, ...Array.from({ length: zeros }, () => '0'), ...behind]
  return `${whole
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':')}::/64`
}

/** The machine itself: a proxy on it that does not name its callers, or the operator's own programs. */
export const isLoopback = (address: string): boolean => /^(127\.|::1$|::ffff:127\.)/.test(address)
