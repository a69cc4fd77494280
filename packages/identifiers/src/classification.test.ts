import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import type { LocalDate } from '@tianfu/kernel'
import { industryContains, parseIndustryCode, regionOn } from './index.ts'
import type { RegionChange } from './index.ts'

test('industry codes are read with or without their section', () => {
  const table: [string, string][] = [
    ['C1512', 'C1512'],
    ['1512', 'C1512'],
    ['c 15', 'C15'],
    ['A0111', 'A0111'],
    ['01', 'A01'],
    ['T', 'T'],
    ['9720', 'T9720'],
    ['B1512', 'industry-section'],
    ['9811', 'industry-section'],
    ['0011', 'industry-section'],
    ['U15', 'industry-form'],
    ['C1', 'industry-form'],
    ['C15121', 'industry-form'],
    ['', 'industry-form'],
    ['9'.repeat(1e5), 'industry-form'],
  ]
  for (const [text, expected] of table) {
    const result = parseIndustryCode(text)
    assert.equal(result.ok ? result.value : result.rule, expected, text.slice(0, 20))
  }
  assert.ok(industryContains('C15', 'C1512') && !industryContains('C15', 'C1612'))
})

const file = new URL('../../../../shared/data/gbt4754-2017.csv', import.meta.url)

test(
  'every class of GB/T 4754-2017 is in the section that its division says',
  { skip: existsSync(file) ? false : 'data not present' },
  () => {
    const lines = readFileSync(file, 'utf8').trim().split('\n').slice(1)
    for (const [code = '', digits = ''] of lines.map((line) => line.split(','))) {
      const result = parseIndustryCode(digits === '' ? code : digits)
      assert.equal(result.ok && result.value, code)
    }
    assert.ok(lines.length > 1500)
  },
)

test('a region of an old document is followed to the day asked for', () => {
  const changes: RegionChange[] = [
    { from: '510116', to: '510199', on: '2030-01-01' as LocalDate },
    { from: '510122', to: '510116', on: '2015-12-03' as LocalDate },
  ]
  const on = (day: string) => regionOn('510122', day as LocalDate, changes)
  assert.deepEqual(['2015-12-02', '2015-12-03', '2030-01-01'].map(on), ['510122', '510116', '510199'])
  assert.equal(regionOn('510104', '2030-01-01' as LocalDate, changes), '510104')
})
