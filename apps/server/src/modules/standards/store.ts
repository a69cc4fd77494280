import { refuse } from '@tianfu/contract'
import type { LocalDate, Text } from '@tianfu/kernel'
import type { Rule, Standard, StandardA, StandardB } from '@tianfu/scheme'
import type { Db } from '../../platform/db/database.ts'
import { inForceOn } from './domain.ts'
import type { PublishedRule, PublishedStandard } from './domain.ts'

/** A standard or a rule by number, and by edition when one is meant. */
export interface Cited { readonly number: string; readonly edition: string }
export type FoundStandard = PublishedStandard & { readonly id: string; readonly version: number }
export type FoundRule = PublishedRule & { readonly id: string; readonly version: number }

export async function editionsOfStandard(db: Db, number: string): Promise<FoundStandard[]> {
  const rows = await db.selectFrom('standard').select(['id', 'version', 'official']).where('number', '=', number)
    .orderBy('edition', 'desc').execute()
  return rows.map(({ id, version, official }) => ({ id, version, ...official }))
}

export async function editionsOfRule(db: Db, number: string): Promise<FoundRule[]> {
  const rows = await db.selectFrom('certification_rule').select(['id', 'version', 'official'])
    .where('number', '=', number)
    .orderBy('edition', 'desc').execute()
  return rows.map(({ id, version, official }) => ({ id, version, ...official }))
}

/** The edition asked for, or the newest published one, or a draft where there is nothing else. */
export async function findStandard(db: Db, number: string, edition?: string): Promise<FoundStandard | undefined> {
  return pick(await editionsOfStandard(db, number), edition)
}

/** The edition asked for, or the newest published one, or a draft where there is nothing else. */
export async function findRule(db: Db, number: string, edition?: string): Promise<FoundRule | undefined> {
  return pick(await editionsOfRule(db, number), edition)
}

function pick<P extends { status: string; document: { edition: string } }>(
  editions: readonly P[], edition?: string,
): P | undefined {
  if (edition !== undefined) return editions.find(({ document }) => document.edition === edition)
  return editions.find(({ status }) => status === 'published') ?? editions[0]
}

/** The rule in force on `day`, or undefined: then no file may begin under it. */
export async function ruleInForce(db: Db, number: string, day: LocalDate): Promise<FoundRule | undefined> {
  return inForceOn(await editionsOfRule(db, number), day)
}

/** The rule that a file has pinned; it stays readable whatever becomes of it. @throws Refusal `rule-unknown` */
export async function pinnedRule(db: Db, { number, edition }: Cited): Promise<Rule> {
  return (await findRule(db, number, edition))?.document ?? refuse('rule-unknown', { rule: `${number} ${edition}` })
}

/** Both standards that a rule cites. @throws Error when the register has lost one, which its rule forbids */
export async function pinnedStandards(db: Db, rule: Pick<Rule, 'a' | 'b'>): Promise<{ a: StandardA; b: StandardB }> {
  const [a, b] = [await pinnedStandard(db, rule.a), await pinnedStandard(db, rule.b)]
  if (a.kind !== 'A' || b.kind !== 'B') throw new Error('a rule cites an A and a B standard')
  return { a, b }
}

async function pinnedStandard(db: Db, { number, edition }: Cited): Promise<Standard> {
  const found = await findStandard(db, number, edition)
  if (!found) throw new Error(`standard ${number} ${edition} is missing`)
  return found.document
}

/** Names of rules by number, of their newest edition. */
export async function ruleNames(db: Db, numbers: readonly string[]): Promise<Map<string, Text>> {
  if (numbers.length === 0) return new Map()
  const rows = await db.selectFrom('certification_rule').select(['number', 'official'])
    .where('number', 'in', [...new Set(numbers)])
    .orderBy('edition').execute()
  return new Map(rows.map(({ number, official }) => [number, official.document.title]))
}
