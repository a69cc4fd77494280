// Item codes beside the raw HMAC-SHA-256 of the same messages, by the same primitive; memory and cost per item from
// 10^4 to 10^7 codes.
import { hash, hkdfSync } from 'node:crypto'
import { deriveCodeKey, itemCodes, readItemCode } from '@tianfu/codes'
import { hmacSha256 } from '../../apps/server/src/modules/codes/keys.ts'
import type { Figure } from '../figure.ts'
import { beside, msOf } from './rounds.ts'

const GTIN = '06901234567892'
const SCHEME = 'bench'
const COUNT = 100_000
const ROUNDS = 9

const key = deriveCodeKey({
  hmacSha256, sha256: (message) => hash('sha256', message, 'buffer'),
  hkdfSha256: (secret, salt, info, length) => new Uint8Array(hkdfSync('sha256', secret, salt, info, length)),
}, new Uint8Array(32).fill(7), { scheme: SCHEME, licensee: '91510000MA6AAAAA0B', year: 2026, keyId: '0' })

/** Bytes of the framed message of a code: three fields, each behind its length. */
const MESSAGE_BYTES = 2 + SCHEME.length + 2 + GTIN.length + 2 + 8

function issue(from: number, count: number): number {
  let length = 0
  for (const code of itemCodes(key, { scheme: SCHEME, gtin: GTIN, from, count })) length += code.length
  return length
}

function rawHmac(count: number): number {
  const mac = hmacSha256(new Uint8Array(32).fill(9))
  const message = Buffer.alloc(MESSAGE_BYTES)
  let sum = 0
  for (let i = 0; i < count; i++) {
    message.writeUInt32BE(i, MESSAGE_BYTES - 4)
    sum += mac(message)[0] ?? 0
  }
  return sum
}

export async function measure(): Promise<Figure[]> {
  const codes = [...itemCodes(key, { scheme: SCHEME, gtin: GTIN, from: 0, count: COUNT })]
  const check = () => {
    for (const serial of codes) {
      if (!readItemCode(() => key, { scheme: SCHEME, gtin: GTIN, serial }).ok) throw new Error('not read back')
    }
  }
  const made = await beside(ROUNDS, (round) => issue(round * COUNT, COUNT), () => rawHmac(COUNT))
  const read = await beside(ROUNDS, check, () => rawHmac(COUNT))
  const figure = (name: string, { ours, theirs }: { ours: number; theirs: number }): Figure =>
    ({ name, database: 'none', value: Math.round(COUNT / ours * 1000), unit: 'codes/s', ratio: theirs / ours })
  return [
    figure('code-issue', made),
    figure('code-check', read),
    ...await growth(),
  ]
}

/** Nanoseconds per code at 10^4 and 10^7 (flat when their ratio is about 1), and what the heap grew by meanwhile. */
async function growth(): Promise<Figure[]> {
  const each: number[] = []
  globalThis.gc?.()
  const before = process.memoryUsage().heapUsed
  for (const count of [10_000, 100_000, 1_000_000, 10_000_000]) {
    const rounds = Math.max(1, 1_000_000 / count)
    const ms = await msOf(() => { for (let i = 0; i < rounds; i++) issue(0, count) })
    each.push(ms * 1e6 / (rounds * count))
  }
  globalThis.gc?.()
  const grown = process.memoryUsage().heapUsed - before
  const [first = 0, last = 0] = [each[0], each.at(-1)]
  return [
    { name: 'code-issue-1e7', database: 'none', value: Math.round(last), unit: 'ns/code', ratio: first / last },
    { name: 'code-issue-heap', database: 'none', value: Math.max(0, Math.round(grown / 1024)), unit: 'KiB' },
  ]
}
