import { refuse } from '@tianfu/contract'
import type { market as contract } from '@tianfu/contract'
import type { LocalDate, Text } from '@tianfu/kernel'
import { aggregate } from '../../platform/aggregate.ts'
import type { TextRef } from '../../platform/texts.ts'

/** Where data come from, and by which right they are held. */
export interface Source {
  readonly id: string
  readonly name: string
  readonly kind: (typeof contract.MARKET_SOURCE_KINDS)[number]
  /** 2 verified by the platform that sold, 3 not verified; what is confirmed counts as 1 row by row. */
  readonly tier: number
  readonly basis: 'consent' | 'contract' | 'duty' | 'public' | 'own'
  readonly basisDocument: string
  readonly licence: string
  readonly lineage: string
  readonly addedOn: LocalDate
  readonly endedOn: LocalDate | null
}

/** What is evaluated, over which days. Methods and sources are added; nothing of them is changed. */
export interface Programme {
  readonly number: string
  readonly name: Text
  /** Brand programme of the scheme. */
  readonly programme: string
  readonly status: 'open' | 'ended'
  /** Organisation that runs it. */
  readonly organisation: string
  readonly from: LocalDate
  readonly until: LocalDate
  /** Score below which people are asked to look, in hundredths of a point. */
  readonly exitFloorHundredths: number
  /** Opened in demonstration mode: every page of it says so. */
  readonly demonstration: boolean
  readonly methods: readonly { readonly version: number; readonly sha256: string; readonly adoptedOn: LocalDate }[]
  readonly sources: readonly Source[]
}

type Opened = Omit<Programme, 'status' | 'methods' | 'sources'>

export const programme = aggregate<Programme>({
  type: 'market-programme',
  table: 'market_programme',
  apply: {
    'market-programme.opened': (_, content: Opened) => ({ ...content, status: 'open', methods: [], sources: [] }),
    'market-programme.method-adopted': (state, content: { version: number; sha256: string }, act) =>
      ({ ...state, methods: [...state.methods, { ...content, adoptedOn: act.decidedOn }] }),
    'market-programme.source-added': (state, content: Omit<Source, 'addedOn' | 'endedOn'>, act) =>
      ({ ...state, sources: [...state.sources, { ...content, addedOn: act.decidedOn, endedOn: null }] }),
    'market-programme.source-ended': (state, content: { source: string; reason: TextRef }, act) => ({
      ...state,
      sources: state.sources.map((one) => one.id === content.source ? { ...one, endedOn: act.decidedOn } : one),
    }),
    'market-programme.ended': (state) => ({ ...state, status: 'ended' }),
  },
})

/** A file or a program's rows, taken in. `part` names where the observations lie, by the hash of their rows. */
export interface Import {
  readonly programme: string
  readonly source: string
  readonly status: 'loaded' | 'withdrawn'
  /** Of the file as it came. */
  readonly sha256: string
  readonly part: string
  readonly rows: number
  readonly observations: number
  readonly firstDay: string
  readonly lastDay: string
  readonly loadedOn: LocalDate
  readonly withdrawnOn: LocalDate | null
}

export const taken = aggregate<Import>({
  type: 'market-import',
  table: 'market_import',
  apply: {
    'market-import.loaded': (_, content: Omit<Import, 'status' | 'loadedOn' | 'withdrawnOn'>, act) =>
      ({ ...content, status: 'loaded', loadedOn: act.decidedOn, withdrawnOn: null }),
    'market-import.withdrawn': (state, _content: { reason: TextRef }, act) =>
      ({ ...state, status: 'withdrawn', withdrawnOn: act.decidedOn }),
  },
})

/** @throws Refusal `wrong-state` for an import that was withdrawn */
export function mustBeLoaded({ status }: Pick<Import, 'status'>): void {
  if (status !== 'loaded') refuse('wrong-state', { state: status })
}

/** @throws Refusal `period-reversed` */
export function mustBePeriod(from: string, until: string): void {
  if (until < from) refuse('period-reversed', { until })
}

/** @throws Refusal `wrong-state` for a programme that has ended */
export function mustBeOpen({ status }: Pick<Programme, 'status'>): void {
  if (status !== 'open') refuse('wrong-state', { state: status })
}

/** The version that a new method gets. @throws Refusal `method-same` for the one in use */
export function nextVersion({ methods }: Pick<Programme, 'methods'>, sha256: string): number {
  if (methods.at(-1)?.sha256 === sha256) refuse('method-same')
  return methods.length + 1
}

/** A source that may still bring data. @throws Refusal `not-found`, `source-ended` */
export function usableSource({ sources }: Pick<Programme, 'sources'>, id: string): Source {
  const found = sources.find((one) => one.id === id) ?? refuse('not-found')
  if (found.endedOn !== null) refuse('source-ended')
  return found
}
