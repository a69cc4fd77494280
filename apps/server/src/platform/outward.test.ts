import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { test } from 'node:test'
import { NoWay, networksOf, outwardTo } from './outward.ts'
import type { Resolve } from './outward.ts'

const names = (of: Record<string, string[]>): Resolve => async (host) =>
  (of[host] ?? []).map((address) => ({ address, family: address.includes(':') ? 6 : 4 }))
const why = async (url: string, resolve: Resolve = names({})) => {
  try {
    await outwardTo([], resolve).check(url)
    return 'allowed'
  } catch (error) {
    assert.ok(error instanceof NoWay)
    return error.why
  }
}

test('an address inside is not called, however it is written', async () => {
  for (const host of [
    '127.0.0.1', '[::1]', '0177.1', '2130706433', '0x7f.1', '169.254.169.254', '10.0.0.1', '172.31.255.255',
    '192.168.1.1', '100.64.0.1', '0.0.0.0', '224.0.0.1', '255.255.255.255', '[::]', '[fe80::1]', '[fd00::1]',
    '[::ffff:127.0.0.1]', '[::ffff:8.8.8.8]', '[64:ff9b::7f00:1]', '[2002:7f00:1::]', '[2001:db8::1]',
  ]) assert.equal(await why(`https://${host}/hook`), 'private', host)
})

test('a name is called only where all it stands for is public', async () => {
  const resolve = names({
    'good.example': ['93.184.216.34', '2606:2800:220:1::1'], 'bad.example': ['93.184.216.34', '10.1.2.3'],
    'six.example': ['fd00::1'],
  })
  assert.equal(await why('https://good.example/hook', resolve), 'allowed')
  assert.equal(await why('https://bad.example/hook', resolve), 'private')
  assert.equal(await why('https://six.example/hook', resolve), 'private')
  assert.equal(await why('https://nobody.example/hook', resolve), 'unknown-host')
  assert.equal(await why('http://good.example/hook', resolve), 'not-encrypted')
})

test('other forms of addresses are none', async () => {
  const resolve = names({ 'good.example': ['93.184.216.34'] })
  for (const url of [
    'file:///etc/passwd', 'gopher://good.example/', 'ftp://good.example/', 'https://a@good.example/',
    'https://a:b@good.example/', 'https://good.example/#x', '//good.example/', 'good.example', '', 'https://',
  ]) assert.equal(await why(url, resolve), 'form', url)
})

test('the connection goes to the address that was looked at, is not led on, and tells the status alone', async () => {
  const seen: string[] = []
  const inside = createServer((request, response) => {
    seen.push(request.url ?? '')
    response.writeHead(302, { location: '/elsewhere' }).end('secret')
  })
  inside.listen(0, '127.0.0.1')
  await once(inside, 'listening')
  const { port } = inside.address() as AddressInfo
  try {
    let asked = 0
    // A name that stands for a public address when it is checked, and for one inside when it is called.
    const rebinding: Resolve = async () => [{ address: asked++ === 0 ? '93.184.216.34' : '127.0.0.1', family: 4 }]
    const wary = outwardTo([], rebinding)
    await wary.check(`https://turning.example:${port}/`)
    await assert.rejects(wary.post(`https://turning.example:${port}/`, '{}', {}), { why: 'private' })
    assert.deepEqual(seen, [])
    // Where the installation names the network, it is called once and never follows.
    let looked = 0
    const own = outwardTo(['127.0.0.0/8'], async () => { looked += 1; return [{ address: '127.0.0.1', family: 4 }] })
    assert.equal(await own.post(`http://turning.example:${port}/hook`, '{}', {}), 302)
    assert.deepEqual([seen, looked], [['/hook'], 1])
  } finally {
    inside.close()
  }
})

test('a network is written as such', () => {
  for (const wrong of ['10.0.0.0', 'ten/8', '10.0.0.0/8/8', '10.0.0.0/33']) assert.throws(() => networksOf([wrong]))
})
