import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { aCertificate } from '../../../../test/certificate.ts'
import type { CertificateMade } from '../../../../test/certificate.ts'
import { testWorld } from '../../../../test/support.ts'
import type { TestWorld } from '../../../../test/support.ts'

let of: TestWorld
let certificate: CertificateMade
before(async () => {
  of = await testWorld()
  certificate = await aCertificate(of)
  await of.app.sequence()
})
after(() => of.close())

async function post(paper: string, path = '/verify') {
  const payload = `--x\r\ncontent-disposition: form-data; name="paper"\r\n\r\n${paper}\r\n--x--\r\n`
  return of.app.http.inject({ method: 'POST', url: path, payload,
    headers: { 'content-type': 'multipart/form-data; boundary=x' } })
}

test('a receipt is verified without script, in both languages; a changed one is not genuine', async () => {
  const url = `/c/${certificate.number}.json?at=2026-03-02`
  const receipt = (await of.app.http.inject({ url })).body
  const page = await post(receipt)
  assert.equal(page.statusCode, 200)
  assert.match(page.body, /真实[\s\S]*2026-03-02: 有效/)
  assert.doesNotMatch(page.body.slice(page.body.indexOf('id="result"')), /不通过/)
  const changed = await post(receipt.replace('示例企业', '别的企业'), '/en/verify')
  assert.match(changed.body, /Not genuine/)
  assert.match(changed.body, /Answer unchanged<\/th><td>failed \(it was changed\)/)
})

test('what is neither leads to the search, and no paper is a fault', async () => {
  assert.match((await post('TFQ 1')).body, /\/search\?q=TFQ%201/)
  for (const paper of ['', '{', '{"receipt":null}', '{"receipt":{"token":"a.b.c"}}', '<script>alert(1)</script>',
    'a.b.c',
    `{"receipt":{"token":${JSON.stringify('x'.repeat(9_000))}}}`, 'e'.repeat(600_000)]) {
    const page = await post(paper)
    assert.ok(page.statusCode < 500, `${page.statusCode} for ${paper.slice(0, 40)}`)
    assert.doesNotMatch(page.body, /<script>alert/)
  }
})

test('the keys stand on the page as data that no text can leave', async () => {
  const { body } = await of.app.http.inject({ url: '/verify?paper=%3C/script%3E%3Cscript%3Ealert(1)%3C/script%3E' })
  assert.doesNotMatch(body, /<script>alert/)
  const trust = JSON.parse(/id="trust">([^<]*)</.exec(body)?.[1] ?? '{}') as { didDocuments: { id: string }[] }
  assert.ok(trust.didDocuments.some(({ id }) => id === 'did:web:localhost%3A8080:bodies:shuxin'))
})
