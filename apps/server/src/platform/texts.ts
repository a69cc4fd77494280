import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import type { Keys } from './keys.ts'
import type { View, Work, World } from './work.ts'

/** Stands in an act for free text or personal data: the text lies in an erasable row, its salted hash here. */
export interface TextRef { readonly $text: string; readonly sha256: string }

const isTextRef = (value: object): value is TextRef => '$text' in value && 'sha256' in value

/** Begins a text that is sealed; no text that people may type has it. */
const SEALED = '\u0002'

/** As it is kept: a copy of the database tells nobody who wrote, or how to reach them. */
export const sealText = (keys: Keys, text: string): string =>
  SEALED + Buffer.from(keys.seal('act-text', new TextEncoder().encode(text))).toString('base64')

/** What is kept, opened; rows of before the sealing are as they were. @throws Error when it was changed */
export const openText = (keys: Keys, kept: string): string => (kept.startsWith(SEALED)
  ? new TextDecoder().decode(keys.open('act-text', Buffer.from(kept.slice(1), 'base64'))) : kept)

/** Seals what an earlier release kept in plain text: once, since looking for it reads every text. */
export async function sealOldTexts(world: World): Promise<void> {
  const { rows: [done] } = await sql`select 1 from installation where name = 'texts-sealed'`.execute(world.db)
  if (done) return
  for (;;) {
    const { rows } = await sql<{ id: string; text: string }>`
      select id, text from act_text where not starts_with(text, ${SEALED}) limit 500`.execute(world.db)
    for (const { id, text } of rows) {
      await world.db.updateTable('act_text').set({ text: sealText(world.keys, text) }).where('id', '=', id)
        .where('text', '=', text).execute()
    }
    if (rows.length < 500) break
  }
  await world.db.insertInto('installation').values({ name: 'texts-sealed', value: world.keys.id })
    .onConflict((conflict) => conflict.doNothing()).execute()
}

/** Keeps `text`, sealed, in an erasable row; the answer goes into the act. */
export async function freeText(work: Work, text: string): Promise<TextRef> {
  const id = work.world.newId()
  const salt = work.world.randomBytes(16)
  const sha256 = createHash('sha256').update(salt).update(text, 'utf8').digest('hex')
  await work.tx.insertInto('act_text').values({ id, sha256, salt, text: sealText(work.world.keys, text) }).execute()
  return { $text: id, sha256 }
}

/** `T` with every TextRef in it read: its text, or null where it was erased. */
export type Read<T> = T extends string | number | boolean | null | undefined ? T
  : T extends TextRef ? string | null
    : T extends readonly (infer Item)[] ? Read<Item>[]
      : T extends object ? { [Key in keyof T]: Read<T[Key]> } : T

/** `value` with every TextRef replaced by its text; an erased one becomes null. */
export async function readTexts<T>({ db, world }: Pick<View, 'db' | 'world'>, value: T): Promise<Read<T>> {
  const ids = new Set<string>()
  walk(value, (ref) => { ids.add(ref.$text); return null })
  if (ids.size === 0) return value as Read<T>
  const rows = await db.selectFrom('act_text').where('id', 'in', [...ids]).select(['id', 'text']).execute()
  const texts = new Map(rows.map(({ id, text }) => [id, text === null ? null : openText(world.keys, text)]))
  return walk(value, (ref) => texts.get(ref.$text) ?? null) as Read<T>
}

/** A text as people see it: what was erased is empty. */
export const textOf = (read: string | null | undefined): string => read ?? ''

function walk(value: unknown, replace: (ref: TextRef) => string | null): unknown {
  if (value === null || typeof value !== 'object') return value
  if (isTextRef(value)) return replace(value)
  if (Array.isArray(value)) return value.map((item) => walk(item, replace))
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, walk(item, replace)]))
}
