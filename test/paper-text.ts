// What a paper says, read out of its bytes as another program would read it.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import type { TestContext } from 'node:test'
import { inflateRawSync } from 'node:zlib'
import type { Person } from './people.ts'
import type { TestWorld } from './support.ts'

/** Bytes of a paper as this person gets them. */
export async function paperOf(of: TestWorld, person: Person, url: string): Promise<Buffer> {
  const answer = await of.app.http.inject({ method: 'GET', url, headers: { cookie: person.cookie } })
  assert.equal(answer.statusCode, 200, `${url}: ${answer.body.slice(0, 400)}`)
  return answer.rawPayload
}

/** A part of a docx, found by the archive's directory. */
export function partOf(docx: Buffer, name: string): string {
  const end = docx.lastIndexOf(Buffer.from([0x50, 0x4b, 0x05, 0x06]))
  let at = docx.readUInt32LE(end + 16)
  for (let left = docx.readUInt16LE(end + 10); left > 0; left -= 1) {
    const [size, nameLength] = [docx.readUInt32LE(at + 20), docx.readUInt16LE(at + 28)]
    const local = docx.readUInt32LE(at + 42)
    if (docx.toString('utf8', at + 46, at + 46 + nameLength) === name) {
      const from = local + 30 + docx.readUInt16LE(local + 26) + docx.readUInt16LE(local + 28)
      const bytes = docx.subarray(from, from + size)
      return (docx.readUInt16LE(at + 10) === 8 ? inflateRawSync(bytes) : bytes).toString('utf8')
    }
    at += 46 + nameLength + docx.readUInt16LE(at + 30) + docx.readUInt16LE(at + 32)
  }
  throw new Error(`the document has no ${name}`)
}

/** Text of a docx, paragraphs on lines of their own. */
export const wordText = (docx: Buffer, part = 'word/document.xml'): string => partOf(docx, part)
  .replace(/<\/w:p>/g, '\n').replace(/<w:br\/>/g, '\n').replace(/<[^>]+>/g, '')
  .replace(/&lt;/g, '<').replace(/&gt;/g, '>').replace(/&quot;/g, '"').replace(/&apos;/g, '\'').replace(/&amp;/g, '&')

/** Text of a PDF without white space, or undefined where no `pdftotext` is installed. */
export function pdfText(pdf: Buffer): string | undefined {
  assert.equal(pdf.toString('latin1', 0, 5), '%PDF-')
  const run = spawnSync('pdftotext', ['-', '-'], { input: pdf, maxBuffer: 50_000_000 })
  return run.error ? undefined : run.stdout.toString('utf8').replace(/[\s\u200b]/g, '')
}

const bare = (text: string): string => text.replace(/\s/g, '')

/** A paper says each of these in every format, and is the same bytes twice. */
export async function paperSays(
  t: TestContext, of: TestWorld, person: Person, at: string, texts: readonly string[],
  formats: readonly string[] = ['pdf', 'docx'],
): Promise<void> {
  for (const format of formats) {
    const href = `${at}${at.includes('?') ? '&' : '?'}as=${format}`
    const bytes = await paperOf(of, person, href)
    assert.ok(bytes.equals(await paperOf(of, person, href)), `${href} gives the same bytes twice`)
    const text = format === 'docx' ? bare(wordText(bytes)) : pdfText(bytes)
    if (text === undefined) t.diagnostic('no pdftotext here: the text of the PDF was not read')
    else for (const one of texts) assert.ok(text.includes(bare(one)), `${href} does not say ${one}: ${text}`)
  }
}
