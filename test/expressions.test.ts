// No regular expression of what runs takes longer than its text is long, unless that text is short by another rule.
import { parseSync } from '@swc/core'
import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { slowOn } from './regexp-steps.ts'

const ROOT = join(import.meta.dirname, '..')

/** Expressions that may be slow, because what they are given is bounded elsewhere. */
const BOUNDED: Readonly<Record<string, string>> = {
  'packages/scheme/src/judge.ts /0+$/': 'eight decimals',
  'packages/evaluation/src/satisfaction/questionnaire.ts /\\d+$/': 'codes of the table below it',
  'apps/server/src/modules/identity/password.ts /[\\d\\p{P}\\p{S}\\s]+$/': 'a password, 256 characters at most',
}

function* expressions(): Generator<{ path: string; pattern: string; flags: string }> {
  for (const path of globSync('{packages,apps}/*/src/**/*.{ts,tsx}', { cwd: ROOT })) {
    if (/\.test\.tsx?$/.test(path)) continue
    const text = readFileSync(join(ROOT, path), 'utf8')
    const stack: unknown[] = [parseSync(text, { syntax: 'typescript', tsx: path.endsWith('x') })]
    while (stack.length > 0) {
      const node = stack.pop()
      if (typeof node !== 'object' || node === null) continue
      const { type, pattern, flags } = node as { type?: string; pattern?: string; flags?: string }
      if (type === 'RegExpLiteral' && pattern !== undefined) {
        yield { path: path.replaceAll('\\', '/'), pattern, flags: flags ?? '' }
      }
      stack.push(...Object.values(node))
    }
  }
}

test('the counter tells slow expressions from others', () => {
  for (const slow of ['^(a+)+$', '=+$', '^\\d+\\.?\\d*$', '^[^ /]+[^ ]*$', '^(?:a|a)*$', 'x\\s*;\\s*q?\\s*$',
    '/01/([^?]+)#']) {
    assert.ok(slowOn(slow), slow)
  }
  for (const fast of ['^a+$', '^(a+b)+$', '^\\d+(?:\\.\\d*)?$', '^[^/]+/[^ ]*$', '\\s+', '^=*$']) {
    assert.equal(slowOn(fast), undefined, fast)
  }
})

test('no regular expression grows faster than its text', () => {
  const slow: string[] = []
  const unused = new Set(Object.keys(BOUNDED))
  let seen = 0
  for (const { path, pattern, flags } of expressions()) {
    seen++
    const name = `${path} /${pattern}/`
    const part = slowOn(pattern, flags)
    if (part === undefined) continue
    if (!unused.delete(name) && !(name in BOUNDED)) slow.push(`${name} on ${JSON.stringify(part)}`)
  }
  assert.ok(seen > 300, `${seen} expressions`)
  assert.deepEqual(slow, [])
  assert.deepEqual([...unused], [], 'no longer slow: take them out of the list')
})
