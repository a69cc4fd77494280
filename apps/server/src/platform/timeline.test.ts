import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ACT_WORDS } from '@tianfu/contract'
import { MODULES } from '../modules.ts'

test('every act that an aggregate knows has words in both languages', () => {
  const types = MODULES.flatMap(({ aggregates = [] }) => aggregates.flatMap(({ apply }) => Object.keys(apply)))
  assert.ok(types.length > 50)
  assert.deepEqual(types.filter((type) => !ACT_WORDS[type]?.zh || !ACT_WORDS[type]?.en), [])
})
