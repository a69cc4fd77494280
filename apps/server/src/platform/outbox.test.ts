import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, before, test } from 'node:test'
import { SMTPServer } from 'smtp-server'
import { testWorld } from '../../../../test/support.ts'
import type { TestWorld } from '../../../../test/support.ts'
import { byRule } from './command.ts'
import { tell } from './notices.ts'
import { mailBySmtp } from './mail.ts'
import { gatewayChannels, sealPrivately, startOutbox } from './outbox.ts'
import type { World } from './work.ts'

let of: TestWorld
let stop: () => Promise<void>
let world: World
const received: { path: string; body: { id: string; to?: unknown; text: unknown } }[] = []
const printed: string[] = []
const gateway = createServer((request, response) => {
  let body = ''
  request.on('data', (part: Buffer) => { body += part.toString('utf8') })
  request.on('end', () => {
    received.push({ path: request.url ?? '', body: JSON.parse(body) })
    response.writeHead(204).end()
  })
})

const letters: { from: string; to: string[]; text: string }[] = []
let refuseOnce = true
/** A mail server as they are, which does not take the first letter. */
const smtp = new SMTPServer({
  authOptional: true, disabledCommands: ['STARTTLS'],
  onData(stream, session, done) {
    let text = ''
    stream.on('data', (part: Buffer) => { text += part.toString('utf8') })
    stream.on('end', () => {
      if (refuseOnce) { refuseOnce = false; done(new Error('come again')); return }
      const { mailFrom, rcptTo } = session.envelope
      letters.push({ from: mailFrom ? mailFrom.address : '', to: rcptTo.map(({ address }) => address), text })
      done()
    })
  },
})

before(async () => {
  of = await testWorld()
  gateway.listen(0, '127.0.0.1')
  await once(gateway, 'listening')
  const base = `http://127.0.0.1:${(gateway.address() as AddressInfo).port}`
  smtp.listen(0, '127.0.0.1')
  await once(smtp.server, 'listening')
  const { port } = smtp.server.address() as AddressInfo
  const mail = mailBySmtp(`smtp://127.0.0.1:${port}`, 'news@tianfu.example', '天府')
  const outbox = await startOutbox(of.database, () => world, gatewayChannels(
    { sms: `${base}/sms`, webhook: `${base}/webhook`, mail }, 'http://localhost:8080',
    async (to) => ({
      phones: to.role === 'body-acceptor' ? ['13900000000'] : [],
      mails: to.role === 'body-decider' ? ['decider@example.com', 'second@example.com'] : [],
    }), (line) => printed.push(line)), async () => ({ phones: [], mails: ['own@example.com'] }))
  world = { ...of.world, outbox }
  stop = outbox.stop
})
after(async () => { await stop(); gateway.close(); smtp.close(() => {}); await of.close() })

/** Looks until it is there: a delivery that failed is tried again after seconds, more of them on a busy machine. */
const seen = async (look: () => boolean) => {
  for (let attempt = 0; attempt < 900 && !look(); attempt += 1) {
    await new Promise((resolve) => { setTimeout(resolve, 100) })
  }
  return look()
}
const organisation = '019ab000-0000-7000-8000-000000000000'
const say = (role: string, fail = false) => byRule(world, 'rule', async (work) => {
  await tell(work, { to: { organisation, roles: [role] }, text: { zh: `给${role}` }, link: '/x' })
  if (fail) throw new Error('rolled back')
})

test('news is sent after the commit: a text message where there is a number, the webhook without one', async () => {
  await say('body-acceptor')
  assert.ok(await seen(() => received.some(({ path }) => path === '/sms')))
  const sms = received.find(({ path }) => path === '/sms')
  assert.deepEqual(sms?.body.to, ['13900000000'])
  const webhook = received.find(({ path }) => path === '/webhook')
  assert.equal(webhook?.body.id, sms?.body.id)
  assert.doesNotMatch(JSON.stringify(webhook), /139/)
})

test('what nobody can be told by message is printed, and a transaction that rolls back tells nobody', async () => {
  await assert.rejects(say('licensor-officer', true), /rolled back/)
  await say('body-reviewer')
  assert.ok(await seen(() => printed.length > 0))
  assert.deepEqual(printed.filter((line) => line.includes('给')), ['[消息 notice] 给body-reviewer → /x'])
})

const headersOf = (text: string) => text.split('\r\n\r\n')[0] ?? ''

test('mail goes to each address alone, again when the server did not take it, under the same id', async () => {
  await say('body-decider')
  assert.ok(await seen(() => letters.length >= 2))
  assert.deepEqual(letters.map(({ to }) => to), [['decider@example.com'], ['second@example.com']])
  assert.deepEqual([...new Set(letters.map(({ from }) => from))], ['news@tianfu.example'])
  for (const { text } of letters) {
    assert.match(headersOf(text), /^Message-ID: <[0-9a-f-]{36}\.[01]@tianfu\.example>$/m)
    assert.match(headersOf(text), /^Auto-Submitted: auto-generated$/mi)
    assert.doesNotMatch(headersOf(text), /text\/html/)
  }
  assert.equal(printed.filter((line) => line.includes('body-decider')).length, 0)
})

test('a private letter reaches its reader alone: no webhook, no line on the console', async () => {
  const [before, lines] = [letters.length, printed.length]
  const webhooks = received.filter(({ path }) => path === '/webhook').length
  const letter = {
    id: organisation, account: organisation, zh: '重置密码', en: 'Reset', sealed: sealPrivately(world, 'SECRET-1'),
  }
  await byRule(world, 'rule', (work) => world.outbox.send(work.tx, 'private-letter', letter))
  await byRule(world, 'rule', (work) => world.outbox.send(work.tx, 'private-letter', {
    ...letter, sealed: sealPrivately(world, 'SECRET-2'), mail: sealPrivately(world, 'new@example.com'),
  }))
  assert.ok(await seen(() => letters.length >= before + 2))
  assert.deepEqual(letters.slice(before).map(({ to }) => to).sort(), [['new@example.com'], ['own@example.com']])
  assert.equal(printed.length, lines)
  assert.equal(received.filter(({ path }) => path === '/webhook').length, webhooks)
})
