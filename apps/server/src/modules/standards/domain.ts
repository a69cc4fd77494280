import { refuse } from '@tianfu/contract'
import type { standards } from '@tianfu/contract'
import type { LocalDate } from '@tianfu/kernel'
import {
  SchemeError, parseRule, parseStandard, programmeOf, publicationProblems,
} from '@tianfu/scheme'
import type { Edition, Rule, SchemeProblem, Standard } from '@tianfu/scheme'
import { aggregate } from '../../platform/aggregate.ts'
import type { TextRef } from '../../platform/texts.ts'

export type PublicationStatus = (typeof standards.PUBLICATION_STATUSES)[number]

/** A document with its life; the document itself never changes once published: a new edition is another subject. */
interface Published<Document> {
  readonly status: PublicationStatus
  readonly document: Document
  readonly withdrawnOn: LocalDate | null
}
export type PublishedStandard = Published<Standard>
export type PublishedRule = Published<Rule>

const lifeOf = <Document>(name: 'standard' | 'rule') => ({
  [`${name}.drafted`]: (_: unknown, content: { document: Document }) =>
    ({ status: 'draft' as const, document: content.document, withdrawnOn: null }),
  [`${name}.published`]: (_: unknown, content: { document: Document }) =>
    ({ status: 'published' as const, document: content.document, withdrawnOn: null }),
  [`${name}.withdrawn`]: (state: Published<Document>, _content: { reason: TextRef }, act: { effectiveOn: LocalDate }) =>
    ({ ...state, status: 'withdrawn' as const, withdrawnOn: act.effectiveOn }),
})

export const standard = aggregate<PublishedStandard>(
  { type: 'standard', table: 'standard', apply: lifeOf<Standard>('standard') }
)
export const rule = aggregate<PublishedRule>({ type: 'rule', table: 'certification_rule', apply: lifeOf<Rule>('rule') })

const say = (problems: readonly SchemeProblem[]): string[] =>
  problems.slice(0, 20).map(({ path, message }) => `${path || '/'} ${message}`)

function parsed<T>(parse: () => T): T {
  try {
    return parse()
  } catch (error) {
    if (error instanceof SchemeError) refuse('document-form', { problems: say(error.problems) })
    throw error
  }
}

/** What is known of the same number and edition, and of the number's other editions. */
export interface Others {
  readonly same: { readonly status: PublicationStatus } | undefined
  readonly published: readonly { readonly edition: string; readonly inForceFrom: string | null }[]
}

/** A standard as it may be published, or kept as a draft when it says so. @throws Refusal naming every breach */
export function publishStandard(data: unknown, others: Others, edition: Edition): Standard {
  const document = parsed(() => parseStandard(data))
  mayFollow(document, others)
  if (document.kind === 'B' && document.status === 'published') {
    const problems = publicationProblems(document, edition.limits.keyIndicatorsAboveNational)
    if (problems.length > 0) refuse('standard-not-advanced', { problems: say(problems) })
  }
  return document
}

/** A rule likewise. `cited`: the standards that it names, as they stand. */
export function publishRule(
  data: unknown, others: Others, cited: readonly PublishedStandard[], edition: Edition,
): Rule {
  const known = cited.filter(({ status }) => status !== 'withdrawn').map(({ document }) => document)
  const document = parsed(() => parseRule(data, known))
  mayFollow(document, others)
  const programme = programmeOf(edition, document.programme)
  if (!programme) refuse('programme-unknown', { programme: document.programme })
  if (!programme.schemeTypes.includes(document.schemeType)) {
    refuse('scheme-type-not-of-programme', { type: document.schemeType })
  }
  if (document.status === 'published') {
    for (const cite of [document.a, document.b]) {
      const found = cited.find((one) => one.document.number === cite.number && one.document.edition === cite.edition)
      if (found?.status !== 'published') refuse('rule-standard-missing', { number: cite.number, edition: cite.edition })
    }
  }
  return document
}

/** An edition is published once; a later one begins later. */
function mayFollow(
  document: { number: string; edition: string; status: 'draft' | 'published'; inForceFrom: string | null },
  others: Others,
): void {
  const { number, edition } = document
  if (others.same && (others.same.status !== 'draft' || document.status === 'draft')) {
    refuse('edition-exists', { number, edition })
  }
  if (document.status === 'draft') return
  const latest = others.published.map(({ inForceFrom }) => inForceFrom ?? '').sort().at(-1)
  if (latest !== undefined && (document.inForceFrom ?? '') <= latest) refuse('edition-not-later', { from: latest })
}

export function withdraw(state: Published<unknown>): void {
  if (state.status === 'withdrawn') refuse('wrong-state', { state: state.status })
}

/**
 * Of the editions of one number, the one in force on `day`: the latest that has begun, unless it was withdrawn by then.
 */
export function inForceOn<P extends Published<{ inForceFrom: string | null }>>(
  editions: readonly P[], day: string,
): P | undefined {
  const begun = editions.filter(({ status, document: { inForceFrom } }) =>
    status !== 'draft' && inForceFrom !== null && inForceFrom <= day)
    .sort((a, b) => (a.document.inForceFrom ?? '') < (b.document.inForceFrom ?? '') ? -1 : 1)
  const latest = begun.at(-1)
  return latest && (latest.withdrawnOn === null || day < latest.withdrawnOn) ? latest : undefined
}

