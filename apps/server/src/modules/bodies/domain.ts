import { refuse } from '@tianfu/contract'
import { addDays, parseInstant } from '@tianfu/kernel'
import type { Instant, LocalDate } from '@tianfu/kernel'
import { aggregate } from '../../platform/aggregate.ts'
import type { TextRef } from '../../platform/texts.ts'
import type { bodies } from '@tianfu/contract'

export type BodyStatus = (typeof bodies.BODY_STATUSES)[number]
export type StaffFunction = bodies.StaffFunction
/** A status from a day on; the last entry that has begun holds. */
interface Standing { readonly status: BodyStatus; readonly from: LocalDate }
/** Days are inclusive; `until` null: without an end. */
interface Span { readonly from: LocalDate; readonly until: LocalDate | null }
export interface RuleScope extends Span { readonly rule: string }
export interface MethodScope extends Span { readonly method: string }

/** The public half of a signing key; `x` is base64url of 32 bytes (Ed25519). */
export interface BodyKey {
  readonly id: string
  readonly x: string
  readonly from: Instant
  readonly until?: Instant
  readonly revoked?: Instant
  /** Since when it may have been in other hands, where that is before `revoked`. */
  readonly compromisedSince?: Instant
}

/** A certification body's record. Its id is its organisation's. */
export interface Body {
  readonly status: BodyStatus
  readonly standing: readonly Standing[]
  readonly approvalNumber: string
  /** Part of its did:web; never changes, since credentials carry it. */
  readonly slug: string
  /** Two characters inside register numbers. */
  readonly code: string
  /** Begins the body's own certificate numbers. */
  readonly prefix: string
  readonly scopes: readonly RuleScope[]
  readonly keys: readonly BodyKey[]
}

export interface Laboratory {
  readonly status: BodyStatus
  readonly standing: readonly Standing[]
  readonly cma: string | null
  readonly cnas: string | null
  readonly accreditedUntil: LocalDate | null
  readonly scopes: readonly MethodScope[]
}

/** A person's registration with one organisation, from a day until it is ended. */
export interface Staff extends Span {
  readonly person: string
  readonly organisation: string
  readonly functions: readonly StaffFunction[]
  readonly competences: readonly string[]
}

const begun = (status: BodyStatus, from: LocalDate) => ({ status, standing: [{ status, from }] })
const moved = <S extends { standing: readonly Standing[] }>(state: S, status: BodyStatus, from: LocalDate): S =>
  ({ ...state, status, standing: [...state.standing, { status, from }] })
const ended = <S extends Span>(scopes: readonly S[], matches: (scope: S) => boolean, until: LocalDate): S[] =>
  scopes.map((scope) => matches(scope) && covers(scope, addDays(until, 1)) ? { ...scope, until } : scope)

export const body = aggregate<Body>({
  type: 'body',
  table: 'body',
  apply: {
    'body.registered': (
      _, content: Pick<Body, 'approvalNumber' | 'slug' | 'code' | 'prefix'> & { key: BodyKey }, act,
    ) => ({
      ...begun('approved', act.effectiveOn), approvalNumber: content.approvalNumber, slug: content.slug,
      code: content.code, prefix: content.prefix, scopes: [], keys: [content.key],
    }),
    'body.scope-granted': (state, content: RuleScope) => ({ ...state, scopes: [...state.scopes, content] }),
    'body.scope-ended': (state, content: { rule: string; until: LocalDate; reason: TextRef }) => ({
      ...state, scopes: ended(state.scopes, ({ rule }) => rule === content.rule, content.until),
    }),
    'body.suspended': (state, _content: { reason: TextRef }, act) => moved(state, 'suspended', act.effectiveOn),
    'body.restored': (state, _content: { reason: TextRef }, act) => moved(state, 'approved', act.effectiveOn),
    'body.ended': (state, _content: { reason: TextRef }, act) => moved(state, 'ended', act.effectiveOn),
    'body.key-replaced': (
      state, { key: next, revokes, compromisedSince }: { key: BodyKey; revokes: boolean; compromisedSince?: Instant },
    ) => ({
      ...state,
      keys: [...state.keys.map((key) => key.until ? key : {
        ...key, until: next.from, ...(revokes && { revoked: next.from }), ...(compromisedSince && { compromisedSince }),
      }), next],
    }),
    'body.key-given-up': (state, content: GivenUp<BodyKey> & { reason: TextRef }) =>
      ({ ...state, keys: givenUp(state.keys, content) }),
  },
})

