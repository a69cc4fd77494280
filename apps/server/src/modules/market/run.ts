import { refuse } from '@tianfu/contract'
import type { marketRuns as contract } from '@tianfu/contract'
import type { LocalDate, Text } from '@tianfu/kernel'
import { aggregate } from '../../platform/aggregate.ts'
import type { TextRef } from '../../platform/texts.ts'
import type { Programme } from './domain.ts'
import type { AnswersUpTo } from './surveys.ts'

export type RunKind = contract.MarketSubjectKind

/** Observations as they were sealed for a run: where they lie below the data folder, and what proves them. */
export interface SealedData {
  readonly folder: string
  readonly rows: number
  readonly digest: string
  readonly files: readonly { readonly name: string; readonly rows: number; readonly sha256: string }[]
}

/** From method, data and seed to results. What it started from never changes; what it found is written once. */
export interface Run {
  readonly programme: string
  readonly organisation: string
  /** From 1 within the programme. */
  readonly run: number
  readonly status: 'requested' | 'completed' | 'failed'
  readonly methodVersion: number
  readonly methodHash: string
  /** Imports that counted when it was requested, in the order of their ids. */
  readonly imports: readonly string[]
  /** Up to which answer of which questionnaire; absent in runs from before there were any. */
  readonly answers?: readonly AnswersUpTo[]
  /** Publication of the period before, whose bands are kept where the data do not decide; absent in early runs. */
  readonly bandsFrom?: string | null
  readonly seed: string
  readonly from: LocalDate
  readonly until: LocalDate
  readonly correctionOf: string | null
  readonly reason: TextRef | null
  readonly demonstration: boolean
  readonly requestedOn: LocalDate
  readonly sealed: SealedData | null
  readonly results: readonly { readonly kind: RunKind; readonly digest: string; readonly subjects: number }[]
  readonly failure: Failure | null
  readonly endedOn: LocalDate | null
  /** Replies are taken up to and with `until`; then the results may be published. */
  readonly publication: {
    readonly state: 'reply' | 'published'; readonly until: LocalDate; readonly publishedOn: LocalDate | null
  } | null
  readonly replies: readonly { readonly organisation: string; readonly on: LocalDate; readonly text: TextRef }[]
}

export type Failure = 'no-observations' | 'data-changed' | 'computing'
export const FAILURES: Readonly<Record<Failure, Text>> = {
  'no-observations': { zh: '评价期内没有可用观测', en: 'There are no observations to evaluate' },
  'data-changed': { zh: '已导入的数据缺失或被改动', en: 'Data that were taken in are missing or have changed' },
  computing: { zh: '计算中断，请重新运行', en: 'The computation broke off; start another run' },
}

type Requested = Omit<Run, 'status' | 'requestedOn' | 'sealed' | 'results' | 'failure' | 'endedOn' | 'publication'
  | 'replies'>

export const run = aggregate<Run>({
  type: 'market-run',
  table: 'market_run',
  apply: {
    'market-run.requested': (_, content: Requested, act) => ({
      ...content, status: 'requested', requestedOn: act.decidedOn, sealed: null, results: [], failure: null,
      endedOn: null, publication: null, replies: [],
    }),
    'market-run.completed': (state, content: Pick<Run, 'results'> & { sealed: SealedData }, act) =>
      ({ ...state, ...content, status: 'completed', endedOn: act.decidedOn }),
    'market-run.reply-opened': (state, content: { until: LocalDate }) =>
      ({ ...state, publication: { state: 'reply', until: content.until, publishedOn: null } }),
    'market-run.replied': (state, content: { organisation: string; text: TextRef }, act) =>
      ({ ...state, replies: [...state.replies, { ...content, on: act.decidedOn }] }),
    'market-run.published': (state, _content, act) => ({
      ...state, publication: { ...state.publication!, state: 'published', publishedOn: act.decidedOn },
    }),
    'market-run.failed': (state, content: { failure: Failure }, act) =>
      ({ ...state, ...content, status: 'failed', endedOn: act.decidedOn }),
  },
})

/** The method version that a run uses. @throws Refusal `no-method` */
export const methodInUse = ({ methods }: Pick<Programme, 'methods'>): Programme['methods'][number] =>
  methods.at(-1) ?? refuse('no-method')

/**
 * A correction names a completed run of the same programme, and why.
 *
 * @throws Refusal `correction-needs-reason`
 */
export function mustBeCorrection(programme: string, corrected: Run | undefined, reason: string | undefined): void {
  if (corrected?.programme !== programme || corrected.status !== 'completed' || reason === undefined) {
    refuse('correction-needs-reason')
  }
}

/** @throws Refusal `wrong-state`, `reply-over` */
export function mayReply({ publication }: Pick<Run, 'publication'>, today: LocalDate): void {
  if (publication?.state !== 'reply') refuse('wrong-state', { state: publication?.state ?? 'none' })
  if (today > publication.until) refuse('reply-over', { day: publication.until })
}

/** Nobody is published unheard. @throws Refusal `reply-first`, `reply-open`, `wrong-state` */
export function mayPublish({ publication }: Pick<Run, 'publication'>, today: LocalDate): void {
  if (!publication) refuse('reply-first')
  if (publication.state === 'published') refuse('wrong-state', { state: 'published' })
  if (today <= publication.until) refuse('reply-open', { day: publication.until })
}
