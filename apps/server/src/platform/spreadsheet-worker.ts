// The thread that opens workbooks of strangers: it may be ended at any moment, and nothing is lost.
import { parentPort, workerData } from 'node:worker_threads'
import { readSheet } from 'read-excel-file/node'

/** Bytes that the archive may unpack to; told by its directory, so that a bomb is refused before it is opened. */
const MOST_UNPACKED = 100_000_000
const DIRECTORY_ENTRY = 0x02014b50

/** The unpacked size that the directory of a zip archive claims. */
function unpackedSize(bytes: Buffer): number {
  let total = 0
  for (let at = bytes.indexOf('PK\u0001\u0002', 0, 'latin1'); at >= 0 && at + 46 <= bytes.length;
    at = bytes.indexOf('PK\u0001\u0002', at + 46, 'latin1')) {
    if (bytes.readUInt32LE(at) === DIRECTORY_ENTRY) total += bytes.readUInt32LE(at + 24)
  }
  return total
}

const textOf = (cell: unknown): string => {
  if (cell === null || cell === undefined) return ''
  if (cell instanceof Date) return cell.toISOString().slice(0, 10)
  return String(cell)
}

const bytes = Buffer.from(workerData as Uint8Array)
if (unpackedSize(bytes) > MOST_UNPACKED) throw new Error('too much to unpack')
const rows = await readSheet(bytes, 1)
parentPort?.postMessage(rows.map((row) => row.map(textOf)))
