import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { isDecodable, pictureSize, typeOf } from './file-type.ts'
import { readZip } from './zip-archive.ts'

const bytes = (text: string) => new Uint8Array(Buffer.from(text, 'latin1'))

test('a picture is known by its first bytes, not by what it is called', () => {
  assert.equal(typeOf(new Uint8Array([0xff, 0xd8, 0xff, 0xe0])), 'image/jpeg')
  assert.equal(typeOf(new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])), 'image/png')
  assert.equal(typeOf(bytes('RIFF1234WEBPVP8 ')), 'image/webp')
  assert.equal(typeOf(bytes('<svg onload=alert(1)>')), 'application/octet-stream')
  assert.equal(typeOf(new Uint8Array()), 'application/octet-stream')
})

test('a picture tells its size by its header, whatever form it has', () => {
  for (const [hex, type, width, height] of [
    ['89504e470d0a1a0a0000000d4948445200000140000000f0', 'image/png', 320, 240],
    ['ffd8ffe00002ffc4000401ffffc2000b0800f0014001011100', 'image/jpeg', 320, 240],
    [`52494646000000005745425056503858${'00'.repeat(8)}3f0100ef0000`, 'image/webp', 320, 240],
    [`52494646000000005745425056503820${'00'.repeat(10)}4001f000`, 'image/webp', 320, 240],
    [`5249464600000000574542505650384c${'00'.repeat(4)}2f3fc13b00${'00'.repeat(8)}`, 'image/webp', 320, 240],
  ] as const) assert.deepEqual(pictureSize(Buffer.from(hex, 'hex'), type), { width, height }, hex)
})

test('no bytes make the reading of a header or a directory throw', () => {
  const head = fc.constantFrom('ffd8ff', '89504e470d0a1a0a', '524946460000000057454250', '504b0304', '504b0506', '')
  fc.assert(fc.property(head, fc.uint8Array({ maxLength: 200 }), (start, rest) => {
    const all = Buffer.concat([Buffer.from(start, 'hex'), rest])
    for (const type of [typeOf(all), 'image/png', 'image/jpeg', 'image/webp']) isDecodable(all, type)
    for (const entry of readZip(all, 100) ?? []) entry.read()
  }), { numRuns: 2_000 })
})
