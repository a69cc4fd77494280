import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { after, before, test } from 'node:test'
import type { TestContext } from 'node:test'
import {
  Company, DECLARED, THICK, TILE, declared, drafted, ok, refused, submitted, url,
} from '../../../../../test/certification-file.ts'
import { paperOf, pdfText, wordText } from '../../../../../test/paper-text.ts'
import { somebody } from '../../../../../test/people.ts'
import type { Person } from '../../../../../test/people.ts'
import { closeSound } from '../../../../../test/sound.ts'
import { testWorld } from '../../../../../test/support.ts'
import type { TestWorld } from '../../../../../test/support.ts'

let of: TestWorld
let tile: Company
let id: string
let number: string
before(async () => {
  of = await testWorld()
  tile = new Company(of, '-tile')
  const [product] = ok(await (await tile.agent()).get('/api/v1/products')).items
  const body = ok(await somebody(of).get('/api/v1/bodies?q=DEMO-CB-0001')).items[0].id
  const declaration = await declared(tile, TILE, product.id, THICK, DECLARED)
  ;({ id, number } = await submitted(tile, await drafted(tile, TILE, product.id, body, declaration)))
})
after(() => closeSound(of))

const acceptor = () => tile.as('body-acceptor')
const address = (kind: string, query = ''): string => url(id, `/papers/${kind}${query}`)
const kindsOf = async (person: Person): Promise<Map<string, any>> =>
  new Map(ok(await person.get(url(id, '/papers'))).items.map((one: { kind: string }) => [one.kind, one]))

/** Both formats of a paper say each of these; the PDF is the same twice, and kept to be looked at where asked. */
async function says(t: TestContext, person: Person, at: string, texts: readonly string[],
  formats: readonly string[] = ['pdf', 'docx']): Promise<void> {
  const bare = (text: string) => text.replace(/\s/g, '')
  for (const format of formats) {
    const href = `${at}${at.includes('?') ? '&' : '?'}as=${format}`
    const bytes = await paperOf(of, person, href)
    const digest = (one: Buffer) => createHash('sha256').update(one).digest('hex')
    assert.equal(digest(await paperOf(of, person, href)), digest(bytes), `${href} gives the same bytes twice`)
    const text = format === 'docx' ? bare(wordText(bytes)) : pdfText(bytes)
    if (text === undefined) t.diagnostic('no pdftotext here: the text of the PDF was not read')
    else for (const one of texts) assert.ok(text.includes(bare(one)), `${href} does not say ${one}: ${text}`)
    if (process.env.PAPERS_TO) {
      mkdirSync(process.env.PAPERS_TO, { recursive: true })
      writeFileSync(`${process.env.PAPERS_TO}/${at.replace(/^.*papers\//, '').replace(/\W/g, '-')}.${format}`, bytes)
    }
  }
}

test('an application is a paper at once, with every answer in words, for both parties', async (t) => {
  for (const person of [await tile.agent(), await acceptor()]) {
    await says(t, person, address('application'), ['认证申请书', number, '联系电话', '13800000000', '未被抽查', '关键工序'])
  }
  const [entry] = [...(await kindsOf(await tile.agent())).values()]
  assert.deepEqual(entry.files.map(({ format }: { format: string }) => format), ['pdf', 'docx'])
  assert.equal(entry.number, `${number}-01`)
  assert.equal((await (await tile.agent()).get(entry.files[0].href)).status, 200)
})

test('a paper carries its number, its pages and the hash of what it says, the same in both formats', async (t) => {
  const person = await tile.agent()
  const footer = wordText(await paperOf(of, person, address('application', '?as=docx')), 'word/footer1.xml')
  const digest = /SHA-256 ([0-9a-f]{64})/.exec(footer)?.[1]
  assert.ok(digest && footer.includes(`${number}-01`), footer)
  const text = pdfText(await paperOf(of, person, address('application')))
  if (text === undefined) return t.diagnostic('no pdftotext here: the footer of the PDF was not read')
  assert.ok(text.includes(`SHA-256${digest}`) && text.includes(`${number}-01`) && /第1页共\d+页/.test(text))
})

test('what has not happened has no paper, and it says what must happen first', async () => {
  const sheet = await (await acceptor()).get(address('review-sheet'))
  refused(sheet, 'paper-not-yet')
  assert.equal(sheet.status, 409)
  assert.match(sheet.body.zh, /申请评审表.*受理或不予受理后/)
  assert.ok((await kindsOf(await acceptor())).get('review-sheet').notYet.en)
})

test('a paper is found by the parties of the file alone, the body\'s own sheet by the body', async () => {
  const stranger = await new Company(of, '-rice').agent()
  for (const path of [url(id, '/papers'), address('application')]) assert.equal((await stranger.get(path)).status, 404)
  refused(await somebody(of).get(address('application')), 'not-signed-in')
  refused(await (await tile.as('laboratory-tester')).get(address('application')), 'not-permitted')
  assert.equal((await (await tile.agent()).get(address('review-sheet'))).status, 404)
  assert.equal((await (await tile.agent()).get(address('no-such-paper'))).status, 404)
  assert.equal((await (await tile.agent()).get(address('application', '?of=nothing'))).status, 404)
  assert.equal((await kindsOf(await tile.agent())).has('review-sheet'), false)
})

test('the review sheet says what was attested, and by whom', async (t) => {
  ok(await (await acceptor()).post(url(id, '/acceptance'), { competent: true, impartial: true, note: '资料齐全' }))
  await says(t, await acceptor(), address('review-sheet'), ['申请评审表', '受理', '资料齐全', '评审人', '平台内无记录'])
})
