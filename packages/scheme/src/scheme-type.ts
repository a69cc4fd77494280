import { Type } from 'typebox'
import { BothLanguages, closed, oneOf } from './form.ts'

/** Rows of ISO/IEC 17067 that a rule may choose. */
export const SCHEME_TYPES = ['1a', '1b', '2', '3', '4', '5', '6'] as const
export type SchemeTypeId = (typeof SCHEME_TYPES)[number]

/** Steps of a certification file, in the only order they may come. */
export const STEPS = [
  'document-review', 'sampling', 'testing', 'audit', 'service-assessment', 'evaluation', 'review', 'decision',
] as const
export type StepId = (typeof STEPS)[number]

export const SURVEILLANCE_KINDS = [
  'market-samples', 'factory-samples', 'production-assessment', 'service-assessment', 'management-audit',
] as const
export type SurveillanceKind = (typeof SURVEILLANCE_KINDS)[number]

/** What one scheme type asks for. `batch`: the certificate covers a batch (a harvest), not continued production. */
export const SchemeType = closed({
  name: BothLanguages,
  steps: Type.Array(oneOf(STEPS), { minItems: 1, uniqueItems: true }),
  batch: Type.Boolean(),
  licence: Type.Boolean(),
  surveillance: Type.Array(oneOf(SURVEILLANCE_KINDS), { uniqueItems: true }),
})
export type SchemeType = Type.Static<typeof SchemeType>

/** What is wrong with the steps of a scheme type, or undefined. Order, review and decision are code, not data. */
export function stepsProblem(of: SchemeType, id: SchemeTypeId): string | undefined {
  const { steps, licence, batch, surveillance } = of
  const places = steps.map((step) => STEPS.indexOf(step))
  if (places.some((place, i) => i > 0 && place < places[i - 1]!)) return 'steps out of order'
  for (const needed of ['evaluation', 'review', 'decision'] as const) {
    if (!steps.includes(needed)) return `steps lack ${needed}`
  }
  if (steps.includes('testing') && !steps.includes('sampling')) return 'testing needs sampling'
  if (id === '1a' && licence) return 'type 1a certifies a sample, never the mark (ISO/IEC 17067)'
  if (licence && !batch && surveillance.length === 0) return 'a mark needs surveillance (ISO/IEC 17030)'
  return undefined
}
