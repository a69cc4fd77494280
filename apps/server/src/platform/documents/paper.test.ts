import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { Instant } from '@tianfu/kernel'
import { partOf, pdfText, wordText } from '../../../../../test/paper-text.ts'
import { digestOf, facts, heading, note, paragraph, signatures, table } from './paper.ts'
import type { Paper } from './paper.ts'
import { paperPdf } from './pdf.ts'
import { paperDocx } from './word.ts'

const paperOf = (text: string, layout: Paper['layout'] = 'form'): Paper => ({
  kind: 'notice', layout, title: { zh: '通知书', en: 'Notice' }, number: 'N-1', issuer: { zh: text }, to: text,
  madeAt: '2026-03-02T01:00:00.000Z' as Instant,
  blocks: [heading(text, text), paragraph(text, text), facts(['项', 'Item', text]), note(text),
    table([['列', 'Column']], [[text]]), { is: 'chart', label: { zh: text }, rows: [
      { name: text, score: 0, low: 0, high: 0 }, { name: text, score: 10_000, low: 5_050, high: 10_000 }] },
    signatures({ label: { zh: text, en: text }, name: text })],
})

test('whatever people write becomes a PDF and a docx, and never markup of either', async () => {
  const any = fc.string({ unit: 'binary', minLength: 40, maxLength: 400 })
  await fc.assert(fc.asyncProperty(any, fc.constantFrom('form' as const, 'official' as const), async (text, layout) => {
    const paper = paperOf(text, layout)
    assert.equal(Buffer.from(paperPdf(paper)).toString('latin1', 0, 5), '%PDF-')
    partOf(Buffer.from(await paperDocx(paper)), 'word/document.xml')
  }), { numRuns: 25 })
})

test('what looks like markup is text', async (t) => {
  const paper = paperOf('#set page(); $x$ *b* @ref <label> </w:t> &amp; \u0000\u0007 𠮷 \u1680\u2028 終\ufe00')
  const word = wordText(Buffer.from(await paperDocx(paper)))
  assert.ok(word.includes('#set page(); $x$ *b* @ref <label> </w:t> &amp;') && word.includes('𠮷'), word)
  const text = pdfText(Buffer.from(paperPdf(paper)))
  if (text === undefined) return t.diagnostic('no pdftotext here: the text of the PDF was not read')
  assert.ok(text.includes('#setpage();$x$*b*@ref<label></w:t>&amp;'), text)
  assert.ok(text.includes('〔U+20BB7〕'), 'a character without a glyph is told by its number')
})

test('another word is another digest; the same words are the same bytes, in either format', async () => {
  const [one, same, other] = [paperOf('甲'), paperOf('甲'), paperOf('乙')]
  assert.equal(digestOf(one), digestOf(same))
  assert.notEqual(digestOf(one), digestOf(other))
  assert.deepEqual(paperPdf(one), paperPdf(same))
  const first = await paperDocx(one)
  // The library dates the entries of its archive by the system clock, in steps of two seconds.
  const real = Date.now
  Date.now = () => real() + 86_400_000
  try {
    assert.deepEqual(await paperDocx(same), first)
  } finally {
    Date.now = real
  }
})
