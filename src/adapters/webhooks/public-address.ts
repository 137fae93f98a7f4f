import { BlockList, isIPv4, isIPv6 } from 'node:net'

/** Of IANA's special-purpose registry, and the address that Azure's machines ask for their metadata. */
const NOT_PUBLIC_4 = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '168.63.129.16/32',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.31.196.0/24',
  '192.52.193.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '192.175.48.0/24',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/3',
] as const

/** Within 2000::/3: protocols (Teredo too), documentation, and 6to4, which hides an IPv4 address. */
const NOT_PUBLIC_6 = ['2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20'] as const

function blockList(ranges: readonly string[], family: 'ipv4' | 'ipv6'): BlockList {
  const list = new BlockList()
  for (const range of ranges) {
    const [network, bits] = range.split('/') as [string, string]
    list.addSubnet(network, Number(bits), family)
  }
  return list
}

const refused4 = blockList(NOT_PUBLIC_4, 'ipv4')
const unicast6 = blockList(['2000::/3'], 'ipv6')
const refused6 = blockList(NOT_PUBLIC_6, 'ipv6')

/** Whether an address is one of the public internet. Of IPv6 only global unicast is: loopback, link-local and unique local addresses, and IPv4 in any disguise (mapped, compatible, NAT64) lie outside it. */
export function isPublicAddress(address: string): boolean {
  if (isIPv4(address)) return !refused4.check(address, 'ipv4')
  // With a zone it means another network than the one that was checked.
  if (!isIPv6(address) || address.includes('%')) return false
  return unicast6.check(address, 'ipv6') && !refused6.check(address, 'ipv6')
}
