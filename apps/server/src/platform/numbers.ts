import { iso7064Mod37 } from '@tianfu/identifiers'
import { composeBy } from '@tianfu/scheme'
import type { NumberParts, Numbered } from '@tianfu/scheme'
import { sql } from 'kysely'
import type { Work } from './work.ts'

/**
 * The next number of a kind, by the numbering of the edition. The counter's row is locked until the transaction ends,
 * so numbers are dense where transactions succeed, and a number once given never comes again.
 */
export async function nextNumber(
  work: Work, kind: Numbered, parts: Omit<NumberParts, 'year' | 'sequence'>,
): Promise<string> {
  const year = Number(work.at.today.slice(0, 4))
  const { pattern } = work.edition.numbering[kind]
  const series = [kind, pattern, parts.programme, parts.body, parts.prefix, parts.region, year]
    .map((part) => part ?? '').join('|')
  const { last } = await work.tx.insertInto('number_sequence').values({ series, last: 1 })
    .onConflict((conflict) => conflict.column('series').doUpdateSet({ last: sql<number>`number_sequence.last + 1` }))
    .returning('last').executeTakeFirstOrThrow()
  return composeBy(pattern, { ...parts, year, sequence: last }, iso7064Mod37)
}
