import { refuse } from '@tianfu/contract'
import type { LocalDate } from '@tianfu/kernel'
import type { Rule } from '@tianfu/scheme'
import type { Db, Tx } from '../../platform/db/database.ts'
import type { Actor, View } from '../../platform/work.ts'
import { isCompetent } from '../bodies/index.ts'
import type { StaffFunction } from '../bodies/index.ts'
import { pinnedRule, pinnedStandards, ruleInForce } from '../standards/index.ts'
import type { Earlier } from './application/decisions.ts'
import type { Pinned } from './application/state.ts'
import type { RuleFacts } from './rule-facts.ts'

/** The rule and standards that a file is judged by. */
export async function rulePinned(db: Db, pinned: Pinned): Promise<RuleFacts> {
  const rule = await pinnedRule(db, pinned)
  return { rule, ...await pinnedStandards(db, rule) }
}

/** The rule in force on `day`. @throws Refusal `rule-not-in-force` */
export async function ruleOn(db: Db, number: string, day: LocalDate): Promise<RuleFacts> {
  const found = await ruleInForce(db, number, day)
  const rule: Rule = found?.document ?? refuse('rule-not-in-force', { rule: number })
  return { rule, ...await pinnedStandards(db, rule) }
}

/** The one who acts. @throws Refusal `not-signed-in` */
export const actorOf = ({ actor }: Pick<View, 'actor'>): Actor => actor ?? refuse('not-signed-in')

/** Registered with the body, and competent where a rule asks for it. @throws Refusal `not-competent` */
export async function mustBeRegistered(
  db: Db, body: string, person: string, fn: StaffFunction, competence: string | undefined, day: LocalDate,
): Promise<void> {
  if (!await isCompetent(db, body, person, fn, competence, day)) refuse('not-competent',
    { competence: competence ?? fn })
}

/**
 * Holds the body's record until the transaction ends: "suspend the body" and "issue" have one order, and whichever
 * comes second sees the first (AB09). Taken before the file, in the order of modules.
 */
export async function holdBody(tx: Tx, body: string): Promise<void> {
  await tx.selectFrom('body').select('id').where('id', '=', body).forShare().execute()
}

/**
 * What earlier files and certificates of the enterprise for this product ended with, at every body (AB16); the
 * applicant's own withdrawal of an application is no mark against it.
 */
export async function earlierOf(db: Db, applicant: string, product: string): Promise<Earlier[]> {
  const files = await db.selectFrom('application').select(['status', 'official', 'decided_on'])
    .where('applicant', '=', applicant).where('product', '=', product).where('status', 'in', ['refused', 'denied'])
      .execute()
  const withdrawn = await db.selectFrom('certificate').select('official')
    .where('holder', '=', applicant).where('product', '=', product).where('status', '=', 'withdrawn').execute()
  return [
    ...files.map(({ status, official }): Earlier => ({
      kind: status === 'refused' ? 'refused' : 'denied', body: official.names.body,
      on: (official.decision?.on ?? official.refusal?.on ?? official.submittedOn),
      ground: official.decision?.ground ?? official.refusal?.ground ?? null,
    })),
    ...withdrawn.map(({ official }): Earlier => {
      const end = official.history.findLast(({ type }) => type === 'withdrawn')
      return { kind: 'withdrawn', body: official.bodyName, on: end?.decidedOn ?? official.validFrom,
        ground: end?.ground ?? null }
    }),
  ].sort((a, b) => (a.on < b.on ? -1 : 1))
}

/** Number of an open file for the product under the rule, and of a certificate in effect on `day`. */
export async function standingInTheWay(db: Db, applicant: string, product: string, rule: string, day: LocalDate) {
  const open = await db.selectFrom('application').select('number').where('applicant', '=', applicant)
    .where('product', '=', product)
    .where('rule', '=', rule).where('batch', '=', false)
      .where('status', 'not in', ['granted', 'denied', 'refused', 'ended']).executeTakeFirst()
  const certificate = await db.selectFrom('certificate').select('register_number').where('holder', '=', applicant)
    .where('product', '=', product)
    .where('rule', '=', rule).where('status', 'in', ['valid', 'suspended']).where('valid_until', '>=', day)
      .executeTakeFirst()
  return { openApplication: open?.number, certificate: certificate?.register_number }
}
