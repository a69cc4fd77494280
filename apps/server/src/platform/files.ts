import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { refuse } from '@tianfu/contract'
import { sql } from 'kysely'
import { typeOf } from './file-type.ts'
import { BadRequest } from './http/problem.ts'
import { anywhere } from './page.ts'
import type { Db } from './db/database.ts'
import type { Subject } from './deadlines.ts'
import type { Scan } from './file-scan.ts'
import type { Actor, Work, World } from './work.ts'

const ACCEPTED = new Set([
  'application/pdf', 'image/png', 'image/jpeg', 'image/webp',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
])

const pathOf = (world: World, owner: string, hash: string) =>
  join(world.dataDir, 'files', owner, hash.slice(0, 2), hash)

/**
 * Stores bytes under their hash in the owner's cabinet, encrypted under the owner's key. The same bytes twice are one
 * file. The bytes are on disk before the row is written; stopped between the two, a file nobody points to remains.
 */
export async function storeFile(work: Work, scan: Scan, file: {
  bytes: Uint8Array; name: string; expected?: string; validUntil?: string
}) {
  const { world, tx, actor, at, edition } = work
  const owner = actor.organisation
  if (!owner) refuse('not-permitted', {
    may: 'file', role: actor.role || '未选岗位', roleEn: actor.role || 'none', what: '上传文件', whatEn: 'upload a file',
  })
  if (file.bytes.length === 0) refuse('file-empty')
  if (file.bytes.length > edition.limits.files.maxBytes) {
    refuse('too-large', { limit: `${edition.limits.files.maxBytes} B` })
  }
  const sha256 = createHash('sha256').update(file.bytes).digest('hex')
  if (file.expected !== undefined && file.expected !== sha256) refuse('file-hash-differs')
  const type = typeOf(file.bytes)
  const suspicion = await scan(file.bytes, type)
  if (!ACCEPTED.has(type) && suspicion !== 'test-signature') refuse('file-type', { type })
  const { size } = await tx.selectFrom('file')
    .select((is) => is.fn.coalesce(is.fn.sum<number>('size'), is.lit(0)).as('size'))
    .where('owner', '=', owner).executeTakeFirstOrThrow()
  if (Number(size) + file.bytes.length > edition.limits.files.perOwnerBytes) {
    refuse('file-too-many', { limit: `${edition.limits.files.perOwnerBytes} B` })
  }
  const path = pathOf(world, owner, sha256)
  if (!existsSync(path)) await writeDurably(path, world.keys.seal(`file/${owner}`, file.bytes), world.newId())
  await tx.insertInto('file').values({
    owner, sha256, name: safeName(file.name), type, size: file.bytes.length, state: suspicion ? 'quarantined' : 'clean',
    valid_until: file.validUntil ?? null, uploaded_by: actor.account, uploaded_at: at.official,
  }).onConflict((conflict) => conflict.doNothing()).execute()
  return storedFile(tx, owner, sha256)
}

async function writeDurably(path: string, bytes: Uint8Array, unique: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 })
  const temporary = `${path}.${unique}`
  try {
    const file = await open(temporary, 'wx', 0o600)
    await file.writeFile(bytes)
    await file.sync()
    await file.close()
    await rename(temporary, path)
  } catch (error) {
    await rm(temporary, { force: true })
    throw error
  }
}

