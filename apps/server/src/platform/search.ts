import type { Text } from '@tianfu/kernel'
import { regionPrefix } from '@tianfu/scheme'
import type { RoleId } from '@tianfu/scheme'
import { sql } from 'kysely'
import type { RawBuilder } from 'kysely'
import { SCOPE } from './search-index.ts'
import { anywhere } from './page.ts'
import { bare, normalise, spansOf, termsOf, tokenQuery } from './search-text.ts'
import type { Span } from './search-text.ts'
import type { Actor, View } from './work.ts'

export interface SearchHit {
  kind: string; id: string; title: Text; link: string; numbers: string[]
  /** The texts in which it was found, and where. */
  found: { text: string; spans: Span[] }[]
}

export interface SearchAnswer {
  items: SearchHit[]
  /** Kinds of which there are more than are given. */
  more: string[]
}

/** Entries of a kind that are looked at in the order of their rank before the tokens are asked. */
const LOOKED_AT = 300
/** Entries that the tokens may bring before they are ranked. */
const CANDIDATES = 600
/** From so many letters on, a number that is found as a whole is all that is asked for. */
const WHOLE_NUMBER = 8

interface Row {
  kind: string; id: string; title: Text; link: string; printed: string[]; texts: string[]; score: number; rank: number
}

/** A view without the caller: what everybody finds. */
export const asStranger = ({ world, db, edition }: Pick<View, 'world' | 'db' | 'edition'>) => ({ world, db, edition })

/** What the caller reaches beyond what is public, as a condition and as tokens. */
interface Reach { readonly kinds: readonly string[]; readonly sql: RawBuilder<boolean>; readonly tokens: string }

const oneOf = (tokens: readonly string[]): string => `(${tokens.map((token) => `'${token}'`).join(' | ')})`

function reachOf(actor: Actor | undefined, kinds: readonly string[], scope: string | undefined): Reach {
  if (scope === 'all') return { kinds, sql: sql`true`, tokens: '' }
  const ways: { sql: RawBuilder<boolean>; token: string }[] = []
  if (actor?.organisation) ways.push({
    sql: sql`${actor.organisation}::uuid = any(organisations)`, token: SCOPE.organisation(actor.organisation),
  })
  if (actor?.region) {
    const prefix = regionPrefix(actor.region)
    ways.push({ sql: sql`${prefix} = any(regions)`, token: SCOPE.region(prefix) })
  }
  if (ways.length === 0) return { kinds: [], sql: sql`false`, tokens: '' }
  return { kinds, sql: sql`(${sql.join(ways.map((way) => way.sql), sql` or `)})`,
    tokens: oneOf(ways.map(({ token }) => token)) }
}

/**
 * The scope of these kinds as tokens, one question for those that may be public and one for those that never are: in
 * one, the many public entries would be walked through for the sake of the few others. It narrows what is fetched; the
 * columns decide.
 */
function scopedKinds(kinds: readonly string[], isOpen: (kind: string) => boolean, reach: Reach): string[] {
  const [open, closed] = [kinds.filter(isOpen), kinds.filter((kind) => !isOpen(kind))]
  const own = open.filter((kind) => reach.kinds.includes(kind))
  const beyond = own.length === 0 ? '' : ` | ${[oneOf(own.map(SCOPE.kind)), reach.tokens].filter(Boolean).join(' & ')}`
  return [
    ...(open.length > 0 ? [`${oneOf(open.map(SCOPE.kind))} & ('${SCOPE.public}'${beyond})`] : []),
    ...(closed.length > 0 ? [[oneOf(closed.map(SCOPE.kind)), reach.tokens].filter(Boolean).join(' & ')] : []),
  ]
}

/**
 * What the caller finds: the public register, and for an actor what organisation, region or whole scope reaches of the
 * kinds that the role may read. What lies outside is neither found nor counted.
 *
 * Bounded whatever is asked (docs/search.md): first the exact number, the titles that begin so, and of each kind the
 * entries of the best rank; what is in many entries is found there. Only for kinds that have not filled their page the
 * tokens are asked, and then it is in few.
 * @param asked.each at most so many of each kind, instead of `limit` of all
 * @param asked.hidden everything; whoever asks so must not show more than that it exists
 */
