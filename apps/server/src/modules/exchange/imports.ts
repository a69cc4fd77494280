import { bodies, brands, exchange as contract, parties, refuse } from '@tianfu/contract'
import type { Endpoint } from '@tianfu/contract'
import { isRefusal } from '@tianfu/kernel'
import { sql } from 'kysely'
import { anywhere, cursorId, pageOf, pageSize } from '../../platform/page.ts'
import { fill, wordsOf } from '../../platform/http/problem.ts'
import type { BadRequest } from '../../platform/http/problem.ts'
import type { Upload } from '../../platform/http/upload.ts'
import { checker } from '../../platform/http/validation.ts'
import { mayBe } from '../../platform/rights.ts'
import { rowsOfXlsx, xlsxOf } from '../../platform/spreadsheet.ts'
import type { View, Work } from '../../platform/work.ts'
import { endPerson, registerPerson, staffCandidates } from '../bodies/index.ts'
import { listBrands, registerProduct, retireProduct } from '../brands/index.ts'
import { registerOrganisation } from '../parties/index.ts'
import { COLUMNS } from './columns.ts'
import type { Column } from './columns.ts'

type Kind = contract.ImportKind
type Problem = { row: number; column?: string; zh: string; en: string }
type Body = Record<string, unknown>

const REQUESTS: Readonly<Record<Kind, Endpoint>> = {
  organisations: parties.createOrganisation, products: brands.registerProduct, people: bodies.registerStaff,
}
const UNDONE_BY: Readonly<Record<Kind, string>> = {
  organisations: 'organisation:create', products: 'product:register', people: 'staff:end',
}

/** Headings with an example row and a sheet of words; what is needed carries an asterisk. */
export function template(kind: Kind): Promise<Uint8Array> {
  const columns = COLUMNS[kind]
  const heading = ({ zh, en, needed }: Column) => `${zh} ${en}${needed ? ' *' : ''}`
  return xlsxOf([{
    name: '数据 Data', header: columns.map(heading), widths: columns.map(() => 24),
    rows: [columns.map((one) => one.example)],
  }])
}

/** Where each column stands; a heading is known by either language. @throws Refusal `import-heading` */
function placesOf(kind: Kind, heading: readonly string[]): Map<Column, number> {
  const titles = heading.map((title) => title.replace(/\*/g, '').trim().toLowerCase())
  return new Map(COLUMNS[kind].flatMap((column) => {
    const at = titles.findIndex((title) =>
      [column.zh, column.en, `${column.zh} ${column.en}`].some((one) => one.toLowerCase() === title))
    if (at < 0 && column.needed) refuse('import-heading', { column: column.zh, columnEn: column.en })
    return at < 0 ? [] : [[column, at] as const]
  }))
}

/**
 * Brings a workbook in: each row as the request that a form would send, through the same checks, in a savepoint of
 * its own. With `try`, or with an error and without `partial`, everything is rolled back and only what would happen
 * is said.
 *
 * @throws Refusal `list-unreadable`, `import-empty`, `import-heading`, `import-too-many`
 */
export async function bringIn(
  work: Work, kind: Kind, upload: Upload, how: { try?: boolean | undefined; partial?: boolean | undefined },
) {
  const rows = (await rowsOfXlsx(upload.bytes)) ?? refuse('list-unreadable')
  const [heading = [], ...data] = rows
  const filled = data.map((cells, i) => ({ cells, row: i + 2 })).filter(({ cells }) =>
    cells.some((cell) => cell.trim() !== ''))
  if (filled.length === 0) refuse('import-empty')
  if (filled.length > contract.IMPORT_ROWS) {
    refuse('import-too-many', { count: filled.length, limit: contract.IMPORT_ROWS })
  }
  const places = placesOf(kind, heading)
  const make = await maker(work, kind)
  const made: { row: number; subject: string }[] = []
  const errors: Problem[] = []
  await sql`savepoint import_file`.execute(work.tx)
  for (const { cells, row } of filled) {
    await sql`savepoint import_row`.execute(work.tx)
    try {
      const body: Body = {}
      for (const [column, at] of places) {
        const text = cells[at]?.trim() ?? ''
        if (text !== '') column.put(body, text)
      }
      made.push({ row, subject: await make(body) })
      await sql`release savepoint import_row`.execute(work.tx)
    } catch (error) {
      if (!isRefusal(error)) throw error
      await sql`rollback to savepoint import_row`.execute(work.tx)
      errors.push(...problemsOf(kind, row, error))
    }
  }
  const stays = !how.try && made.length > 0 && (errors.length === 0 || how.partial === true)
  if (!stays) await sql`rollback to savepoint import_file`.execute(work.tx)
  const file = errors.length > 0 ? { file: await returned(rows, errors) } : {}
  const outcome = { rows: filled.length, errors, ...file }
  if (!stays) return { ...outcome, made: how.try ? made.length : 0 }
  return { ...outcome, made: made.length, batch: await keep(work, kind, upload, made) }
}

async function keep(work: Work, kind: Kind, { name, sha256 }: Upload, made: { row: number; subject: string }[]) {
  const batch = work.world.newId()
  await work.tx.insertInto('import_batch').values({
    id: batch, kind, organisation: work.actor.organisation, account: work.actor.account, name: name.slice(0, 200),
    sha256, made_on: work.at.today, rows: made.length, undone_on: null,
  }).execute()
  await work.tx.insertInto('import_item').values(made.map((one) => ({ batch, ...one }))).execute()
  return batch
}

