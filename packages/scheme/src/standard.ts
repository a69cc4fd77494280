import { Type } from 'typebox'
import { BothLanguages, Day, Id, SchemeError, Words, closed, oneOf, problemsOf, type SchemeProblem } from './form.ts'
import { Indicator, indicatorProblems } from './indicator.ts'
import { compareWithNational } from './national.ts'

export const APPLICABILITIES = ['product', 'farm-product', 'service'] as const
export type Applicability = (typeof APPLICABILITIES)[number]
export const EVIDENCE_KINDS = [
  'licence',
  'certificate',
  'report',
  'record',
  'procedure',
  'statement',
  'photograph',
  'contract',
  'plan',
  'survey',
  'register-extract',
] as const

/** A clause of an A standard that is judged. `bonus` adds to the score and never takes from it. */
export const Leaf = closed({
  id: Type.String({ pattern: '^\\d+(\\.\\d+)+$' }),
  title: BothLanguages,
  kind: oneOf(['must', 'score', 'bonus']),
  weight: Type.Integer({ minimum: 0, maximum: 100 }),
  evidence: Type.Array(oneOf(EVIDENCE_KINDS), { minItems: 1, uniqueItems: true }),
  question: BothLanguages,
  applies: Type.Array(oneOf(APPLICABILITIES), { minItems: 1, uniqueItems: true }),
})
export type Leaf = Type.Static<typeof Leaf>
const Chapter = closed({
  id: Type.String({ pattern: '^\\d+$' }),
  title: BothLanguages,
  clauses: Type.Array(Leaf, { minItems: 1 }),
})

const HEAD = {
  number: Type.String({ minLength: 1, maxLength: 60 }),
  edition: Type.String({ pattern: '^\\d{4}(\\.\\d+)?$' }),
  title: BothLanguages,
  /** Programmes of the edition that it serves. */
  programmes: Type.Array(Id, { minItems: 1, uniqueItems: true }),
  status: oneOf(['draft', 'published']),
  publisher: BothLanguages,
  publishedOn: Type.Union([Day, Type.Null()]),
  inForceFrom: Type.Union([Day, Type.Null()]),
  source: Words,
  note: Type.Optional(BothLanguages),
}

/** A standard of kind A: general requirements as a tree of two levels. Weights of score leaves sum to 100. */
export const StandardA = closed({ ...HEAD, kind: Type.Literal('A'), chapters: Type.Array(Chapter, { minItems: 1 }) })

/** A fact that conditions ask for, with its choices where it is no number. */
export const Fact = closed({
  key: Type.String({ pattern: '^[a-z][A-Za-z0-9-]{0,39}$' }),
  name: BothLanguages,
  unit: Type.Optional(Words),
  choices: Type.Optional(Type.Array(closed({ value: Words, name: BothLanguages }), { minItems: 2 })),
})
export type Fact = Type.Static<typeof Fact>

/** A standard of kind B: the indicators of a class of products or services. */
export const StandardB = closed({
  ...HEAD,
  kind: Type.Literal('B'),
  class: closed({
    name: BothLanguages,
    applicability: oneOf(APPLICABILITIES),
    industries: Type.Array(Type.String({ pattern: '^[A-T]\\d{2,4}$' })),
  }),
  references: Type.Array(closed({ number: Words, title: BothLanguages, toBeConfirmed: Type.Boolean() })),
  facts: Type.Array(Fact),
  indicators: Type.Array(Indicator, { minItems: 1 }),
})
export type StandardA = Type.Static<typeof StandardA>
export type StandardB = Type.Static<typeof StandardB>
export type Standard = StandardA | StandardB

/** @throws SchemeError naming every breach. */
export function parseStandard(data: unknown): Standard {
  const kind = (data as { kind?: unknown } | null)?.kind
  const name = String((data as { number?: unknown } | null)?.number ?? 'standard')
  const problems = problemsOf(kind === 'A' ? StandardA : StandardB, data)
  if (problems.length > 0) throw new SchemeError(name, problems)
  const standard = data as Standard
  const torn = standard.kind === 'A' ? tiesOfA(standard) : tiesOfB(standard)
  if (standard.status === 'published' && (standard.publishedOn === null || standard.inForceFrom === null)) {
    torn.push({ path: 'status', message: 'a published standard has its days' })
  }
  if (torn.length > 0) throw new SchemeError(name, torn)
  return standard
}

