import { refuse } from '@tianfu/contract'
import type { LocalDate } from '@tianfu/kernel'
import { aggregate } from '../../platform/aggregate.ts'
import type { TextRef } from '../../platform/texts.ts'

/** A proposal to look at a product's exit: by the rule, with its evidence. What follows is decided by a person. */
export interface Warning {
  readonly run: string
  readonly product: string
  readonly organisation: string
  readonly region: string
  readonly status: 'proposed' | 'pursued' | 'watched' | 'dismissed'
  readonly evidence: readonly {
    readonly kind: 'hard' | 'statistical' | 'process'
    readonly rule: string
    /** Decimal text, so that an act holds no float. */
    readonly figures: Readonly<Record<string, string>>
  }[]
  readonly proposedOn: LocalDate
  readonly decision: { readonly on: LocalDate; readonly reason: TextRef } | null
}

export const warning = aggregate<Warning>({
  type: 'market-warning',
  table: 'market_warning',
  apply: {
    'market-warning.proposed': (_, content: Omit<Warning, 'status' | 'proposedOn' | 'decision'>, act) =>
      ({ ...content, status: 'proposed', proposedOn: act.decidedOn, decision: null }),
    'market-warning.decided': (state, content: { decision: Exclude<Warning['status'], 'proposed'>; reason: TextRef },
      act) => ({ ...state, status: content.decision, decision: { on: act.decidedOn, reason: content.reason } }),
  },
})

/** A warning is decided once; one that is watched may be decided again. @throws Refusal `wrong-state` */
export function mustBeUndecided({ status }: Pick<Warning, 'status'>): void {
  if (status !== 'proposed' && status !== 'watched') refuse('wrong-state', { state: status })
}
