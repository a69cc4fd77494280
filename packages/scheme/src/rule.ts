import { Type } from 'typebox'
import {
  BothLanguages,
  Count,
  Day,
  Id,
  SchemeError,
  Words,
  closed,
  eachOf,
  oneOf,
  problemsOf,
  type SchemeProblem,
} from './form.ts'
import { SCHEME_TYPES } from './scheme-type.ts'
import { APPLICABILITIES, type Standard } from './standard.ts'

export const CHANGES = ['name', 'address', 'model', 'site', 'production-move', 'design', 'standard'] as const
export type ChangeKind = (typeof CHANGES)[number]
export const CHANGE_ROUTES = ['none', 'paper', 'retest', 'retest-and-audit'] as const
export type ChangeRoute = (typeof CHANGE_ROUTES)[number]

const Cited = closed({ number: Words, edition: Type.String({ pattern: '^\\d{4}(\\.\\d+)?$' }) })

/**
 * Person-days on site in tenths: `base`, by headcount the first row that reaches it, for each site and each model
 * beyond the first; never less than `minimum`.
 */
export const PersonDays = closed({
  baseTenths: Count,
  minimumTenths: Count,
  perExtraSiteTenths: Count,
  perExtraModelTenths: Count,
  byHeadcount: Type.Array(closed({ upTo: Type.Union([Count, Type.Null()]), tenths: Count }), { minItems: 1 }),
})

/** A certification rule (认证实施规则): how one A and one B standard are certified. */
export const Rule = closed({
  number: Type.String({ pattern: '^[A-Z0-9][A-Z0-9-]{2,39}$' }),
  edition: Type.String({ pattern: '^\\d{4}(\\.\\d+)?$' }),
  title: BothLanguages,
  status: oneOf(['draft', 'published']),
  programme: Id,
  a: Cited,
  b: Cited,
  schemeType: oneOf(SCHEME_TYPES),
  applicability: oneOf(APPLICABILITIES),
  publishedOn: Type.Union([Day, Type.Null()]),
  inForceFrom: Type.Union([Day, Type.Null()]),
  certificationUnit: BothLanguages,
  /** Null for a service, where nothing is sampled. Counts in `unit`. */
  sampling: Type.Union([
    closed({
      samples: Type.Integer({ minimum: 1 }),
      spares: Count,
      unit: BothLanguages,
      baseMinimum: Count,
      place: BothLanguages,
      note: BothLanguages,
    }),
    Type.Null(),
  ]),
  methods: Type.Array(Words, { uniqueItems: true }),
  factoryRequirements: Type.Array(closed({ id: Id, text: BothLanguages, must: Type.Boolean() }), { minItems: 1 }),
  documents: Type.Array(closed({ id: Id, name: BothLanguages, required: Type.Boolean() }), { minItems: 1 }),
  minimumScoreHundredths: Type.Integer({ minimum: 0, maximum: 10_000 }),
  personDays: PersonDays,
  competence: Type.String({ pattern: '^[A-Z0-9][A-Z0-9.-]{0,19}$' }),
  /** First and further surveillance in months; null where the certificate covers a batch. */
  surveillanceMonths: Type.Union([Type.Integer({ minimum: 1, maximum: 36 }), Type.Null()]),
  changes: eachOf(CHANGES, oneOf(CHANGE_ROUTES)),
  fees: BothLanguages,
  /** Number of the filing with the national authority; null until filed. */
  filingNumber: Type.Union([Words, Type.Null()]),
  overlaps: Type.Optional(Type.Array(BothLanguages)),
  source: Words,
})
export type Rule = Type.Static<typeof Rule>

/** @throws SchemeError naming every breach. `standards` are those the rule may cite. */
export function parseRule(data: unknown, standards: readonly Standard[]): Rule {
  const name = String((data as { number?: unknown } | null)?.number ?? 'rule')
  const problems = problemsOf(Rule, data)
  if (problems.length > 0) throw new SchemeError(name, problems)
  const rule = data as Rule
  const torn = ties(rule, standards)
  if (torn.length > 0) throw new SchemeError(name, torn)
  return rule
}

function ties(rule: Rule, standards: readonly Standard[]): SchemeProblem[] {
  const problems: SchemeProblem[] = []
  const cited = (kind: 'a' | 'b') =>
    standards.find(
      (standard) =>
        standard.kind === kind.toUpperCase() &&
        standard.number === rule[kind].number &&
        standard.edition === rule[kind].edition,
    )
  const b = cited('b')
  if (cited('a') === undefined) problems.push({ path: 'a', message: 'no such A standard' })
  if (b === undefined) problems.push({ path: 'b', message: 'no such B standard' })
  if (rule.status === 'published' && b?.status === 'draft')
    problems.push({ path: 'status', message: 'its B standard is a draft' })
  if (rule.status === 'published' && (rule.publishedOn === null || rule.inForceFrom === null)) {
    problems.push({ path: 'status', message: 'a published rule has its days' })
  }
  if ((rule.schemeType === '6') !== (rule.sampling === null))
    problems.push({ path: 'sampling', message: 'products are sampled, services are not' })
  if ((rule.schemeType === '1a' || rule.schemeType === '1b') !== (rule.surveillanceMonths === null)) {
    problems.push({ path: 'surveillanceMonths', message: 'null for types 1a and 1b, months for all others' })
  }
  if (b?.kind === 'B') {
    for (const { id, method } of b.indicators) {
      if (method !== null && !rule.methods.includes(method))
        problems.push({ path: 'methods', message: `lacks ${method} of ${id}` })
    }
  }
  const rows = rule.personDays.byHeadcount
  if (
    rows.at(-1)?.upTo !== null ||
    rows.slice(0, -1).some(({ upTo }, i) => upTo === null || upTo <= (rows[i - 1]?.upTo ?? -1))
  ) {
    problems.push({ path: 'personDays/byHeadcount', message: 'rows rise and the last has no end' })
  }
  return problems
}

/** Person-days on site in tenths, for an enterprise of `headcount` with so many sites and models. */
export function personDaysOf(
  { personDays: days }: Rule,
  { headcount, sites, models }: { headcount: number; sites: number; models: number },
): number {
  const row = days.byHeadcount.find(({ upTo }) => upTo === null || headcount <= upTo)
  const sum =
    days.baseTenths +
    (row?.tenths ?? 0) +
    Math.max(0, sites - 1) * days.perExtraSiteTenths +
    Math.max(0, models - 1) * days.perExtraModelTenths
  return Math.max(days.minimumTenths, sum)
}
