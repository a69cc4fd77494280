/** Files of observations as rows of text, whatever wrote them: encodings, delimiters, spreadsheets. */
import { refuse } from '@tianfu/contract'
import { Readable } from 'node:stream'
import { parse } from 'csv-parse'
import { readSheet } from 'read-excel-file/node'
import { openParquet } from './parquet.ts'

/** A row with the line of the file on which it ends, from 1. */
export interface SheetRow { line: number; cells: readonly string[] }

export interface Sheet {
  format: 'csv' | 'excel' | 'parquet'
  encoding?: string
  delimiter?: string
  headings: readonly string[]
  rows: AsyncIterable<SheetRow>
  /** Lets go of whatever the reading holds. */
  close?: () => Promise<void>
}

const DELIMITERS = [',', ';', '\t', '|', '，', '；'] as const
/** Text of a cell beyond this is cut off: no column holds more. */
const MOST_CHARACTERS = 2_000
/** Bytes that a spreadsheet may unpack to. */
const MOST_UNPACKED = 400_000_000

const unreadable = (zh: string, en: string): never => refuse('file-unreadable', { zh, en })

/**
 * Opens a file by its bytes, never by its name.
 *
 * @param scratch folder for what an engine must find on disk; nothing stays there
 * @throws Refusal `file-unreadable`
 */
export async function openSheet(bytes: Uint8Array, scratch: string): Promise<Sheet> {
  if (bytes.length === 0) unreadable('文件是空的', 'it is empty')
  const head = Buffer.from(bytes.subarray(0, 8))
  if (head.subarray(0, 4).toString('latin1') === 'PAR1') {
    const { columns, rows, close } = await openParquet(bytes, scratch)
    return withHeadings({ format: 'parquet', close }, parquetRows(columns, rows))
  }
  if (head.subarray(0, 4).toString('latin1') === 'PK\u0003\u0004') return openExcel(bytes)
  if (head.toString('hex') === 'd0cf11e0a1b11ae1') {
    unreadable('旧版 Excel（.xls），请另存为 .xlsx 或 CSV', 'it is an old Excel file (.xls): save it as .xlsx or CSV')
  }
  return openCsv(bytes)
}

const SLICE = 1 << 20

/**
 * The text of a file a slice at a time, so that it never stands in memory whole, and others are answered in between.
 *
 * @throws TypeError where the bytes are none of the encoding
 */
async function* slicesOf(bytes: Uint8Array, encoding: string): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding, { fatal: true })
  for (let at = 0; at < bytes.length; at += SLICE) {
    await new Promise(setImmediate)
    yield decoder.decode(bytes.subarray(at, at + SLICE), { stream: true })
  }
  yield decoder.decode()
}

/** UTF-8 with or without mark, UTF-16 with a mark, else GB 18030, of which GBK is a part; found by reading it all. */
export async function encodingOf(bytes: Uint8Array): Promise<string> {
  const marks: [string, string][] = [['fffe', 'utf-16le'], ['feff', 'utf-16be']]
  const mark = Buffer.from(bytes.subarray(0, 2)).toString('hex')
  const marked = marks.find(([hex]) => hex === mark)?.[1]
  for (const encoding of marked ? [marked] : ['utf-8', 'gb18030']) {
    if (await isIn(bytes, encoding)) return encoding
  }
  return unreadable('编码既不是 UTF-8 也不是 GBK/GB 18030，或文件已损坏', 'it is neither UTF-8 nor GBK/GB 18030, or damaged')
}

async function isIn(bytes: Uint8Array, encoding: string): Promise<boolean> {
  try {
    for await (const text of slicesOf(bytes, encoding)) if (text.includes('\u0000')) return false
    return true
  } catch (error) {
    if (!(error instanceof TypeError)) throw error
    return false
  }
}

