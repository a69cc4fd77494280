// docs/bad-requests.md against the tests: every number once, and every test that it names there.
import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { ROOT } from '../../apps/server/src/world.ts'

const CATALOGUE = readFileSync(join(ROOT, 'docs', 'bad-requests.md'), 'utf8')
const rows = [...CATALOGUE.matchAll(/^\| (B\d\d) \|.*\| ([^|]+) \|$/gm)]
  .map(([, id, where]) => ({ id: id as string, where: where as string }))

test('every number of the catalogue is there once', () => {
  const numbers = Array.from({ length: 90 }, (_, i) => `B${String(i + 1).padStart(2, '0')}`)
  assert.deepEqual(rows.map(({ id }) => id), numbers)
})

test('every number is in the title of a test of its file, or says why it has no place', (t) => {
  const left = rows.filter(({ where }) => where.startsWith('not applicable: '))
  for (const { id, where } of left) assert.ok(where.length > 35, `${id} gives no reason`)
  const missing = rows.filter((row) => !left.includes(row)).filter(({ id, where }) => {
    const path = join(ROOT, where)
    const title = new RegExp(`^ *(?:test|describe)\\([\`'][^\\n]*\\b${id}\\b`, 'm')
    return !existsSync(path) || !title.test(readFileSync(path, 'utf8'))
  })
  assert.deepEqual(missing, [])
  const ids = left.map(({ id }) => id).join(' ')
  t.diagnostic(`${rows.length - left.length} tested, ${left.length} not applicable: ${ids}`)
})
