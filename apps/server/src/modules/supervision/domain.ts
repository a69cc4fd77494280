import { refuse } from '@tianfu/contract'
import type { LocalDate } from '@tianfu/kernel'
import { regionContains, regionLevel, regionParent } from '@tianfu/identifiers'
import { aggregate } from '../../platform/aggregate.ts'
import type { TextRef } from '../../platform/texts.ts'

/** An order of an authority to a body about a certificate. It never changes the certificate: the body does. */
export interface Order {
  readonly number: string
  readonly status: 'issued' | 'answered' | 'escalated' | 'closed'
  /** Organisation that issued it. */
  readonly authority: string
  /** Region of the authority that has it now: the issuer's, or after escalation the one above. */
  readonly region: string
  readonly issuedIn: string
  readonly body: string
  readonly certificate: string
  readonly certificateNumber: string
  readonly report: string | null
  readonly ground: string
  readonly text: TextRef
  readonly issuedOn: LocalDate
  readonly dueOn: LocalDate
  readonly answer: { readonly on: LocalDate; readonly text: TextRef; readonly file: string | null } | null
  readonly escalation: {
    readonly on: LocalDate; readonly to: string; readonly byRule: boolean; readonly text: TextRef | null
  } | null
  readonly closing: {
    readonly on: LocalDate; readonly outcome: 'complied' | 'not-complied'; readonly text: TextRef
  } | null
}

type Issued = Pick<Order,
  'number' | 'authority' | 'region' | 'body' | 'certificate' | 'certificateNumber' | 'report' | 'text' | 'dueOn'>

export const order = aggregate<Order>({
  type: 'order',
  table: 'supervision_order',
  apply: {
    'order.issued': (_, content: Issued, act) => ({
      ...content, status: 'issued', issuedIn: content.region, ground: act.ground ?? '', issuedOn: act.decidedOn,
      answer: null, escalation: null, closing: null,
    }),
    'order.answered': (state, content: { text: TextRef; file: string | null }, act) =>
      ({ ...state, status: 'answered', answer: { on: act.decidedOn, ...content } }),
    'order.escalated': (state, content: { to: string; byRule: boolean; text: TextRef | null }, act) =>
      ({ ...state, status: 'escalated', region: content.to, escalation: { on: act.decidedOn, ...content } }),
    'order.closed': (state, content: { outcome: 'complied' | 'not-complied'; text: TextRef }, act) =>
      ({ ...state, status: 'closed', closing: { on: act.decidedOn, ...content } }),
  },
})

const ORDER_FROM = {
  answer: ['issued', 'escalated'],
  escalate: ['issued', 'answered'],
  close: ['answered', 'escalated', 'issued'],
} as const satisfies Record<string, readonly Order['status'][]>

export const orderMay = (move: keyof typeof ORDER_FROM, { status }: Pick<Order, 'status'>): boolean =>
  (ORDER_FROM[move] as readonly string[]).includes(status)
export function mustBeOpenFor(move: keyof typeof ORDER_FROM, state: Pick<Order, 'status'>): void {
  if (!orderMay(move, state)) refuse('wrong-state', { state: state.status })
}

/** An authority orders where the holder or the body has its seat: one of the two lies in its region. */
export const hasJurisdiction = (region: string, seats: readonly string[]): boolean =>
  seats.some((seat) => regionContains(region, seat))

/** The region one level up. @throws Refusal `no-level-above` for a province */
export const levelAbove = (region: string): string => regionParent(region) ?? refuse('no-level-above')

/** A report from the public. Who reported and what was written lies in erasable rows. */
export interface Report {
  readonly number: string
  readonly status: 'lodged' | 'accepted' | 'dismissed' | 'closed'
  readonly ground: string
  readonly text: TextRef
  readonly code: TextRef | null
  readonly certificate: string | null
  /** Where it happened. */
  readonly region: string
  /** Region whose authority has it. */
  readonly with: string
  /** Sent there and not yet received. */
  readonly transfer: { readonly from: string; readonly to: string; readonly on: LocalDate } | null
  readonly photos: readonly Photo[]
  readonly hasContact: boolean
  readonly lodgedOn: LocalDate
  readonly outcome: 'founded' | 'unfounded' | 'other' | null
  readonly steps: readonly Step[]
}
export interface Photo { readonly id: string; readonly sha256: string; readonly type: string; readonly size: number }
export interface Step {
  readonly on: LocalDate; readonly kind: ReportStep; readonly region: string; readonly note: TextRef | null
}
export type ReportStep = 'lodged' | 'accepted' | 'dismissed' | 'transferred' | 'received' | 'closed'

type Lodged = Pick<Report, 'number' | 'text' | 'code' | 'certificate' | 'region' | 'with' | 'photos' | 'hasContact'>

const step = (state: Report, on: LocalDate, kind: ReportStep, note: TextRef | null = null): Report['steps'] =>
  [...state.steps, { on, kind, region: state.with, note }]

export const report = aggregate<Report>({
  type: 'report',
  table: 'report',
  apply: {
    'report.lodged': (_, content: Lodged, act) => ({
      ...content, status: 'lodged', ground: act.ground ?? '', transfer: null, lodgedOn: act.decidedOn, outcome: null,
      steps: [{ on: act.decidedOn, kind: 'lodged', region: content.with, note: null }],
    }),
    'report.accepted': (state, _content, act) =>
      ({ ...state, status: 'accepted', steps: step(state, act.decidedOn, 'accepted') }),
    'report.dismissed': (state, content: { reason: TextRef }, act) =>
      ({ ...state, status: 'dismissed', steps: step(state, act.decidedOn, 'dismissed', content.reason) }),
    'report.transferred': (state, content: { from: string; to: string; reason: TextRef }, act) => {
      const sent = {
        ...state, status: 'lodged' as const, with: content.to,
        transfer: { from: content.from, to: content.to, on: act.decidedOn },
      }
      return { ...sent, steps: step(sent, act.decidedOn, 'transferred') }
    },
    'report.received': (state, _content, act) =>
      ({ ...state, transfer: null, steps: step(state, act.decidedOn, 'received') }),
    'report.closed': (state, content: { outcome: NonNullable<Report['outcome']>; reply: TextRef }, act) => ({
      ...state, status: 'closed', outcome: content.outcome, steps: step(state, act.decidedOn, 'closed', content.reply),
    }),
  },
})

const REPORT_FROM = {
  accept: ['lodged'], dismiss: ['lodged'], transfer: ['lodged', 'accepted'], receive: ['lodged'], close: ['accepted'],
} as const satisfies Record<string, readonly Report['status'][]>
export type ReportMove = keyof typeof REPORT_FROM

/** Why a move is not possible now, or undefined: a report on its way to another region is received first. */
export function reportObstacle(move: ReportMove, state: Report): 'wrong-state' | 'transfer-open' | undefined {
  if (!(REPORT_FROM[move] as readonly string[]).includes(state.status)) return 'wrong-state'
  if (move === 'receive') return state.transfer ? undefined : 'wrong-state'
  return state.transfer ? 'transfer-open' : undefined
}
export function mustBePossible(move: ReportMove, state: Report): void {
  const obstacle = reportObstacle(move, state)
  if (obstacle) refuse(obstacle, obstacle === 'wrong-state' ? { state: state.status } : {})
}

/** The office that a report of `region` goes to: its county, its city, or the province. */
export const officeOf = (region: string): { region: string; role: string } => ({
  region,
  role: {
    county: 'authority-county', prefecture: 'authority-city', province: 'authority-province',
  }[regionLevel(region)],
})
