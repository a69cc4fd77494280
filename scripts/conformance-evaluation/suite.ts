// What a suite of reference results can see and say.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** Outcome of one suite, as written to the file. */
export interface Outcome { passed: number; failed: string[]; skipped: string[] }

/** One folder of reference results being compared. */
export interface Bench {
  outcome: Outcome
  /** Files of the folder. */
  files: string[]
  has(file: string): boolean
  text(file: string): string
  json(file: string): Json
  csv(file: string): Table
  /** Compares numbers, NaN with NaN; relative to max(1, |expected|). Says the largest difference. */
  close(name: string, actual: ArrayLike<number>, expected: ArrayLike<number>, tolerance: number): boolean
  /** Compares anything printable. */
  same(name: string, actual: unknown, expected: unknown): boolean
  fail(name: string, why: string): void
  skip(name: string, why: string): void
  say(line: string): void
}

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json }
/** A table by column name; rows as text. */
export interface Table {
  names: string[]
  rows: string[][]
  column(name: string): string[]
  numbers(name: string): Float64Array
}

/** Opens a folder below the vectors; undefined when it is absent. */
export function openBench(folder: string): Bench | undefined {
  if (!existsSync(folder)) return undefined
  const outcome: Outcome = { passed: 0, failed: [], skipped: [] }
  const say = (line: string): void => console.log(line)
  const bench: Bench = {
    outcome, say,
    files: readdirSync(folder).sort(),
    has: (file) => existsSync(join(folder, file)),
    text: (file) => readFileSync(join(folder, file), 'utf8'),
    json: (file) => JSON.parse(readFileSync(join(folder, file), 'utf8')) as Json,
    csv: (file) => parseCsv(readFileSync(join(folder, file), 'utf8')),
    close(name, actual, expected, tolerance) {
      const worst = largestDifference(actual, expected)
      const ok = worst <= tolerance
      if (ok) outcome.passed += 1
      else outcome.failed.push(`${name}: difference ${worst.toExponential(2)} > ${tolerance}`)
      say(
        `  ${ok ? 'ok  ' : 'FAIL'} ${name}: ${expected.length} numbers, ` +
          `largest difference ${worst.toExponential(2)} (≤ ${tolerance})`,
      )
      return ok
    },
    same(name, actual, expected) {
      const ok = JSON.stringify(actual) === JSON.stringify(expected)
      if (ok) outcome.passed += 1
      else outcome.failed.push(`${name}: ${short(actual)} instead of ${short(expected)}`)
      say(`  ${ok ? 'ok  ' : 'FAIL'} ${name}${ok ? '' : `: ${short(actual)} instead of ${short(expected)}`}`)
      return ok
    },
    fail(name, why) {
      outcome.failed.push(`${name}: ${why}`)
      say(`  FAIL ${name}: ${why}`)
    },
    skip(name, why) {
      outcome.skipped.push(`${name}: ${why}`)
      say(`  skip ${name}: ${why}`)
    },
  }
  return bench
}

const short = (v: unknown): string => (JSON.stringify(v) ?? String(v)).slice(0, 160)

/** Largest |a − b| / max(1, |b|); Infinity when lengths or gaps differ. */
export function largestDifference(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  if (actual.length !== expected.length) return Infinity
  let worst = 0
  for (let i = 0; i < expected.length; i++) {
    const [a, b] = [actual[i]!, expected[i]!]
    if (Number.isNaN(a) && Number.isNaN(b)) continue
    const d = a === b ? 0 : Math.abs(a - b) / Math.max(1, Math.abs(b))
    if (!(d <= worst)) worst = Number.isNaN(d) ? Infinity : d
  }
  return worst
}

/** Of several candidates the one nearest to what is expected: reference files do not always name every setting. */
export function nearest<T>(
  candidates: readonly { label: string; value: T }[],
  distance: (value: T) => number,
): { label: string; value: T; distance: number } {
  return candidates.map((c) => ({ ...c, distance: distance(c.value) })).sort((a, b) => a.distance - b.distance)[0]!
}

