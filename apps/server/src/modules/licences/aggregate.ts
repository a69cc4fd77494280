import type { LocalDate } from '@tianfu/kernel'
import { aggregate } from '../../platform/aggregate.ts'
import type { TextRef } from '../../platform/texts.ts'
import { openObjections } from './domain.ts'
import type { FactCheck, Level, Licence, Objection, Publicity, Suspension } from './domain.ts'

type Applied = Pick<Licence,
  'organisation' | 'licensor' | 'certificate' | 'certificateNumber' | 'programme' | 'edition' | 'region' | 'batch' |
  'products' | 'media' | 'artwork' | 'contact'>
type Answer = Omit<FactCheck, 'region' | 'askedOn' | 'outcome' | 'on'>

const answered = (state: Licence, content: Answer, on: LocalDate, outcome: 'confirmed' | 'disputed'): Licence => ({
  ...state,
  // The last level moves the file on; an earlier one is followed by the request to the next in the same transaction.
  status: content.level === 'city' ? 'checked' : state.status,
  factChecks: state.factChecks.map((check) => check.level === content.level && check.outcome === undefined
    ? { ...check, ...content, outcome, on } : check),
})

const withHandlers = (state: Licence, persons: readonly (string | null)[]): readonly string[] =>
  [...new Set([...state.handlers, ...persons.filter((person) => person !== null)])]

const suspended = (state: Licence, suspensions: readonly Suspension[]): Licence =>
  ({ ...state, suspensions, status: suspensions.length > 0 ? 'suspended' : 'in-force' })

/** A licence of the mark, from its application on. `apply` takes every act ever written and never refuses. */
export const licence = aggregate<Licence>({
  type: 'licence',
  table: 'licence',
  apply: {
    'licence.applied': (_, content: Applied, act) => ({
      ...content, status: 'applied', appliedOn: act.decidedOn, factChecks: [], publicity: null, objections: [],
      handlers: [], decision: null, number: null, validFrom: null, validUntil: null, announcedOn: null, suspensions: [],
      extra: [], endedOn: null, stock: null,
    }),
    'licence.retracted': (state) => ({ ...state, status: 'retracted' }),
    'licence.returned': (state, content: { by: string[]; reason: TextRef }, act) => ({
      ...state, status: 'returned', handlers: withHandlers(state, content.by),
      decision: { outcome: 'refused', on: act.decidedOn, ground: act.ground, reason: content.reason },
    }),
    'licence.fact-check-requested': (state, content: { level: Level; region: string; by: string[] }, act) => ({
      ...state, status: `${content.level}-check`, handlers: withHandlers(state, content.by),
      factChecks: [...state.factChecks, { level: content.level, region: content.region, askedOn: act.decidedOn }],
    }),
    'licence.facts-confirmed': (state, content: Answer, act) => answered(state, content, act.decidedOn, 'confirmed'),
    'licence.facts-disputed': (state, content: Answer, act) =>
      answered(state, { ...content, ...(act.ground !== null && { ground: act.ground }) }, act.decidedOn, 'disputed'),
    'licence.publicity-opened': (state, content: Publicity, act) => ({
      ...state, status: 'publicity', publicity: { ...content, closedOn: null },
      handlers: withHandlers(state, [act.person]),
    }),
    'licence.objection-lodged': (state, content: Omit<Objection, 'lodgedOn' | 'ground'>, act) => ({
      ...state, objections: [...state.objections, { ...content, ground: act.ground ?? '', lodgedOn: act.decidedOn }],
    }),
    'licence.objection-handled': (
      state, content: { objection: string; outcome: 'accepted' | 'rejected'; reason: TextRef; by: string[] }, act,
    ) => {
      const objections = state.objections.map((one) => one.id === content.objection
        ? {
            ...one, outcome: content.outcome, reason: content.reason, handledOn: act.decidedOn,
            ...(act.ground !== null && { outcomeGround: act.ground }),
          }
        : one)
      const after = { ...state, objections, handlers: withHandlers(state, content.by) }
      return state.status === 'objections' && openObjections(after).length === 0 ? {
        ...after, status: 'deciding',
      } : after
    },
    'licence.publicity-closed': (state, _content, act) => ({
      ...state, status: openObjections(state).length > 0 ? 'objections' : 'deciding',
      publicity: state.publicity && { ...state.publicity, closedOn: act.decidedOn },
    }),
    'licence.granted': (state, content: { number: string }, act) => ({
      ...state, status: 'granted', number: content.number,
      decision: { outcome: 'granted', on: act.decidedOn, ground: null, reason: null },
    }),
    'licence.refused': (state, content: { reason: TextRef | null }, act) => ({
      ...state, status: 'refused',
      decision: { outcome: 'refused', on: act.decidedOn, ground: act.ground, reason: content.reason },
    }),
    'licence.contract-signed': (state, content: { validFrom: LocalDate; validUntil: LocalDate }) =>
      ({ ...state, status: 'in-force', validFrom: content.validFrom, validUntil: content.validUntil }),
    'licence.announced': (state, _content, act) => ({ ...state, announcedOn: act.decidedOn }),
    'licence.volume-granted': (state, content: { product: string; year: number; quantity: number; extra: boolean }) =>
      content.extra
        ? {
          ...state,
          extra: [...state.extra, { product: content.product, year: content.year, quantity: content.quantity }],
        }
        : state,
    'licence.certificate-changed': (state, content: { products: Licence['products']; region?: string }) =>
      ({ ...state, products: content.products, ...(content.region && { region: content.region }) }),
    'licence.suspended': (state, content: { cause: Suspension['cause'] }, act) => suspended(state, [
      ...state.suspensions.filter(({ cause }) => cause !== content.cause),
      { cause: content.cause, from: act.effectiveOn, ground: act.ground },
    ]),
    'licence.restored': (state, content: { cause: Suspension['cause'] }) =>
      suspended(state, state.suspensions.filter(({ cause }) => cause !== content.cause)),
    // Its certificate's withdrawal fell on appeal: it stands again, unless something else suspends it.
    'licence.reinstated': (state, content: { suspended: boolean }) => suspended({ ...state, endedOn: null },
      state.suspensions.filter(({ cause }) => content.suspended || cause !== 'certificate')),
    'licence.withdrawn': (state, _content, act) => ({ ...state, status: 'withdrawn', endedOn: act.effectiveOn }),
    'licence.ended': (state, content: { stock?: Licence['stock'] }, act) =>
      ({ ...state, status: 'ended', endedOn: act.effectiveOn, stock: content.stock ?? null }),
    'licence.stock-reported': (state, content: { stoppedOn: LocalDate; count: number }) =>
      ({ ...state, stock: { stoppedOn: content.stoppedOn, count: content.count } }),
  },
})
