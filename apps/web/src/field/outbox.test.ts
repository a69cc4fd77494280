// What was written at a site without a network goes out once, in order, and says why where it does not.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { evaluation, field, identity, desk } from '@tianfu/contract'
import { Refused, Unreachable } from '../call.ts'
import { BAG, FILES, SESSION, addressOf } from './addresses.ts'
import { again, sendWaiting } from './outbox.ts'
import type { Item, OutboxStore, Transport } from './outbox.ts'

const NOW = '2026-03-02T10:00:00.000Z'
const item = (id: string, change: Partial<Item> = {}): Item => ({
  id, account: 'me', application: 'file', number: 'A-1', kind: 'note', body: { text: id }, photographs: [],
  madeAt: `2026-03-02T09:0${id}:00.000Z`, state: 'waiting', ...change,
})

/** A store that survives a page, and a server that knows keys; `answer` may throw what the network or it would. */
function house(items: Item[], answer: (id: string) => void = () => {}) {
  const rows = new Map(items.map(one => [one.id, one]))
  const asked: string[] = []
  const effects = new Set<string>()
  const store: OutboxStore = {
    items: async account => [...rows.values()].filter(one => one.account === account),
    put: async one => { rows.set(one.id, one) },
  }
  const transport: Transport = {
    async upload({ key, blob }) {
      assert.ok(blob, 'a picture is sent from its bytes')
      asked.push(key)
      answer(key)
      return `hash-of-${key}`
    },
    async send({ id }, hashes) {
      asked.push([id, ...hashes].join(' '))
      answer(id)
      effects.add(id)
    },
  }
  return { rows, asked, effects, run: () => sendWaiting(store, transport, 'me', () => NOW) }
}

const states = (rows: Map<string, Item>) => [...rows.values()].map(({ state }) => state)
const refusal = (status: number) => new Refused(status, { code: 'x', zh: '原因', en: 'reason' })

test('what waits is sent oldest first, pictures before what names them; the bytes are let go', async () => {
  const photograph = { name: 'a.jpg', key: 'p', blob: new Blob(['x']) }
  const of = house([item('1', { photographs: [photograph] }), item('2')])
  assert.equal(await of.run(), 'all')
  assert.deepEqual(of.asked, ['p', '1 hash-of-p', '2'])
  assert.deepEqual(states(of.rows), ['sent', 'sent'])
  assert.equal(of.rows.get('1')?.photographs[0]?.blob, undefined)
  assert.equal(of.rows.get('1')?.sentAt, NOW)
  assert.equal(await of.run(), 'all')
  assert.equal(of.asked.length, 3, 'what was sent is not sent again')
})

test('without a network everything waits on, and a picture that arrived is not sent again', async () => {
  let fails = true
  const of = house(
    [item('1', { photographs: [{ name: 'a.jpg', key: 'p', blob: new Blob(['x']) }] }), item('2')],
    id => { if (fails && id === '1') throw new Unreachable() },
  )
  assert.equal(await of.run(), 'no-network')
  assert.deepEqual(states(of.rows), ['waiting', 'waiting'])
  fails = false
  assert.equal(await of.run(), 'all')
  assert.deepEqual(of.asked, ['p', '1 hash-of-p', '1 hash-of-p', '2'])
})

test('a page that ended while it was sending sends again under the same key', async () => {
  const of = house([item('1', { state: 'sending' })])
  await of.run()
  assert.deepEqual(of.asked, ['1'])
  assert.deepEqual(states(of.rows), ['sent'])
})

test('what is refused fails with the reason and holds up nothing; trying again is a choice', async () => {
  let refuses = true
  const of = house([item('1'), item('2')], id => { if (refuses && id === '1') throw refusal(409) })
  assert.equal(await of.run(), 'all')
  assert.deepEqual(states(of.rows), ['failed', 'sent'])
  assert.deepEqual(of.rows.get('1')?.reason, { zh: '原因', en: 'reason' })
  refuses = false
  await of.run()
  assert.deepEqual(states(of.rows), ['failed', 'sent'], 'not by itself')
  of.rows.set('1', again(of.rows.get('1')!))
  await of.run()
  assert.deepEqual(states(of.rows), ['sent', 'sent'])
  assert.equal(of.rows.get('1')?.reason, undefined)
})

test('a server out of order or too busy is no refusal; an ended session asks for a new one', async () => {
  for (const [status, ended] of [[503, 'no-network'], [429, 'no-network'], [401, 'signed-out']] as const) {
    const of = house([item('1')], () => { throw refusal(status) })
    assert.equal(await of.run(), ended)
    assert.deepEqual(states(of.rows), ['waiting'])
  }
})

test('nobody sends what another account wrote on this telephone', async () => {
  const of = house([item('1', { account: 'somebody else' })])
  await of.run()
  assert.deepEqual(of.asked, [])
})

test('the addresses are those of the contract', () => {
  const at = (url: string) => url.replace(':id', 'X')
  assert.equal(SESSION, identity.getSession.url)
  assert.equal(BAG, field.listFieldAudits.url)
  assert.equal(FILES, desk.uploadFile.url)
  for (const [kind, endpoint] of [['opening', evaluation.openAudit], ['closing', evaluation.closeAudit],
    ['note', field.noteAudit], ['nonconformity', evaluation.raiseNonconformity]] as const) {
    assert.equal(addressOf(kind, 'X'), at(endpoint.url))
    assert.equal(endpoint.method, 'POST')
  }
})
