import { refuse } from '@tianfu/contract'
import type { BodyOf, trace as contract } from '@tianfu/contract'
import type { View, Work } from '../../platform/work.ts'
import { CHAIN_BY_DEFAULT } from './visible.ts'

type Field = (typeof contract.CONSENT_FIELDS)[number]

/** What the caller's organisation lets whoever stands in its chain see; by default until it has said. */
export async function listConsent(view: View) {
  const organisation = view.actor?.organisation ?? refuse('not-signed-in')
  const row = await view.db.selectFrom('trace_consent').where('organisation', '=', organisation)
    .where('audience', '=', 'chain').select(['fields', 'changed_at']).executeTakeFirst()
  return { items: [{
    id: 'chain', audience: 'chain' as const, fields: (row?.fields ?? [...CHAIN_BY_DEFAULT]) as Field[],
    ...(row && { changedAt: row.changed_at }),
  }] }
}

/** From the next question on, others see these parts of the organisation's events and no others. */
export async function setConsent(work: Work, { fields }: BodyOf<typeof contract.setTraceConsent>) {
  const row = { fields: [...fields], changed_at: work.at.official }
  await work.tx.insertInto('trace_consent').values({
    organisation: work.actor.organisation, audience: 'chain', ...row,
  }).onConflict((conflict) => conflict.columns(['organisation', 'audience']).doUpdateSet(row)).execute()
  return {}
}
