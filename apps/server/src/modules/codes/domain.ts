import { refuse } from '@tianfu/contract'
import type { LocalDate, Text } from '@tianfu/kernel'
import { aggregate } from '../../platform/aggregate.ts'
import type { TextRef } from '../../platform/texts.ts'

/** An order of item codes within the yearly volume of a licence. */
export interface CodeOrder {
  readonly number: string
  readonly status: 'placed' | 'issued'
  readonly organisation: string
  readonly licence: string
  readonly product: string
  readonly gtin: string
  readonly quantity: number
  /** Year of the volume that it is taken from. */
  readonly year: number
  readonly placedOn: LocalDate
  readonly batch: string | null
}

/** Places within a batch count from 1; a range holds both its ends. */
export interface Range { readonly from: number; readonly to: number }
export interface Activation extends Range {
  readonly lot: string
  readonly producedOn: LocalDate
  readonly on: LocalDate
}
export interface Void extends Range { readonly ground: string; readonly on: LocalDate; readonly note: TextRef | null }

/** A batch is a range of a counter under one key: one row, whatever its size. */
export interface CodeBatch {
  readonly order: string
  readonly organisation: string
  readonly licence: string
  readonly certificate: string
  readonly product: string
  readonly gtin: string
  /** First character of every code of the batch. */
  readonly keyId: string
  /** Counter of the item in place 1. */
  readonly first: number
  readonly quantity: number
  readonly issuedOn: LocalDate
  readonly activations: readonly Activation[]
  readonly voids: readonly Void[]
  readonly activated: number
  readonly voided: number
  readonly status: 'issued' | 'partly-active' | 'active' | 'void'
}

export const codeOrder = aggregate<CodeOrder>({
  type: 'code-order',
  table: 'code_order',
  apply: {
    'code-order.placed': (_, content: Omit<CodeOrder, 'status' | 'placedOn' | 'batch'>, act) =>
      ({ ...content, status: 'placed', placedOn: act.decidedOn, batch: null }),
    'code-order.issued': (state, content: { batch: string }) => ({ ...state, status: 'issued', batch: content.batch }),
  },
})

/** That a key of item codes became known to others. */
export interface CodeKeyLoss {
  readonly organisation: string
  readonly keyId: string
  readonly year: number
  /** Since when others may have known it. */
  readonly lostOn: LocalDate
  readonly ground: string
  /** The day of the act: nothing was activated under the key after it. */
  readonly on: LocalDate
  readonly note: TextRef | null
}

export const codeKeyLoss = aggregate<CodeKeyLoss>({
  type: 'code-key',
  table: 'code_key_loss',
  apply: {
    'code-key.lost': (_, content: Omit<CodeKeyLoss, 'ground' | 'on'>, act) =>
      ({ ...content, ground: act.ground ?? '', on: act.effectiveOn }),
  },
})

/** The day since which others may know a key. @throws Refusal `lost-in-future`, `lost-before-key` */
export function mustBeLost(lostOn: LocalDate, today: LocalDate, key: { year: number }): LocalDate {
  if (lostOn > today) refuse('lost-in-future')
  if (lostOn < `${key.year}-01-01`) refuse('lost-before-key', { from: `${key.year}-01-01` })
  return lostOn
}

const size = (range: Range): number => range.to - range.from + 1
const total = (ranges: readonly Range[]): number => ranges.reduce((sum, range) => sum + size(range), 0)

function counted(state: Omit<CodeBatch, 'activated' | 'voided' | 'status'>): CodeBatch {
  const activated = total(state.activations)
  const voided = total(state.voids)
  const status = voided === state.quantity ? 'void'
    : activated === 0 ? 'issued' : nextInactive(state) === undefined ? 'active' : 'partly-active'
  return { ...state, activated, voided, status }
}

type Issued = Omit<CodeBatch, 'issuedOn' | 'activations' | 'voids' | 'activated' | 'voided' | 'status'>

