import type { LocalDate } from '@tianfu/kernel'
import { aggregate } from '../../../platform/aggregate.ts'
import type { TextRef } from '../../../platform/texts.ts'
import type { Act } from '../../../platform/work.ts'
import { saidBy } from './said.ts'
import { afterFall } from './standing.ts'
import type { Certificate, Revision, Said, Surveillance, Turn } from './state.ts'

const union = (...lists: (readonly string[])[]): string[] => [...new Set(lists.flat())]

const turn = (state: Certificate, type: Turn['type'], act: Act, until?: LocalDate): Pick<Certificate, 'history'> => ({
  history: [...state.history, {
    type, effectiveOn: act.effectiveOn, decidedOn: act.decidedOn, recordedAt: act.recordedAt, ground: act.ground,
      ...(until && { until }),
  }],
})

type Issued = Omit<Certificate,
  'status' | 'nationalNumber' | 'suspendedUntil' | 'extensions' | 'history' | 'surveillance' | 'barred'
  | 'correction' | 'cancellationAsked' | 'issuedOn' | 'revisions' | 'forgery' | 'suspensionAsked' | 'resumption'
  | 'transfer' | 'transferredOn' | 'renamed' | 'transition'>
  & { surveillance: Pick<Surveillance, 'id' | 'dueOn' | 'kinds'>[] }

type Changed = Pick<Certificate, 'statusIndex' | 'credentialSha256'> & {
  kind: Revision['kind']; change: string; said: Partial<Said> }

function withoutTransfer(state: Certificate): Certificate {
  const { transfer: _, ...rest } = state
  return rest
}

/** What a change of this kind settles. */
function settled({ renamed, transition, ...state }: Certificate, kind: Changed['kind']): Certificate {
  return { ...state, ...(renamed && kind !== 'name' && { renamed }),
    ...(transition && kind !== 'standard' && { transition }) }
}

const planned = (of: Pick<Surveillance,
  'id' | 'dueOn' | 'kinds'>): Surveillance => ({ ...of, findings: [], files: [], evaluators: [] })
const each = (list: readonly Surveillance[], id: string, change: (one: Surveillance) => Surveillance) =>
  list.map((one) => (one.id === id ? change(one) : one))