export const laboratory = aggregate<Laboratory>({
  type: 'laboratory',
  table: 'laboratory',
  apply: {
    'laboratory.registered': (_, content: Pick<Laboratory, 'cma' | 'cnas' | 'accreditedUntil'>, act) =>
      ({ ...begun('approved', act.effectiveOn), ...content, scopes: [] }),
    'laboratory.scope-granted': (state, content: Span & { methods: string[] }) => ({
      ...state,
      scopes: [
        ...state.scopes, ...content.methods.map((method) => ({ method, from: content.from, until: content.until }))
      ],
    }),
    'laboratory.scope-ended': (state, content: { method: string; until: LocalDate; reason: TextRef }) => ({
      ...state, scopes: ended(state.scopes, ({ method }) => method === content.method, content.until),
    }),
    'laboratory.suspended': (state, _content: { reason: TextRef }, act) => moved(state, 'suspended', act.effectiveOn),
    'laboratory.restored': (state, _content: { reason: TextRef }, act) => moved(state, 'approved', act.effectiveOn),
    'laboratory.ended': (state, _content: { reason: TextRef }, act) => moved(state, 'ended', act.effectiveOn),
  },
})

export const staff = aggregate<Staff>({
  type: 'staff',
  table: 'staff',
  apply: {
    'staff.registered': (_, content: Omit<Staff, 'from' | 'until'>, act) =>
      ({ ...content, from: act.effectiveOn, until: null }),
    'staff.amended': (state, content: Pick<Staff, 'functions' | 'competences'>) => ({ ...state, ...content }),
    'staff.ended': (state, content: { until: LocalDate }) => ({ ...state, until: content.until }),
  },
})

/** The statuses from which each act may come. */
export const STANDING_MOVES = {
  suspend: ['approved'],
  restore: ['suspended'],
  end: ['approved', 'suspended'],
} as const satisfies Record<string, readonly BodyStatus[]>
export type StandingMove = keyof typeof STANDING_MOVES

/** @throws Refusal `wrong-state` */
export function mayMove(state: { status: BodyStatus }, move: StandingMove): void {
  if (!(STANDING_MOVES[move] as readonly BodyStatus[]).includes(state.status)) {
    refuse('wrong-state', { state: state.status })
  }
}

/** Whether `day` lies in the span, both ends included. */
export const covers = ({ from, until }: Span, day: LocalDate): boolean =>
  from <= day && (until === null || day <= until)

const meets = (a: Span, b: Span): boolean =>
  (b.until === null || a.from <= b.until) && (a.until === null || b.from <= a.until)

/** A scope for a rule; it never overlaps another for the same rule. */
export function grantScope(state: Body, scope: RuleScope): RuleScope {
  if (state.status === 'ended') refuse('wrong-state', { state: state.status })
  freeSpan(scope, state.scopes.filter(({ rule }) => rule === scope.rule), scope.rule)
  return scope
}

export function grantMethods(state: Laboratory, request: Span & { methods: string[] }): Span & { methods: string[] } {
  if (state.status === 'ended') refuse('wrong-state', { state: state.status })
  for (const method of request.methods) {
    freeSpan(request, state.scopes.filter((scope) => scope.method === method), method)
  }
  return request
}

function freeSpan(span: Span, others: readonly Span[], subject: string): void {
  if (span.until !== null && span.until < span.from) refuse('days-out-of-order')
  const other = others.find((one) => meets(one, span))
  if (other) refuse('scope-exists', { subject, until: other.until ?? '–' })
}

/** Ends a scope at once: its last day is yesterday. */
export function endScope(scopes: readonly Span[], subject: string, today: LocalDate): { until: LocalDate } {
  if (!scopes.some((scope) => covers(scope, today))) refuse('scope-missing', { subject })
  return { until: addDays(today, -1) }
}

/** The status on `day`; undefined before registration. */
export function standingOn(standing: readonly Standing[], day: LocalDate): BodyStatus | undefined {
  return standing.findLast(({ from }) => from <= day)?.status
}

/** Whether the body may take and decide files under `rule` on `day`: approved, and the rule in its scope. */
export const certifiesOn = (state: Body, rule: string, day: LocalDate): boolean =>
  standingOn(state.standing, day) === 'approved' && state.scopes.some(
    (scope) => scope.rule === rule && covers(scope, day)
  )

/** Whether a test by `method` on `day` counts: approved, accredited, and the method in scope on the day of the test. */
export const testsOn = (state: Laboratory, method: string, day: LocalDate): boolean =>
  standingOn(state.standing, day) === 'approved' && (state.accreditedUntil === null || day <= state.accreditedUntil)
  && state.scopes.some((scope) => scope.method === method && covers(scope, day))