/** A name to show and to save under: no path, no control or direction characters, at most 120 characters. */
const safeName = (name: string): string => {
  const last = name.split(/[\\/]/).at(-1) ?? ''
  const plain = last.replace(/[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2066-\u2069"<>|:*?]/g, '')
  return plain.slice(-120) || 'file'
}

async function storedFile(db: Db, owner: string, sha256: string) {
  const row = await db.selectFrom('file').selectAll().where('owner', '=', owner).where('sha256', '=', sha256)
    .executeTakeFirstOrThrow()
  const { count } = await db.selectFrom('file_use').select((is) => is.fn.countAll<number>().as('count'))
    .where('owner', '=', owner).where('sha256', '=', sha256).executeTakeFirstOrThrow()
  return {
    sha256: row.sha256, name: row.name, type: row.type, size: row.size, state: row.state, uploadedAt: row.uploaded_at,
    ...(row.valid_until !== null && { validUntil: row.valid_until }), usedBy: count,
  }
}

/** A clean file of the cabinet that is now used by a subject. @throws Refusal `file-unknown`, `file-quarantined` */
export async function useFile(work: Work, of: { hash: string; field: string; for: Subject; owner?: string }) {
  const owner = of.owner ?? work.actor.organisation
  const row = await work.tx.selectFrom('file').selectAll().where('owner', '=', owner).where('sha256', '=', of.hash)
    .executeTakeFirst()
  if (!row) {
    throw new BadRequest('file-unknown', { field: of.field }, [
      { path: of.field, zh: '文件柜中没有这个文件', en: 'is not in the cabinet' },
    ])
  }
  if (row.state === 'quarantined') refuse('file-quarantined')
  await work.tx.insertInto('file_use').values({ owner, sha256: of.hash, subject_type: of.for.type, subject: of.for.id })
    .onConflict((conflict) => conflict.doNothing()).execute()
  return { hash: row.sha256, name: row.name, type: row.type, size: row.size }
}

/** Lets another organisation read a file for the sake of a subject they share. */
export async function shareFile(
  work: Work, of: { owner: string; hash: string; with: string; subject: Subject },
): Promise<void> {
  await work.tx.insertInto('file_share').values({
    owner: of.owner, sha256: of.hash, organisation: of.with, subject_type: of.subject.type, subject: of.subject.id,
  }).onConflict((conflict) => conflict.doNothing()).execute()
}

/**
 * A file of the actor's organisation, or one shared with it, decrypted. @throws Refusal `not-found`, `file-quarantined`
 */
export async function readStoredFile(world: World, db: Db, actor: Actor, hash: string) {
  const row = await db.selectFrom('file').selectAll('file').where('file.sha256', '=', hash)
    .where((is) => is.or([
      is('file.owner', '=', actor.organisation),
      is.exists(is.selectFrom('file_share').whereRef('file_share.owner', '=', 'file.owner')
        .whereRef('file_share.sha256', '=', 'file.sha256').where('file_share.organisation', '=', actor.organisation)
        .select('file_share.owner')),
    ])).limit(1).executeTakeFirst()
  if (!row) refuse('not-found')
  if (row.state === 'quarantined') refuse('file-quarantined')
  const bytes = world.keys.open(`file/${row.owner}`, await readFile(pathOf(world, row.owner, row.sha256)))
  return { name: row.name, type: row.type, bytes }
}

/** The cabinet of an organisation, newest first. @throws Refusal `bad-request` on a cursor that is none of ours */
export async function listStoredFiles(db: Db, owner: string, page: { q?: string; after?: string; limit: number }) {
  let query = db.selectFrom('file').where('owner', '=', owner)
  if (page.q) query = query.where('name', 'like', anywhere(page.q))
  if (page.after) {
    const cursor = /^(\d{4}-[\dT:.-]+Z)_([0-9a-f]{64})$/.exec(page.after)
    const [, at, hash] = cursor ?? refuse('bad-request', { why: 'after' })
    query = query.where(sql<boolean>`(uploaded_at, sha256) < (${at}::timestamptz, ${hash})`)
  }
  const rows = await query.select(['sha256', 'uploaded_at']).orderBy('uploaded_at', 'desc').orderBy('sha256', 'desc')
    .limit(page.limit + 1).execute()
  const items = await Promise.all(rows.slice(0, page.limit).map((row) => storedFile(db, owner, row.sha256)))
  const last = rows[page.limit - 1]
  return { items, ...(rows.length > page.limit && last && { next: `${last.uploaded_at}_${last.sha256}` }) }
}
