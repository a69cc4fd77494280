// Search on a real database: what is found by what, by whom, how much of it, and that the index follows its subjects.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import fc from 'fast-check'
import { sql } from 'kysely'
import { signedIn, somebody } from '../../../../test/people.ts'
import { testWorld } from '../../../../test/support.ts'
import type { TestWorld } from '../../../../test/support.ts'
import { checkIndex, putRows, rebuild, searchRow } from './search-index.ts'
import type { SearchEntry } from './search-index.ts'
import { searchEntries } from './search.ts'
import { anywhere } from './page.ts'
import { normalise, spansOf, termsOf, tokenQuery, tokensOf } from './search-text.ts'

let of: TestWorld
before(async () => { of = await testWorld() })
after(() => of.close())

// `any`: each test knows its answer
function ok({ status, body }: { status: number; body: any }): any {
  assert.equal(status, 200, JSON.stringify(body))
  return body
}

/** An entry of no subject; taken away again before the index is checked. */
async function put(entry: Partial<SearchEntry> & { id: string }): Promise<void> {
  await putRows(of.world.db, [searchRow('made', of.world.newId(), {
    kind: 'certificate', title: { zh: '' }, texts: [], numbers: [], link: '/x', public: true, organisations: [],
    regions: [], ...entry,
  })])
}
const clear = () => of.world.db.deleteFrom('search_entry').where('subject_type', '=', 'made').execute()
const register = async (q: string, more = '') =>
  (await somebody(of).get(`/api/v1/register?q=${encodeURIComponent(q)}${more}`)).body

test('a text is found by part of a word, by pinyin, by initials, and by a number without its hyphens', async () => {
  await put({
    id: 'laojiao', title: { zh: '泸州老窖' }, numbers: ['TF-2026-000123'], texts: ['泸州曲酒厂'],
  })
  for (const q of ['窖', '老窖', 'luzhoulaojiao', 'laoj', 'lzlj', 'TF-2026-000123', 'tf2026000123', '2026-0001', '曲酒',
    'lzqj', 'ＴＦ-2026', '老窖 曲酒', 'c']) {
    assert.ok((await register(q)).items.some((item: { id: string }) => item.id === 'laojiao'), q)
  }
  for (const q of ['老酒', 'lzjl', 'tf2026000124', '老窖 啤酒', "'", '\\', '%', '_', '@public']) {
    assert.ok(!(await register(q)).items.some((item: { id: string }) => item.id === 'laojiao'), q)
  }
  await clear()
})

test('a hit says in which text it was found and where', async () => {
  await put({ id: 'hit', title: { zh: '泸州老窖' }, numbers: ['TF-2026-000123'], texts: ['旧名曲酒厂'] })
  const found = async (q: string) => (await register(q)).items[0].found
  assert.deepEqual(await found('老窖'), [{ text: '泸州老窖', spans: [[2, 4]] }])
  assert.deepEqual(await found('lzlj'), [{ text: '泸州老窖', spans: [[0, 4]] }])
  assert.deepEqual(await found('tf20260001'), [{ text: 'TF-2026-000123', spans: [[0, 12]] }])
  assert.deepEqual(await found('老窖 曲酒'), [
    { text: '泸州老窖', spans: [[2, 4]] }, { text: '旧名曲酒厂', spans: [[2, 4]] },
  ])
  assert.deepEqual(spansOf('Ａb C', ['ab']), [[0, 2]])
  assert.equal(spansOf('泸州', ['x']), undefined)
  await clear()
})

test('search holds to scope: own organisation, own region, and only kinds that the role may read (B79)', async () => {
  const { id: tile } = await of.world.db.selectFrom('organisation').select('id').where('name', 'like', '%夹江瓷业%')
    .executeTakeFirstOrThrow()
  for (const kind of ['application', 'report', 'product', 'licence', 'order', 'test-order']) {
    await put({ kind, id: `secret-${kind}`, title: { zh: '机密瓷砖' }, public: false, organisations: [tile],
      regions: ['511126'] })
  }
  const found = async (login: string, more = '') =>
    ok(await (await signedIn(of, login)).get(`/api/v1/search?q=机密瓷砖${more}`))
  const kinds = async (login: string) =>
    (await found(login)).items.map(({ kind }: { kind: string }) => kind).sort()
  assert.deepEqual(await kinds('enterprise-agent-tile'), ['application', 'licence', 'product'])
  assert.deepEqual(await kinds('enterprise-agent'), [])
  assert.deepEqual(await kinds('authority-county-511126'), ['application', 'licence', 'order', 'report'])
  assert.deepEqual(await kinds('authority-county'), [], 'of another county')
  assert.deepEqual(await kinds('authority-province'), ['application', 'licence', 'order', 'report'])
  assert.deepEqual(await kinds('licensor-officer'), ['licence'])
  assert.deepEqual(await register('机密瓷砖'), { items: [], more: [], asOf: (await register('x')).asOf })
  assert.deepEqual((await found('enterprise-agent', '&each=1')).more, [], 'what lies outside is not counted either')
  await clear()
})

