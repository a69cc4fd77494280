import { aggregate } from '../../../platform/aggregate.ts'
import type { TextRef } from '../../../platform/texts.ts'
import type { CertificateChange, ChangeEvaluation } from './state.ts'

type Requested = Omit<CertificateChange,
  'status' | 'requestedOn' | 'evaluation' | 'evaluators' | 'decision'>

/** A change of a certificate as an aggregate. Where the route asks for nothing it waits for its decision at once. */
export const certificateChanges = aggregate<CertificateChange>({
  type: 'certificate-change',
  table: 'certificate_change',
  apply: {
    'certificate-change.requested': (_, content: Requested, act) => ({
      ...content, status: content.route === 'none' ? 'evaluated' : 'requested', requestedOn: act.decidedOn,
      evaluators: [],
    }),
    'certificate-change.evaluated': (state, content: ChangeEvaluation & { evaluators: string[] }, act) => {
      const { evaluators, ...evaluation } = content
      return { ...state, status: 'evaluated', evaluators: [...new Set([...state.evaluators, ...evaluators])],
        evaluation: { ...evaluation, on: act.decidedOn } }
    },
    'certificate-change.decided': (state, content: { outcome: 'grant' | 'deny'; note?: TextRef }, act) => ({
      ...state, status: content.outcome === 'grant' ? 'granted' : 'denied',
      decision: { outcome: content.outcome, on: act.decidedOn, ...(act.ground !== null && { ground: act.ground }),
        ...(content.note && { note: content.note }) },
    }),
    'certificate-change.decision-set-aside': (state, content: { to: CertificateChange['status'] }) => {
      const { decision: _, ...rest } = state
      return { ...rest, status: content.to }
    },
    'certificate-change.retracted': (state) => ({ ...state, status: 'retracted' }),
  },
})
