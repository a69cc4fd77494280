import assert from 'node:assert/strict'
import { test } from 'node:test'
import { alsoFound, grouped, marked } from './search.ts'
import type { Hit } from './search.ts'

const hit = (kind: string, id: string, more: Partial<Hit> = {}): Hit =>
  ({ kind, id, title: { zh: id }, link: '/x', numbers: [], found: [], ...more })

test('hits stand by kind, in the order of their best', () => {
  const groups = grouped([hit('b', '1'), hit('a', '2'), hit('b', '3')])
  assert.deepEqual(groups.map(([kind, hits]) => [kind, hits.map(({ id }) => id)]), [['b', ['1', '3']], ['a', ['2']]])
})

test('what was asked for is marked, and nothing is lost or doubled', () => {
  const found = [{ text: 'abcdef', spans: [[0, 2], [1, 3], [4, 6], [5, 9]] }]
  assert.deepEqual(marked('abcdef', found), [
    { text: 'ab', hit: true }, { text: 'cd', hit: false }, { text: 'ef', hit: true },
  ])
  assert.deepEqual(marked('other', found), [{ text: 'other', hit: false }])
  assert.deepEqual(marked('', found), [])
})

test('a former name is told, the title and the numbers are not told twice', () => {
  const one = hit('a', 'title', { numbers: ['n'],
    found: [{ text: 'title', spans: [] }, { text: 'n', spans: [] }, { text: 'former', spans: [] }] })
  assert.deepEqual(alsoFound(one, 'title'), ['former'])
})
