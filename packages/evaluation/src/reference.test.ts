import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'

const ROOT = join(import.meta.dirname, '../../..')
const VECTORS = join(ROOT, '../shared/vectors/market')

// The corpora take longer and are left to the command itself.
for (const suite of [
  'coinr',
  'pls',
  'mcda',
  'raters',
  'assign',
  'sampling',
  'draw',
  'shrinkage',
  'monitor',
  'anomaly',
]) {
  const skip = existsSync(join(VECTORS, suite)) ? false : 'reference results are not present'
  test(`reference results of public programs are reproduced: ${suite}`, { skip }, () => {
    const script = join(ROOT, 'scripts/conformance-evaluation.ts')
    const run = spawnSync(process.execPath, [script, '--vectors', VECTORS, '--only', suite], {
      encoding: 'utf8',
      cwd: ROOT,
    })
    assert.equal(
      run.status,
      0,
      run.stdout
        .split('\n')
        .filter((l) => l.includes('FAIL'))
        .join('\n') || run.stderr,
    )
  })
}
