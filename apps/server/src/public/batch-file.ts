import { parse } from 'csv-parse/sync'
import { refuse } from '@tianfu/contract'
import { csvOf } from '@tianfu/kernel'
import type { Text } from '@tianfu/kernel'
import { rowsOfXlsx, xlsxOf } from '../platform/spreadsheet.ts'
import type { BatchAnswer, BatchLine } from './batch.ts'
import { minute } from './layout.ts'
import { answerHash } from './receipt.ts'
import { KINDS } from './search-routes.ts'
import { lookOf } from './words.ts'

/** What heads the column that is meant, in a table with several. */
const MEANT = /证书|编号|标识码|许可|信用代码|名称|企业|供应商|number|code|name|certificate|licen[cs]e|supplier/i
/** Sooner these than a name, where a table has both. */
const SOONER = /证书|编号|标识码|许可|certificate|number|licen[cs]e/i
const SERIAL = /^(序号|no\.?|#|id)$/i

/** The one column of a table that holds what is asked; its header is left out. */
export function askedColumn(rows: readonly (readonly string[])[]): string[] {
  const [first = [], ...rest] = rows
  const headed = first.map((cell, i) => ({ cell: cell.trim(), i }))
    .filter(({ cell }) => MEANT.test(cell) && !/\d{3}/.test(cell) && cell.length <= 20 && !SERIAL.test(cell))
  const column = first.length > 1 || isHeader(first[0] ?? '')
    ? headed.find(({ cell }) => SOONER.test(cell)) ?? headed[0] : undefined
  if (column && rest.length > 0) return rest.map((row) => row[column.i] ?? '')
  return rows.map((row) => row.find((cell) => cell.trim() !== '') ?? '')
}

const isHeader = (cell: string): boolean =>
  /^(证书|许可)?(编号|号)$|^(企业|单位|产品)?名称$|^标识码$|^(certificate|licence) ?(number|no\.?)$|^(name|code|number)$/i
    .test(cell.trim())

/** Text as people's programs save it: UTF-8, UTF-16 with its mark, or GB 18030. @throws Refusal `list-unreadable` */
function decoded(bytes: Uint8Array): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes)
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder('utf-16be').decode(bytes)
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    // A file of Windows in Chinese; anything that is not even that is no text.
  }
  try {
    return new TextDecoder('gb18030', { fatal: true }).decode(bytes)
  } catch {
    return refuse('list-unreadable')
  }
}

/** One line each; a table with tabs or commas gives the column that is meant. */
export function listOfText(text: string): string[] {
  const lines = text.split(/\r\n?|\n/)
  const [first = ''] = lines.filter((line) => line.trim() !== '')
  if (first.includes('\t')) return askedColumn(lines.map((line) => line.split('\t')))
  const isTable = first.includes(',') && first.split(',').some((cell) => MEANT.test(cell) && !/\d{3}/.test(cell))
  if (!isTable) return lines.map(unquoted)
  const rows = parse(text, { relax_column_count: true, relax_quotes: true, skip_empty_lines: true, bom: true })
  return askedColumn(rows)
}

const unquoted = (line: string): string => line.trim().replace(/^"(.*)"$/, '$1')

/** What a file asks. @throws Refusal `list-unreadable` */
export async function listOfFile(bytes: Uint8Array): Promise<string[]> {
  if (bytes[0] === 0x50 && bytes[1] === 0x4b) {
    return askedColumn((await rowsOfXlsx(bytes)) ?? refuse('list-unreadable'))
  }
  const text = decoded(bytes)
  // oxlint-disable-next-line no-control-regex -- what no text holds
  if (/[\u0000-\u0008\u000e-\u001f]/.test(text)) refuse('list-unreadable')
  return listOfText(text)
}

const HEADER = ['序号 No.', '所查 Asked', '类别 Kind', '编号 Number', '名称 Name', '状态', 'Status', '有效期至 Valid until',
  '说明', 'Note', '网址 Address']

const both = ({ zh, en }: Text): string => (en && en !== zh ? `${zh} ${en}` : zh)
const KIND_WORDS: Record<string, Text> = { ...KINDS, item: { zh: '标识码', en: 'Item code' } }
export const kindWords = (kind: string): Text => KIND_WORDS[kind] ?? { zh: kind }

/** The table in both languages: a row for each entry found, one for a line of which nothing was found. */
function tableOf(items: readonly BatchLine[], origin: string): string[][] {
  return items.flatMap(({ asked, found, more, nothing }, i): string[][] => {
    const number = String(i + 1)
    if (found.length === 0) {
      const similar = nothing?.similar?.map(both).join('；')
      const { word } = lookOf(nothing?.why === 'bad-form' || nothing?.why === 'check-digit' ? 'malformed' : 'unknown')
      return [[number, asked, '', '', '', word.zh, word.en ?? '', '',
        `${nothing?.zh ?? ''}${similar ? `（${similar}）` : ''}`, nothing?.en ?? '', '']]
    }
    return found.map((one, j) => {
      const { word } = one.status === undefined ? { word: { zh: '有登记', en: 'In the register' } } : lookOf(one.status)
      const last = more && j === found.length - 1
      return [number, asked, both(kindWords(one.kind)), one.number, both(one.title), word.zh, word.en ?? '',
        one.validUntil ?? '', last ? '还有更多，请查询' : '', last ? 'There are more: look it up' : '',
        one.link ? `${origin}${one.link}` : '']
    })
  })
}

export const batchCsv = (items: readonly BatchLine[], origin: string): string => csvOf(HEADER, tableOf(items, origin))

/** The workbook: the table, and a sheet that says when and under which hash and signature it was made. */
export function batchXlsx(answer: BatchAnswer, origin: string): Promise<Uint8Array> {
  const { receipt, ...signed } = answer
  const { asked, found, valid, notFound } = answer.counts
  return xlsxOf([
    { name: '核验结果 Result', header: HEADER, rows: tableOf(answer.items, origin),
      widths: [8, 28, 14, 26, 40, 10, 14, 14, 40, 40, 50] },
    { name: '回执 Receipt', header: ['项目 Item', '内容 Content'], widths: [30, 100], rows: [
      ['核验时间 As of', `${minute(answer.asOf)} (UTC+8)`], ['核验日 Day', answer.day],
      ['条数 Lines', asked], ['有登记 Found', found], ['其中有效 Valid', valid], ['没有登记 Not found', notFound],
      ['结果 SHA-256 Hash of the result', answerHash(signed)],
      ['CSV 文件 SHA-256 Hash of the CSV file', answer.csvSha256],
      ['日志条数 Entries of the log', receipt.checkpoint?.size ?? 0],
      ['回执签名 Signature', receipt.token],
      ['核验方法 How to verify', `保存回执（.json），在 ${origin}/verify 核验。 Keep the receipt (.json); verify it at ${
        origin}/verify`],
    ] },
  ])
}
