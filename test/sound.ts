// The oracle over everything (style 21): a world that a test leaves behind must be sound.
import assert from 'node:assert/strict'
import { MODULES } from '../apps/server/src/modules.ts'
import { fsck } from '../apps/server/src/platform/fsck.ts'
import type { TestWorld } from './support.ts'

/** Orders what is pending, checks every act, row, log entry and invariant, and closes the world. */
export async function closeSound(of: TestWorld): Promise<void> {
  await of.app.sequence()
  const { findings, checked } = await fsck(of.world, MODULES)
  await of.close()
  assert.deepEqual(findings, [])
  assert.ok((checked.acts ?? 0) > 0 && (checked.rows ?? 0) > 0)
}
