import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { DEFAULT_IDENTITY, signSm2, sm2Verifier, sm3 } from '@tianfu/sm2'
import { checkCountersignature, countersign } from './index.ts'

const hex = (text: string) => new Uint8Array(Buffer.from(text, 'hex'))
// GB/T 32918.5-2017, A.2.
const privateKey = hex('3945208f7b2144b13f36e38ac6d39f95889393692860b51a42fb81ef4df7c5b8')
const point = hex(
  '0409f9df311e5421a150dd7d161e4bc5c672179fad1833fc076bb08ff356f35020'
  + 'ccea490ce26775a52dc6ea718cc1aa600aed05fbf35e084a6632f6072da9ad13',
)
const key = 'did:web:tianfu.example#sm2-1'
const options = {
  digest: sm3,
  verifierFor: (asked: string, identity: string) => (asked === key ? sm2Verifier(point, identity) : undefined),
}
const make = (token: string) => countersign(token, {
  key, identity: DEFAULT_IDENTITY, digest: sm3, sign: (message) => signSm2(privateKey, point, message),
})

test('a countersignature holds for the bytes of its token alone', async () => {
  const token = 'eyJ.eyJ.abc'
  const countersignature = await make(token)
  assert.deepEqual(await checkCountersignature(token, countersignature, options), { ok: true, key })
  const why = async (other: string, value: unknown) => {
    const result = await checkCountersignature(other, value, options)
    return result.ok ? 'ok' : result.why
  }
  assert.equal(await why('eyJ.eyJ.abd', countersignature), 'other-token')
  assert.equal(await why(token, { ...countersignature, key: 'did:web:other.example#1' }), 'unknown-key')
  assert.equal(await why(token, { ...countersignature, identity: 'someone' }), 'wrong-signature')
  assert.equal(await why(token, { ...countersignature, signature: 'AAAA' }), 'wrong-signature')
  assert.equal(await why(token, { ...countersignature, suite: 'ECDSA' }), 'malformed')
})

test('no value makes the check throw', async () => {
  await fc.assert(fc.asyncProperty(fc.anything(), async (value) => {
    assert.equal((await checkCountersignature('t', value, options)).ok, false)
  }))
})
