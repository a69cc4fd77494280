import assert from 'node:assert/strict'
import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import Fastify from 'fastify'
import { CONTRACT } from '@tianfu/contract'
import { loadScheme } from '../platform/scheme.ts'
import { ROOT } from '../world.ts'
import { escape, html } from './html.ts'
import { openApiOf } from './openapi.ts'
import { permissionMatrix } from './permission-matrix.ts'
import { workbench } from './workbench.ts'

const edition = loadScheme(join(ROOT, 'scheme', 'sichuan')).editions.at(
  -1) as NonNullable<ReturnType<typeof loadScheme>['editions'][number]>
const document = openApiOf(CONTRACT, edition, 'https://example.cn') as any
const operations = Object.values(document.paths).flatMap((path: any) => Object.values(path)) as any[]

test('every operation of the contract is described once, with who may call it, how far it reaches, and its key', () => {
  assert.deepEqual(operations.map(({ operationId }) => operationId).sort(), CONTRACT.map(({ id }) => id).sort())
  for (const operation of operations) {
    for (const member of ['x-roles', 'x-scope', 'x-idempotency', 'x-kind', 'responses',
      'summary']) assert.ok(member in operation, `${operation.operationId} ${member}`)
    assert.equal(operation['x-kind'] === 'act', operation['x-kind'] === 'act'
      && operation['x-idempotency'] === 'required', operation.operationId)
    assert.ok(operation['x-roles'].length > 0, `${operation.operationId}: nobody may call it`)
  }
})

test('no role of government holds a right on certificates but to read them', () => {
  const held = operations.filter((one) => one.tags[0] === 'certificates' && one['x-kind'] === 'act'
    && one['x-roles'].some((role: string) => role.startsWith('authority')))
  assert.deepEqual(held.map(({ operationId }) => operationId), [])
})

test('every parameter of a path is declared, every reference leads somewhere, and personal data is marked', () => {
  for (const [path, methods] of Object.entries(document.paths) as [string, any][]) {
    const named = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort()
    for (const operation of Object.values(methods) as any[]) {
      assert.deepEqual(operation.parameters.filter((one: any) => one.in === 'path').map((one: any) =>
        one.name).sort(), named, path)
    }
  }
  const text = JSON.stringify(document)
  for (const [, part, name] of text.matchAll(/"#\/components\/(\w+)\/(\w+)"/g)) assert.ok(
    document.components[part as string][name as string], name)
  const phone = document.paths['/api/v1/reports'].post.requestBody.content['application/json'].schema.properties.contact
  assert.equal(phone['x-pii'], 'phone')
  assert.doesNotMatch(text, /x-words/)
})

test('the same contract and edition give the same document and matrix', () => {
  assert.equal(JSON.stringify(openApiOf(CONTRACT, edition, 'https://example.cn')), JSON.stringify(document))
  assert.match(permissionMatrix(CONTRACT, edition), /\| `suspendCertificate` \| 暂停证书（签） \|/)
})

test('a template escapes every value that is not markup', () => {
  const evil = `"><script>alert('x')</script>&`
  assert.equal(html`<p title="${evil}">${evil}</p>`.text, `<p title="${escape(evil)}">${escape(evil)}</p>`)
  assert.equal(html`${html`<b>${'<'}</b>`}${[1, html`<i></i>`, '&']}${false}${null}${undefined}${0}`.text,
    '<b>&lt;</b>1<i></i>&amp;0')
})

test('the workbench: hashed assets are kept for ever, its page never, other addresses lead to the page', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tianfu-web-'))
  mkdirSync(join(folder, 'assets'))
  writeFileSync(join(folder, 'index.html'), '<!doctype html><title>workbench</title>')
  writeFileSync(join(folder, 'assets', 'main-abc123.js'), 'export {}')
  const http = Fastify()
  await workbench(http, folder)
  const get = async (url: string) => { const { statusCode, headers,
    body } = await http.inject(url); return [statusCode, headers['cache-control'] ?? headers.location,
    body.slice(0, 15)] }
  assert.deepEqual(await get('/workbench/'), [200, 'no-cache', '<!doctype html>'])
  assert.deepEqual(await get('/workbench/certificates/1?x=1'), [200, 'no-cache', '<!doctype html>'])
  assert.deepEqual(await get('/workbench/trace-lots/06901234567892.L1'), [200, 'no-cache', '<!doctype html>'])
  assert.deepEqual(await get('/workbench/assets/main-abc123.js'),
    [200, 'public, max-age=31536000, immutable', 'export {}'])
  assert.equal((await get('/workbench'))[1], '/workbench/')
  for (const url of ['/workbench/assets/none.js', '/workbench/main.js.map', '/workbench/..%2f..%2fpackage.json',
    '/workbench/%2e%2e/package.json']) assert.equal((await get(url))[0], 404, url)
  await http.close()
  rmSync(folder, { recursive: true })
})
