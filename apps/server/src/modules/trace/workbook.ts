import { inflateRawSync } from 'node:zlib'
import { refuse } from '@tianfu/contract'
import { readSheet } from 'read-excel-file/universal'

export type Cell = string | number | boolean | Date | null

/** What a workbook may hold when it is unpacked; a sheet of a thousand rows takes a hundredth of it. */
const UNPACKED_AT_MOST = 16_777_216
const PARTS_AT_MOST = 200

/**
 * Cells of the first sheet of a workbook (.xlsx). What it would unpack to is measured before anything is read, for a
 * small file may hold gigabytes. @throws Refusal `trace-sheet-broken`
 */
export async function cellsOf(bytes: Uint8Array): Promise<Cell[][]> {
  if (!isSmall(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength))) refuse('trace-sheet-broken')
  try {
    return await readSheet(new Blob([Uint8Array.from(bytes)])) as Cell[][]
  } catch {
    return refuse('trace-sheet-broken')
  }
}

/** Whether a ZIP archive has the parts that its directory names, and they are as small as it says (APPNOTE 4.3). */
function isSmall(zip: Buffer): boolean {
  try {
    const end = zip.lastIndexOf(Buffer.from('PK\u0005\u0006', 'latin1'))
    if (end < 0) return false
    const parts = zip.readUInt16LE(end + 10)
    if (parts > PARTS_AT_MOST) return false
    let unpacked = 0
    for (let part = 0, at = zip.readUInt32LE(end + 16); part < parts; part += 1) {
      if (zip.readUInt32LE(at) !== 0x02014b50) return false
      const [method, packed, size] = [zip.readUInt16LE(at + 10), zip.readUInt32LE(at + 20), zip.readUInt32LE(at + 24)]
      const named = [28, 30, 32].reduce((sum, offset) => sum + zip.readUInt16LE(at + offset), 0)
      const local = zip.readUInt32LE(at + 42)
      const from = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28)
      unpacked += size
      if (unpacked > UNPACKED_AT_MOST || from + packed > zip.length) return false
      if (method === 8) inflateRawSync(zip.subarray(from, from + packed), { maxOutputLength: Math.max(1, size) })
      else if (method !== 0 || packed !== size) return false
      at += 46 + named
    }
    return true
  } catch {
    return false // no archive, or one that says other lengths than it has
  }
}
