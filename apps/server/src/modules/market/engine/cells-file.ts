/**
 * The daily roll-up as it lies in memory: columns in blocks, little-endian, so that a run reads millions of cells and
 * makes no value of its own for any of them. The same cells stand in `daily.parquet` for every other reader.
 */
import { open } from 'node:fs/promises'
import { endianness } from 'node:os'
import type { NumberColumns, NumberKind } from './store.ts'

export const CELLS_FILE = 'daily.cells'

/** Columns of the roll-up in the order of `DAILY_COLUMNS`. */
export const DAILY_KINDS = ['integer', 'integer', 'integer', 'integer', 'double', 'double', 'double', 'double'] as const
export const DAILY_COLUMNS = 'key, day, cluster, n, w, ww, wx, wxx'
export type DailyColumns = NumberColumns<typeof DAILY_KINDS>

/** Cells of a block, and bytes of a cell. */
const BLOCK = 65_536
const BYTES = 48

/** Views of a block of `rows` cells: first what takes eight bytes each, then what takes four. */
function columnsOf(buffer: ArrayBuffer, rows: number): DailyColumns {
  let at = 0
  const views = new Map<number, Int32Array | Float64Array>()
  const lay = (kind: NumberKind): void => DAILY_KINDS.forEach((own, i) => {
    if (own !== kind) return
    views.set(i, kind === 'double' ? new Float64Array(buffer, at, rows) : new Int32Array(buffer, at, rows))
    at += rows * (kind === 'double' ? 8 : 4)
  })
  lay('double')
  lay('integer')
  return DAILY_KINDS.map((_, i) => views.get(i)!) as unknown as DailyColumns
}

/** Writes `total` cells as they come. */
export async function writeCells(
  path: string, total: number, cells: AsyncIterable<{ rows: number; columns: DailyColumns }>,
): Promise<void> {
  mustBeLittle()
  const file = await open(path, 'wx')
  try {
    const buffer = new ArrayBuffer(BLOCK * BYTES)
    let left = total
    let size = Math.min(BLOCK, left)
    let block = columnsOf(buffer, size)
    let filled = 0
    for await (const { rows, columns } of cells) {
      for (let from = 0, take = 0; from < rows; from += take) {
        take = Math.min(rows - from, size - filled)
        columns.forEach((column, c) => block[c]!.set(column.subarray(from, from + take), filled))
        filled += take
        if (filled < size) continue
        await file.write(new Uint8Array(buffer, 0, size * BYTES))
        left -= size
        size = Math.min(BLOCK, left)
        block = columnsOf(buffer, size)
        filled = 0
      }
    }
    if (left !== 0) throw new Error(`${left} cells less than said`)
  } finally {
    await file.close()
  }
}

/** Reads `total` cells, a block at a time; its columns hold until the next is asked for. */
export async function* readCells(path: string, total: number): AsyncGenerator<{ rows: number; columns: DailyColumns }> {
  mustBeLittle()
  const file = await open(path)
  try {
    const buffer = new ArrayBuffer(Math.min(BLOCK, total) * BYTES)
    for (let left = total; left > 0; left -= BLOCK) {
      const rows = Math.min(BLOCK, left)
      const bytes = new Uint8Array(buffer, 0, rows * BYTES)
      for (let at = 0; at < bytes.length; ) {
        const { bytesRead } = await file.read(bytes, at)
        if (bytesRead === 0) throw new Error(`${path} ends too early`)
        at += bytesRead
      }
      yield { rows, columns: columnsOf(buffer, rows) }
    }
  } finally {
    await file.close()
  }
}

function mustBeLittle(): void {
  if (endianness() !== 'LE') throw new Error('sealed cells are little-endian, as is every machine the engine runs on')
}
