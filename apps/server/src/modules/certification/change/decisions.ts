import { certificateChanges as contract, refuse } from '@tianfu/contract'
import { addMonths } from '@tianfu/kernel'
import type { LocalDate, Text } from '@tianfu/kernel'
import type { Edition, Indicator } from '@tianfu/scheme'
import { mustCite } from '../application/transitions.ts'
import type { JudgedValue, Pinned, TestValue } from '../application/state.ts'
import { mustBeAbleTo } from '../certificate/decisions.ts'
import type { Certificate, Said } from '../certificate/state.ts'
import { judgeAll } from '../evaluation/judging.ts'
import { lets, testedIndicators } from '../rule-facts.ts'
import type { Conditions, RuleFacts } from '../rule-facts.ts'
import { mustNotHaveEvaluated } from '../separation.ts'
import type { CertificateChange, ChangeKind, ChangeRoute, ChangeStatus } from './state.ts'

/** From which states an act on a change may happen. */
export const MAY_HAPPEN_FROM = {
  'certificate-change.evaluated': ['requested'],
  'certificate-change.decided': ['evaluated'],
  'certificate-change.retracted': ['requested', 'evaluated'],
} as const satisfies Record<string, readonly ChangeStatus[]>

/** @throws Refusal `wrong-state` */
export function mustBeOpenFor(act: keyof typeof MAY_HAPPEN_FROM, { status }: Pick<CertificateChange, 'status'>): void {
  if (!(MAY_HAPPEN_FROM[act] as readonly ChangeStatus[]).includes(status)) {
    refuse('wrong-state', { state: contract.CHANGE_STATUS_WORDS[status].zh })
  }
}

interface Party { readonly uscc: string; readonly name: string }

/** What the register says on the day of the request. */
export interface ChangeFacts {
  readonly today: LocalDate
  readonly holder: { readonly uscc: string; readonly name: string }
  readonly product: { readonly models: readonly string[]; readonly applicant: Party; readonly producer: Party
    readonly manufacturer: Party }
  /** Places of production that the certificate rests on. */
  readonly sites: readonly string[]
  /** Sites of the holder among those asked for. */
  readonly own: readonly { readonly id: string; readonly region: string }[]
  /** The rule that the certificate was issued by, and its edition in force. */
  readonly pinned: RuleFacts
  readonly inForce: RuleFacts
}

export interface Asked {
  readonly kind: ChangeKind; readonly models?: readonly string[]; readonly sites?: readonly string[]
  readonly files: readonly string[]
}

/**
 * What the certificate is to say, and how it is looked at: by the matrix of the rule (domain §4.6), except that models
 * may go without a test. A revised standard goes by the matrix of the edition that it moves to.
 *
 * @throws Refusal `change-nothing`, `change-needs`, `not-on-sheet`, `site-foreign`, `batch-unchangeable`
 */
export function request(certificate: Certificate, asked: Asked, facts: ChangeFacts): {
  route: ChangeRoute; wanted: Partial<Said> } {
  mustBeAbleTo('certificate.changed', certificate, facts.today)
  if (certificate.batch && asked.kind !== 'name' && asked.kind !== 'address') refuse('batch-unchangeable')
  const matrix = (asked.kind === 'standard' ? facts.inForce : facts.pinned).rule.changes
  const wanted = wantedBy(certificate, asked, facts)
  return { route: asked.kind === 'model' && onlyFewer(certificate, asked) ? 'none' : matrix[asked.kind], wanted }
}

const modelsOf = ({ products }: Pick<Said, 'products'>): string[] => products.flatMap(({ models }) => models)
const onlyFewer = (certificate: Certificate, { models = [] }: Asked): boolean =>
  models.every((model) => modelsOf(certificate).includes(model))
const sameSet = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((one) => b.includes(one))

function wantedBy(certificate: Certificate, asked: Asked, facts: ChangeFacts): Partial<Said> {
  switch (asked.kind) {
    case 'name': return otherNames(certificate, facts)
    case 'model': return otherModels(certificate, asked.models ?? [], facts)
    case 'site': case 'production-move': return otherSites(asked.sites ?? [], facts)
    case 'standard': return otherEdition(certificate, facts.inForce)
    // The certificate states neither address nor design: what is granted is that it goes on standing with them.
    case 'address': return {}
    case 'design':
      if (asked.files.length === 0) refuse('change-needs', { zh: '设计变更的证明材料', en: 'papers on the design' })
      return {}
  }
}