/** Whether a registration covers a function on `day`; `competence` is left out where a function needs none. */
export const competentOn = (
  of: Staff, what: { function: StaffFunction; competence?: string | undefined }, day: LocalDate,
): boolean => covers(of, day) && of.functions.includes(what.function)
  && (what.competence === undefined || of.competences.includes(what.competence))

const BODY_FUNCTIONS: readonly StaffFunction[] = ['acceptor', 'auditor', 'technical-expert', 'reviewer', 'decider']
const LABORATORY_FUNCTIONS: readonly StaffFunction[] = ['tester', 'signatory']

/**
 * A registration. A person practises in one body only (认证认可条例): the other registration must have ended, and its last
 * day must be over.
 *
 * @param others every registration of this person, anywhere
 */
export function registerStaff(
  of: { kinds: readonly ('body' | 'laboratory')[]; isMember: boolean; others: readonly Span[] },
  request: Omit<Staff, 'from' | 'until'>, today: LocalDate,
): Omit<Staff, 'from' | 'until'> {
  if (!of.isMember) refuse('not-a-member')
  functionsBelong(of.kinds, request.functions)
  if (of.others.some(({ until }) => until === null)) refuse('practises-elsewhere')
  if (of.others.some(({ until }) => until !== null && until >= today)) refuse('practised-elsewhere-today')
  return request
}

export function amendStaff(
  state: Staff, kinds: readonly ('body' | 'laboratory')[], request: Pick<Staff, 'functions' | 'competences'>,
): Pick<Staff, 'functions' | 'competences'> {
  if (state.until !== null) refuse('wrong-state', { state: 'ended' })
  functionsBelong(kinds, request.functions)
  return { functions: request.functions, competences: request.competences }
}

function functionsBelong(kinds: readonly ('body' | 'laboratory')[], functions: readonly StaffFunction[]): void {
  const allowed = [
    ...(kinds.includes('body') ? BODY_FUNCTIONS : []), ...(kinds.includes('laboratory') ? LABORATORY_FUNCTIONS : []),
  ]
  const stray = functions.find((one) => !allowed.includes(one))
  if (stray) refuse('function-not-here', { function: stray })
}

/** The last day of a registration that ends today is today. */
export function endStaff(state: Staff, today: LocalDate): { until: LocalDate } {
  if (state.until !== null) refuse('wrong-state', { state: 'ended' })
  return { until: today }
}

/**
 * Since when a key that is given up was in other hands: the first moment of that day in China.
 * @throws Refusal `compromised-in-future`, `compromised-without-cause`
 */
export function leakOf(
  request: { cause: 'routine' | 'compromised'; compromisedSince?: LocalDate | undefined }, today: LocalDate,
): Instant | undefined {
  const { cause, compromisedSince: day } = request
  if (day === undefined) return undefined
  if (cause === 'routine') refuse('compromised-without-cause')
  if (day > today) refuse('compromised-in-future')
  return parseInstant(Date.parse(`${day}T00:00:00+08:00`))
}

/** A key declared compromised: when it was given up, since when it leaked, and what takes its place if it was used. */
export interface GivenUp<Key> {
  readonly id: string
  readonly revoked: Instant
  readonly compromisedSince: Instant
  readonly next?: Key
}
type Lived = Pick<BodyKey, 'id' | 'until' | 'revoked' | 'compromisedSince'>

/** Keys after one of them was declared compromised. What was known before stays: the first moment of giving it up. */
export const givenUp = <Key extends Lived>(
  keys: readonly Key[], { id, revoked, compromisedSince, next }: GivenUp<Key>,
): Key[] => [...keys.map((key) => (key.id === id
    ? { ...key, until: key.until ?? revoked, revoked: key.revoked ?? revoked, compromisedSince } : key)),
  ...(next ? [next] : [])]

/**
 * A leak may be found to be older than was known, never younger: what was withdrawn once is not believed again.
 * @throws Refusal `key-given-up`
 */
export function mustBeNews({ revoked, compromisedSince }: Lived, since: Instant): void {
  const known = compromisedSince ?? revoked
  if (known !== undefined && known <= since) refuse('key-given-up', { since: known })
}

/** The key that signs now. */
export function signingKey({ keys }: Body): BodyKey {
  const key = keys.findLast(({ until, revoked }) => until === undefined && revoked === undefined)
  if (!key) throw new Error('a body always has a signing key')
  return key
}