test('each kind has its share, and says when there is more', async () => {
  for (let i = 0; i < 7; i += 1) await put({ id: `many-${i}`, title: { zh: `群体检索${'甲'.repeat(i)}` } })
  await put({ kind: 'brand', id: 'one', title: { zh: '品牌群体检索甲甲甲甲甲甲甲甲甲甲' } })
  const { items, more } = await register('群体检索', '&each=5')
  assert.deepEqual(items.map(({ id }: { id: string }) => id),
    ['many-0', 'many-1', 'many-2', 'many-3', 'many-4', 'one'], 'as a whole, then by length')
  assert.deepEqual(more, ['certificate'])
  assert.deepEqual((await register('群体检索', '&limit=7')).more, ['brand'])
  assert.equal((await register('群体检索', '&kind=brand')).items.length, 1)
  assert.equal((await register('群体检索', '&kind=nonsense')).items.length, 0)
  await clear()
})

test('nothing is missed beyond the entries that are looked at first, and a number is first', async () => {
  for (let i = 0; i < 40; i += 1) await put({ id: `common-${i}`, title: { zh: `常见公司${i}` } })
  await put({ id: 'rare', title: { zh: '一个名称特别特别特别长的常见公司与罕见字：鱻' }, numbers: ['ZZ-9'] })
  const view = { world: of.world, db: of.world.db, edition: of.world.editions.at(-1)! }
  const bounds = { lookedAt: 5, candidates: 20 }
  const ids = async (q: string) =>
    (await searchEntries(view, { q, limit: 3 }, bounds)).items.map(({ id }) => id)
  for (const q of ['鱻', '罕见', 'zz9', 'hanjian', '常见 鱻']) assert.equal((await ids(q))[0], 'rare', q)
  assert.equal((await ids('常见公司')).length, 3)
  await clear()
})

test('whatever contains the question has all its tokens', () => {
  const letter = fc.constantFrom(...'ab1司公有酒 -\'\\𠮷')
  const text = fc.array(letter, { minLength: 1, maxLength: 12 }).map((letters) => normalise(letters.join('')))
  fc.assert(fc.property(text, fc.nat(11), fc.integer({ min: 1, max: 6 }), (whole, from, length) => {
    const terms = termsOf([...whole].slice(from, from + length).join(''))
    const tokens = tokensOf(whole)
    for (const part of tokenQuery(terms).split(' & ').filter((one) => one !== '')) {
      const prefix = part.endsWith(':*')
      const token = part.slice(1, prefix ? -3 : -1).replaceAll("''", "'").replaceAll('\\\\', '\\')
      assert.ok(tokens.some((one) => (prefix ? one.startsWith(token) : one === token)), `${whole}: ${part}`)
    }
  }))
  assert.equal(anywhere('5%_\\'), '%5\\%\\_\\\\%')
})

test('the index follows its subjects, names of others included, and can be made anew', async () => {
  const { world } = of
  const sound = async () => (await checkIndex(world, world.db)).findings
  assert.deepEqual(await sound(), [])
  const agent = await signedIn(of, 'enterprise-agent')
  const { id: organisation } = await world.db.selectFrom('organisation').select('id').where('name', 'like', '%江阳老窖%')
    .executeTakeFirstOrThrow()
  const products = (q: string) => agent.get(`/api/v1/search?q=${encodeURIComponent(q)}&kind=product`)
  ok(await agent.post(`/api/v1/organisations/${organisation}/name`, { name: '改名之后酒业有限公司' }))
  assert.ok((await products('改名之后')).body.items.length > 0, 'by the new name')
  assert.ok((await products('江阳老窖')).body.items.length > 0, 'by the former name')
  assert.deepEqual(await sound(), [])

  await sql`update search_entry set haystack = 'altered' where kind = 'organisation' and ${organisation} = id`
    .execute(world.db)
  await put({ id: 'of-nothing', title: { zh: '无主条目' } })
  assert.deepEqual((await sound()).sort(), ['certificate/of-nothing', `organisation/${organisation}`])
  await sql`delete from search_entry where kind = 'standard'`.execute(world.db)
  const made = await rebuild(world)
  assert.ok(made.changed > 1 && made.removed === 1, JSON.stringify(made))
  assert.deepEqual(await sound(), [])
  assert.deepEqual(await rebuild(world), { ...made, changed: 0, removed: 0 })
})
