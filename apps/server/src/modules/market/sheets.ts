/** Files of observations as rows of text, whatever wrote them: encodings, delimiters, spreadsheets. */
import { refuse } from '@tianfu/contract'
import { Readable } from 'node:stream'
import { parse } from 'csv-parse'
import { readSheet } from 'read-excel-file/node'

/** A row with the line of the file on which it ends, from 1. */
export interface SheetRow { line: number; cells: readonly string[] }

export interface Sheet {
  format: 'csv' | 'excel'
  encoding?: string
  delimiter?: string
  headings: readonly string[]
  rows: AsyncIterable<SheetRow>
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
 * @throws Refusal `file-unreadable`
 */
export async function openSheet(bytes: Uint8Array): Promise<Sheet> {
  if (bytes.length === 0) unreadable('文件是空的', 'it is empty')
  const head = Buffer.from(bytes.subarray(0, 8))
  if (head.subarray(0, 4).toString('latin1') === 'PK\u0003\u0004') return openExcel(bytes)
  if (head.toString('hex') === 'd0cf11e0a1b11ae1') {
    unreadable('旧版 Excel（.xls），请另存为 .xlsx 或 CSV', 'it is an old Excel file (.xls): save it as .xlsx or CSV')
  }
  return openCsv(bytes)
}

/** Text of a file: UTF-8 with or without mark, UTF-16 with a mark, otherwise GB 18030, of which GBK is a part. */
export function decoded(bytes: Uint8Array): { text: string; encoding: string } {
  const marks: [string, string][] = [['fffe', 'utf-16le'], ['feff', 'utf-16be']]
  const mark = Buffer.from(bytes.subarray(0, 2)).toString('hex')
  const marked = marks.find(([hex]) => hex === mark)?.[1]
  for (const encoding of marked ? [marked] : ['utf-8', 'gb18030']) {
    try {
      const text = new TextDecoder(encoding, { fatal: true }).decode(bytes)
      if (text.includes('\u0000')) continue
      return { text, encoding }
    } catch (error) {
      if (!(error instanceof TypeError)) throw error
    }
  }
  return unreadable('编码既不是 UTF-8 也不是 GBK/GB 18030，或文件已损坏', 'it is neither UTF-8 nor GBK/GB 18030, or damaged')
}

/** The delimiter of a heading line: the one that stands most often outside quotes. */
export function delimiterOf(text: string): string | undefined {
  const end = text.search(/[\r\n]/)
  const heading = (end < 0 ? text : text.slice(0, end)).replace(/"[^"]*"/g, '')
  const counts = DELIMITERS.map((delimiter) => [delimiter, heading.split(delimiter).length - 1] as const)
  const [best] = counts.toSorted(([, a], [, b]) => b - a)
  return best && best[1] > 0 ? best[0] : undefined
}

function openCsv(bytes: Uint8Array): Promise<Sheet> {
  const { text, encoding } = decoded(bytes)
  const delimiter = delimiterOf(text) ?? unreadable('看不出分隔符（逗号、分号、制表符或竖线）', 'no delimiter is found in it')
  return withHeadings({ format: 'csv', encoding, delimiter }, csvRows(text, delimiter))
}

const SLICE = 1 << 20

async function* slicesOf(text: string): AsyncGenerator<string> {
  for (let at = 0; at < text.length; at += SLICE) {
    await new Promise(setImmediate)
    yield text.slice(at, at + SLICE)
  }
}

/** Parsed in slices, so that other requests are answered between them. */
async function* csvRows(text: string, delimiter: string): AsyncGenerator<SheetRow> {
  const parser = parse({
    delimiter, info: true, relax_column_count: true, skip_empty_lines: true, max_record_size: 200_000,
  })
  Readable.from(slicesOf(text)).pipe(parser)
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
  of: Pick<Sheet, 'format' | 'encoding' | 'delimiter'>, rows: AsyncGenerator<SheetRow>,
): Promise<Sheet> {
  const first = await rows.next()
  if (first.done) return unreadable('没有标题行', 'it has no heading line')
  const headings = first.value.cells.map((one) => one.trim())
  if (new Set(headings.filter((one) => one !== '')).size < headings.filter((one) => one !== '').length) {
    unreadable('标题行有重复的列名', 'two columns have the same heading')
  }
  return { ...of, headings, rows }
}
