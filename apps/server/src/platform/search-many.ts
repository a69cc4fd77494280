import type { Text } from '@tianfu/kernel'
import { sql } from 'kysely'
import type { Db } from './db/database.ts'
import { anywhere } from './page.ts'
import { bare, normalise, termsOf, tokenQuery } from './search-text.ts'

/** A public entry that fits one of many questions. */
export interface EntryFound {
  readonly asked: string; readonly kind: string; readonly id: string; readonly title: Text; readonly numbers: string[]
  /** By a name: it is the whole title, or stands in it as product or as holder; otherwise it is only like it. */
  readonly exact: boolean
}

/** A number as it is indexed: lower case, without hyphens and blanks. */
export const indexedNumber = bare

/**
 * The entries of many numbers in one question, at most `each` for a number, the oldest first. `hidden`: also what is
 * not public; whoever asks so must not show more than that it exists.
 */
export async function entriesByNumbers(
  db: Db, numbers: readonly string[], each: number, hidden = false,
): Promise<EntryFound[]> {
  if (numbers.length === 0) return []
  const { rows } = await sql<EntryFound>`
    select n.asked, e.kind, e.id, e.title, e.numbers, true as exact
    from unnest(${[...numbers]}::text[]) as n(asked)
    cross join lateral (
      select kind, id, title, numbers from search_entry
      where numbers @> array[n.asked] and (public or ${hidden}) order by id limit ${each}
    ) e`.execute(db)
  return rows
}

/** The public entries of many names in one question, exact ones first, at most `each` for a name. */
export async function entriesByNames(db: Db, names: readonly string[], each: number): Promise<EntryFound[]> {
  const asked = names.flatMap((name) => {
    const terms = termsOf(name)
    return terms.length === 0 ? [] : [{ name, query: tokenQuery(terms), pattern: anywhere(normalise(name)) }]
  })
  if (asked.length === 0) return []
  const { rows } = await sql<EntryFound>`
    select n.asked, e.kind, e.id, e.title, e.numbers, e.exact
    from unnest(${asked.map(({ name }) => name)}::text[], ${asked.map(({ query }) => query)}::text[],
      ${asked.map(({ pattern }) => pattern)}::text[]) as n(asked, query, pattern)
    cross join lateral (
      select kind, id, title, numbers, coalesce(
        title->>'zh' = n.asked or starts_with(title->>'zh', n.asked || '（')
        or right(title->>'zh', char_length(n.asked) + 2) = '（' || n.asked || '）', false)
        or coalesce(lower(title->>'en') = lower(n.asked), false) as exact
      from search_entry where grams @@ n.query::tsquery and haystack like n.pattern and public
      order by exact desc, length(haystack), id limit ${each}
    ) e`.execute(db)
  return rows
}
