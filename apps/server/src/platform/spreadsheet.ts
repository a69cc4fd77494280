/** Spreadsheets (xlsx) in and out; nothing else knows the libraries. */
import { Worker } from 'node:worker_threads'
import writeSheets from 'write-excel-file/node'
import type { SheetData } from 'write-excel-file/node'
import { defused } from '@tianfu/kernel'

export interface SheetToWrite {
  /** At most 31 characters, without : \ / ? * [ ]. */
  readonly name: string
  readonly header: readonly string[]
  readonly rows: readonly (readonly (string | number)[])[]
  /** Widths in characters, by column. */
  readonly widths?: readonly number[]
}

/** Every text is a text cell and cannot become a formula; the header row stays in sight. */
export async function xlsxOf(sheets: readonly SheetToWrite[]): Promise<Uint8Array> {
  const written = writeSheets(sheets.map(({ name, header, rows, widths }) => ({
    sheet: name, stickyRowsCount: 1,
    ...(widths && { columns: widths.map((width) => ({ width })) }),
    data: [
      header.map((title) => ({ value: title, type: String, fontWeight: 'bold' as const, wrap: true })),
      ...rows.map((cells) => cells.map((cell) => (typeof cell === 'number' ? { value: cell, type: Number }
        : cell === '' ? null : { value: written16(defused(cell)), type: String }))),
    ] as SheetData,
  })))
  return new Uint8Array(await written.toBuffer())
}

/** What XML cannot carry is left out; Excel's cells end at 32,767 characters. */
// oxlint-disable-next-line no-control-regex -- these characters are what is looked for
const written16 = (text: string): string => text.toWellFormed().replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/g, '')
  .slice(0, 32_767)

const READ_MS = 20_000
const READ_MEGABYTES = 256

/**
 * The cells of the first sheet as text, row by row; days as `YYYY-MM-DD`. Undefined where the bytes are no workbook
 * that can be read: read in a thread with bounded memory and time, which a hostile archive may exhaust in vain.
 */
export async function rowsOfXlsx(bytes: Uint8Array): Promise<string[][] | undefined> {
  const worker = new Worker(new URL('./spreadsheet-worker.ts', import.meta.url), {
    workerData: bytes, resourceLimits: { maxOldGenerationSizeMb: READ_MEGABYTES, maxYoungGenerationSizeMb: 32 },
  })
  try {
    return await new Promise((resolve) => {
      const timer = setTimeout(() => resolve(undefined), READ_MS)
      const end = (rows: string[][] | undefined): void => {
        clearTimeout(timer)
        resolve(rows)
      }
      worker.once('message', end)
      worker.once('error', () => end(undefined))
      worker.once('exit', () => end(undefined))
    })
  } finally {
    await worker.terminate()
  }
}
