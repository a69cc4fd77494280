import assert from 'node:assert/strict'
import { generateKeyPairSync, sign } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import fc from 'fast-check'
import { signSm2, sm2Verifier, sm3 } from './index.ts'

const hex = (text: string) => new Uint8Array(Buffer.from(text, 'hex'))
const utf8 = (text: string) => new TextEncoder().encode(text)
// GB/T 32918.5-2017, A.2.
const d = hex('3945208f7b2144b13f36e38ac6d39f95889393692860b51a42fb81ef4df7c5b8')
const point = hex(
  '0409f9df311e5421a150dd7d161e4bc5c672179fad1833fc076bb08ff356f35020'
  + 'ccea490ce26775a52dc6ea718cc1aa600aed05fbf35e084a6632f6072da9ad13',
)
const verify = sm2Verifier(point)!

test('the digest of the standard', () => {
  assert.equal(
    Buffer.from(sm3(utf8('abc'))).toString('hex'),
    '66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0',
  )
})

test('the signature of the standard verifies', () => {
  const signature = hex(
    '3046022100f5a03b0648d2c4630eeac513e1bb81a15944da3827d5b74143ac7eaceee720b3'
      + '022100b1b6aa29df212fd8763182bc0d421ca1bb9038fd1f7f42d4840b69c485bbc1aa',
  )
  assert.equal(verify(utf8('message digest'), signature), true)
  assert.equal(verify(utf8('message digesT'), signature), false)
  assert.equal(sm2Verifier(point, 'someone else')!(utf8('message digest'), signature), false)
})

test('a signature holds for its message, and for no changed byte of either', () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ minLength: 1, maxLength: 50 }),
      fc.nat(),
      fc.integer({ min: 1, max: 255 }),
      (message, at, mask) => {
        const signature = signSm2(d, point, message)
        assert.equal(verify(message, signature), true)
        const changed = signature.map((byte, i) => (i === at % signature.length ? byte ^ mask : byte))
        assert.equal(verify(message, changed), false)
        assert.equal(verify(message, Uint8Array.of(...signature, 0)), false)
      },
    ),
    { numRuns: 15 },
  )
})

test('no bytes make it throw', () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 80 }), (bytes) => {
    assert.equal(verify(bytes, bytes), false)
    assert.equal(sm2Verifier(bytes), undefined)
  }))
  assert.equal(sm2Verifier(Uint8Array.of(4, ...new Uint8Array(64))), undefined)
})

test('plain ECDSA on the SM2 curve, which Node makes, is no SM2 signature', () => {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'SM2' })
  const spki = publicKey.export({ format: 'der', type: 'spki' })
  const signature = new Uint8Array(sign('sm3', utf8('x'), privateKey))
  assert.equal(sm2Verifier(new Uint8Array(spki.subarray(-65)))!(utf8('x'), signature), false)
})

interface Case { id: string; msg: string; pub: string; sig: string; valid: boolean; why?: string }
const file = new URL('../../../../shared/vectors/sm/sm-vectors.json', import.meta.url)

test(
  'cases made by another implementation',
  { skip: existsSync(file) ? false : 'vectors not present: 74 cases' },
  () => {
    const { sm2_openssl: cases } = JSON.parse(readFileSync(file, 'utf8')) as { sm2_openssl: Case[] }
    const wrong = cases.filter(
      ({ id, msg, pub, sig, valid }) => (sm2Verifier(hex(pub), id)?.(hex(msg), hex(sig)) ?? false) !== valid,
    )
    assert.deepEqual(wrong, [])
  },
)
