// The national suite beside a certificate: whose it is, for which bytes, and that others than we can check it.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { checkCountersignature } from '@tianfu/credentials'
import { sm2Verifier, sm3 } from '@tianfu/sm2'
import { aCertificate } from '../../../../../test/certificate.ts'
import { testWorld } from '../../../../../test/support.ts'
import type { TestWorld } from '../../../../../test/support.ts'

let of: TestWorld
let number: string
const TOKEN = 'eyJhbGciOiJFZERTQSJ9.e30.c2lnbmF0dXJl'
before(async () => {
  of = await testWorld()
  ;({ number } = await aCertificate(of, { credential: async () => TOKEN }))
})
after(() => of.close())

const fetched = async (url: string) => of.app.http.inject({ url })

test('it holds for the exact bytes of the certificate under the published key, and says that it is not certified',
  async () => {
  const answer = await fetched(`/c/${number}.sm2`)
  assert.equal(answer.statusCode, 200, answer.body)
  const countersignature = answer.json() as { key: string; signature: string; notice: { zh: string } }
  const { keys } = (await fetched('/.well-known/sm2.json')).json() as {
    keys: { key: string; identity: string; point: string }[] }
  const options = { digest: sm3, verifierFor: (key: string, identity: string) => {
    const found = keys.find((one) => one.key === key && one.identity === identity)
    return found && sm2Verifier(new Uint8Array(Buffer.from(found.point, 'hex')), identity)
  } }
  const token = (await fetched(`/c/${number}.jwt`)).body
  assert.equal((await checkCountersignature(token, countersignature, options)).ok, true)
  assert.deepEqual(await checkCountersignature(`${token}A`, countersignature, options),
    { ok: false, why: 'other-token' })
  assert.match(countersignature.notice.zh, /仅供互操作/)
  assert.equal((await fetched('/c/TFQ99999999.sm2')).statusCode, 404)
  assert.equal((await fetched(`/c/${number}.json`)).statusCode, 200, 'the other forms stay what they were')
  assert.equal(checkedByOpenssl(keys[0]?.point ?? '', token, countersignature.signature), true)
})

/** OpenSSL's own SM2 with ZA; true where it is not installed. */
function checkedByOpenssl(point: string, token: string, signature: string): boolean {
  const folder = mkdtempSync(join(tmpdir(), 'tianfu-sm2-'))
  try {
    // SubjectPublicKeyInfo of the curve 1.2.156.10197.1.301 (GB/T 35276).
    const der = Buffer.from(`3059301306072a8648ce3d020106082a811ccf5501822d034200${point}`, 'hex')
    const lines = der.toString('base64').replace(/(.{64})/g, '$1\n')
    const pem = `-----BEGIN PUBLIC KEY-----\n${lines}\n-----END PUBLIC KEY-----\n`
    const at = (name: string) => join(folder, name)
    writeFileSync(at('key.pem'), pem)
    writeFileSync(at('token'), token)
    writeFileSync(at('signature'), Buffer.from(signature, 'base64url'))
    const { error, status, stderr } = spawnSync('openssl', ['pkeyutl', '-verify', '-pubin', '-inkey', at('key.pem'),
      '-rawin', '-digest', 'sm3', '-pkeyopt', 'distid:1234567812345678', '-in', at('token'),
      '-sigfile', at('signature')], { encoding: 'utf8' })
    if ((error as NodeJS.ErrnoException | undefined)?.code === 'ENOENT') return true
    if (status !== 0) console.log(stderr)
    return status === 0
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

test('a scheme that does not want it has none', async () => {
  const other = await testWorld({ scheme: 'testland', seed: false })
  try {
    for (const path of ['/.well-known/sm2.json', '/c/TFQ01.sm2']) {
      assert.equal((await other.app.http.inject({ url: path })).statusCode, 404, path)
    }
  } finally {
    await other.close()
  }
})
