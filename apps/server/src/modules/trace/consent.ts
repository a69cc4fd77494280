import { refuse, trace as contract } from '@tianfu/contract'
import type { BodyOf } from '@tianfu/contract'
import type { View, Work } from '../../platform/work.ts'
import { CHAIN_BY_DEFAULT } from './visible.ts'

type Field = (typeof contract.SHOWN_FIELDS)[number]
type Audience = (typeof contract.AUDIENCES)[number]

const MAY_BE_SHOWN: Readonly<Record<Audience, readonly string[]>> = {
  chain: contract.CONSENT_FIELDS, public: contract.PUBLIC_FIELDS,
}
const BY_DEFAULT: Readonly<Record<Audience, readonly string[]>> = { chain: CHAIN_BY_DEFAULT, public: [] }

/** What the caller's organisation lets whoever stands in its chain, and the public, see; by default until it says. */
export async function listConsent(view: View) {
  const organisation = view.actor?.organisation ?? refuse('not-signed-in')
  const rows = await view.db.selectFrom('trace_consent').where('organisation', '=', organisation)
    .select(['audience', 'fields', 'changed_at']).execute()
  return { items: contract.AUDIENCES.map((audience) => {
    const row = rows.find((one) => one.audience === audience)
    return {
      id: audience, audience, fields: [...row?.fields ?? BY_DEFAULT[audience]] as Field[],
      ...(row && { changedAt: row.changed_at }),
    }
  }) }
}

/**
 * From the next question on, an audience sees these parts of the organisation's events and no others; public pages may
 * be ten seconds behind. @throws Refusal `trace-consent-field`
 */
export async function setConsent(work: Work, { audience = 'chain', fields }: BodyOf<typeof contract.setTraceConsent>) {
  if (fields.some((field) => !MAY_BE_SHOWN[audience].includes(field))) refuse('trace-consent-field')
  const row = { fields: [...fields], changed_at: work.at.official }
  await work.tx.insertInto('trace_consent').values({
    organisation: work.actor.organisation, audience, ...row,
  }).onConflict((conflict) => conflict.columns(['organisation', 'audience']).doUpdateSet(row)).execute()
  return {}
}
