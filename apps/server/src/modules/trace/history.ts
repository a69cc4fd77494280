/** An event of a history, in whatever order it was told. */
export interface Told {
  readonly eventTime: string
  readonly recordedAt: string
  readonly declaresError: boolean
  readonly corrected: boolean
  /** It says that something came, and nobody who had it has said that it was sent there. */
  readonly unconfirmed: boolean
}
export type Mark = 'late' | 'out-of-order' | 'corrected' | 'unconfirmed'

// A day: what happened on a shift is told before the next one ends.
const LATE_AFTER_MS = 86_400_000

/**
 * A history in the order in which things happened, each event marked by how it was told: later than a day after, after
 * something that happened later, corrected by a declaration, which itself is no step, or an arrival that nobody who had
 * the goods has confirmed.
 */
export function marked<E extends Told>(events: readonly E[]): (E & { readonly marks: Mark[] })[] {
  const steps = events.filter(({ declaresError }) => !declaresError)
  return steps.toSorted((a, b) => Date.parse(a.eventTime) - Date.parse(b.eventTime)).map((event) => {
    const told = Date.parse(event.recordedAt)
    const happened = Date.parse(event.eventTime)
    const overtaken = steps.some((other) =>
      Date.parse(other.eventTime) > happened && Date.parse(other.recordedAt) < told)
    return {
      ...event,
      marks: [
        ...(told - happened > LATE_AFTER_MS ? ['late' as const] : []),
        ...(overtaken ? ['out-of-order' as const] : []), ...(event.corrected ? ['corrected' as const] : []),
        ...(event.unconfirmed ? ['unconfirmed' as const] : []),
      ],
    }
  })
}

interface Quantity { readonly quantity?: number; readonly uom?: string }

/** What a transformation yields, where everything that went in and came out is counted in one unit. */
export function yieldOf(
  event: Readonly<Record<string, unknown>>,
): { input: string; output: string; unit: string; percent: string } | undefined {
  if (event.type !== 'TransformationEvent') return undefined
  const [inputs, outputs] = ['inputQuantityList', 'outputQuantityList'].map((name) => (event[name] ?? []) as Quantity[])
  const all = [...inputs ?? [], ...outputs ?? []]
  const unit = all[0]?.uom
  if (!unit || all.some((one) => one.uom !== unit || one.quantity === undefined)) return undefined
  const total = (list: readonly Quantity[] = []) => list.reduce((sum, { quantity = 0 }) => sum + quantity, 0)
  const [input, output] = [total(inputs), total(outputs)]
  if (input <= 0 || output <= 0) return undefined
  return { input: String(input), output: String(output), unit, percent: (output / input * 100).toFixed(2) }
}
