import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Type } from 'typebox'
import { CONTRACT, Day, Decimal, FileHash, Id, Line, closed, oneOf, words } from '@tianfu/contract'
import { csvOf } from './csv.ts'
import { narrowed, prefilled } from './prefill.ts'
import { namesIn, referencesIn } from './references.ts'
import { kindOf, pruned, schemaAt, startingValue, withAt } from './schema.ts'
import type { FieldSchema } from './schema.ts'
import { findingsOf } from './validate.ts'
import { valuesIn } from './values.ts'

const ID = '01890000-0000-7000-8000-000000000001'

test('the control follows the words, then the type', () => {
  const table: [FieldSchema, string, string][] = [
    [Line(10, { zh: '名称', en: 'Name' }) as FieldSchema, 'name', 'line'],
    [Day({ zh: '日期', en: 'Day' }) as FieldSchema, 'on', 'day'],
    [Decimal() as FieldSchema, 'value', 'decimal'],
    [FileHash({ zh: '文件', en: 'File' }) as FieldSchema, 'file', 'file'],
    [Type.Array(FileHash(), words({ zh: '照片', en: 'Photos', widget: 'files' })) as FieldSchema, 'photos', 'files'],
    [Id() as FieldSchema, 'sampling', 'reference'],
    [Type.Array(Id()) as FieldSchema, 'present', 'references'],
    [oneOf(['a', 'b']) as FieldSchema, 'kind', 'choice'],
    [Type.Array(oneOf(['a', 'b'])) as FieldSchema, 'kinds', 'choices'],
    [Type.Literal(true, words({ zh: '同意', en: 'Agreed' })) as FieldSchema, 'agree', 'consent'],
    [Type.Union([Type.String(), Type.Null()]) as FieldSchema, 'text', 'line'],
    [Type.Integer() as FieldSchema, 'feeFen', 'money'],
    [Type.Array(closed({ a: Type.String() })) as FieldSchema, 'rows', 'list'],
    [Type.Boolean() as FieldSchema, 'intact', 'yes-no'],
  ]
  for (const [schema, key, kind] of table) assert.equal(kindOf(schema, key), kind, key)
})

/**
 * What programs send (EPCIS) is a document of its standard, a kept filter is its list’s own, a questionnaire a public
 * page: the workbench has no form for them.
 */
const hasForm = ({ id, body, tags }: (typeof CONTRACT)[number]): boolean =>
  body !== undefined && id !== 'saveFilter' && id !== 'answerMarketSurvey' && !tags?.includes('epcis')

test('every field of every form of the contract has a control of its own', () => {
  const open: string[] = []
  const walk = (schema: FieldSchema, where: string) => {
    for (const [key, child] of Object.entries(schema.properties ?? {})) {
      if (kindOf(child, key) === 'record' && child.properties === undefined && key !== 'document')
        open.push(`${where}.${key}`)
      walk(child, `${where}.${key}`)
      if (child.items) walk(child.items, `${where}.${key}`)
    }
  }
  for (const endpoint of CONTRACT) if (hasForm(endpoint)) walk(endpoint.body as FieldSchema, endpoint.id)
  assert.deepEqual(open, [])
})

test('a picker names a list that the contract has', () => {
  const ids = new Set(CONTRACT.map(one => one.id))
  const unknown: string[] = []
  const walk = (schema: FieldSchema, where: string) => {
    const from = schema['x-words']?.from
    if (from && !ids.has(from.endpoint)) unknown.push(`${where} → ${from.endpoint}`)
    for (const [key, child] of Object.entries(schema.properties ?? {})) walk(child, `${where}.${key}`)
    if (schema.items) walk(schema.items, where)
  }
  for (const endpoint of CONTRACT) if (hasForm(endpoint)) walk(endpoint.body as FieldSchema, endpoint.id)
  assert.deepEqual(unknown, [])
})

const form = closed({
  name: Line(5, { zh: '名称', en: 'Name' }),
  on: Day({ zh: '日期', en: 'Day' }),
  rows: Type.Array(closed({ value: Decimal({ zh: '值', en: 'Value' }) }), { minItems: 1 }),
  note: Type.Optional(Line(5)),
  agree: Type.Literal(true),
})