/** The certificate as an aggregate. Its numbers and term never change; what turns is its standing and what it says. */
export const certificates = aggregate<Certificate>({
  type: 'certificate',
  table: 'certificate',
  apply: {
    'certificate.issued': (_: Certificate, content: Issued, act: Act): Certificate => ({
      ...content, status: 'valid', nationalNumber: null, suspendedUntil: null, extensions: 0, issuedOn: act.decidedOn,
      history: [{ type: 'issued', effectiveOn: act.effectiveOn, decidedOn: act.decidedOn, recordedAt: act.recordedAt,
        ground: null }],
      surveillance: content.surveillance.map(planned), barred: [],
    }),
    'certificate.national-number-recorded': (state,
      content: { nationalNumber: string }) => ({ ...state, nationalNumber: content.nationalNumber }),
    // The act is public and names no person: whom it bars is told by the surveillance it may rest on.
    'certificate.suspended': (state, content: { until: LocalDate }, act) => {
      const { correction: _, suspensionAsked: __, resumption: ___, ...rest } = state
      const found = state.surveillance.findLast(({ recordedOn }) => recordedOn !== undefined)
      return {
        ...rest, ...turn(state, 'suspended', act, content.until), status: 'suspended', suspendedUntil: content.until,
          extensions: 0,
        barred: union(found?.evaluators ?? []),
      }
    },
    'certificate.suspension-extended': (state, content: { until: LocalDate }, act) => ({
      ...state, ...turn(state, 'extended', act, content.until), suspendedUntil: content.until,
        extensions: state.extensions + 1,
    }),
    'certificate.correction-submitted': (state, content: { text: TextRef; files: string[] }, act) => ({
      ...state, correction: { ...content, on: act.decidedOn },
    }),
    'certificate.correction-verified': (state,
      content: { outcome: 'verified' | 'returned'; note: TextRef; evaluators: string[] }, act) => ({
      ...state, barred: union(state.barred, content.evaluators),
      ...(state.correction &&
        { correction: { ...state.correction, outcome: content.outcome, note: content.note,
        verifiedOn: act.decidedOn } }),
    }),
    'certificate.restored': (state, _: object, act) => ({
      ...state, ...turn(state, 'restored', act), status: 'valid', suspendedUntil: null, extensions: 0, barred: [],
    }),
    'certificate.withdrawn': (state, _: object,
      act) => ({ ...state, ...turn(state, 'withdrawn', act), status: 'withdrawn', suspendedUntil: null }),
    'certificate.cancellation-asked': (state, content: { text: TextRef }, act) => ({
      ...state, cancellationAsked: { on: act.decidedOn, ground: act.ground ?? '', text: content.text },
    }),
    'certificate.cancelled': (state, _: object,
      act) => ({ ...state, ...turn(state, 'cancelled', act), status: 'cancelled', suspendedUntil: null }),
    'certificate.holder-renamed': (state, content: { name: string }, act) =>
      ({ ...state, renamed: { name: content.name, on: act.decidedOn } }),
    'certificate.transition-begun': (state, content: { edition: string; until: LocalDate }) =>
      ({ ...state, transition: content }),
    'certificate.transfer-asked': (state, content: { to: string; text: TextRef }, act) =>
      ({ ...state, transfer: { ...content, on: act.decidedOn } }),
    'certificate.transfer-refused': (state) => withoutTransfer(state),
    'certificate.transferred': (state, content: Pick<Certificate,
      'body' | 'bodyName' | 'bodyNumber' | 'statusIndex' | 'credentialSha256'>, act) => {
      const { body, bodyName, bodyNumber } = state
      return {
        ...withoutTransfer(state), body: content.body, bodyName: content.bodyName, bodyNumber: content.bodyNumber,
        statusIndex: content.statusIndex, credentialSha256: content.credentialSha256, transferredOn: act.effectiveOn,
        revisions: [...(state.revisions ?? []), {
          kind: 'transfer', effectiveOn: act.effectiveOn, decidedOn: act.decidedOn, recordedAt: act.recordedAt,
          before: { ...saidBy(state), body, bodyName, bodyNumber } }],
      }
    },
    'certificate.forgery-found': (state, content: { report: string; number: string; evaluators: string[] }, act) => ({
      ...state, forgery: { on: act.decidedOn, report: content.report, number: content.number },
      barred: union(state.barred, content.evaluators),
    }),
    'certificate.suspension-asked': (state, content: { until: LocalDate; text: TextRef }, act) =>
      ({ ...state, suspensionAsked: { ...content, on: act.decidedOn } }),
    'certificate.resumption-reported': (state, content: { text: TextRef; files: string[] }, act) =>
      ({ ...state, resumption: { ...content, on: act.decidedOn } }),
    'certificate.decision-set-aside': (state, content: { turns: number[] }, act) => {
      const history = state.history.map((one, i) =>
        (content.turns.includes(i) ? { ...one, setAside: act.decidedOn } : one))
      return { ...state, history, ...afterFall(history) }
    },
    'certificate.changed': (state, content: Changed, act) => ({
      ...settled(state, content.kind), ...content.said,
      statusIndex: content.statusIndex, credentialSha256: content.credentialSha256,
      revisions: [...(state.revisions ?? []), {
        kind: content.kind, change: content.change, effectiveOn: act.effectiveOn, decidedOn: act.decidedOn,
        recordedAt: act.recordedAt, before: saidBy(state) }],
    }),
    'certificate.surveillance-recorded': (
      state, content: Pick<Surveillance, 'id' | 'outcome' | 'summary' | 'findings' | 'files' | 'evaluators'>, act,
    ) => ({
      ...state,
        surveillance: each(state.surveillance, content.id,
        (one) => ({ ...one, ...content, recordedOn: act.decidedOn })),
    }),
    'certificate.surveillance-concluded': (
      state, content: {
        id: string; conclusion: 'maintained' | 'correction-needed'; note: TextRef; next?: Pick<Surveillance,
        'id' | 'dueOn' | 'kinds'> }, act,
    ) => ({
      ...state, surveillance: [
        ...each(state.surveillance, content.id, (one) => ({
          ...one, conclusion: content.conclusion, note: content.note, concludedOn: act.decidedOn })),
        ...(content.next ? [planned(content.next)] : []),
      ],
    }),
  },
})