export async function searchEntries(
  view: Pick<View, 'world' | 'db' | 'edition' | 'actor'>,
  asked: { q: string; kind?: string | undefined; limit: number; each?: number | undefined; hidden?: boolean },
  bounds: { lookedAt: number; candidates: number } = { lookedAt: LOOKED_AT, candidates: CANDIDATES },
): Promise<SearchAnswer> {
  const terms = termsOf(asked.q)
  const rights = new Map(Object.values(view.world.searched).flatMap((one) => Object.entries(one.kinds)))
  const { actor } = view
  const readable = [...rights.keys()].filter((kind) => rights.get(kind)?.some((right) => actor?.grants.has(right)))
  const role = actor && view.edition.roles[actor.role as RoleId]
  const reach = reachOf(actor, readable, role?.scope)
  const isOpen = (kind: string) => asked.hidden || (rights.get(kind)?.includes('public') ?? false)
  const kinds = [...rights.keys()].filter((kind) => kind === (asked.kind ?? kind))
    .filter((kind) => isOpen(kind) || reach.kinds.includes(kind))
  if (terms.length === 0 || kinds.length === 0) return { items: [], more: [] }
  const each = asked.each ?? asked.limit
  const [q, number] = [normalise(asked.q), bare(asked.q)]
  const fits = sql.join(terms.map((term) => sql`haystack like ${anywhere(term)}`), sql` and `)
  const inScope = asked.hidden ? sql<boolean>`true`
    : sql<boolean>`(public or (kind = any(${[...reach.kinds]}::text[]) and ${reach.sql}))`
  const score = sql`case when ${number} = any(numbers) then 0 when title_key = ${q} then 1
    when exists (select from unnest(numbers) n where starts_with(n, ${number})) then 2
    when starts_with(title_key, ${q}) then 3 when title_key like ${anywhere(q)} then 4 else 5 end`
  const columns = sql`kind, id, title, link, printed, texts, rank, ${score} as score`
  const { rows: near } = await sql<Row>`
    (select ${columns} from (select *, row_number() over (partition by kind order by rank, id desc) as place
        from search_entry where numbers @> array[${number}]::text[] and kind = any(${kinds}::text[]) and ${inScope}) e
      where place <= ${each + 1})
    union all
    (select ${columns} from (select * from search_entry where title_key >= ${q} and title_key < ${`${q}\u{10FFFF}`}
        order by title_key limit ${bounds.lookedAt}) e
      where kind = any(${kinds}::text[]) and ${inScope})
    union all
    (select ${columns} from unnest(${kinds}::text[]) as k(wanted) cross join lateral (
      select * from (select * from search_entry where kind = k.wanted order by rank, id desc limit ${bounds.lookedAt}) s
      where ${fits} and ${inScope} limit ${each + 1}) e)`.execute(view.db)
  const found = new Map(near.map((row) => [`${row.kind}/${row.id}`, row]))
  const counts = Map.groupBy(found.values(), ({ kind }) => kind)
  // A whole number means what carries it; a list of all kinds is full when all kinds together fill it.
  const isFull = (asked.each === undefined && found.size > asked.limit)
    || (number.length >= WHOLE_NUMBER && near.some((row) => row.score === 0))
  const open = isFull ? [] : kinds.filter((kind) => (counts.get(kind)?.length ?? 0) <= each)
  const scopes = asked.hidden ? [oneOf(open.map(SCOPE.kind))] : scopedKinds(open, isOpen, reach)
  if (open.length > 0) {
    // The question comes from a subquery so that the planner does not guess how often its tokens are: it takes the
    // index, which is right, for what is often has been found above.
    const { rows: rare } = await sql<Row>`
      select * from (select *, row_number() over (partition by kind order by score, rank, id desc) as place from (
        ${sql.join(scopes.map((scope) => sql`(select ${columns} from search_entry
          where grams @@ (select ${`${tokenQuery(terms)} & ${scope}`}::tsquery) and ${fits}
            and kind = any(${open}::text[]) and ${inScope} limit ${bounds.candidates})`), sql` union all `)}) c) r
      where place <= ${each + 1}`.execute(view.db)
    for (const row of rare) found.set(`${row.kind}/${row.id}`, row)
  }
  return answerOf([...found.values()], terms, asked, each)
}

function answerOf(rows: Row[], terms: readonly string[], asked: { limit: number; each?: number | undefined },
  each: number): SearchAnswer {
  const ranked = rows.toSorted((a, b) => a.score - b.score || a.rank - b.rank || (a.id < b.id ? 1 : -1))
  const taken = new Map<string, number>()
  const more = new Set<string>()
  const items = ranked.filter(({ kind }) => {
    const count = (taken.get(kind) ?? 0) + 1
    taken.set(kind, count)
    if (count > each) more.add(kind)
    return count <= each
  })
  if (asked.each === undefined) for (const { kind } of items.slice(asked.limit)) more.add(kind)
  return {
    items: (asked.each === undefined ? items.slice(0, asked.limit) : items).map((row) => hitOf(row, terms)),
    more: [...more],
  }
}

function hitOf({ kind, id, title, link, printed: numbers, texts }: Row, terms: readonly string[]): SearchHit {
  const found: SearchHit['found'] = []
  const open = new Set(terms)
  for (const text of [title.zh, title.en ?? '', ...numbers, ...texts]) {
    const shown = [...open].filter((term) => spansOf(text, [term]))
    if (shown.length === 0) continue
    found.push({ text, spans: spansOf(text, shown) ?? [] })
    for (const term of shown) open.delete(term)
  }
  return { kind, id, title, link, numbers, found }
}
