import { refuse, standards as contract } from '@tianfu/contract'
import type { QueryOf } from '@tianfu/contract'
import type { Text } from '@tianfu/kernel'
import { advancednessOf, stepsOf } from '@tianfu/scheme'
import type { Rule } from '@tianfu/scheme'
import { sql } from 'kysely'
import { timeline } from '../../platform/acts.ts'
import { offer } from '../../platform/next.ts'
import { anywhere, cursorId, pageOf, pageSize } from '../../platform/page.ts'
import type { View } from '../../platform/work.ts'
import { inForceOn, withdraw } from './domain.ts'
import type { FoundRule, FoundStandard } from './store.ts'
import { editionsOfRule, editionsOfStandard, findRule, findStandard } from './store.ts'
import { CHANGE_NAMES, ROUTE_NAMES, clausesOf, counts, indicatorShown } from './shown.ts'

type ListQuery = { after?: string; limit?: number; q?: string; status?: string }

/** In force today where no status is asked for: what a file may begin under. */
const inForceToday = (table: 'standard' | 'certification_rule', today: string) => sql<boolean>`status = 'published'
  and in_force_from <= ${today} and not exists (select from ${sql.table(table)} as later
    where later.number = ${sql.ref(`${table}.number`)} and later.status <> 'draft'
      and later.in_force_from <= ${today} and later.in_force_from > ${sql.ref(`${table}.in_force_from`)})`

const after = (table: 'standard' | 'certification_rule', cursor: string) =>
  sql<boolean>`(number, edition) > (select number, edition from ${sql.table(table)} where id = ${cursorId(cursor)})`

const wanted = (q: string) => sql<boolean>`(number ilike ${anywhere(q)} or title ilike ${anywhere(q)}
  or official->'document'->'title'->>'en' ilike ${anywhere(q)})`

export async function listStandards(view: View, query: QueryOf<typeof contract.listStandards>) {
  let rows = view.db.selectFrom('standard').select(['id', 'version', 'official', 'kind'])
  rows = query.status ? rows.where('status', '=', query.status) : rows.where(inForceToday('standard', view.at.today))
  if (query.kind) rows = rows.where('kind', '=', query.kind)
  if (query.programme) {
    rows = rows.where(
      sql<boolean>`official -> 'document' -> 'programmes' @> ${JSON.stringify([query.programme])}::jsonb`
    )
  }
  rows = narrowed(rows, 'standard', query)
  const found = await rows.orderBy('number').orderBy('edition').limit(pageSize(query)).execute()
  return pageOf(
    found, query, ({ id }) => id, ({ id, version, official }) => standardItem(view, { id, version, ...official }),
  )
}

function narrowed<Q extends { where(by: never): Q }>(
  rows: Q, table: 'standard' | 'certification_rule', query: ListQuery,
): Q {
  if (query.q?.trim()) rows = rows.where(wanted(query.q) as never)
  return query.after ? rows.where(after(table, query.after) as never) : rows
}

function standardItem(view: View, { id, status, document, withdrawnOn }: FoundStandard) {
  return {
    id, number: document.number, edition: document.edition, name: document.title, kind: document.kind, status,
    inForceFrom: document.inForceFrom,
    inForce: inForceOn([{ status, document, withdrawnOn }], view.at.today) !== undefined,
    programmes: [...document.programmes], ...counts(document),
  }
}

export async function standardDetail(view: View, number: string, edition?: string) {
  const editions = await editionsOfStandard(view.db, number)
  const found = (await findStandard(view.db, number, edition)) ?? refuse('not-found')
  const { document } = found
  const rules = await view.db.selectFrom('certification_rule').select(['official']).where('status', '=', 'published')
    .where(
      sql<boolean>`(standard_b = ${number} or official->'document'->'a'->>'number' = ${number})`
    ).orderBy('number').execute()
  return {
    ...standardItem(view, found),
    publisher: document.publisher, source: document.source, note: document.note ?? null,
    clauseTree: document.kind === 'A' ? clausesOf(document) : [],
    rows: document.kind === 'B' ? document.indicators.map(indicatorShown) : [],
    summary: document.kind === 'B' ? advancednessOf(document) : null,
    class: document.kind === 'B' ? { ...document.class, industries: [...document.class.industries] } : null,
    references: document.kind !== 'B' ? [] : document.references.map(
      ({ number: of, title, toBeConfirmed }) => ({ number: of, name: title, toBeConfirmed }),
    ),
    facts: document.kind === 'B' ? factsOf(document.facts) : [],
    editions: editions.map((one) => editionOf(one)),
    rules: rules.map(({ official }) => ({
      number: official.document.number, edition: official.document.edition, name: official.document.title })),
    version: found.version,
    next: offer(view.actor, contract.withdrawStandard, { params: { id: found.id }, rule: () => withdraw(found) }),
    timeline: await timeline(view, 'standard', found.id),
  }
}

