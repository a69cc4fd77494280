// How long after the answer of a suspension each public address still shows the old standing.
import { Agent, get as httpGet } from 'node:http'
import { CONTRACT } from '@tianfu/contract'
import { GIVE_UP_MS, RETRY_MS, WrongAnswer, sleep } from './client.ts'

/** Public endpoints that the contract tags as showing standing, as addresses for this subject. */
export function standingAddresses(
  of: { certificate: string; licence: string; gtin: string; serial: string; uscc: string; statusLists: string[] },
): string[] {
  const fill: Record<string, string> = {
    number: of.certificate, code: `${of.gtin}.${of.serial}`, gtin: of.gtin, serial: of.serial, uscc: of.uscc, lot: 'L1',
  }
  const addresses = CONTRACT.filter(({ method, may, tags }) => method === 'GET' && may === 'public'
    && tags?.includes('standing'))
    .flatMap(({ id, url }) => {
      if (url.includes('/status/') || url.includes(':list')) return of.statusLists
      if (url.includes('licences/:number')) return [url.replace(':number', of.licence)]
      if (url === '/api/v1/verify') return [`${url}?code=${encodeURIComponent(fill.code ?? '')}`]
      const known = url.replace(
        /:(\w+)/g, (whole, name: string) => (fill[name] === undefined ? whole : encodeURIComponent(fill[name])),
      )
      if (known.includes(':') || known.includes('*')) throw new WrongAnswer(`不知道如何访问 ${id} ${url}`)
      return [url.endsWith('/search') ? `${known}?q=${of.certificate}` : known]
    })
  return [...new Set(addresses)]
}

/** A client that keeps its connection and honours `max-age`. */
class CachingClient {
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 1 })
  readonly #base: string
  #kept: { body: string; until: number } | undefined
  constructor(base: string) { this.#base = base }

  /** Asks again while the server is away. */
  async read(path: string): Promise<string> {
    if (this.#kept && Date.now() < this.#kept.until) return this.#kept.body
    for (const until = Date.now() + GIVE_UP_MS; ;) {
      try {
        return await this.#ask(path)
      } catch (error) {
        if (Date.now() > until) throw error
        await sleep(RETRY_MS)
      }
    }
  }

  #ask(path: string): Promise<string> {
    return new Promise((resolve, reject) => {
      httpGet(this.#base + path, { agent: this.#agent, headers: {
        accept: 'application/json, text/html;q=0.5',
      } }, (response) => {
        const parts: Buffer[] = []
        response.on('data', (part: Buffer) => parts.push(part))
        response.on('error', reject)
        response.on('end', () => {
          const body = Buffer.concat(parts).toString('utf8')
          const control = response.headers['cache-control'] ?? ''
          const age = /no-store|no-cache/.test(control) ? 0 : Number(/max-age=(\d+)/.exec(control)?.[1] ?? 0)
          this.#kept = { body, until: Date.now() + age * 1000 }
          resolve(body)
        })
      }).on('error', reject)
    })
  }

  close(): void { this.#agent.destroy() }
}

/** Where the walk measures, and what it takes for too late. */
export interface Measuring { bases: readonly string[]; limitMs: number }

/**
 * Fills every client's cache, has the suspension done, and measures from its answer until each address shows another
 * answer than before. `bases`: every process that serves; each is measured, the slowest counts.
 */
export async function measureStanding(
  { bases, limitMs }: Measuring, addresses: readonly string[], act: () => Promise<void>,
): Promise<Record<string, number>> {
  const watched = await Promise.all(addresses.flatMap((address) => bases.map(async (base) => {
    const client = new CachingClient(base)
    return { address, client, before: essence(await client.read(address)) }
  })))
  await act()
  const answered = Date.now()
  const result: Record<string, number> = {}
  await Promise.all(watched.map(async ({ address, client, before }) => {
    for (;;) {
      const now = essence(await client.read(address))
      const ms = Date.now() - answered
      if (now !== before) { result[address] = Math.max(result[address] ?? 0, ms); break }
      if (ms > limitMs * 2) throw new WrongAnswer(`${address} 在暂停后 ${ms} 毫秒仍是旧状态`)
      await sleep(50)
    }
    client.close()
  }))
  for (const [address, ms] of Object.entries(result)) {
    if (ms >= limitMs) throw new WrongAnswer(`${address} 在暂停后 ${ms} 毫秒才更新`)
  }
  return result
}

/** The answer without what changes by itself: time of asking, counts of scans, ids of a request. */
const essence = (body: string): string =>
  body.replace(/"(asOf|firstScan|traceId|official|system|iat|validFrom)":("[^"]*"|\{[^}]*\})/g, '')
    .replace(/"(scans|iat|nbf|version|acts)":\d+/g, '')
    .replace(/<time[^>]*>[^<]*<\/time>/g, '').replace(/<!--.*?-->/gs, '')
    .replace(/\d{4}-\d\d-\d\d[ T]\d\d:\d\d(:\d\d)?(\.\d+)?(Z|\+08:00)?/g, '')
