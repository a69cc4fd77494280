import assert from 'node:assert/strict'
import { test } from 'node:test'
import { layersOf, rowsOf } from './recall.ts'
import type { Recall } from './recall.ts'

const node = (item: string, steps: number, more: Partial<Recall['nodes'][number]> = {}): Recall['nodes'][number] =>
  ({ item, steps, holders: [], codes: [], more: false, ...more })
const link = (from: string, to: string): Recall['links'][number] => ({ from, to, by: 'made-into', at: '' })
const recall = (nodes: Recall['nodes'], links: Recall['links']): Recall =>
  ({ id: '', gtin: '', lot: '', productName: { zh: '' }, events: 1, lastAt: '', whole: true, nodes, links })

test('a graph stands in columns by steps, draws no line backwards, and says what it leaves to the list', () => {
  const links = [link('a', 'b'), link('a', 'c'), link('c', 'a')]
  const drawn = layersOf(recall([node('a', 0), node('b', 1), node('c', 1)], links))
  assert.deepEqual(drawn.places.map(({ node: { item }, column, row }) => [item, column, row]),
    [['a', 0, 0], ['b', 1, 0], ['c', 1, 1]])
  assert.deepEqual([drawn.links.length, drawn.left, drawn.columns, drawn.rows], [2, 0, 2, 2])
  assert.equal(layersOf(recall(Array.from({ length: 75 }, (_, i) => node(`${i}`, 1)), [])).left, 15)
})

test('the file has a line for each holder, and one for what nobody was given', () => {
  const holder = (uscc: string) => ({ name: { zh: uscc }, uscc, since: '2026-03-01', confirmed: uscc === 'x' })
  const rows = rowsOf(recall([node('a', 0), node('b', 1, { holders: [holder('x'), holder('y')] })], [link('a', 'b')]), {
    of: ({ zh }) => zh, how: () => 'from', yes: 'yes', no: 'no',
  })
  assert.deepEqual(rows.map(row => [row[1], row[5], row[9], row[11]]),
    [['a', '', '', ''], ['b', 'from a', 'x', 'yes'], ['b', 'from a', 'y', 'no']])
  assert.equal(new Set(rows.map(row => row.length)).size, 1)
})
