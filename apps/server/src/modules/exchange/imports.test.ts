// Workbooks brought in over HTTP: dry run, errors by row in a returned file, all or none, partial, undo.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { readSheet } from 'read-excel-file/node'
import { signedIn } from '../../../../../test/people.ts'
import { testWorld } from '../../../../../test/support.ts'
import type { TestWorld } from '../../../../../test/support.ts'
import { xlsxOf } from '../../platform/spreadsheet.ts'

let of: TestWorld
before(async () => { of = await testWorld() })
after(() => of.close())

const HEADER = ['名称', '品牌', '型号规格', '行业代码', '计量单位', '年产能']
let keys = 0

async function send(
  cookie: string, kind: string, rows: string[][], query = '', header = HEADER, key = `i${keys += 1}`,
) {
  const bytes = await xlsxOf([{ name: 'x', header, rows }])
  const answer = await of.app.http.inject({
    method: 'POST', url: `/api/v1/imports/${kind}${query}`,
    payload: Buffer.concat([Buffer.from('--x\r\ncontent-disposition: form-data; name="file"; filename="产品.xlsx"\r\n'
      + 'content-type: application/octet-stream\r\n\r\n'), Buffer.from(bytes), Buffer.from('\r\n--x--\r\n')]),
    headers: { cookie, 'idempotency-key': key, 'content-type': 'multipart/form-data; boundary=x' },
  })
  return { status: answer.statusCode, body: answer.json(), again: answer.headers['idempotent-replayed'] }
}

const count = async () => Number((await of.world.db.selectFrom('product').select((is) => is.fn.countAll().as('n'))
  .executeTakeFirstOrThrow()).n)
const brandOf = async (agent: { get(url: string): Promise<{ body: any }> }): Promise<string> =>
  (await agent.get('/api/v1/brands')).body.items[0].name.zh

test('a trial writes nothing; an error keeps all out unless told; the batch is undone', async () => {
  const agent = await signedIn(of, 'enterprise-agent')
  const brand = await brandOf(agent)
  const good = (name: string) => [name, brand, '500 mL；1 L', 'C1512', '瓶', '1000']
  const wrong = ['=cmd|x', '没有这个牌子', '1 L', 'C1512', '瓶', '很多']
  const first = await count()
  const tried = await send(agent.cookie, 'products', [good('甲'), wrong], '?try=true')
  assert.equal(tried.status, 201)
  assert.deepEqual([tried.body.rows, tried.body.made, tried.body.batch], [2, 1, undefined])
  assert.equal(tried.body.errors[0].row, 3)
  assert.match(tried.body.errors[0].zh, /没有这个牌子/)
  const returned = await readSheet(Buffer.from(tried.body.file, 'base64'))
  assert.equal(returned[0]?.at(-1), '错误 Error')
  assert.equal(returned[1]?.at(-1), null)
  assert.match(String(returned[2]?.at(-1)), /没有这个牌子/)
  assert.equal(returned[2]?.[0], "'=cmd|x")
  assert.deepEqual((await send(agent.cookie, 'products', [good('甲'), wrong])).body.made, 0)
  assert.equal(await count(), first)
  const partial = await send(agent.cookie, 'products', [good('甲'), wrong, good('乙')], '?partial=true', HEADER, 'once')
  assert.equal(partial.body.made, 2)
  assert.equal(await count(), first + 2)
  const [batch] = (await agent.get('/api/v1/imports')).body.items
  assert.deepEqual([batch.id, batch.rows, batch.next[0].endpoint], [partial.body.batch, 2, 'undoImport'])
  const other = await signedIn(of, 'enterprise-agent-tile')
  assert.equal((await other.post(`/api/v1/imports/${batch.id}/undo`)).status, 404)
  assert.deepEqual((await agent.post(`/api/v1/imports/${batch.id}/undo`)).body, { undone: 2, kept: 0 })
  assert.equal((await agent.post(`/api/v1/imports/${batch.id}/undo`)).body.code, 'import-undone')
  const found = await agent.get('/api/v1/products?limit=100')
  const products = found.body.items as { name: { zh: string }; status: string }[]
  assert.deepEqual(products.filter(({ name }) => ['甲', '乙'].includes(name.zh)).map(({ status }) => status),
    ['retired', 'retired'])
})

test('each cell that is wrong is named by its column; a file that is none, or has no heading, is refused', async () => {
  const agent = await signedIn(of, 'enterprise-agent')
  const brand = await brandOf(agent)
  const { errors } = (await send(agent.cookie, 'products', [['', brand, '', 'X', '瓶', '-1']], '?try=true')).body
  const columns = errors.map(({ column }: { column?: string }) => column)
  for (const column of ['名称', '型号规格', '行业代码', '年产能']) assert.ok(columns.includes(column), columns.join())
  assert.equal((await send(agent.cookie, 'products', [['a']], '', ['别的'])).body.code, 'import-heading')
  assert.equal((await send(agent.cookie, 'products', [])).body.code, 'import-empty')
  const many = Array.from({ length: 501 }, () => ['a'])
  assert.equal((await send(agent.cookie, 'products', many)).body.code, 'import-too-many')
})

test('organisations come in by who may register them, and stay; templates carry the headings', async () => {
  const administrator = await signedIn(of, 'system-administrator')
  const header = ['统一社会信用代码', '名称', '类别', '区划代码', '住所']
  const row = (code: string) => [code, '新单位', '检测机构', '510502', '示例路 1 号']
  const broken = await send(administrator.cookie, 'organisations', [row('91510500MA00000001')], '?try=true', header)
  assert.equal(broken.body.made, 0)
  const kinds = await send(administrator.cookie, 'organisations',
    [['x', '新单位', '没有的类别', '510502', '路']], '?try=true', header)
  assert.match(kinds.body.errors[0].zh, /没有的类别/)
  const agent = await signedIn(of, 'enterprise-agent')
  assert.equal((await send(agent.cookie, 'organisations', [row('x')], '', header)).status, 403)
  for (const kind of ['organisations', 'products', 'people']) {
    const { rawPayload } = await of.app.http.inject({ url: `/api/v1/imports/template.xlsx?kind=${kind}`,
      headers: { cookie: agent.cookie } })
    assert.ok((await readSheet(rawPayload))[0]!.length >= 3)
  }
})
