import { refuse } from '@tianfu/contract'
import type { BodyOf, trace as contract } from '@tianfu/contract'
import { parseGtin } from '@tianfu/identifiers'
import { percentEncoded } from '@tianfu/codes'
import type { View } from '../../platform/work.ts'
import { findOrganisationByUscc } from '../parties/index.ts'
import { captureSingle } from './capture.ts'

const CONTEXT = 'https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld'
const AHEAD_AT_MOST_MS = 3_600_000 // a clock in a workshop may be fast

/** A document of what people wrote down, for the same capture that a program's document goes through. */
export const documentOfSteps = (view: View, eventList: readonly object[]) => ({
  '@context': [CONTEXT], type: 'EPCISDocument', schemaVersion: '2.0', creationDate: view.at.official,
  epcisBody: { eventList },
})

export const lotIdOf = (gtin: string, lot: string): string => `${gtin.padStart(14, '0')}.${percentEncoded(lot)}`

/**
 * The event that a program would send for a step as a person writes it down.
 * @throws Refusal `bad-request`, `trace-in-future`, `trace-quantity`, `trace-receiver-unknown`
 */
export async function eventOfStep(view: View, body: BodyOf<typeof contract.recordTraceStep>) {
  const gtin = parseGtin(body.gtin)
  if (!gtin.ok) refuse('bad-request', { why: gtin.zh, whyEn: gtin.en })
  if (Date.parse(body.at) > Date.parse(view.at.official) + AHEAD_AT_MOST_MS) refuse('trace-in-future')
  if (body.quantity !== undefined && (body.unit === undefined || Number(body.quantity) <= 0)) refuse('trace-quantity')
  if (body.receiver !== undefined && !await findOrganisationByUscc(view.db, body.receiver)) {
    refuse('trace-receiver-unknown', { uscc: body.receiver })
  }
  const epcClass = `https://id.gs1.org/01/${gtin.value}/10/${percentEncoded(body.lot)}`
  return {
    type: 'ObjectEvent', eventTime: new Date(body.at).toISOString(),
    eventTimeZoneOffset: '+08:00', action: body.step === 'commissioning' ? 'ADD' : 'OBSERVE', bizStep: body.step,
    quantityList: [{ epcClass, ...(body.quantity && { quantity: Number(body.quantity), uom: body.unit }) }],
    ...(body.receiver && {
      destinationList: [{ type: 'possessing_party', destination: `${view.world.origin}/org/${body.receiver}` }],
    }),
  }
}

/** A step as a person writes it down, captured as the same event that a program would send. */
export async function recordStep(view: View, body: BodyOf<typeof contract.recordTraceStep>) {
  await captureSingle(view, { '@context': [CONTEXT], ...await eventOfStep(view, body) })
  return { id: lotIdOf(body.gtin, body.lot) }
}