const factsOf = (
  facts: readonly { key: string; name: Text; unit?: string; choices?: readonly { value: string; name: Text }[] }[],
) =>
  facts.map(({ key, name, unit, choices }) => ({ key, name, unit: unit ?? null, choices: [...(choices ?? [])] }))

const editionOf = (
  { status, document }: { status: string; document: { edition: string; inForceFrom: string | null } },
) =>
  ({ edition: document.edition, status, inForceFrom: document.inForceFrom })

export async function comparison(view: View, number: string, edition?: string) {
  const found = await findStandard(view.db, number, edition)
  if (found?.document.kind !== 'B') refuse('not-found')
  const { document } = found
  return {
    number, edition: document.edition, name: document.title, rows: document.indicators.map(indicatorShown),
    summary: advancednessOf(document),
  }
}

export async function listRules(view: View, query: QueryOf<typeof contract.listRules>) {
  let rows = view.db.selectFrom('certification_rule').select(['id', 'version', 'official'])
  rows = query.status
    ? rows.where('status', '=', query.status) : rows.where(inForceToday('certification_rule', view.at.today))
  if (query.programme) rows = rows.where('programme', '=', query.programme)
  if (query.standard) rows = rows.where('standard_b', '=', query.standard)
  rows = narrowed(rows, 'certification_rule', query)
  const found = await rows.orderBy('number').orderBy('edition').limit(pageSize(query)).execute()
  return pageOf(
    found, query, ({ id }) => id, ({ id, version, official }) => ruleItem(view, { id, version, ...official }),
  )
}

function ruleItem(view: View, { id, status, document, withdrawnOn }: FoundRule) {
  return {
    id, number: document.number, edition: document.edition, name: document.title, programme: document.programme,
    schemeType: document.schemeType, applicability: document.applicability, status, inForceFrom: document.inForceFrom,
    inForce: inForceOn([{ status, document, withdrawnOn }], view.at.today) !== undefined, a: document.a, b: document.b,
  }
}

/** The steps that the rule's scheme type generates, with their names (ISO/IEC 17067). */
export const stepsShown = (view: Pick<View, 'edition'>, rule: Pick<Rule, 'schemeType'>) =>
  stepsOf(view.edition, rule.schemeType)
    .map((step) => ({ step, name: view.edition.wording.steps[step] ?? { zh: step, en: step } }))

export async function ruleDetail(view: View, number: string, edition?: string) {
  const editions = await editionsOfRule(view.db, number)
  const found = (await findRule(view.db, number, edition)) ?? refuse('not-found')
  const { document } = found
  const type = view.edition.schemeTypes[document.schemeType]
  const names = new Map<string, Text>()
  for (const cited of [document.a, document.b]) {
    const standard = await findStandard(view.db, cited.number, cited.edition)
    if (standard) names.set(cited.number, standard.document.title)
  }
  return {
    ...ruleItem(view, found),
    a: { ...document.a, ...nameOf(names, document.a.number) },
    b: { ...document.b, ...nameOf(names, document.b.number) },
    steps: stepsShown(view, document), schemeTypeName: type.name, batch: type.batch, licence: type.licence,
    surveillance: type.surveillance.map(
      (kind) => ({ kind, name: view.edition.wording.surveillance[kind] ?? { zh: kind, en: kind } })
    ),
    surveillanceMonths: document.surveillanceMonths, certificationUnit: document.certificationUnit,
    sampling: document.sampling,
    methods: [...document.methods], factoryRequirements: [...document.factoryRequirements],
    documents: [...document.documents],
    minimumScoreHundredths: document.minimumScoreHundredths, competence: document.competence,
    personDays: document.personDays,
    changes: Object.entries(document.changes).map(([change, route]) => ({
      change, name: CHANGE_NAMES[change as keyof typeof CHANGE_NAMES], route, routeName: ROUTE_NAMES[route] })),
    fees: document.fees, filingNumber: document.filingNumber, overlaps: [...(document.overlaps ?? [])],
    source: document.source,
    editions: editions.map((one) => editionOf(one)), version: found.version,
    next: offer(view.actor, contract.withdrawRule, { params: { id: found.id }, rule: () => withdraw(found) }),
    timeline: await timeline(view, 'rule', found.id),
  }
}

const nameOf = (names: Map<string, Text>, number: string) => {
  const name = names.get(number)
  return name ? { name } : {}
}
