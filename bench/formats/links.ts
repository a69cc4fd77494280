// GS1 Digital Links parsed in full (syntax, check digits, associations) beside a bare regular expression and the peer
// library of the field, on the same links.
import { createRequire } from 'node:module'
import { parseDigitalLink } from '@tianfu/codes'
import type { Figure } from '../figure.ts'
import { beside, msOf } from './rounds.ts'

/** The peer brings no types. */
const { DigitalLink } = createRequire(import.meta.url)('digital-link.js') as {
  DigitalLink(link: string): { isValid(): boolean }
}

const COUNT = 20_000
const PEER_COUNT = 40
const ROUNDS = 9
const LINKS = Array.from({ length: COUNT }, (_, i) =>
  `https://id.example.org/01/09520123456788/10/L${i % 50}/21/${String(i).padStart(12, '0')}?17=271231`)
const BARE = /^https?:\/\/[^/]+\/01\/(\d{14})(?:\/10\/([^/?]+))?(?:\/21\/([^/?]+))?(?:\?17=(\d{6}))?$/

export async function measure(): Promise<Figure[]> {
  const ours = () => {
    for (const link of LINKS) if (!parseDigitalLink(link).ok) throw new Error(`not parsed: ${link}`)
  }
  const bare = () => {
    for (const link of LINKS) if (!BARE.test(link)) throw new Error(`not matched: ${link}`)
  }
  const times = await beside(ROUNDS, ours, bare)
  const peers = LINKS.slice(0, PEER_COUNT)
  const peerMs = await msOf(() => {
    for (const link of peers) if (!DigitalLink(link).isValid()) throw new Error(`the peer refuses ${link}`)
  })
  const rate = COUNT / times.ours * 1000
  const peerRate = PEER_COUNT / peerMs * 1000
  return [
    { name: 'link-parse', database: 'none', value: Math.round(rate), unit: 'links/s',
      ratio: times.theirs / times.ours },
    { name: 'link-parse-peer', database: 'none', value: Math.round(peerRate * 10) / 10, unit: 'links/s',
      ratio: rate / peerRate },
  ]
}
