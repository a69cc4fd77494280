import type { Act } from './work.ts'

/**
 * A kind of subject whose official state is the fold of its acts. The table `table` has the columns
 * `id uuid`, `version integer`, `official jsonb`, and columns generated from `official` for lists and scope, so that
 * what a query sees can never differ from the state (docs/adr/0002).
 *
 * `apply` is total for ever: it takes every act type and version ever written, and never refuses (style 2).
 */
export interface Aggregate<State> {
  readonly type: string
  readonly table: string
  readonly apply: Readonly<Record<string, (state: State, content: never, act: Act) => State>>
}

/** An aggregate of whatever state: what a list of all of them holds. */
export interface AnyAggregate {
  readonly type: string
  readonly table: string
  readonly apply: Readonly<Record<string, (state: never, content: never, act: Act) => unknown>>
}

/** Declares an aggregate; the first act of a subject gets `undefined` as its state. */
export function aggregate<State>(definition: {
  type: string
  table: string
  apply: Record<string, (state: State, content: never, act: Act) => State>
}): Aggregate<State> {
  return definition
}

/** State after `acts` in their order; undefined for none. @throws Error on an act type the aggregate does not know. */
export function fold<State>(of: Aggregate<State>, acts: readonly Act[]): State | undefined {
  return acts.reduce<State | undefined>((state, act) => applyAct(of, state, act), undefined)
}

export function applyAct<State>(of: Aggregate<State>, state: State | undefined, act: Act): State {
  const apply = of.apply[act.type]
  if (!apply) throw new Error(`${of.type} does not know the act ${act.type}`)
  return apply(state as State, act.content as never, act)
}
