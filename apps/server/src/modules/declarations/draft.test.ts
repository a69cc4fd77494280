import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { EMPTY_DRAFT, saveDraft } from './draft.ts'
import type { DraftChanges } from './draft.ts'

const EMPTY = { version: 1, content: EMPTY_DRAFT, entryVersions: {} }
const saved = (result: ReturnType<typeof saveDraft>) => {
  assert.ok('saved' in result)
  return result.saved
}

test('two people who fill in different entries never meet', () => {
  const first = saved(saveDraft(EMPTY, 1, { facts: [{ key: 'alcohol', value: '52' }] }))
  const second = saved(saveDraft(first, 1, { clauses: [{ clause: '1.1', answer: 'met' }] }))
  assert.deepEqual(second.content.facts, { alcohol: '52' })
  assert.deepEqual(second.content.clauses, { '1.1': { answer: 'met' } })
})

test('the same entry changed meanwhile is a conflict by name, and nothing of the request is saved (B70)', () => {
  const first = saved(saveDraft(EMPTY, 1, { clauses: [{ clause: '1.1', answer: 'met' }], statement: '一' }))
  const second = saveDraft(
    first, 1, { clauses: [{ clause: '1.1', answer: 'not-met' }, { clause: '1.2', answer: 'met' }], statement: '二' },
  )
  assert.deepEqual(second, { conflicts: ['clauses/1.1', 'statement'] })
})

test('the same value by both is no conflict, and writes nothing', () => {
  const first = saved(saveDraft(EMPTY, 1, { values: [{ indicator: 'x', values: ['1.0'], model: 'm' }] }))
  const second = saved(saveDraft(first, 1, { values: [{ indicator: 'x', model: 'm', values: ['1.0'] }] }))
  assert.equal(second.version, first.version)
})

test('an indicator without values is empty again', () => {
  const first = saved(saveDraft(EMPTY, 1, { values: [{ indicator: 'x', values: ['1.0'] }] }))
  assert.deepEqual(
    saved(saveDraft(first, first.version, { values: [{ indicator: 'x', values: [] }] })).content.values, {},
  )
})

const changes: fc.Arbitrary<DraftChanges> = fc.record({
  facts: fc.array(fc.record({ key: fc.constantFrom('a', 'b'), value: fc.constantFrom('1', '2') }), { maxLength: 2 }),
  clauses: fc.array(
    fc.record({ clause: fc.constantFrom('1.1', '1.2'), answer: fc.constantFrom('met' as const, 'not-met' as const) }),
    { maxLength: 2 },
  ),
})

test('who reads the newest version is never refused, over any changes', () => {
  fc.assert(fc.property(fc.array(changes, { maxLength: 8 }), (all) => {
    let draft = EMPTY as ReturnType<typeof saved>
    for (const one of all) {
      const next = saved(saveDraft(draft, draft.version, one))
      assert.ok(next.version === draft.version || next.version === draft.version + 1)
      draft = next
    }
  }))
})
