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
  return syllables.length === 0
    ? text
    : `${text} ${syllables.join('')} ${syllables.map((syllable) => syllable[0]).join('')}`
}

/** A number without the hyphens and blanks that people leave out when they type it. */
const bare = (number: string): string => number.replace(/[\s-]/g, '')

/** Puts or replaces what search finds of a subject. Who may find it stands in the entry, and the query holds to it. */
export async function putSearchEntry(work: Work, of: {
  kind: string; id: string; title: Text; texts: readonly string[]; numbers: readonly string[]; link: string
  public: boolean; organisations: readonly string[]; region?: string
}): Promise<void> {
  const words = [of.title.zh, of.title.en ?? '', ...of.texts].filter((text) => text !== '')
  const haystack = normalise([...words.map(withPinyin), ...of.numbers, ...of.numbers.map(bare)].join(' '))
  const values = {
    title: JSON.stringify(of.title), link: of.link, public: of.public, organisations: [...of.organisations],
    region: of.region ?? null, numbers: of.numbers.map((number) => bare(normalise(number))), haystack,
    grams: sql<string>`array_to_tsvector(${gramsOf(haystack)}::text[])`,
  }
  await work.tx.insertInto('search_entry').values({ kind: of.kind, id: of.id, ...values })
    .onConflict((conflict) => conflict.columns(['kind', 'id']).doUpdateSet(values)).execute()
}

/** What a kind is called in rights: `code-order` is read by whoever may `code:read`. */
const kindNoun = sql<string>`split_part(kind, '-', 1)`

/** Nouns that the actor's role may read, whole or in summary. */
const readableKinds = (actor: Actor | undefined): string[] =>
  [...(actor?.grants ?? [])].flatMap((right) => /^(.+):(?:read|summary)$/.exec(right)?.[1] ?? [])

/**
 * What the caller finds: the public register, and for an actor what the organisation, region or whole scope reaches.
 */
export async function searchEntries(
  db: Db, asked: { q: string; kind?: string; limit: number; actor?: Actor; everything?: boolean },
) {
  const terms = normalise(asked.q).split(' ').filter((term) => term !== '')
  if (terms.length === 0) return []
  const grams = [
    ...new Set(terms.flatMap((term) =>
      [...term].length === 1 ? [term] : gramsOf(term).filter((gram) => [...gram].length === 2))),
  ]
  const query = grams.map((gram) => `'${gram.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`).join(' & ')
  const exact = bare(normalise(asked.q))
  let found = db.selectFrom('search_entry').select(['kind', 'id', 'title', 'link', 'numbers'])
    .where(sql<boolean>`grams @@ ${query}::tsquery`)
  for (const term of terms) found = found.where('haystack', 'like', `%${term.replace(/[\\%_]/g, '\\$&')}%`)
  if (asked.kind) found = found.where('kind', '=', asked.kind)
  const { actor } = asked
  const readable = readableKinds(actor)
  found = found.where((is) => is.or([
    is('public', '=', true),
    ...(actor?.organisation ? [sql<boolean>`${actor.organisation}::uuid = any(organisations)`] : []),
    // Beyond their own organisation people find what their role may read, and nothing else.
    ...(readable.length > 0 && asked.everything ? [is(kindNoun, 'in', readable)] : []),
    ...(readable.length > 0 && actor?.region
      ? [is.and([is(kindNoun, 'in', readable), is('region', 'like', `${regionPrefix(actor.region)}%`)])]
      : []),
  ]))
  return found.orderBy(sql`(${exact} = any(numbers)) desc`).orderBy(sql`length(haystack)`).orderBy('id')
    .limit(asked.limit).execute()
}
