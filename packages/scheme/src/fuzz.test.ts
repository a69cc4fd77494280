import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import fc from 'fast-check'
import { parse as parseYaml } from 'yaml'
import {
  parseDemo, parseEdition, parseHolidays, parseIndustries, parseRegions, parseRule, parseStandard, roundGb8170,
  SchemeError,
} from './index.ts'
import { repeats } from './form.ts'

const SCHEME = join(import.meta.dirname, '../../../scheme/testland')
const yaml = (path: string): unknown => parseYaml(readFileSync(join(SCHEME, path), 'utf8'))
const files = Object.fromEntries(readdirSync(join(SCHEME, '2025-07-01')).filter((name) => name.endsWith('.yaml'))
  .map((name) => [name.slice(0, -5), yaml(`2025-07-01/${name}`)]))
const edition = parseEdition(files)
const [regions, holidays] = ['regions.yaml', 'holidays.yaml'].map(yaml)
const industries = readFileSync(join(SCHEME, 'industries.csv'), 'utf8')

const odd = fc.oneof(fc.jsonValue(), fc.constantFrom<unknown>(null, -1, '', '__proto__', [], {}, NaN, '2026-02-30'))

/** A sound document with one thing changed somewhere: most faults are one slip of a hand. */
const slipped = (document: unknown) => fc.tuple(fc.array(fc.nat(), { minLength: 1, maxLength: 8 }), odd)
  .map(([path, value]) => {
    const copy = structuredClone(document)
    let at = copy as Record<string, unknown>
    for (const [i, step] of path.entries()) {
      const names = Object.keys(at)
      const name = names[step % Math.max(names.length, 1)] ?? 'extra'
      const next = at[name]
      if (i === path.length - 1 || typeof next !== 'object' || next === null) {
        at[name] = value
        break
      }
      at = next as Record<string, unknown>
    }
    return copy
  })

const PARSERS: Readonly<Record<string, [parse: (data: unknown) => unknown, sound: unknown]>> = {
  parseEdition: [parseEdition, files], parseRegions: [parseRegions, regions], parseHolidays: [parseHolidays, holidays],
  parseDemo: [(data) => parseDemo(data, edition), {}], parseStandard: [parseStandard, {}],
  parseRule: [(data) => parseRule(data, []), {}],
  parseIndustries: [(data) => parseIndustries(String(typeof data === 'string' ? data : '')), industries],
}

for (const [name, [read, sound]] of Object.entries(PARSERS)) {
  test(`${name} takes data whole or refuses it by naming places`, () => {
    const data = typeof sound === 'string'
      ? fc.tuple(fc.nat(sound.length), fc.string()).map(([at, text]) => sound.slice(0, at) + text + sound.slice(at + 1))
      : slipped(sound)
    fc.assert(fc.property(fc.oneof({ weight: 3, arbitrary: data }, odd), (one) => {
      try {
        read(one)
      } catch (error) {
        assert.ok(error instanceof SchemeError, String(error))
        assert.ok(error.problems.length > 0)
      }
    }), { numRuns: 60 })
  })
}

test('what stands twice is found in one pass', () => {
  fc.assert(fc.property(fc.array(fc.nat(5)), (values) => {
    assert.deepEqual(repeats(values), values.filter((value, i) => values.indexOf(value) !== i))
  }))
})

test('any text is a decimal that can be rounded, or refused', () => {
  const any = fc.oneof(fc.string(), fc.stringMatching(/^-?\d{1,14}(\.\d{0,9})?$/))
  fc.assert(fc.property(any, fc.double(), (text, places) => {
    try {
      roundGb8170(text, places)
    } catch (error) {
      assert.ok(error instanceof RangeError)
    }
  }))
})
