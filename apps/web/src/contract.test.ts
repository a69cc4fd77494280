import assert from 'node:assert/strict'
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { addressOf } from './call.ts'
import { endpointNamed, endpointOf, isOpenTo } from './contract.ts'
import { MENU, SUBJECTS, subjectAt } from './subjects.ts'
import { itemOf, membersOf } from './ui/facts.ts'
import { routeOf } from './ui/format.ts'
import type { FieldSchema } from './ui/schema.ts'

test('every subject names endpoints that the contract has', () => {
  for (const subject of SUBJECTS) {
    for (const id of [subject.list, subject.detail, ...(subject.creates ?? []), ...(subject.offers ?? [])]) {
      if (id) assert.ok(endpointOf(id), `${subject.path}: ${id}`)
    }
    for (const path of subject.beside ?? []) assert.ok(subjectAt(path), `${subject.path}: ${path}`)
  }
})

test('every column of a list is a member of its items', () => {
  for (const subject of SUBJECTS) {
    const members = membersOf(itemOf(endpointNamed(subject.list).response as FieldSchema))
    for (const column of subject.columns) assert.ok(column in members, `${subject.path}: ${column}`)
  }
})

test('the address of a detail has the parameter that its subject names', () => {
  for (const subject of SUBJECTS) {
    if (subject.detail)
      assert.match(endpointNamed(subject.detail).url, new RegExp(`:${subject.param ?? 'id'}$`), subject.path)
  }
})

test('the menu leads to subjects only', () => {
  for (const group of MENU) for (const path of group.paths) assert.ok(subjectAt(path), path)
})

test('every endpoint that a page names exists', () => {
  const files = readdirSync(import.meta.dirname, { recursive: true, encoding: 'utf8' }).filter(
    name => /\.tsx?$/.test(name) && !name.endsWith('.test.ts'),
  )
  for (const name of files) {
    const text = readFileSync(join(import.meta.dirname, name), 'utf8')
    for (const [, id] of text.matchAll(/endpointNamed\('(\w+)'\)/g)) assert.ok(endpointOf(id!), `${name}: ${id}`)
    for (const [, id] of text.matchAll(/next=\{\{ endpoint: '(\w+)'/g)) assert.ok(endpointOf(id!), `${name}: ${id}`)
  }
})

test('a page is open to whoever the contract lets in', () => {
  assert.equal(isOpenTo(endpointOf('listStandards'), []), true)
  assert.equal(isOpenTo(endpointOf('listApplications'), []), false)
  assert.equal(isOpenTo(endpointOf('listApplications'), ['application:read']), true)
  assert.equal(isOpenTo(undefined, ['application:read']), false)
})

test('parameters are encoded and empty filters left out', () => {
  assert.equal(
    addressOf(endpointNamed('getStandard'), { number: 'T/TF 1' }, { edition: '' }),
    '/api/v1/standards/T%2FTF%201',
  )
  assert.equal(
    addressOf(endpointNamed('listTasks'), {}, { q: '白酒', after: undefined }),
    '/api/v1/tasks?q=%E7%99%BD%E9%85%92',
  )
})

test('links of tasks stay inside, public addresses go out', () => {
  const table: [string, object][] = [
    ['/applications/x', { inside: '/applications/x' }],
    ['/workbench/licences/x', { inside: '/licences/x' }],
    ['/application/x', { inside: '/applications/x' }],
    ['/c/TF1', { outside: '/c/TF1' }],
    ['https://example.org/x', { outside: 'https://example.org/x' }],
  ]
  for (const [link, expected] of table) assert.deepEqual(routeOf(link), expected, link)
})