function otherNames(certificate: Certificate, { holder, product }: ChangeFacts): Partial<Said> {
  const nameOf = (party: Party) => (party.uscc === holder.uscc ? holder.name : party.name)
  const parties = { applicant: nameOf(product.applicant), producer: nameOf(product.producer),
    manufacturer: nameOf(product.manufacturer) }
  const { parties: before } = certificate
  const same = parties.applicant === before.applicant && parties.producer === before.producer
    && parties.manufacturer === before.manufacturer
  if (holder.name === certificate.holderName && same) refuse('change-nothing')
  return { holderName: holder.name, parties }
}

function otherModels(certificate: Certificate, models: readonly string[], { product }: ChangeFacts): Partial<Said> {
  const unknown = models.find((one) => !product.models.includes(one))
  if (unknown !== undefined) refuse('not-on-sheet', { model: unknown })
  if (sameSet(models, modelsOf(certificate))) refuse('change-nothing')
  return { products: certificate.products.map((one) => ({ ...one, models })) }
}

function otherSites(sites: readonly string[], { own, sites: before }: ChangeFacts): Partial<Said> {
  const [first] = own
  if (!first || sites.some((site) => !own.some(({ id }) => id === site))) return refuse('site-foreign')
  if (sameSet(sites, before)) refuse('change-nothing')
  // Whose authority looks at it follows the place of production.
  return { sites, region: own.find(({ id }) => id === sites[0])?.region ?? first.region }
}

function otherEdition(certificate: Certificate, { rule, a, b }: RuleFacts): Partial<Said> {
  if (rule.edition === certificate.rule.edition) refuse('change-nothing')
  const pinned = ({ number, edition, title }: { number: string; edition: string; title: Text }): Pinned & {
    name: Text } => ({ number, edition, name: title })
  return { rule: pinned(rule), standards: [pinned(a), pinned(b)] }
}

// --- evaluation ------------------------------------------------------------------------------------------------------

/** What a re-test covers: the key indicators that a laboratory tests, or all it tests where none is marked as key. */
export function retested(facts: Pick<RuleFacts, 'b'>, conditions: Conditions = []): Indicator[] {
  const all = testedIndicators(facts, conditions)
  const key = all.filter((one) => one.key)
  return key.length > 0 ? key : all
}

export const needsReport = ({ route }: Pick<CertificateChange, 'route'>, facts: Pick<RuleFacts, 'b'>): boolean =>
  (route === 'retest' || route === 'retest-and-audit') && retested(facts).length > 0
export const needsAudit = ({ route }: Pick<CertificateChange, 'route'>): boolean => route === 'retest-and-audit'

/** @throws Refusal `indicators-missing` and what else `judgeAll` refuses */
export const judgeRetest = (facts: Pick<RuleFacts, 'b'>, conditions: Conditions,
  values: readonly TestValue[]): JudgedValue[] =>
  judgeAll(facts, conditions, retested(facts, conditions).map(({ id }) => id), values)

/** Tested within the age that a report may have, and not in days to come. @throws Refusal `test-day-impossible` */
export function mustHaveTested(edition: Edition, from: LocalDate, until: LocalDate, today: LocalDate): void {
  if (from > until || from < addMonths(today, -edition.periods.reportAge.count)) refuse('test-day-impossible',
    { day: from })
  if (until > today) refuse('test-day-impossible', { day: until })
}

/** Audited after the request and not in days to come. @throws Refusal `test-day-impossible` */
export function mustHaveAudited(change: CertificateChange, from: LocalDate, until: LocalDate, today: LocalDate): void {
  if (from > until || from < change.requestedOn) refuse('test-day-impossible', { day: from })
  if (until > today) refuse('test-day-impossible', { day: until })
}

/** A failing value lets nobody conclude that it conforms. @throws Refusal `result-negative` */
export function mustFollow(outcome: 'conforms' | 'does-not-conform', values: readonly JudgedValue[]): void {
  if (outcome === 'conforms' && !values.every(lets)) refuse('result-negative',
    { zh: '有检测结果不合格', en: 'a value does not meet its limit' })
}

// --- decision --------------------------------------------------------------------------------------------------------

export function mayDecide(change: CertificateChange, persons: readonly string[]): void {
  mustBeOpenFor('certificate-change.decided', change)
  mustNotHaveEvaluated(change.evaluators, persons)
}

/** A grant needs a favourable evaluation where the route asks for one, a denial its ground from the closed list. */
export function decide(change: CertificateChange, edition: Edition, persons: readonly string[],
  decision: { outcome: 'grant' | 'deny'; ground?: string }): { ground?: string } {
  mayDecide(change, persons)
  if (decision.outcome === 'deny') return { ground: mustCite(edition, 'certificationRefusal', decision.ground ?? '') }
  if (change.route !== 'none' && change.evaluation?.outcome !== 'conforms') {
    refuse('result-negative', { zh: '评价结论为不符合', en: 'the evaluation found that it does not conform' })
  }
  return {}
}
