import { createHash } from 'node:crypto'
import { sm2Verifier, sm3 } from '@tianfu/sm2'
import type { Suite } from './suite.ts'
import { judge, readVectors } from './suite.ts'

interface Vectors {
  sm3?: { msg: string; hex: string }[]
  sm2_sign?: { id: string; msg: string; px: string; py: string; r: string; s: string }[]
  sm2_openssl?: { id: string; msg: string; pub: string; sig: string; valid: boolean; why?: string }[]
}

const hex = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'hex'))
const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text)
const toHex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')

/** r and s as DER: no leading zeros but one that keeps the number positive. */
function der(r: string, s: string): Uint8Array {
  const integer = (text: string) => {
    const bytes = Buffer.from(text.replace(/^(?:00)+(?=..)/, ''), 'hex')
    const value = (bytes[0] ?? 0) > 127 ? Buffer.concat([Buffer.of(0), bytes]) : bytes
    return Buffer.concat([Buffer.of(2, value.length), value])
  }
  const body = Buffer.concat([integer(r), integer(s)])
  return new Uint8Array(Buffer.concat([Buffer.of(0x30, body.length), body]))
}

const digests: Suite = {
  name: 'sm3',
  async run(vectors, outcome) {
    for (const { msg, hex: expected } of readVectors<Vectors>(outcome, vectors, 'sm', 'sm-vectors.json')?.sm3 ?? []) {
      const title = `${msg.slice(0, 40)} (${msg.length})`
      await judge(outcome, title, () => toHex(sm3(utf8(msg))) === expected)
      await judge(outcome, `${title}, Node`, () => createHash('sm3').update(msg).digest('hex') === expected)
    }
  },
}

const signatures: Suite = {
  name: 'sm2',
  async run(vectors, outcome) {
    const file = readVectors<Vectors>(outcome, vectors, 'sm', 'sm-vectors.json')
    for (const { id, msg, px, py, r, s } of file?.sm2_sign ?? []) {
      await judge(
        outcome,
        `GB/T 32918.5 ${msg}`,
        () => sm2Verifier(hex(`04${px}${py}`), id)?.(utf8(msg), der(r, s)) ?? false,
      )
    }
    for (const [i, { id, msg, pub, sig, valid, why }] of (file?.sm2_openssl ?? []).entries()) {
      await judge(
        outcome,
        `openssl[${i}] ${why ?? 'valid'}`,
        () => (sm2Verifier(hex(pub), id)?.(hex(msg), hex(sig)) ?? false) === valid,
      )
    }
  },
}

export const smSuites: readonly Suite[] = [digests, signatures]
