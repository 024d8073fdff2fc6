import { type LookupAddress, lookup as systemLookup } from 'node:dns'
import { BlockList, isIP, type LookupFunction } from 'node:net'

/** An address nobody outside may make this server talk to. The message names the host, never path or query. */
export class GuardError extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'GuardError'
  }
}

/** Finds all addresses of a name, as `dns.lookup` does; replaced in tests. */
export type Resolve = (
  hostname: string,
  done: (error: NodeJS.ErrnoException | null, addresses: readonly LookupAddress[]) => void,
) => void

export const resolveBySystem: Resolve = (hostname, done) => systemLookup(hostname, { all: true }, done)

// Everything the IANA special-purpose registries do not call globally reachable, and multicast.
// https://www.iana.org/assignments/iana-ipv4-special-registry
const closed4 = subnets('ipv4', [
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
])
// Of IPv6 only global unicast is open, so loopback, ULA, link-local, multicast, NAT64 and IPv4-mapped are closed at once.
// https://www.iana.org/assignments/iana-ipv6-special-registry
const open6 = subnets('ipv6', [['2000::', 3]])
const closed6 = subnets('ipv6', [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
])

/** Whether an IP address belongs to the public Internet; anything that is not an IP address does not. */
export function isPublicAddress(address: string): boolean {
  const version = isIP(address)
  if (version === 4) return !closed4.check(address, 'ipv4')
  if (version !== 6 || address.includes('%')) return false
  return open6.check(address, 'ipv6') && !closed6.check(address, 'ipv6')
}

/**
 * A `lookup` for sockets: resolves once and hands the socket nothing but public addresses, so that what was checked
 * is what is connected to, however often the name's answer changes.
 */
export function guardedLookup(resolve: Resolve = resolveBySystem): LookupFunction {
  return (hostname, options, done) => {
    resolve(hostname, (error, addresses) => {
      if (error) return done(error, '', 0)
      const open = addresses.filter(({ address }) => isPublicAddress(address))
      const [first] = open
      if (!first) return done(new GuardError(`${hostname} is not on the public Internet`), '', 0)
      if (options.all) return done(null, open)
      done(null, first.address, first.family)
    })
  }
}

/**
 * Checks what a URL says by itself; names are checked when the socket looks them up. The URL parser has already turned
 * decimal, hexadecimal and octal spellings of an IPv4 address into the dotted one.
 * @throws GuardError
 */
export function checkUrl(url: URL): void {
  if (url.protocol !== 'http:' && url.protocol !== 'https:') throw new GuardError(`${url.protocol} is not followed`)
  if (url.username || url.password) throw new GuardError(`${url.hostname}: no name and password in an address`)
}

/** @throws GuardError when the host is an IP address outside the public Internet */
export function checkHost(url: URL): void {
  const host = url.hostname.replace(/^\[|\]$/g, '')
  if (isIP(host) && !isPublicAddress(host)) throw new GuardError(`${host} is not on the public Internet`)
}

/** `host:port` as HAIDANG_ALLOW_HOSTS writes it; the scheme's own port is spelled out. */
export function hostAndPort(url: URL): string {
  const port = url.port || (url.protocol === 'https:' ? '443' : '80')
  return `${url.hostname.toLowerCase().replace(/\.$/, '')}:${port}`
}

function subnets(family: 'ipv4' | 'ipv6', nets: readonly (readonly [string, number])[]): BlockList {
  const list = new BlockList()
  for (const [net, prefix] of nets) list.addSubnet(net, prefix, family)
  return list
}