/** The judged clauses, in order; with `applicability` those that apply to it. */
export const leavesOf = (standard: StandardA, applicability?: Applicability): Leaf[] =>
  standard.chapters
    .flatMap(({ clauses }) => clauses)
    .filter(({ applies }) => applicability === undefined || applies.includes(applicability))

function tiesOfA(standard: StandardA): SchemeProblem[] {
  const problems: SchemeProblem[] = []
  const leaves = leavesOf(standard)
  const sum = leaves.filter(({ kind }) => kind === 'score').reduce((total, { weight }) => total + weight, 0)
  if (sum !== 100) problems.push({ path: 'chapters', message: `weights of score clauses sum to ${sum}, not 100` })
  for (const { id, kind, weight } of leaves) {
    if ((kind === 'must') !== (weight === 0))
      problems.push({ path: id, message: 'a must clause, and only it, has no weight' })
  }
  for (const { id, clauses } of standard.chapters) {
    const stray = clauses.find((leaf) => !leaf.id.startsWith(`${id}.`))
    if (stray) problems.push({ path: stray.id, message: `lies outside chapter ${id}` })
  }
  const ids = leaves.map(({ id }) => id)
  problems.push(...ids.filter((id, i) => ids.indexOf(id) !== i).map((path) => ({ path, message: 'stands twice' })))
  return problems
}

function tiesOfB(standard: StandardB): SchemeProblem[] {
  const problems: SchemeProblem[] = []
  const ids = standard.indicators.map(({ id }) => id)
  problems.push(
    ...ids
      .filter((id, i) => ids.indexOf(id) !== i)
      .map((path) => ({ path: `indicators/${path}`, message: 'stands twice' })),
  )
  for (const indicator of standard.indicators) {
    const path = `indicators/${indicator.id}`
    problems.push(...indicatorProblems(indicator).map((message) => ({ path, message })))
    for (const { key, equals } of indicator.conditions) {
      const fact = standard.facts.find((candidate) => candidate.key === key)
      if (fact === undefined) problems.push({ path, message: `condition on ${key}, which is no fact of this standard` })
      else if (fact.choices && !fact.choices.some(({ value }) => value === equals)) {
        problems.push({ path, message: `condition on ${key} names no choice of it` })
      }
    }
    if (indicator.category === 'safety' && compareWithNational(indicator) === 'looser') {
      problems.push({ path, message: 'a safety indicator must not be looser than the national limit' })
    }
    if (indicator.limit?.origin === 'demonstration' && compareWithNational(indicator) === 'looser') {
      problems.push({ path, message: 'an invented limit may only be stricter' })
    }
  }
  return problems
}

/** How a B standard stands beside the national ones; `comparable` has both limits known. */
export interface Advancedness {
  readonly comparable: number
  readonly stricter: number
  readonly equal: number
  readonly looser: number
  readonly new: number
  readonly unknown: number
}

export function advancednessOf({ indicators }: StandardB): Advancedness {
  const count = { stricter: 0, equal: 0, looser: 0, new: 0, unknown: 0 }
  for (const indicator of indicators) count[compareWithNational(indicator)] += 1
  return { ...count, comparable: count.stricter + count.equal + count.looser }
}

/**
 * Whether a B standard may be published: at least three indicators comparable with a national limit, at least
 * `keysAbove` key indicators stricter than it or new beside it, none looser. Empty when it may.
 */
export function publicationProblems(standard: StandardB, keysAbove: number): SchemeProblem[] {
  const { comparable, looser } = advancednessOf(standard)
  const above = standard.indicators.filter(
    (indicator) => indicator.key && ['stricter', 'new'].includes(compareWithNational(indicator)),
  ).length
  const problems: SchemeProblem[] = []
  if (comparable < 3)
    problems.push({ path: 'indicators', message: `only ${comparable} comparable with a national limit, 3 needed` })
  if (above < keysAbove)
    problems.push({
      path: 'indicators',
      message: `only ${above} key indicators above the national limit, ${keysAbove} needed`,
    })
  if (looser > 0) problems.push({ path: 'indicators', message: `${looser} looser than the national limit` })
  return problems
}
