import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { Ajv } from 'ajv'
import fc from 'fast-check'
import { chooseLink, GS1_LINK_TYPES, linkset, resolverDescription } from './index.ts'
import type { ItemTarget } from './index.ts'

const page: ItemTarget = {
  relation: `${GS1_LINK_TYPES}pip`,
  href: 'https://a.example/zh',
  title: '产品',
  type: 'text/html',
  languages: ['zh'],
  byDefault: true,
}
const english: ItemTarget = { ...page, href: 'https://a.example/en', languages: ['en'], byDefault: false }
const certificate: ItemTarget = {
  relation: `${GS1_LINK_TYPES}certificationInfo`, href: 'https://a.example/c/1', title: '证书', type: 'text/html',
}
const credential: ItemTarget = { ...certificate, href: 'https://a.example/c/1.jwt', type: 'application/vc+jwt' }
const targets = [page, english, certificate, credential]

test('a client gets what it asked for, as far as there is something', () => {
  const table: [Parameters<typeof chooseLink>[1], string][] = [
    [{}, page.href],
    [{ accept: ['text/html'] }, page.href],
    [{ linkType: 'linkset' }, 'linkset'],
    [{ linkType: 'all' }, 'linkset'],
    [{ accept: ['application/linkset+json'] }, 'linkset'],
    [{ linkType: 'gs1:defaultLink' }, page.href],
    [{ linkType: 'gs1:pip', languages: ['en-GB', 'zh'] }, english.href],
    [{ linkType: 'gs1:pip', languages: ['fr'] }, `300 ${page.href} ${english.href}`],
    [{ linkType: 'https://gs1.org/voc/certificationInfo', accept: ['application/vc+jwt'] }, credential.href],
    [{ linkType: 'gs1:certificationInfo', accept: ['text/*'] }, certificate.href],
    [{ linkType: 'gs1:certificationInfo' }, `300 ${certificate.href} ${credential.href}`],
    [{ linkType: 'gs1:recipeInfo' }, 'none'],
    [{ linkType: 'constructor:x' }, 'none'],
  ]
  for (const [wish, expected] of table) {
    const choice = chooseLink(targets, wish)
    const shown = choice.kind === 'redirect' ? choice.target.href
      : choice.kind === 'choices' ? `300 ${choice.targets.map(({ href }) => href).join(' ')}` : choice.kind
    assert.equal(shown, expected, JSON.stringify(wish))
  }
})

test('a linkset has exactly one default link', () => {
  const set = linkset('https://a.example/01/06901234567892', '白酒', targets)
  assert.deepEqual(set.linkset[0]?.[`${GS1_LINK_TYPES}defaultLink`], [{ href: page.href, title: page.title }])
  assert.throws(() => linkset('https://a.example', 'x', [certificate]), RangeError)
  assert.throws(() => linkset('https://a.example', 'x', [page, { ...english, byDefault: true }]), RangeError)
  assert.match(
    JSON.stringify(resolverDescription({ name: 'T', root: 'https://a.example', contact: 'x', primaryKeys: ['01'] })),
    /gs1:/,
  )
})

test('no wish makes the choice throw', () => {
  fc.assert(
    fc.property(
      fc.record({ linkType: fc.string(), accept: fc.array(fc.string()), languages: fc.array(fc.string()) }),
      (wish) => {
        assert.ok(chooseLink(targets, wish).kind)
      },
    ),
  )
})

const file = new URL('../../../../shared/vectors/digitallink/linkset/gs1-linkset-schema.json', import.meta.url)

test(
  'linksets are valid by the schema of GS1',
  { skip: existsSync(file) ? false : 'vectors not present: 1 schema' },
  () => {
    const validate = new Ajv({ strict: false }).compile(JSON.parse(readFileSync(file, 'utf8')))
    assert.ok(
      validate(linkset('https://a.example/01/06901234567892', '白酒', targets)),
      JSON.stringify(validate.errors),
    )
  },
)
