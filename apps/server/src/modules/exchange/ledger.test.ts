// The ledger of a region over HTTP: what a county gets, what it does not, and who may ask.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { sql } from 'kysely'
import { readSheet } from 'read-excel-file/node'
import { aCertificate } from '../../../../../test/certificate.ts'
import { signedIn } from '../../../../../test/people.ts'
import { testWorld } from '../../../../../test/support.ts'
import type { TestWorld } from '../../../../../test/support.ts'

let of: TestWorld
before(async () => { of = await testWorld() })
after(() => of.close())

async function ledger(login: string, lang = 'zh') {
  const { cookie } = await signedIn(of, login)
  const answer = await of.app.http.inject({ url: `/api/v1/ledger.xlsx?lang=${lang}`, headers: { cookie } })
  return { status: answer.statusCode, bytes: answer.rawPayload, headers: answer.headers }
}

test('a county gets its own certificates in fixed columns, and not those of another county', async () => {
  const county = await signedIn(of, 'authority-county')
  const region = county.session.membership?.region ?? '510502'
  const [own, other] = [await aCertificate(of, { region }), await aCertificate(of, { region: '510107' })]
  // The files behind these certificates were never worked on: they are moved out of sight.
  await sql`update application set official = official || '{"region":"000000"}'::jsonb`.execute(of.world.db)
  const { status, bytes, headers } = await ledger('authority-county')
  assert.equal(status, 200)
  assert.match(String(headers['content-disposition']), /filename\*=UTF-8''.+%E5%8F%B0%E8%B4%A6/)
  const [header, ...rows] = await readSheet(bytes, '证书')
  assert.deepEqual(header, ['序号', '登记编号', '机构编号', '持证企业', '认证机构', '产品', '规则', '品牌项目', '状态', '发证日',
    '有效期至', '跟踪调查到期', '未办结责令'])
  const numbers = rows.map((row) => row[1])
  assert.ok(numbers.includes(own.number))
  assert.ok(!numbers.includes(other.number))
  const listed = (await county.get('/api/v1/certificates?limit=100')).body.items as { number: string }[]
  assert.deepEqual(numbers, listed.map(({ number }) => number))
  for (const name of ['企业', '自主申明', '对申明的质疑', '认证申请', '标识使用许可', '举报', '责令']) {
    assert.equal((await readSheet(bytes, name))[0]?.[0], '序号')
  }
  const holders = (await readSheet(bytes, '企业')).slice(1).map((row) => String(row[3]))
  assert.ok(holders.every((code) => code === region), holders.join())
})

test('a province reaches both; English headings; nobody outside government exports', async () => {
  const { bytes } = await ledger('authority-province', 'en')
  const [header, ...rows] = await readSheet(bytes, 'Certificates')
  assert.equal(header?.[1], 'Register number')
  assert.ok(rows.length >= 2)
  for (const login of ['enterprise-agent', 'body-decider', 'licensor-officer']) {
    assert.equal((await ledger(login)).status, 403)
  }
  assert.equal((await of.app.http.inject({ url: '/api/v1/ledger.xlsx' })).statusCode, 401)
})
