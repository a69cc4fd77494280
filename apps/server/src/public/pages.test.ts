import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { testWorld } from '../../../../test/support.ts'
import type { TestWorld } from '../../../../test/support.ts'
import { createApp } from '../app.ts'

let of: TestWorld
before(async () => { of = await testWorld() })
after(() => of.close())

const get = (url: string, headers: Record<string, string> = { accept: 'text/html' }) =>
  of.app.http.inject({ method: 'GET', url, headers })

test('every public page answers in both languages, says its language, and is kept by no cache', async () => {
  for (const path of ['/', '/search', '/notices', '/declarations', '/brands', '/standards',
    '/standards/T%2FTFPZ%201001', '/report', '/report/progress',
    '/help', '/about', '/privacy', '/accessibility', '/developers', '/v/TFX']) {
    for (const [prefix, lang] of [['', 'zh-CN'], ['/en', 'en']]) {
      const answer = await get(`${prefix}${path}`)
      assert.ok(answer.statusCode === 200, `${prefix}${path}: ${answer.statusCode} ${answer.body.slice(0, 300)}`)
      assert.match(answer.body, new RegExp(`<html lang="${lang}"`))
      assert.equal(answer.headers['cache-control'], 'no-store')
      assert.doesNotMatch(answer.body, /undefined|\[object/, path)
    }
  }
})

test('with the database away a browser still gets a page that says what to do', async () => {
  const { world } = of
  const away = new Proxy(world.db, { get: () => () => { throw Object.assign(new Error('away'), { code: '57P01' }) } })
  const app = await createApp(world, { durability: 'process-crash' })
  Object.assign(world, { db: away })
  const answer = await app.http.inject({ method: 'GET', url: '/en/v/TFX', headers: { accept: 'text/html' } })
  Object.assign(world, { db: of.database.db })
  assert.equal(answer.statusCode, 503)
  assert.match(answer.body, /Not available for the moment/)
  assert.match(answer.body, /12315/)
  assert.ok(answer.headers['retry-after'])
  await app.http.close()
})
