import { aggregate } from '../../../platform/aggregate.ts'
import type { TextRef } from '../../../platform/texts.ts'
import type { Appeal, AppealOutcome, ComplaintOutcome } from './state.ts'

export const appeals = aggregate<Appeal>({
  type: 'appeal',
  table: 'appeal',
  apply: {
    'appeal.filed': (_, content: Omit<Appeal, 'status' | 'ground' | 'filedOn' | 'decision'>, act) =>
      ({ ...content, status: 'filed', ground: act.ground ?? '', filedOn: act.decidedOn }),
    'appeal.retracted': (state) => ({ ...state, status: 'retracted' }),
    'appeal.decided': (state, content: { outcome: AppealOutcome | ComplaintOutcome; text: TextRef }, act) => ({
      ...state, status: 'decided', decision: { outcome: content.outcome, text: content.text, on: act.decidedOn },
    }),
  },
})
