import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import {
  maskIdNumber, maskMailAddress, maskName, maskPhone, parseCreditCode, parseForeignDocument, parseGln, parseGtin,
  parseIdNumber, parseIdentityDocument, parseIndustryCode, parseMailAddress, parseNumber, parsePhone, parseRegionCode,
  parseSscc,
} from './index.ts'

const PARSERS = {
  parseCreditCode, parseForeignDocument, parseGln, parseGtin, parseIdNumber, parseIndustryCode, parseMailAddress,
  parseNumber, parsePhone, parseRegionCode, parseSscc,
  parseResident: (text: string) => parseIdentityDocument('resident', text),
}
/** What people paste: Unicode, near misses, and texts far longer than any number. */
const pasted = fc.oneof(
  fc.string({ unit: 'binary' }), fc.string({ unit: fc.constantFrom(...'0123456789XABCOI-+@.（）０１ \u200b') }),
  fc.stringMatching(/^[0-9A-Z]{8,20}$/), fc.tuple(fc.string({ minLength: 1, maxLength: 3 }), fc.integer({ max: 5000 }))
    .map(([text, times]) => text.repeat(Math.max(times, 1))),
)

for (const [name, parse] of Object.entries(PARSERS)) {
  test(`${name} answers any text with a value or the rule it breaks, and never repeats the text`, () => {
    fc.assert(fc.property(pasted, (text) => {
      const result = parse(text)
      if (result.ok) return
      assert.match(result.rule, /^[a-z\d-]+$/)
      assert.ok(result.zh.length < 100 && result.en.length < 150)
    }))
  })
}

test('masks take any text, and grow no longer than it but for a few marks', () => {
  fc.assert(fc.property(pasted, (text) => {
    for (const mask of [maskIdNumber, maskPhone, maskName, maskMailAddress]) {
      assert.ok(mask(text).length <= 2 * text.length + 4)
    }
  }))
})