/** RFC 4180, quotes and quoted line breaks included. */
export function parseCsv(text: string): Table {
  const rows: string[][] = [[]]
  let cell = ''
  let quoted = false
  const source = text.replace(/^\uFEFF/, '').replace(/\r\n/g, '\n')
  for (let i = 0; i < source.length; i++) {
    const c = source[i]!
    if (quoted) {
      if (c !== '"') cell += c
      else if (source[i + 1] === '"') {
        cell += '"'
        i++
      } else quoted = false
    } else if (c === '"') quoted = true
    else if (c === ',' || c === '\n') {
      rows[rows.length - 1]!.push(cell)
      cell = ''
      if (c === '\n' && i < source.length - 1) rows.push([])
    } else cell += c
  }
  if (cell !== '' || rows[rows.length - 1]!.length > 0) rows[rows.length - 1]!.push(cell)
  const [names = [], ...rest] = rows
  const body = rest.filter((r) => r.length > 1 || r[0] !== '')
  const column = (name: string): string[] => {
    const at = names.indexOf(name)
    if (at < 0) throw new RangeError(`no column ${name}`)
    return body.map((r) => r[at] ?? '')
  }
  return { names, rows: body, column, numbers: (name) => Float64Array.from(column(name), toNumber) }
}

/** A cell as a number; NA and blanks are gaps. */
export const toNumber = (cell: string): number => (cell === '' || cell === 'NA' || cell === 'NaN' ? NaN : Number(cell))

export const isObject = (v: Json | undefined): v is { [key: string]: Json } =>
  typeof v === 'object' && v !== null && !Array.isArray(v)
export const isNumbers = (v: Json | undefined): v is number[] =>
  Array.isArray(v) && v.length > 0 && v.every((x) => typeof x === 'number')
export const isMatrix = (v: Json | undefined): v is number[][] => Array.isArray(v) && v.length > 1 && v.every(isNumbers)

/** Every value below, with its path. */
export function* walk(v: Json, path: string[] = []): Generator<{ path: string[]; value: Json }> {
  yield { path, value: v }
  if (Array.isArray(v)) for (let i = 0; i < v.length; i++) yield* walk(v[i]!, [...path, String(i)])
  else if (isObject(v)) for (const k of Object.keys(v)) yield* walk(v[k]!, [...path, k])
}

/** The first value of an object whose key matches, by the order of the patterns. */
export function pick(v: { [key: string]: Json }, ...patterns: RegExp[]): Json | undefined {
  for (const p of patterns) {
    const key = Object.keys(v).find((k) => p.test(k))
    if (key !== undefined) return v[key]
  }
  return undefined
}

/**
 * Row objects of a value, wherever they are: objects of single values, and objects of equally long columns taken row by
 * row. Nested objects join their keys by '_'.
 */
export function* records(json: Json): Generator<{ path: string[]; row: { [key: string]: Json } }> {
  for (const { path, value } of walk(json)) {
    if (!isObject(value)) continue
    const flat = flatten(value)
    const lengths = new Set(Object.values(flat).filter(Array.isArray).map((v) => v.length))
    const [n] = lengths
    // Two numbers beside single ones are a pair of bounds, not two rows.
    const single = Object.values(flat).some((v) => typeof v === 'number')
    if (
      lengths.size === 1 &&
      n! > (single ? 2 : 1) &&
      Object.values(flat).every((v) => !Array.isArray(v) || !v.some(isObject))
    ) {
      for (let i = 0; i < n!; i++) {
        yield {
          path: [...path, String(i)],
          row: Object.fromEntries(Object.entries(flat).map(([k, v]) => [k, Array.isArray(v) ? v[i]! : v])),
        }
      }
    } else yield { path, row: flat }
  }
}

function flatten(value: { [key: string]: Json }, prefix = ''): { [key: string]: Json } {
  const out: { [key: string]: Json } = {}
  for (const [k, v] of Object.entries(value)) {
    if (isObject(v)) Object.assign(out, flatten(v, `${prefix}${k}_`))
    else out[prefix + k] = v
  }
  return out
}
