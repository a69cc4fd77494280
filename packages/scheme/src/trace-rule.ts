import { Type } from 'typebox'
import type { Edition } from './edition.ts'
import { BothLanguages, Id, Words, closed, oneOf } from './form.ts'
import type { SchemeProblem } from './form.ts'
import { repeats } from './form.ts'
import { Origin } from './period.ts'

/**
 * What of a chain is looked for. A stage is told by any of its steps (words of CBV 2.0). `phase`: whether stages are
 * asked of priority industries only or of all that have a line; nothing hangs on it but what is called complete.
 */
export const TraceRule = closed({
  phase: oneOf(['priority', 'all']),
  stages: Type.Array(closed({
    id: Id, name: BothLanguages, steps: Type.Array(Type.String({ pattern: '^[a-z_]+$' }), { minItems: 1 }),
  }), { minItems: 1 }),
  /** Of several codes (GB/T 4754) that begin that of a product, the longest counts. */
  industries: Type.Array(closed({
    code: Type.String({ pattern: '^[A-T]\\d{0,4}$' }), priority: Type.Boolean(),
    required: Type.Array(Id, { minItems: 1, uniqueItems: true }),
  })),
  origin: Origin,
  source: Words,
})
export type TraceRule = Type.Static<typeof TraceRule>
export type TraceStage = TraceRule['stages'][number]

/** The stages that are looked for on a product of this industry, in their order; none where none are asked for yet. */
export function stagesAskedOf({ trace }: Pick<Edition, 'trace'>, industry: string): readonly TraceStage[] {
  const [line] = trace.industries.filter(({ code }) => industry.startsWith(code))
    .toSorted((a, b) => b.code.length - a.code.length)
  if (line === undefined || (trace.phase === 'priority' && !line.priority)) return []
  return trace.stages.filter(({ id }) => line.required.includes(id))
}

/** What does not hold together in a rule. */
export function tiesOfTrace({ stages, industries }: TraceRule): SchemeProblem[] {
  const known = new Set(stages.map(({ id }) => id))
  return [
    ...repeats(stages.map(({ id }) => id))
      .map((id) => ({ path: 'constitution/trace/stages', message: `${id} stands twice` })),
    ...repeats(stages.flatMap(({ steps }) => steps))
      .map((step) => ({ path: 'constitution/trace/stages', message: `the step ${step} tells two stages` })),
    ...repeats(industries.map(({ code }) => code))
      .map((code) => ({ path: 'constitution/trace/industries', message: `${code} stands twice` })),
    ...industries.flatMap(({ code, required }) => required.filter((id) => !known.has(id))
      .map((id) => ({ path: `constitution/trace/industries/${code}`, message: `there is no stage ${id}` }))),
  ]
}