/** The delimiter of a heading line: the one that stands most often outside quotes. */
export function delimiterOf(text: string): string | undefined {
  const end = text.search(/[\r\n]/)
  const heading = (end < 0 ? text : text.slice(0, end)).replace(/"[^"]*"/g, '')
  const counts = DELIMITERS.map((delimiter) => [delimiter, heading.split(delimiter).length - 1] as const)
  const [best] = counts.toSorted(([, a], [, b]) => b - a)
  return best && best[1] > 0 ? best[0] : undefined
}

async function openCsv(bytes: Uint8Array): Promise<Sheet> {
  const encoding = await encodingOf(bytes)
  const { value: start = '' } = await slicesOf(bytes, encoding).next()
  const delimiter = delimiterOf(start)
    ?? unreadable('看不出分隔符（逗号、分号、制表符或竖线）', 'no delimiter is found in it')
  return withHeadings({ format: 'csv', encoding, delimiter }, csvRows(slicesOf(bytes, encoding), delimiter))
}

async function* csvRows(text: AsyncIterable<string>, delimiter: string): AsyncGenerator<SheetRow> {
  const parser = parse({
    delimiter, info: true, relax_column_count: true, skip_empty_lines: true, max_record_size: 200_000,
  })
  Readable.from(text).pipe(parser)
  try {
    for await (const { record, info } of parser as AsyncIterable<{ record: string[]; info: { lines: number } }>) {
      yield { line: info.lines, cells: record }
    }
  } catch (error) {
    const { code, lines } = error as { code?: string; lines?: number }
    if (!code?.startsWith('CSV_')) throw error
    const line = lines ?? 0
    unreadable(`第 ${line} 行的引号或字段不成对`, `quotes or fields do not match on line ${line}`)
  }
}

/** As a spreadsheet would show it: the heading on line 1, values below. */
async function* parquetRows(
  columns: readonly string[], rows: AsyncIterable<readonly string[]>,
): AsyncGenerator<SheetRow> {
  yield { line: 1, cells: columns }
  let line = 1
  for await (const cells of rows) yield { line: line += 1, cells }
}

async function openExcel(bytes: Uint8Array): Promise<Sheet> {
  if (unpackedSize(bytes) > MOST_UNPACKED) unreadable('表格过大', 'the sheet is too large')
  let rows: readonly (readonly unknown[])[]
  try {
    rows = await readSheet(Buffer.from(bytes))
  } catch {
    return unreadable('不是完整的 Excel 工作簿（.xlsx）', 'it is no whole Excel workbook (.xlsx)')
  }
  return withHeadings({ format: 'excel' }, excelRows(rows))
}

async function* excelRows(rows: readonly (readonly unknown[])[]): AsyncGenerator<SheetRow> {
  for (const [i, cells] of rows.entries()) {
    if (i % 5_000 === 4_999) await new Promise(setImmediate)
    const texts = cells.map(cellText)
    if (texts.some((text) => text !== '')) yield { line: i + 1, cells: texts }
  }
}

function cellText(cell: unknown): string {
  if (cell === null || cell === undefined) return ''
  if (cell instanceof Date) return cell.toISOString().slice(0, 10)
  return String(cell).slice(0, MOST_CHARACTERS)
}

/** What the files of a ZIP say that they unpack to, by its central directory. */
function unpackedSize(bytes: Uint8Array): number {
  const zip = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let sum = 0
  for (let at = zip.indexOf('PK\u0001\u0002', 0, 'latin1'); at >= 0 && at + 46 <= zip.length;
    at = zip.indexOf('PK\u0001\u0002', at + 46, 'latin1')) sum += zip.readUInt32LE(at + 24)
  return sum
}

async function withHeadings(
  of: Pick<Sheet, 'format' | 'encoding' | 'delimiter' | 'close'>, rows: AsyncGenerator<SheetRow>,
): Promise<Sheet> {
  const first = await rows.next()
  if (first.done) return unreadable('没有标题行', 'it has no heading line')
  const headings = first.value.cells.map((one) => one.trim())
  if (new Set(headings.filter((one) => one !== '')).size < headings.filter((one) => one !== '').length) {
    await of.close?.()
    unreadable('标题行有重复的列名', 'two columns have the same heading')
  }
  return { ...of, headings, rows }
}
