import type { Text } from '@tianfu/kernel'
import { regionPrefix } from '@tianfu/scheme'
import { sql } from 'kysely'
import { pinyin } from 'pinyin-pro'
import type { Db } from './db/database.ts'
import type { Actor, Work } from './work.ts'

/** Compatibility forms, lower case, single blanks: how text is indexed and asked for. */
export const normalise = (text: string): string => text.normalize('NFKC').toLowerCase().replace(/\s+/g, ' ').trim()

/** 1- and 2-grams of `text`, without blanks: every substring of two characters or one can be found. */
export function gramsOf(text: string): string[] {
  const grams = new Set<string>()
  for (const word of normalise(text).split(' ')) {
    const characters = [...word]
    characters.forEach((character, i) => {
      grams.add(character)
      const next = characters[i + 1]
      if (next !== undefined) grams.add(character + next)
    })
  }
  return [...grams]
}

/** Chinese text followed by its pinyin and its initials, so that 五粮液 is found by wuliangye and wly. */
function withPinyin(text: string): string {
  const syllables = pinyin(text, { toneType: 'none', type: 'array', nonZh: 'removed', v: true })
  return syllables.length === 0 ? text : `${text} ${syllables.join('')} ${syllables.map((syllable) => syllable[0]).join('')}`
}

/** Puts or replaces what search finds of a subject. Who may find it stands in the entry, and the query holds to it. */
export async function putSearchEntry(work: Work, of: {
  kind: string; id: string; title: Text; texts: readonly string[]; numbers: readonly string[]; link: string
  public: boolean; organisations: readonly string[]; region?: string
}): Promise<void> {
  const words = [of.title.zh, of.title.en ?? '', ...of.texts].filter((text) => text !== '')
  const haystack = normalise([...words.map(withPinyin), ...of.numbers].join(' '))
  const values = {
    title: JSON.stringify(of.title), link: of.link, public: of.public, organisations: [...of.organisations],
    region: of.region ?? null, numbers: of.numbers.map(normalise), haystack,
    grams: sql<string>`array_to_tsvector(${gramsOf(haystack)}::text[])`,
  }
  await work.tx.insertInto('search_entry').values({ kind: of.kind, id: of.id, ...values })
    .onConflict((conflict) => conflict.columns(['kind', 'id']).doUpdateSet(values)).execute()
}

/** What the caller finds: the public register, and for an actor what the organisation, region or whole scope reaches. */
export async function searchEntries(
  db: Db, asked: { q: string; kind?: string; limit: number; actor?: Actor; everything?: boolean },
) {
  const terms = normalise(asked.q).split(' ').filter((term) => term !== '')
  if (terms.length === 0) return []
  const { actor } = asked
  const grams = [...new Set(terms.flatMap((term) => [...term].length === 1 ? [term] : gramsOf(term).filter((gram) => [...gram].length === 2)))]
  const query = grams.map((gram) => `'${gram.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`).join(' & ')
  const exact = normalise(asked.q).replace(/[\s-]/g, '')
  let found = db.selectFrom('search_entry').select(['kind', 'id', 'title', 'link', 'numbers'])
    .where(sql<boolean>`grams @@ ${query}::tsquery`)
  for (const term of terms) found = found.where('haystack', 'like', `%${term.replace(/[\\%_]/g, '\\$&')}%`)
  if (asked.kind) found = found.where('kind', '=', asked.kind)
  if (!asked.everything) {
    found = found.where((is) => is.or([
      is('public', '=', true),
      ...(actor?.organisation ? [sql<boolean>`${actor.organisation}::uuid = any(organisations)`] : []),
      ...(actor?.region ? [is('region', 'like', `${regionPrefix(actor.region)}%`)] : []),
    ]))
  }
  return found.orderBy(sql`(${exact} = any(numbers)) desc`).orderBy(sql`length(haystack)`).orderBy('id').limit(asked.limit).execute()
}
