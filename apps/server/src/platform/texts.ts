import { createHash } from 'node:crypto'
import type { Db } from './db/database.ts'
import type { Work } from './work.ts'

/** Stands in an act for free text or personal data: the text lies in an erasable row, its salted hash here. */
export interface TextRef { readonly $text: string; readonly sha256: string }

const isTextRef = (value: object): value is TextRef => '$text' in value && 'sha256' in value

/** Keeps `text` in an erasable row; the answer goes into the act. */
export async function freeText(work: Work, text: string): Promise<TextRef> {
  const id = work.world.newId()
  const salt = work.world.randomBytes(16)
  const sha256 = createHash('sha256').update(salt).update(text, 'utf8').digest('hex')
  await work.tx.insertInto('act_text').values({ id, sha256, salt, text }).execute()
  return { $text: id, sha256 }
}

/** `T` with every TextRef in it read: its text, or null where it was erased. */
export type Read<T> = T extends string | number | boolean | null | undefined ? T
  : T extends TextRef ? string | null
    : T extends readonly (infer Item)[] ? Read<Item>[]
      : T extends object ? { [Key in keyof T]: Read<T[Key]> } : T

/** `value` with every TextRef replaced by its text; an erased one becomes null. */
export async function readTexts<T>(db: Db, value: T): Promise<Read<T>> {
  const ids = new Set<string>()
  walk(value, (ref) => { ids.add(ref.$text); return null })
  if (ids.size === 0) return value as Read<T>
  const rows = await db.selectFrom('act_text').where('id', 'in', [...ids]).select(['id', 'text']).execute()
  const texts = new Map(rows.map((row) => [row.id, row.text]))
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
