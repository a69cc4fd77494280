// A file of observations looked at whole, beside the bare parsing of the same bytes in the same run.
//   node scripts/run.ts bench:imports [--rows N] [--json FILE]
// Ten rows are wrong: they are told by line, and nothing of the file is kept. `memory` is what the process took at most
// above what it had with the file already in memory.
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { parseArgs } from 'node:util'
import { parse } from 'csv-parse'
import { mappingOf } from '../apps/server/src/modules/market/columns.ts'
import { readRows } from '../apps/server/src/modules/market/files.ts'
import { PartWriter } from '../apps/server/src/modules/market/parts.ts'
import { openSheet } from '../apps/server/src/modules/market/sheets.ts'
import type { World } from '../apps/server/src/platform/work.ts'
import type { Figure } from './figure.ts'

const { values: options } = parseArgs({ options: {
  rows: { type: 'string', default: '1000000' }, json: { type: 'string' },
} })
const rows = Number(options.rows)
const GTIN = '06901234000016'
const folder = mkdtempSync(join(tmpdir(), 'tianfu-imports-'))
const world = { dataDir: folder, newId: () => String(Math.random()), keys: { derive: () => new Uint8Array(32) } }
const figures: Figure[] = []
const figure = (name: string, value: number, unit: string, ratio?: number): void => {
  figures.push({ name, database: 'none', value, unit, ...(ratio !== undefined && { ratio }) })
  console.log(`${name}: ${value.toPrecision(4)} ${unit}${ratio === undefined ? '' : `, ratio ${ratio.toFixed(3)}`}`)
}

function fileOf(wrong: ReadonlySet<number>): Uint8Array {
  const parts: Buffer[] = [Buffer.from('日期,条码,评分,用户,已购买\n')]
  for (let from = 0; from < rows; from += 10_000) {
    const lines = Array.from({ length: Math.min(10_000, rows - from) }, (_, k) => {
      const i = from + k
      const day = wrong.has(i) ? '02-30' : `03-${String(1 + (i % 28)).padStart(2, '0')}`
      return `2025-${day},${GTIN},${1 + (i % 5)},买家${i},是`
    })
    parts.push(Buffer.from(`${lines.join('\n')}\n`))
  }
  return Buffer.concat(parts)
}

/** Seconds, and the most memory meanwhile above that at the start, in bytes. */
async function measured(work: () => Promise<void>): Promise<{ seconds: number; memory: number }> {
  globalThis.gc?.()
  const before = process.memoryUsage().rss
  let most = before
  const timer = setInterval(() => { most = Math.max(most, process.memoryUsage().rss) }, 20)
  const start = performance.now()
  await work()
  clearInterval(timer)
  return { seconds: (performance.now() - start) / 1000, memory: Math.max(0, most - before) }
}

async function looked(
  bytes: Uint8Array,
): Promise<{ errors: readonly { line: number }[]; errorCount: number; rows: number }> {
  const sheet = await openSheet(bytes, join(folder, 'scratch'))
  const mapped = mappingOf('ratings', sheet.headings)
  if (!mapped.ok) throw new Error(mapped.en)
  const writer = new PartWriter(world as unknown as World, 'programme')
  const found = await readRows(sheet, mapped.mapping, 'ratings', {
    product: (gtin) => (gtin === GTIN ? 'p' : undefined), organisation: () => undefined, region: () => true,
    today: '2026-01-01' as never,
  }, writer)
  if (found.errorCount > 0) await writer.abandon()
  else await writer.finish()
  return found
}

try {
  const wrong = new Set(Array.from({ length: 10 }, (_, i) => Math.floor(((i + 0.5) * rows) / 10)))
  const bytes = fileOf(wrong)
  const bare = await measured(async () => {
    const parser = parse({ delimiter: ',' })
    Readable.from((function* slices() {
      for (let at = 0; at < bytes.length; at += 1 << 20) yield bytes.subarray(at, at + (1 << 20))
    })()).pipe(parser)
    let count = 0
    for await (const _ of parser) count += 1
    if (count !== rows + 1) throw new Error(`parsed ${count}`)
  })
  figure('bare-parse', rows / bare.seconds, 'rows/s')
  const found = { lines: [] as number[] }
  const checked = await measured(async () => {
    const { errors, errorCount, rows: count } = await looked(bytes)
    if (errorCount !== 10 || count !== rows) throw new Error(`${errorCount} wrong of ${count}`)
    found.lines = errors.map(({ line }) => line)
  })
  const told = [...wrong].every((i) => found.lines.includes(i + 2))
  const left = (() => { try { return readdirSync(join(folder, 'market', 'parts')).length } catch { return 0 } })()
  if (!told || left > 0) throw new Error(`wrong rows told: ${told}; files left: ${left}`)
  figure('ten-wrong', rows / checked.seconds, 'rows/s', bare.seconds / checked.seconds)
  figure('ten-wrong-memory', checked.memory / 1e6, 'MB', checked.memory / bytes.length)
  const right = fileOf(new Set())
  const kept = await measured(async () => { await looked(right) })
  figure('all-right', rows / kept.seconds, 'rows/s', bare.seconds / kept.seconds)
  figure('all-right-memory', kept.memory / 1e6, 'MB', kept.memory / right.length)
  console.log(`file: ${(bytes.length / 1e6).toFixed(1)} MB, nothing kept; wrong: lines ${found.lines.join(', ')}`)
  if (options.json) writeFileSync(options.json, `${JSON.stringify({ figures }, null, 2)}\n`)
} finally {
  rmSync(folder, { recursive: true, force: true })
}
