/** What triggers need beside indicators: inspections passed, complaints and units by month. Counted while sealing. */
import type { PartRow } from './parts.ts'

/** Counts of one product within the period. Months are `YYYY-MM`. */
export interface Tally {
  tested: number
  passed: number
  months: Record<string, { complaints: number; units: number }>
}

/** Counts observations of products; of anything else it takes no notice. */
export class Tallies {
  readonly #from: string
  readonly #until: string
  readonly byProduct = new Map<string, Tally>()

  constructor(from: string, until: string) {
    this.#from = from
    this.#until = until
  }

  add([, subject, indicator, value, , day]: PartRow): void {
    if (!subject.startsWith('product:') || day < this.#from || day > this.#until) return
    if (indicator !== 'inspection-pass' && indicator !== 'complaint' && indicator !== 'sales-units') return
    const product = subject.slice('product:'.length)
    const tally = this.byProduct.get(product) ?? { tested: 0, passed: 0, months: {} }
    this.byProduct.set(product, tally)
    if (indicator === 'inspection-pass') {
      tally.tested += 1
      tally.passed += value
      return
    }
    const month = tally.months[day.slice(0, 7)] ??= { complaints: 0, units: 0 }
    if (indicator === 'complaint') month.complaints += value
    else month.units += value
  }
}
