import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { DEMO_PASSWORD, signedIn } from '../../../../../test/people.ts'
import type { Person } from '../../../../../test/people.ts'
import { testWorld } from '../../../../../test/support.ts'
import type { TestWorld } from '../../../../../test/support.ts'
import { openPrivately } from '../../platform/outbox.ts'
import { contactsOf, ownContacts } from './contacts.ts'

let of: TestWorld
let agent: Person
const ADDRESS = 'Zhiliang.Ke@Example.COM'
before(async () => {
  of = await testWorld()
  agent = await signedIn(of, 'enterprise-agent')
})
after(() => of.close())

const letter = () => {
  const data = of.outbox.findLast(({ kind }) => kind === 'private-letter')?.data ?? {}
  return { code: openPrivately(of.world, data.sealed ?? ''), mail: openPrivately(of.world, data.mail ?? ''), data }
}
const start = (mail: string, password = DEMO_PASSWORD) => agent.post('/api/v1/account/mail', { mail, password })
const confirm = (code: string) => agent.put('/api/v1/account/mail', { code })
const account = async () => (await agent.get('/api/v1/account')).body
const someoneElse = (code: string) => (code === '000000' ? '000001' : '000000')
const reached = async () => contactsOf(of.world, {
  account: (await account()).id, person: null, organisation: null, region: null, role: null,
})

test('an address that is none is refused with the rule, and a wrong password sends nothing', async () => {
  for (const mail of ['', 'a', '@b.cn', 'a@b', 'a b@c.cn', 'a@-b.cn', '名称@例.cn', `${'x'.repeat(65)}@c.cn`]) {
    assert.equal((await start(mail)).status, 400, mail)
  }
  const before = of.outbox.length
  assert.equal((await start(ADDRESS, 'not the password')).body.code, 'password-wrong')
  assert.equal(of.outbox.length, before)
})

test('an address counts once its code has come back; the address stands masked, sealed, and in no queue', async () => {
  assert.deepEqual((await start(ADDRESS)).body, { mailPendingMask: 'Z***@example.com' })
  assert.equal((await start(ADDRESS)).body.code, 'mail-code-recent')
  const { code, mail, data } = letter()
  assert.equal(mail, 'Zhiliang.Ke@example.com')
  assert.ok(!JSON.stringify(data).includes('Zhiliang') && !JSON.stringify(data).includes(code))
  assert.equal((await account()).mailMask, undefined)
  assert.equal((await confirm(someoneElse(code))).body.code, 'mail-code-wrong')
  assert.deepEqual((await confirm(code)).body, { mailMask: 'Z***@example.com' })
  assert.equal((await confirm(code)).body.code, 'mail-code-wrong', 'once')
  const shown = await account()
  assert.deepEqual([shown.mailMask, shown.mailPendingMask, shown.newsBy], ['Z***@example.com', undefined, 'all'])
  const row = await of.world.db.selectFrom('account').selectAll().where('login', '=', 'enterprise-agent')
    .executeTakeFirstOrThrow()
  assert.ok(!Buffer.from(row.mail ?? []).toString('latin1').includes('Zhiliang'))
})

test('five wrong codes end a code, and so do fifteen minutes', async () => {
  of.pass(61_000)
  await start('other@example.com')
  const { code } = letter()
  for (let i = 0; i < 5; i += 1) assert.equal((await confirm(someoneElse(code))).status, 422)
  assert.equal((await confirm(code)).status, 422)
  assert.equal((await account()).mailPendingMask, undefined)
  of.pass(61_000)
  await start('other@example.com')
  of.pass(15 * 60_000)
  assert.equal((await confirm(letter().code)).status, 422)
  assert.equal((await account()).mailMask, 'Z***@example.com', 'the address before stays until another is confirmed')
})

test('news goes where its reader wants it; letters that they asked for go there in any case', async () => {
  const { id } = await account()
  const mails = ['Zhiliang.Ke@example.com']
  assert.deepEqual((await reached()).mails, mails)
  for (const [newsBy, expected] of [['sms', []], ['none', []], ['mail', mails]] as const) {
    assert.equal((await agent.put('/api/v1/account/news', { newsBy })).status, 200)
    assert.deepEqual((await reached()).mails, expected, newsBy)
    assert.deepEqual((await ownContacts(of.world, id)).mails, mails)
  }
  assert.deepEqual((await reached()).phones, [])
  assert.equal((await agent.put('/api/v1/account/news', { newsBy: 'pigeon' })).status, 400)
  assert.equal((await agent.delete('/api/v1/account/mail')).status, 200)
  assert.deepEqual((await ownContacts(of.world, id)).mails, [])
})
