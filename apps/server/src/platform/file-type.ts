import { readZip } from './zip-archive.ts'

/** Types that a file may have, told from the bytes, never from the name. */
export function typeOf(bytes: Uint8Array): string {
  const head = Buffer.from(bytes.subarray(0, 16))
  if (head.subarray(0, 5).toString('latin1') === '%PDF-') return 'application/pdf'
  if (head.subarray(0, 8).equals(Buffer.from('89504e470d0a1a0a', 'hex'))) return 'image/png'
  if (head.subarray(0, 3).equals(Buffer.from('ffd8ff', 'hex'))) return 'image/jpeg'
  if (head.subarray(0, 4).toString('latin1') === 'RIFF' && head.subarray(8, 12).toString('latin1') === 'WEBP') {
    return 'image/webp'
  }
  if (head.subarray(0, 4).equals(Buffer.from('504b0304', 'hex'))) return officeTypeOf(Buffer.from(bytes))
  return 'application/octet-stream'
}

/** How many parts a workbook or a document has at most; those of offices have some dozens. */
export const MAX_PARTS = 2_000

function officeTypeOf(zip: Buffer): string {
  const names = new Set((readZip(zip, MAX_PARTS) ?? []).map(({ name }) => name))
  if ([...names].some((name) => name.endsWith('vbaProject.bin'))) return 'application/zip'
  if (!names.has('[Content_Types].xml')) return 'application/zip'
  if (names.has('xl/workbook.xml')) return 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'
  if (names.has('word/document.xml')) {
    return 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'
  }
  return 'application/zip'
}

/** Width and height in pixels by the header alone, nothing decoded; undefined when the header does not tell. */
export function pictureSize(bytes: Uint8Array, type: string): { width: number; height: number } | undefined {
  const all = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (type === 'image/png') {
    return all.length < 24 ? undefined : { width: all.readUInt32BE(16), height: all.readUInt32BE(20) }
  }
  if (type === 'image/jpeg') return jpegSize(all)
  return type === 'image/webp' ? webpSize(all) : undefined
}

/** The first frame header (ITU-T T.81 B.2.2): C0 to CF, without the tables C4, C8 and CC. */
function jpegSize(bytes: Buffer): { width: number; height: number } | undefined {
  let place = 2
  while (place + 9 <= bytes.length) {
    if (bytes[place] !== 0xff) return undefined
    const marker = bytes[place + 1] as number
    if (marker === 0xff) {
      place += 1 // a fill byte
      continue
    }
    if (marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc) {
      return { height: bytes.readUInt16BE(place + 5), width: bytes.readUInt16BE(place + 7) }
    }
    place += 2 + bytes.readUInt16BE(place + 2)
  }
  return undefined
}

/** The canvas of the extended form, or the frame of the lossy and lossless ones (RFC 9649 §2). */
function webpSize(bytes: Buffer): { width: number; height: number } | undefined {
  if (bytes.length < 30) return undefined
  const form = bytes.toString('latin1', 12, 16)
  if (form === 'VP8X') return { width: bytes.readUIntLE(24, 3) + 1, height: bytes.readUIntLE(27, 3) + 1 }
  if (form === 'VP8 ') return { width: bytes.readUInt16LE(26) & 0x3fff, height: bytes.readUInt16LE(28) & 0x3fff }
  if (form !== 'VP8L') return undefined
  const bits = bytes.readUInt32LE(21)
  return { width: (bits & 0x3fff) + 1, height: (bits >>> 14 & 0x3fff) + 1 }
}

const MAX_PIXELS_A_SIDE = 12_000

/** Whether a picture is small enough to be decoded by whoever looks at it; one that does not tell its size is not. */
export function isDecodable(bytes: Uint8Array, type: string): boolean {
  const size = pictureSize(bytes, type)
  return size !== undefined && size.width > 0 && size.height > 0
    && size.width <= MAX_PIXELS_A_SIDE && size.height <= MAX_PIXELS_A_SIDE
}
