import { lookup } from 'node:dns/promises'
import { request as http } from 'node:http'
import { request as https } from 'node:https'
import { BlockList, isIP, isIPv6 } from 'node:net'

/**
 * Calls to addresses that users have given. Nobody reaches through us what they could not reach themselves: every
 * address that the host's name stands for must be a public one, or in a network that the installation names; the
 * connection goes to the address that was looked at, so that a name which changes in between leads nowhere else;
 * redirects are not followed, and what is answered is not read.
 */
export interface Outward {
  /** @throws NoWay where the address may not be called */
  check(url: string): Promise<void>
  /** The status that was answered. @throws NoWay, or an Error where nobody answers in time */
  post(url: string, body: string, headers: Readonly<Record<string, string>>): Promise<number>
}

/** Why an address is not called. */
export class NoWay extends Error {
  readonly why: 'form' | 'private' | 'unknown-host' | 'not-encrypted'
  constructor(why: NoWay['why']) {
    super(why)
    this.why = why
  }
}

interface Address { readonly address: string; readonly family: number }
export type Resolve = (host: string) => Promise<readonly Address[]>
const TIMEOUT_MS = 10_000

// RFC 6890 and its registries: what is not global unicast, and what stands for an IPv4 address in another form.
const CLOSED_IPV4 = [
  '0.0.0.0/8', '10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '169.254.0.0/16', '172.16.0.0/12', '192.0.0.0/24',
  '192.0.2.0/24', '192.88.99.0/24', '192.168.0.0/16', '198.18.0.0/15', '198.51.100.0/24', '203.0.113.0/24',
  '224.0.0.0/3',
]
const GLOBAL_IPV6 = ['2000::/3']
const CLOSED_IPV6 = ['2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20']

/** @throws Error on what is no network in CIDR form */
export function networksOf(cidrs: readonly string[]): BlockList {
  const list = new BlockList()
  for (const cidr of cidrs) {
    const [, address = '', bits = ''] = /^([0-9a-fA-F.:]+)\/(\d{1,3})$/.exec(cidr) ?? []
    if (isIP(address) === 0) throw new Error(`${cidr} is no network such as 10.1.2.0/24`)
    list.addSubnet(address, Number(bits), isIPv6(address) ? 'ipv6' : 'ipv4')
  }
  return list
}

const [closed4, global6, closed6] = [networksOf(CLOSED_IPV4), networksOf(GLOBAL_IPV6), networksOf(CLOSED_IPV6)]
const isPublic = ({ address, family }: Address): boolean => (family === 6
  ? global6.check(address, 'ipv6') && !closed6.check(address, 'ipv6') : !closed4.check(address, 'ipv4'))

/** The way out. `networks` are those inside which may be called, too, and without encryption. */
export function outwardTo(
  networks: readonly string[], resolve: Resolve = (host) => lookup(host, { all: true, verbatim: true }),
): Outward {
  const own = networksOf(networks)
  const isOwn = ({ address, family }: Address) => own.check(address, family === 6 ? 'ipv6' : 'ipv4')
  /** Where to connect, once the whole address has been looked at. */
  const way = async (text: string): Promise<{ url: URL; addresses: readonly Address[] }> => {
    const url = URL.canParse(text) ? new URL(text) : undefined
    if (!url || !/^https?:$/.test(url.protocol) || url.username !== '' || url.password !== '' || url.hash !== '') {
      throw new NoWay('form')
    }
    // An IPv4 address in octal, hexadecimal or as one number has been written out by now.
    const host = url.hostname.replace(/^\[(.*)\]$/, '$1')
    const family = isIP(host)
    const addresses = family !== 0 ? [{ address: host, family }] : await resolve(host).catch(() => [])
    if (addresses.length === 0) throw new NoWay('unknown-host')
    if (!addresses.every((one) => isOwn(one) || isPublic(one))) throw new NoWay('private')
    if (url.protocol === 'http:' && !addresses.every(isOwn)) throw new NoWay('not-encrypted')
    return { url, addresses }
  }
  return {
    async check(text) { await way(text) },
    async post(text, body, headers) {
      const { url, addresses } = await way(text)
      const [first] = addresses
      return new Promise((done, fail) => {
        const call = (url.protocol === 'https:' ? https : http)(url, {
          method: 'POST', agent: false, headers: { ...headers, 'content-length': String(Buffer.byteLength(body)) },
          signal: AbortSignal.timeout(TIMEOUT_MS),
          lookup: (_host, options, found) => (options.all ? found(null, [...addresses])
            : found(null, first?.address ?? '', first?.family)),
        }, (response) => {
          done(response.statusCode ?? 0)
          response.destroy()
        })
        call.on('error', fail)
        call.end(body)
      })
    },
  }
}
