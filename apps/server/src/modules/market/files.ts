/** A file of observations is looked at whole; only one without a wrong row can be taken in. */
import { join } from 'node:path'
import { refuse } from '@tianfu/contract'
import type { market, marketImports } from '@tianfu/contract'
import type { Static } from 'typebox'
import { find } from '../../platform/acts.ts'
import type { Db } from '../../platform/db/database.ts'
import type { Upload } from '../../platform/http/upload.ts'
import type { View } from '../../platform/work.ts'
import { mappingOf, observationsOf } from './columns.ts'
import type { Mapping, Row, Subjects } from './columns.ts'
import { mustBeOpen, programme, usableSource } from './domain.ts'
import type { Source } from './domain.ts'
import { importOfFile } from './store.ts'
import { PartWriter } from './parts.ts'
import { openSheet } from './sheets.ts'
import type { Sheet } from './sheets.ts'

type Report = Static<typeof marketImports.MarketFileReport>

/** Wrong rows that are told one by one. */
const SHOWN = 100

/** The programme's source that a file or a program brings data of. */
export function importedSource(of: { sources: readonly Source[] }, id: string): Source & { kind: market.MarketKind } {
  const source = usableSource(of, id)
  if (source.kind === 'survey' || source.kind === 'own') refuse('kind-not-imported')
  return source as Source & { kind: market.MarketKind }
}

/** What the register knows, read once for a file. */
export async function subjectsOf({ db, world, at }: Pick<View, 'db' | 'world' | 'at'>): Promise<Subjects> {
  const products = await db.selectFrom('product').select(['id', 'gtin']).where('gtin', 'is not', null).execute()
  const organisations = await db.selectFrom('organisation').select(['id', 'uscc']).execute()
  const byGtin = new Map(products.map(({ id, gtin }) => [gtin, id]))
  const byUscc = new Map(organisations.map(({ id, uscc }) => [uscc, id]))
  return {
    product: (gtin) => byGtin.get(gtin), organisation: (uscc) => byUscc.get(uscc),
    region: (code) => world.reference.regions.byCode.has(code), today: at.today,
  }
}

/** What was announced before the file must be what came. @throws Refusal `file-cut`, `file-hash-differs` */
function mustBeWhole({ bytes, sha256, fields }: Upload): void {
  if (fields.length !== undefined && fields.length !== String(bytes.length)) {
    refuse('file-cut', { need: fields.length.slice(0, 20), have: bytes.length })
  }
  if (fields.sha256 !== undefined && fields.sha256 !== sha256) refuse('file-hash-differs')
}

function askedMapping(text: string | undefined): Mapping {
  if (text === undefined) return {}
  try {
    const asked: unknown = JSON.parse(text)
    if (typeof asked === 'object' && asked !== null
      && Object.values(asked).every((one) => typeof one === 'string')) return asked as Mapping
  } catch { /* said below */ }
  return refuse('mapping-wrong', { zh: '应为 JSON 对象：列 → 标题', en: 'a JSON object of columns and headings is needed' })
}

/** @throws Refusal `file-imported` when this very file counts in the programme already */
export async function mustBeNew(db: Db, of: string, sha256: string): Promise<void> {
  const before = await importOfFile(db, of, sha256)
  if (before) refuse('file-imported', { day: before.loadedOn })
}

/**
 * Looks at a file. When no row is wrong its observations are kept, under an id that an import may name; stopped on the
 * way, a file that nobody points to remains in the data folder.
 */
export async function checkFile(view: View, id: string, upload: Upload): Promise<Report> {
  const { actor, db, world } = view
  const found = await find(db, programme, id)
  if (!found || found.state.organisation !== actor?.organisation) refuse('not-found')
  mustBeOpen(found.state)
  const source = importedSource(found.state, upload.fields.source ?? '')
  mustBeWhole(upload)
  await mustBeNew(db, id, upload.sha256)
  const sheet = await openSheet(upload.bytes, join(world.dataDir, 'market', 'scratch'))
  try {
    return await lookedAt(view, id, source, upload, sheet)
  } finally {
    await sheet.close?.()
  }
}

async function lookedAt(
  { db, world, at }: View, id: string, source: Source & { kind: market.MarketKind }, upload: Upload, sheet: Sheet,
): Promise<Report> {
  const mapped = mappingOf(source.kind, sheet.headings, askedMapping(upload.fields.mapping))
  if (!mapped.ok) refuse('mapping-wrong', { zh: mapped.zh, en: mapped.en })
  const writer = new PartWriter(world, id)
  const subjects = await subjectsOf({ db, world, at })
  const read = await readRows(sheet, mapped.mapping, source.kind, subjects, writer).catch(async (error) => {
    await writer.abandon()
    throw error
  })
  const name = upload.name.slice(-120)
  const report = {
    sha256: upload.sha256, name, bytes: upload.bytes.length, format: sheet.format,
    ...(sheet.encoding && { encoding: sheet.encoding }), ...(sheet.delimiter && { delimiter: sheet.delimiter }),
    columns: [...sheet.headings], mapping: mapped.mapping, rows: read.rows, errors: read.errors,
    errorCount: read.errorCount,
  }
  if (read.rows === 0) refuse('file-unreadable', { zh: '只有标题行', en: 'it has a heading line only' })
  if (read.errorCount > 0) {
    await writer.abandon()
    return { ...report, observations: 0 }
  }
  const { part, observations, firstDay, lastDay } = await writer.finish()
  const file = world.newId()
  await db.insertInto('market_file').values({
    id: file, programme: id, source: source.id, name, sha256: upload.sha256, part, rows: read.rows, observations,
    first_day: firstDay, last_day: lastDay, checked_at: at.official,
  }).execute()
  return { ...report, observations, firstDay, lastDay, file }
}

/** Rows as observations; after the first wrong one nothing more is written, and a hundred are told one by one. */
export async function readRows(
  { headings, rows }: Sheet, mapping: Mapping, kind: market.MarketKind, subjects: Subjects, writer: PartWriter,
): Promise<{ rows: number; errors: Report['errors']; errorCount: number }> {
  const at = Object.entries(mapping).map(([name, heading]) => [name, headings.indexOf(heading)] as const)
  const errors: Report['errors'] = []
  let count = 0
  let errorCount = 0
  for await (const { line, cells } of rows) {
    count += 1
    const row: Row = Object.fromEntries(at.flatMap(([name, i]) => cells[i] === undefined ? [] : [[name, cells[i]]]))
    const made = observationsOf(kind, row, subjects)
    if (made.ok) {
      // After the first wrong row nothing will be kept.
      if (errorCount === 0) await writer.add(line, made.observations)
      continue
    }
    errorCount += 1
    if (errors.length < SHOWN) errors.push({ line, ...made.error })
  }
  return { rows: count, errors, errorCount }
}
