import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import {
  aspectsOf, clausesOf, countNgrams, eachNgram, normaliseText, USUAL_ASPECTS, USUAL_NGRAMS,
} from './index.ts'

const spoken = fc.oneof(
  fc.string({ unit: 'binary' }), fc.string({ unit: fc.constantFrom(...'味道很好，但是包装差。！ aB1\n') }),
)

test('any text that consumers write is cut, normalised and counted, in proportion to its length', () => {
  fc.assert(fc.property(spoken, (text) => {
    const plain = normaliseText(text)
    let grams = 0
    eachNgram(plain, USUAL_NGRAMS, () => { grams++ })
    assert.ok(grams <= plain.length * (USUAL_NGRAMS.longest - USUAL_NGRAMS.shortest + 1), `${grams} of ${plain.length}`)
    assert.ok(countNgrams(text, USUAL_NGRAMS).size <= grams)
    assert.ok(clausesOf(text).join('').length <= plain.length + text.length)
    assert.ok(Array.isArray(aspectsOf(text, USUAL_ASPECTS)))
  }))
})
