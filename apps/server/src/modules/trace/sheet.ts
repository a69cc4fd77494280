import { refuse, trace as contract } from '@tianfu/contract'
import type { BodyOf } from '@tianfu/contract'
import { Refusal } from '@tianfu/kernel'
import type { Text } from '@tianfu/kernel'
import { sql } from 'kysely'
import writeExcelFile from 'write-excel-file/node'
import { checker } from '../../platform/http/validation.ts'
import { BadRequest, fill, wordsOf } from '../../platform/http/problem.ts'
import type { View } from '../../platform/work.ts'
import { capture, foreseen, readDocument } from './capture.ts'
import { documentOfSteps, eventOfStep } from './steps.ts'
import { cellsOf } from './workbook.ts'
import type { Cell } from './workbook.ts'

/**
 * Steps on a sheet, one in a row: the words of the form as headings, checked by the same schema and captured by the
 * same path as what a program sends. All rows are recorded or none, so a mended sheet is sent again whole.
 */

type Step = BodyOf<typeof contract.recordTraceStep>
interface Named { readonly zh: string; readonly en: string; readonly choices?: Readonly<Record<string, Named>> }
const FIELDS = ['gtin', 'lot', 'step', 'at', 'quantity', 'unit', 'receiver'] as const
type Field = (typeof FIELDS)[number]
const properties = contract.recordTraceStep.body.properties as unknown as Record<Field, { 'x-words': Named }>
const wordsOfField = (field: Field): Named => properties[field]['x-words']
const checkStep = checker(contract.recordTraceStep.body, 'body')

interface Wrong { readonly row: number; readonly column?: Text; readonly why: Text }
interface Line { readonly row: number; readonly event?: object; readonly wrong: readonly Wrong[] }

const textOf = (cell: Cell | undefined): string => {
  if (cell === null || cell === undefined) return ''
  // A spreadsheet counts days in fractions, so that a minute may come out a second short.
  if (cell instanceof Date) {
    return Number.isNaN(cell.getTime()) ? '' : new Date(cell.getTime() + 30_000).toISOString().slice(0, 16)
  }
  return String(cell).trim()
}
const WHEN = /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[ T]+(\d{1,2})[:：](\d{2})(?:[:：]\d{2})?)?$/

/** A moment as people write it, by the clock on the wall in China; what is none stays, and the schema refuses it. */
function momentOf(text: string): string {
  const [, year, month, day, hour = '0', minute = '00'] = WHEN.exec(text) ?? []
  const two = (part: string | undefined) => (part ?? '').padStart(2, '0')
  return year === undefined ? text : `${year}-${two(month)}-${two(day)}T${two(hour)}:${minute}:00+08:00`
}

/** The value of a choice by its word in either language, or by itself. */
const chosen = (field: Field, text: string): string => {
  const same = (one: string) => one.toLowerCase() === text.toLowerCase()
  const found = Object.entries(wordsOfField(field).choices ?? {})
    .find(([value, { zh, en }]) => same(value) || same(zh) || same(en))
  return found?.[0] ?? text
}

function valueOf(field: Field, text: string): string {
  if (field === 'at') return momentOf(text)
  return field === 'step' || field === 'unit' ? chosen(field, text) : text
}

/** Which column holds which field, by the headings of the first row. @throws Refusal `trace-sheet-broken` */
function columnsOf(head: readonly Cell[] | undefined): ReadonlyMap<Field, number> {
  const names = (head ?? []).map((cell) => textOf(cell).toLowerCase())
  const found = new Map(FIELDS.flatMap((field) => {
    const { zh, en } = wordsOfField(field)
    const at = names.findIndex((name) => name === zh.toLowerCase() || name === en.toLowerCase())
    return at < 0 ? [] : [[field, at] as const]
  }))
  if ((['gtin', 'lot', 'step', 'at'] as const).some((field) => !found.has(field))) refuse('trace-sheet-broken')
  return found
}

const wrongAt = (row: number, error: unknown): Wrong[] => {
  if (error instanceof BadRequest && error.fields.length > 0) {
    return error.fields.map(({ path, zh, en }) => {
      const field = FIELDS.find((one) => path.replace(/^\W+/, '') === one)
      const words = field && wordsOfField(field)
      return { row, ...(words && { column: { zh: words.zh, en: words.en } }), why: { zh, en } }
    })
  }
  if (!(error instanceof Refusal)) throw error
  const { zh, en } = wordsOf(error.code)
  return [{ row, why: { zh: fill(zh, error.details), en: fill(en, error.details, 'en') } }]
}

async function lineOf(view: View, row: number, cells: readonly Cell[], columns: ReadonlyMap<Field, number>) {
  const body = Object.fromEntries([...columns].flatMap(([field, at]) => {
    const text = textOf(cells[at])
    return text === '' ? [] : [[field, valueOf(field, text)]]
  }))
  try {
    checkStep(body)
    return { row, event: await eventOfStep(view, body as Step), wrong: [] }
  } catch (error) {
    return { row, wrong: wrongAt(row, error) }
  }
}

