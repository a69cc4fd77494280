// Who may, and of what, where no other test asks; by the numbers of docs/bad-requests.md.
import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { after, before, test } from 'node:test'
import { signedIn, somebody } from '../people.ts'
import { testWorld } from '../support.ts'
import type { TestWorld } from '../support.ts'
import { photograph } from '../walk/papers.ts'

let of: TestWorld
before(async () => { of = await testWorld() })
after(() => of.close())

test('B58 a token that somebody made themselves opens nothing', async () => {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const claims = part({ sub: 'system-administrator', role: 'system-administrator', exp: 4_102_444_800 })
  const none = `${part({ alg: 'none' })}.${claims}.`
  const hs256 = `${part({ alg: 'HS256', kid: '../../dev/null' })}.${claims}`
  const signed = `${hs256}.${createHmac('sha256', '').update(hs256).digest('base64url')}`
  for (const token of [none, signed, 'null', 'undefined', '0', '*', "' or '1'='1", 'a'.repeat(200)]) {
    const places: Record<string, string>[] = [
      { authorization: `Bearer ${token}` }, { 'x-api-key': token }, { cookie: `tianfu=${token}` },
    ]
    for (const headers of places) {
      const answer = await of.app.http.inject({ url: '/api/v1/session', headers })
      assert.equal(answer.statusCode, 401, token)
    }
  }
})

test('B64 a part under another whole is not found', async () => {
  const photo = Buffer.concat([photograph('report'), Buffer.alloc(100)]).toString('base64')
  const lodge = async () => {
    const answer = await somebody(of).post('/api/v1/reports', {
      ground: 'counterfeit', text: '瓶身标识疑似伪造，特此反映', region: '510502', photos: [photo],
    })
    assert.equal(answer.status, 201, JSON.stringify(answer.body))
  }
  await lodge()
  await lodge()
  const county = await signedIn(of, 'authority-county')
  const [first, second] = (await county.get('/api/v1/reports')).body.items as { id: string }[]
  assert.ok(first && second)
  const [mine] = (await county.get(`/api/v1/reports/${first.id}`)).body.photos
  assert.equal((await county.get(`/api/v1/reports/${first.id}/photos/${mine.id}`)).status, 200)
  assert.equal((await county.get(`/api/v1/reports/${second.id}/photos/${mine.id}`)).status, 404)
})
