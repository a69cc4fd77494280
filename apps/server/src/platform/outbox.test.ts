import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, before, test } from 'node:test'
import { testWorld } from '../../../../test/support.ts'
import type { TestWorld } from '../../../../test/support.ts'
import { byRule } from './command.ts'
import { tell } from './notices.ts'
import { gatewayChannels, startOutbox } from './outbox.ts'
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

before(async () => {
  of = await testWorld()
  gateway.listen(0, '127.0.0.1')
  await once(gateway, 'listening')
  const base = `http://127.0.0.1:${(gateway.address() as AddressInfo).port}`
  const outbox = await startOutbox(of.database, () => world, gatewayChannels(
    { sms: `${base}/sms`, webhook: `${base}/webhook` }, 'http://localhost:8080',
    async (to) => (to.role === 'body-acceptor' ? ['13900000000'] : []), (line) => printed.push(line)))
  world = { ...of.world, outbox }
  stop = outbox.stop
})
after(async () => { await stop(); gateway.close(); await of.close() })

const seen = async (look: () => boolean) => {
  for (let attempt = 0; attempt < 100 && !look(); attempt += 1) {
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
