import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { testWorld } from '../../../../test/support.ts'
import type { TestWorld } from '../../../../test/support.ts'

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