/** How a row becomes what its module registers; names that people write are looked up once. */
async function maker(work: Work, kind: Kind): Promise<(body: Body) => Promise<string>> {
  const check = checker(REQUESTS[kind].body ?? {}, 'body')
  const checked = <T>(body: Body): T => {
    check(body)
    return body as T
  }
  const { organisation } = work.actor
  if (kind === 'organisations') return async (body) => (await registerOrganisation(work, checked(body))).id
  if (kind === 'products') {
    const own = await everything((after) => listBrands(work, { limit: 100, ...after }))
    return (body) => {
      const named = own.find(({ name }) => name.zh === body.brand || name.en === body.brand)
      if (typeof body.brand === 'string' && !named) refuse('import-brand-unknown', { name: body.brand })
      return registerProduct(work, organisation, checked({ ...body, ...(named && { brand: named.id }) }))
    }
  }
  const members = await everything((after) => staffCandidates(work, organisation, { limit: 100, ...after }))
  return (body) => {
    const named = members.filter(({ name }) => name === body.person)
    if (typeof body.person === 'string' && named.length !== 1) {
      refuse(named.length === 0 ? 'import-member-unknown' : 'import-member-twice', { name: body.person })
    }
    const request = { competences: [], ...body, ...(named[0] && { person: named[0].person }) }
    return registerPerson(work, { ...checked<Parameters<typeof registerPerson>[1]>(request), organisation })
  }
}

async function everything<T>(
  page: (after: { after?: string }) => Promise<{ items: T[]; next?: string }>,
): Promise<T[]> {
  const items: T[] = []
  for (let after: { after?: string } = {}; ;) {
    const found = await page(after)
    items.push(...found.items)
    if (found.next === undefined) return items
    after = { after: found.next }
  }
}

/** What is wrong with a row: by column where the schema says so, as one sentence otherwise. */
function problemsOf(kind: Kind, row: number, error: { code: string; details: object }): Problem[] {
  const fields = (error as unknown as Partial<BadRequest>).fields ?? []
  if (fields.length === 0) {
    const { zh, en } = wordsOf(error.code)
    return [{ row, zh: fill(zh, error.details as never), en: fill(en, error.details as never, 'en') }]
  }
  return fields.map(({ path, zh, en }) => {
    const name = path.replace(/^\//, '').replaceAll('/', '.')
    const column = COLUMNS[kind].find((one) => name === one.path || name.startsWith(`${one.path}.`)
      || one.path.startsWith(`${name}.`))
    return { row, ...(column && { column: column.zh }), zh: column ? `${column.zh}：${zh}` : zh,
      en: column ? `${column.en}: ${en}` : en }
  })
}

/** The same sheet with a column of what is wrong; cells are text, and none becomes a formula. */
async function returned(rows: readonly string[][], errors: readonly Problem[]): Promise<string> {
  const [heading = [], ...data] = rows
  const bytes = await xlsxOf([{
    name: '数据 Data', header: [...heading, '错误 Error'], widths: [...heading.map(() => 20), 80],
    rows: data.map((cells, i) => [...cells, errors.filter(({ row }) => row === i + 2)
      .map(({ zh, en }) => `${zh} / ${en}`).join('\n')]),
  }])
  return Buffer.from(bytes).toString('base64')
}

export async function listImports(view: View, query: { after?: string; limit?: number; q?: string }) {
  const actor = view.actor ?? refuse('not-signed-in')
  let rows = view.db.selectFrom('import_batch').selectAll().where('organisation', '=', actor.organisation || null)
  if (query.after) rows = rows.where('id', '<', cursorId(query.after))
  if (query.q) rows = rows.where('name', 'like', anywhere(query.q))
  const found = await rows.orderBy('id', 'desc').limit(pageSize(query)).execute()
  return pageOf(found, query, ({ id }) => id, (row) => ({
    id: row.id, kind: row.kind, name: row.name, rows: row.rows, madeOn: row.made_on,
    ...(row.undone_on !== null && { undoneOn: row.undone_on }),
    next: row.undone_on === null && row.kind !== 'organisations' && mayBe(actor, UNDONE_BY[row.kind])
      ? [{ endpoint: contract.undoImport.id, params: { id: row.id } }] : [],
  }))
}

/**
 * Ends everything that a batch made, by the act of its module; what was ended already, or is in use, is kept.
 *
 * @throws Refusal `not-found`, `import-undone`, `import-stays`
 */
export async function undo(work: Work, id: string) {
  const batch = await work.tx.selectFrom('import_batch').selectAll().where('id', '=', id)
    .where('organisation', '=', work.actor.organisation || null).forUpdate().executeTakeFirst()
  if (!batch || !mayBe(work.actor, UNDONE_BY[batch.kind])) return refuse('not-found')
  if (batch.undone_on !== null) refuse('import-undone')
  if (batch.kind === 'organisations') refuse('import-stays')
  const items = await work.tx.selectFrom('import_item').select('subject').where('batch', '=', id).orderBy('row')
    .execute()
  let undone = 0
  for (const { subject } of items) {
    await sql`savepoint import_row`.execute(work.tx)
    try {
      if (batch.kind === 'products') await retireProduct(work, subject)
      else await endPerson(work, subject, ({ organisation }) => organisation === work.actor.organisation)
      undone += 1
    } catch (error) {
      if (!isRefusal(error)) throw error
      await sql`rollback to savepoint import_row`.execute(work.tx)
    }
  }
  await work.tx.updateTable('import_batch').set({ undone_on: work.at.today }).where('id', '=', id).execute()
  return { undone, kept: items.length - undone }
}