test('one finding for each place, by the rule that is broken', () => {
  const table: [unknown, string[]][] = [
    [{}, ['/name required', '/on required', '/rows required', '/agree required']],
    [
      { name: '太长了太长了', on: '2026-02-30', rows: [{ value: '1.' }], agree: true },
      ['/name long', '/on day', '/rows/0/value decimal'],
    ],
    [{ name: '  ', on: '2026-02-28', rows: [], agree: true }, ['/name line', '/rows few']],
    [{ name: '好', on: '2026-02-28', rows: [{ value: '0.10' }], agree: true }, []],
  ]
  for (const [value, expected] of table) {
    assert.deepEqual(
      findingsOf(form, value)
        .map(one => `${one.pointer} ${one.word}`)
        .toSorted(),
      expected.toSorted(),
    )
  }
})

test('what was left empty is absent, a required list stays', () => {
  assert.deepEqual(pruned(form as FieldSchema, { name: '好', note: ' ', rows: [{ value: '' }] }), {
    name: '好',
    rows: [{}],
  })
})

test('nothing stays nothing where it is an answer', () => {
  const node = closed({ parent: Type.Union([Type.String(), Type.Null()]), note: Type.Optional(Type.String()) })
  assert.deepEqual(pruned(node as FieldSchema, { parent: null, note: null }), { parent: null })
})

test('a form starts with constants and defaults, never with a consent', () => {
  assert.deepEqual(startingValue(form as FieldSchema), { rows: [{}] })
  assert.deepEqual(startingValue(closed({ files: Type.Array(FileHash()) }) as FieldSchema), { files: [] })
})

test('a change leaves what it does not touch as it was', () => {
  const before = { rows: [{ value: '1' }, { value: '2' }], name: 'a' }
  const after = withAt(before, ['rows', 1, 'value'], '3')
  assert.deepEqual(after, { rows: [{ value: '1' }, { value: '3' }], name: 'a' })
  assert.deepEqual(before.rows[1], { value: '2' })
})

test('a pointer finds its schema through lists', () => {
  assert.equal(schemaAt(form as FieldSchema, '/rows/3/value').key, 'value')
})

test('rows are laid out from the indicators beside the form', () => {
  const schema = closed({
    values: Type.Array(closed({ indicator: Line(60), method: Line(80), result: oneOf(['measured']) })),
  }) as FieldSchema
  const data = { indicators: [{ id: 'lead', method: 'GB 5009.12', name: { zh: '铅', en: 'Lead' } }] }
  assert.deepEqual(prefilled(schema, undefined, data).values, [{ indicator: 'lead', method: 'GB 5009.12' }])
  assert.deepEqual(prefilled(schema, { values: [] }, data).values, [])
  assert.equal(namesIn(data).get('lead')?.zh, '铅')
})

test('a reference offers what stands beside the form under its name', () => {
  const data = { samplings: [{ id: ID, number: 'CY-1' }], audit: { team: [{ person: ID, name: '张三' }] } }
  assert.deepEqual(
    referencesIn(data, 'sampling').map(one => one.label.zh),
    ['CY-1'],
  )
  assert.deepEqual(
    referencesIn(data, 'present').map(one => one.label.zh),
    ['张三'],
  )
})

test('values are read as people type them', () => {
  assert.deepEqual(valuesIn('１２.５，12.7 是、否 未检出 ND'), [
    '12.5',
    '12.7',
    'yes',
    'no',
    'not-detected',
    'not-detected',
  ])
})

test('an export defuses formulas and keeps codes and numbers as they are (B38)', () => {
  assert.equal(
    csvOf(['a'], [['=1+1'], ['-12.5'], ['911"x"'], ['0012']]),
    '\uFEFFa\r\n\'=1+1\r\n-12.5\r\n"911""x"""\r\n0012\r\n',
  )
})

test('a form that is open in part shows those fields alone, and asks for each', () => {
  const schema = closed({
    answers: closed({
      quality: Type.Optional(closed({ steps: Type.Optional(Type.String()), manual: Type.Optional(Type.String()) })),
      contact: Type.Optional(closed({ phone: Type.Optional(Type.String()) })),
    }),
  }) as FieldSchema
  assert.equal(narrowed(schema, undefined), schema)
  const open = narrowed(schema, ['answers.quality.steps'])
  assert.deepEqual(Object.keys(open.properties?.answers?.properties ?? {}), ['quality'])
  const quality = open.properties?.answers?.properties?.quality
  assert.deepEqual([Object.keys(quality?.properties ?? {}), quality?.required], [['steps'], ['steps']])
})
