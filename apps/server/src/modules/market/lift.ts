/**
 * An observation of a product says something of its brand, its enterprise, its region and its industry too. Pure: the
 * register as it stood when the run was sealed is given.
 */
import type { RunKind } from './run.ts'
import type { ObservationRow } from './engine/port.ts'
import type { PartRow } from './parts.ts'

/** What the register knows of a product or an organisation. Industry with its section letter; region in six digits. */
export interface Known {
  readonly product?: string
  readonly brand?: string
  readonly enterprise: string
  readonly region: string
  readonly industry: string
}

/** Kinds that one observation may become, in the order in which they are sealed. */
const KINDS = ['product', 'brand', 'enterprise', 'region', 'industry'] as const satisfies readonly RunKind[]

/** The prefecture of a region: results are not drawn for smaller places. */
export const prefectureOf = (region: string): string => `${region.slice(0, 4)}00`

/** Rows of a batch for every kind that the observation's subject has; the row's number leaves room for all of them. */
export function lifted(
  batch: string, source: string, position: number, row: PartRow, known: Known, digits: number,
): ObservationRow[] {
  const [, , indicator, value, confirmed, day, region, cluster] = row
  const code: Record<RunKind, string | undefined> = {
    product: known.product, brand: known.brand, enterprise: known.enterprise, region: prefectureOf(known.region),
    industry: known.industry === '' ? undefined : known.industry.slice(0, digits),
  }
  return KINDS.flatMap((kind, k) => {
    const subject = code[kind]
    if (subject === undefined) return []
    return [{
      batch, row: position * KINDS.length + k, source, subjectKind: kind, subject, region: region || known.region,
      // Regions and industries are compared among themselves.
      industry: kind === 'region' || kind === 'industry' ? '' : known.industry,
      indicator, value, weight: 1, confirmed, day, cluster,
    }]
  })
}
