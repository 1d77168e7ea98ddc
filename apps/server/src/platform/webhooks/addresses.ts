import { lookup } from 'node:dns/promises'
import { BlockList, isIP } from 'node:net'

/** Addresses inside a house: this machine, private networks, link-local ones, and what stands for them in IPv6. */
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
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
] as const)
  inside.addSubnet(network, prefix, 'ipv4')
for (const [network, prefix] of [
  ['::', 128],
  ['::1', 128],
  ['64:ff9b::', 96],
  ['fc00::', 7],
  ['fe80::', 10],
  ['ff00::', 8],
  ['2001:db8::', 32],
] as const)
  inside.addSubnet(network, prefix, 'ipv6')

/** Whether an address is one that only our own house can reach, however it is written. */
export function isInside(address: string): boolean {
  const mapped = /^::ffff:(?:(\d+\.\d+\.\d+\.\d+)|([0-9a-f]{1,4}):([0-9a-f]{1,4}))$/i.exec(address)
  if (mapped) {
    const [, dotted, high = '0', low = '0'] = mapped
    const [one, two] = [Number.parseInt(high, 16), Number.parseInt(low, 16)]
    return isInside(dotted ?? `${one >> 8}.${one & 255}.${two >> 8}.${two & 255}`)
  }
  const family = isIP(address)
  return family === 0 || inside.check(address, family === 6 ? 'ipv6' : 'ipv4')
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

/** The address of a host to which something may be sent; undefined where none may be reached. */
export async function reachableAddress(
  host: string,
  allowed: BlockList,
): Promise<{ readonly address: string; readonly family: 4 | 6 } | undefined> {
  const bare = host.replace(/^\[|\]$/g, '')
  const found = isIP(bare) ? [{ address: bare, family: isIP(bare) }] : await lookup(bare, { all: true })
  // One address inside is enough to refuse a name: whoever owns the name chooses the order.
  const fits = found.every(
    ({ address, family }) => !isInside(address) || allowed.check(address, family === 6 ? 'ipv6' : 'ipv4'),
  )
  const first = found[0]
  return fits && first ? { address: first.address, family: first.family === 6 ? 6 : 4 } : undefined
}
