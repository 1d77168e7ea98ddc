import { lookup } from 'node:dns/promises'
import { BlockList, isIP } from 'node:net'

/** IPv4 that is no address of the open network: this machine, private and link-local networks, relays, examples, groups. */
const inside = new BlockList()
for (const [network, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
] as const)
  inside.addSubnet(network, prefix, 'ipv4')

/** All that IPv6 gives to the open network (RFC 4291, global unicast). Whatever else there is or will be lies inside. */
const open = new BlockList()
open.addSubnet('2000::', 3, 'ipv6')
/** Parts of it that lead elsewhere: protocol assignments with Teredo, examples, and 6to4, which carries an IPv4 address within. */
for (const [network, prefix] of [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
] as const)
  inside.addSubnet(network, prefix, 'ipv6')

/**
 * Whether an address is one that only our own house can reach, or one in IPv6 that stands for another address (IPv4-mapped,
 * IPv4-compatible, NAT64, 6to4): a receiver on the open network has an address of its own.
 */
export function isInside(address: string): boolean {
  const family = isIP(address)
  // What names an interface of this machine (fe80::1%eth0) cannot be elsewhere.
  if (family === 0 || address.includes('%')) return true
  if (family === 4) return inside.check(address)
  return !open.check(address, 'ipv6') || inside.check(address, 'ipv6')
}

/** Networks inside that an operator allows all the same, such as a message bus in the county's own data centre. */
export function allowedInside(setting: string | undefined): BlockList {
  const allowed = new BlockList()
  for (const entry of (setting ?? '').split(/[\s,]+/).filter((one) => one !== '')) {
    const [network = '', prefix] = entry.split('/')
    const family = isIP(network)
    if (family === 0) throw new Error(`WEBHOOK_ALLOW names ${entry}, which is no network`)
    allowed.addSubnet(network, Number(prefix ?? (family === 6 ? 128 : 32)), family === 6 ? 'ipv6' : 'ipv4')
  }
  return allowed
}

/** Looks up all addresses of a name. */
export type LookUp = (name: string, options: { all: true }) => Promise<readonly { address: string; family: number }[]>

/** The address of a host to which something may be sent; undefined where none may be reached. */
export async function reachableAddress(
  host: string,
  allowed: BlockList,
  lookUp: LookUp = lookup,
): Promise<{ readonly address: string; readonly family: 4 | 6 } | undefined> {
  const bare = host.replace(/^\[|\]$/g, '')
  const found = isIP(bare) ? [{ address: bare, family: isIP(bare) }] : await lookUp(bare, { all: true })
  // One address inside is enough to refuse a name: whoever owns the name chooses the order.
  const fits = found.every(
    ({ address, family }) => !isInside(address) || allowed.check(address, family === 6 ? 'ipv6' : 'ipv4'),
  )
  const first = found[0]
  return fits && first ? { address: first.address, family: first.family === 6 ? 6 : 4 } : undefined
}