export const codeBatch = aggregate<CodeBatch>({
  type: 'code-batch',
  table: 'code_batch',
  apply: {
    'code-batch.issued': (_, content: Issued, act) =>
      counted({ ...content, issuedOn: act.decidedOn, activations: [], voids: [] }),
    'code-batch.activated': (state, content: Omit<Activation, 'on'>, act) =>
      counted({ ...state, activations: [...state.activations, { ...content, on: act.effectiveOn }] }),
    'code-batch.range-voided': (state, content: Range & { note: TextRef | null }, act) =>
      counted({ ...state, voids: [...state.voids, { ...content, ground: act.ground ?? '', on: act.effectiveOn }] }),
  },
})

const holds = (range: Range, place: number): boolean => range.from <= place && place <= range.to
export const at = <R extends Range>(ranges: readonly R[], place: number): R | undefined =>
  ranges.find((range) => holds(range, place))

/** The first place of `range` that one of `ranges` already holds. */
export function overlap(ranges: readonly Range[], range: Range): number | undefined {
  const places = ranges.filter(({ from, to }) => from <= range.to && range.from <= to)
    .map(({ from }) => Math.max(from, range.from))
  return places.length === 0 ? undefined : Math.min(...places)
}

/** The first place that is neither active nor void, or undefined when there is none. */
export function nextInactive(
  { quantity, activations, voids }: Pick<CodeBatch, 'quantity' | 'activations' | 'voids'>,
): number | undefined {
  const taken = [...activations, ...voids].sort((a, b) => a.from - b.from)
  let place = 1
  for (const { from, to } of taken) {
    if (from > place) break
    place = Math.max(place, to + 1)
  }
  return place > quantity ? undefined : place
}

function mustLieWithin(batch: Pick<CodeBatch, 'quantity'>, { from, to }: Range): void {
  if (from < 1 || to < from || to > batch.quantity) refuse('range-outside', { last: batch.quantity })
}

/**
 * The activation of a lot: a range that is neither active nor void. Without a first place it begins at the next one
 * that is free; a lot is one range, so a gap too small for it is refused with the place that is in the way.
 */
export function activate(
  batch: CodeBatch, request: { lot: string; producedOn: LocalDate; quantity: number; from?: number },
  today: LocalDate, certificateFrom: LocalDate,
): Omit<Activation, 'on'> {
  if (request.producedOn > today) refuse('produced-in-future')
  if (request.producedOn < certificateFrom) refuse('produced-before-certificate', { from: certificateFrom })
  const from = request.from ?? nextInactive(batch) ?? batch.quantity + 1
  // What others have activated meanwhile is a matter of state; more than was ever printed is a slip of the pen.
  const left = batch.quantity - from + 1
  if (request.from === undefined && request.quantity > left && request.quantity <= batch.quantity) {
    refuse('batch-exhausted', { left, asked: request.quantity })
  }
  const range = { from, to: from + request.quantity - 1 }
  mustLieWithin(batch, range)
  const active = overlap(batch.activations, range)
  if (active !== undefined) refuse('range-active', { at: active })
  const voided = overlap(batch.voids, range)
  if (voided !== undefined) refuse('range-void', { at: voided })
  return { ...range, lot: request.lot, producedOn: request.producedOn }
}

/** A range is made void once; active items may be voided too (goods destroyed, recalled). */
export function voidRange(batch: CodeBatch, range: Range): Range {
  mustLieWithin(batch, range)
  const voided = overlap(batch.voids, range)
  if (voided !== undefined) refuse('range-void', { at: voided })
  return { from: range.from, to: range.to }
}

/** What a product needs before codes are ordered. @throws Refusal `product-without-gtin`, `order-too-large` */
export function mustBeOrderable(product: { gtin: string | null; name: Text }, quantity: number, limit: number): string {
  if (product.gtin === null) refuse('product-without-gtin')
  if (quantity > limit) refuse('order-too-large', { limit })
  return product.gtin
}
