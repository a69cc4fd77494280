import assert from 'node:assert/strict'
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { CONTRACT } from '@tianfu/contract'
import { WORDS } from '../field/words.ts'
import { membersOf } from '../ui/facts.ts'
import type { FieldSchema } from '../ui/schema.ts'
import { en } from './en.ts'
import { hasLabel } from './fields.ts'
import { zh } from './zh.ts'

const here = join(import.meta.dirname, '..')
const sources = readdirSync(here, { recursive: true, encoding: 'utf8' })
  .filter(name => /\.tsx?$/.test(name) && !name.endsWith('.test.ts') && !/i18n[\\/](zh|en)\.ts$/.test(name))
  .map(name => [name, readFileSync(join(here, name), 'utf8')] as const)

test('Chinese and English hold the same keys, none of them empty', () => {
  assert.deepEqual(Object.keys(en).toSorted(), Object.keys(zh).toSorted())
  for (const words of [zh, en]) for (const [key, said] of Object.entries(words)) assert.notEqual(said.trim(), '', key)
})

test('a sentence has the same placeholders in both languages', () => {
  const places = (said: string) => [...said.matchAll(/\{(\w+)\}/g)].map(match => match[1]).toSorted()
  for (const key of Object.keys(zh) as (keyof typeof zh)[]) assert.deepEqual(places(en[key]), places(zh[key]), key)
})

test('every key that a page asks for exists', () => {
  for (const [name, text] of sources) {
    const known = /^field[\\/]/.test(name) ? WORDS : zh
    for (const [, key] of text.matchAll(/\bt\('([a-z]+\.[a-z0-9.-]+)'/g)) assert.ok(key! in known, `${name}: ${key}`)
  }
})

test('no page carries Chinese of its own: every sentence has its English', () => {
  for (const [name, text] of sources) {
    if (/field-words|value-words|subjects\.ts|ui[\\/]values\.ts/.test(name)) continue
    const code = text
      .replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '')
      .split('\n')
      .filter(line => !/\bzh\b|language === 'zh'/.test(line))
      .join('\n')
    assert.deepEqual(code.match(/[\u4e00-\u9fff]+/g) ?? [], [], name)
  }
})

test('every member of an answer has a label in words', () => {
  const unlabelled = new Set<string>()
  const seen = new Set<FieldSchema>()
  const shownApart = new Set([
    'id',
    'zh',
    'en',
    'items',
    'next',
    'total',
    'timeline',
    'deadlines',
    'endpoint',
    'params',
    'initial',
    'refused',
    'act',
    'ok',
    'deleted',
  ])
  const walk = (schema: FieldSchema | undefined, where: string) => {
    if (!schema || seen.has(schema)) return
    seen.add(schema)
    for (const [key, child] of Object.entries(membersOf(schema))) {
      if (!shownApart.has(key) && !key.endsWith('Label') && !hasLabel(child, key)) unlabelled.add(`${where}.${key}`)
      walk(child, `${where}.${key}`)
      walk(child.items, `${where}.${key}`)
    }
  }
  const read = CONTRACT.filter(
    one =>
      one.method === 'GET' &&
      !['vocabulary', 'readClock', 'listDemoOneTimeCodes', 'getSession'].includes(one.id) &&
      !one.tags?.includes('binary'),
  )
  for (const endpoint of read) walk(endpoint.response as FieldSchema, endpoint.id)
  assert.deepEqual([...unlabelled], [])
})

/** What programs send (EPCIS) is a document of its standard; nobody fills it in. */
const hasForm = ({ body, tags }: (typeof CONTRACT)[number]): boolean => body !== undefined && !tags?.includes('epcis')

test('every field of every form has its words in both languages', () => {
  const missing = new Set<string>()
  const structure = new Set(['answers'])
  const walk = (schema: FieldSchema, where: string) => {
    for (const [key, child] of Object.entries(schema.properties ?? {})) {
      const words =
        child['x-words'] ?? child.items?.['x-words'] ?? child.anyOf?.find(one => one['x-words'])?.['x-words']
      if (!structure.has(key) && (!words?.zh || !words.en)) missing.add(`${where}.${key}`)
      walk(child, `${where}.${key}`)
      if (child.items) walk(child.items, `${where}.${key}`)
    }
  }
  for (const endpoint of CONTRACT) if (hasForm(endpoint)) walk(endpoint.body as FieldSchema, endpoint.id)
  assert.deepEqual([...missing], [])
})