/** Rows that hold anything, read; numbered as the spreadsheet numbers them. */
async function linesOf(view: View, bytes: Uint8Array): Promise<{ cells: Cell[][]; lines: Line[] }> {
  if (bytes.length > contract.SHEET_BYTES) refuse('trace-sheet-large', { limit: contract.SHEET_ROWS })
  const cells = await cellsOf(bytes)
  const columns = columnsOf(cells[0])
  const filled = cells.map((row, at) => ({ row, at }))
    .filter(({ row, at }) => at > 0 && [...columns.values()].some((column) => textOf(row[column]) !== ''))
  if (filled.length > contract.SHEET_ROWS) refuse('trace-sheet-large', { limit: contract.SHEET_ROWS })
  const lines: Line[] = []
  for (const { row, at } of filled) lines.push(await lineOf(view, at + 1, row, columns))
  return { cells, lines }
}

async function judged(view: View, lines: readonly Line[]) {
  const good = lines.filter(({ event }) => event !== undefined)
  const read = readDocument(documentOfSteps(view, good.map(({ event }) => event ?? {})), 'rollback')
  const { errors, said } = await foreseen(view, read)
  const wrong: Wrong[] = [...lines.flatMap((line) => line.wrong), ...errors.map(({ event, zh, en }) =>
    ({ row: good[event]?.row ?? 0, why: { zh, en } }))].toSorted((a, b) => a.row - b.row)
  return { read, wrong, duplicates: said.size }
}

/** What is wrong with each row; nothing is written. @throws Refusal `trace-sheet-broken`, `trace-sheet-large` */
export async function answerOfSheet(view: View, bytes: Uint8Array) {
  const { lines } = await linesOf(view, bytes)
  const { wrong, duplicates } = await judged(view, lines)
  return { rows: lines.length, captured: 0, duplicates, errors: wrong }
}

/** Records all rows, or none where one is wrong. @throws Refusal `trace-sheet-broken`, `trace-sheet-large` */
export async function captureSheet(view: View, bytes: Uint8Array) {
  const { lines } = await linesOf(view, bytes)
  const { read, wrong, duplicates } = await judged(view, lines)
  if (wrong.length > 0 || lines.length === 0) return { rows: lines.length, captured: 0, duplicates, errors: wrong }
  const done = await capture(view, read, 'rollback')
  return { rows: lines.length, captured: done.ids.length, duplicates: done.duplicates, errors: [] }
}

const REMARKS: Named = { zh: '检查结果', en: 'Remarks' }
const bold = (value: string) => ({ value, type: String, fontWeight: 'bold' as const })

/** The sheet as it came, with what is wrong beside each row. */
export async function returnedSheet(view: View, bytes: Uint8Array): Promise<Buffer> {
  const { cells, lines } = await linesOf(view, bytes)
  const { wrong } = await judged(view, lines)
  const told = new Map(lines.map(({ row }) => [row, '✓ 无误 Good']))
  for (const { row } of wrong) told.set(row, '')
  for (const { row, column, why } of wrong) {
    const said = `${column ? `${column.zh}：` : ''}${why.zh} ${why.en ?? ''}`
    told.set(row, [told.get(row), said].filter(Boolean).join('；'))
  }
  const width = Math.max(...cells.map((row) => row.length))
  const data = cells.map((row, at) => [
    ...Array.from({ length: width }, (_, i) => {
      const text = textOf(row[i]).replace('T', ' ')
      return at === 0 ? bold(text) : text === '' ? null : { value: text, type: String }
    }),
    at === 0 ? bold(`${REMARKS.zh} ${REMARKS.en}`) : { value: told.get(at + 1) ?? '', type: String },
  ])
  return writeExcelFile(data).toBuffer()
}

/** An empty sheet; beside it the organisation's products and the words that may be written. */
export async function templateSheet(view: View): Promise<Buffer> {
  const organisation = view.actor?.organisation ?? refuse('not-signed-in')
  const { rows: products } = await sql<{ gtin: string; name: Text }>`
    select gtin, official -> 'name' as name from product where organisation = ${organisation} and gtin is not null
    order by gtin limit ${contract.SHEET_ROWS}`.execute(view.db)
  const choices = (field: Field) => Object.values(wordsOfField(field).choices ?? {})
  const rows = Math.max(products.length, choices('step').length, choices('unit').length)
  return writeExcelFile([
    {
      sheet: '登记 Steps',
      data: [FIELDS.map((field) => bold(wordsOfField(field).zh))],
      columns: FIELDS.map((field) => ({ width: field === 'receiver' ? 34 : 18 })),
    },
    {
      sheet: '可填内容 Words',
      data: [
        [wordsOfField('gtin').zh, '产品 Product', wordsOfField('step').zh, wordsOfField('unit').zh].map(bold),
        ...Array.from({ length: rows }, (_, i) => [
          products[i]?.gtin, products[i]?.name.zh, choices('step')[i]?.zh, choices('unit')[i]?.zh,
        ].map((value) => (value === undefined ? null : { value, type: String }))),
      ],
    },
  ]).toBuffer()
}
