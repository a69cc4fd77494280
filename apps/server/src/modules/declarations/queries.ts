import { declarations as contract, refuse } from '@tianfu/contract'
import type { Next, QueryOf } from '@tianfu/contract'
import type { LocalDate, Text } from '@tianfu/kernel'
import { groundOf, regionPrefix } from '@tianfu/scheme'
import type { RoleId } from '@tianfu/scheme'
import { find, timeline } from '../../platform/acts.ts'
import type { Db } from '../../platform/db/database.ts'
import { deadlinesOf } from '../../platform/deadlines.ts'
import { offer } from '../../platform/next.ts'
import { anywhere, cursorId, pageOf, pageSize } from '../../platform/page.ts'
import { readTexts } from '../../platform/texts.ts'
import type { View } from '../../platform/work.ts'
import { getOrganisation } from '../parties/index.ts'
import { clausesOf, comparedValue } from './assess.ts'
import type { Basis } from './assess.ts'
import { confirm, declaration, mayHappen, standingOn } from './domain.ts'
import type { Contents, Declaration, Standing } from './domain.ts'
import { basisOf } from './drafts.ts'

const rowsOf = (db: Db) => db.selectFrom('declaration as d').innerJoin('organisation as o', 'o.id', 'd.organisation')
  .select(['d.id', 'd.official', 'o.uscc', 'o.official as holder'])

/** What everybody may read: all declarations that were ever public, as they stand today. */
export async function publicDeclarations(view: View, query: QueryOf<typeof contract.listPublicDeclarations>) {
  let rows = rowsOf(view.db)
  if (query.uscc) rows = rows.where('o.uscc', '=', query.uscc)
  if (query.programme) rows = rows.where('d.programme', '=', query.programme)
  if (query.standard) rows = rows.where('d.standard_b', '=', query.standard)
  return page(view, rows, query)
}

/** The own organisation's; for authorities those of their region. */
export async function listDeclarations(view: View, query: QueryOf<typeof contract.listDeclarations>) {
  let rows = rowsOf(view.db)
  const { scope, region, organisation } = scopeOf(view)
  if (scope === 'organisation') rows = rows.where('d.organisation', '=', organisation)
  if (scope === 'region') rows = rows.where('o.region', 'like', `${regionPrefix(region)}%`)
  if (query.product) rows = rows.where('d.product', '=', query.product)
  if (query.standing) rows = rows.where('d.status', '=', query.standing)
  return page(view, rows, query)
}

function scopeOf({ actor, edition }: View) {
  if (!actor) refuse('not-signed-in')
  const scope = edition.roles[actor.role as RoleId]?.scope ?? 'organisation'
  return {
    scope: scope === 'region' && !actor.region ? 'organisation' as const : scope, region: actor.region ?? '',
    organisation: actor.organisation,
  }
}

async function page(
  view: View, asked: ReturnType<typeof rowsOf>, query: { after?: string; limit?: number; q?: string },
) {
  let rows = asked
  if (query.q) {
    const q = anywhere(query.q)
    rows = rows.where((is) =>
      is.or([is('d.number', 'ilike', q), is('o.name', 'ilike', q), is('d.standard_b', 'ilike', q),
      is.exists(is.selectFrom('product as p').select('p.id').whereRef('p.id', '=', 'd.product')
        .where('p.name', 'ilike', q))]))
  }
  if (query.after) rows = rows.where('d.id', '<', cursorId(query.after))
  const found = await rows.orderBy('d.id', 'desc').limit(pageSize(query)).execute()
  return pageOf(
    found, query, ({ id }) => id, (row) => item(view, row.id, row.official, { uscc: row.uscc, name: row.holder.name }),
  )
}

const item = (view: View, id: string, of: Declaration, holder: { uscc: string; name: Text }) => ({
  id, number: of.number, holder, product: of.product, productName: of.productName, programme: of.programme,
  standards: [of.standards.a, of.standards.b], standing: standingOn(of, view.at.today), conforms: of.conforms,
  publishedOn: of.publishedOn, validUntil: of.validUntil,
})

export async function publicDeclaration(view: View, number: string) {
  const row = await view.db.selectFrom('declaration').select('id').where('number', '=', number).executeTakeFirst()
  return detail(view, row?.id ?? refuse('not-found'), 'public')
}

/** @throws Refusal `not-found` for what lies outside the caller's organisation or region */
export async function declarationDetail(view: View, id: string) {
  const { scope, region, organisation } = scopeOf(view)
  const found = (await find(view.db, declaration, id)) ?? refuse('not-found')
  const own = found.state.organisation === organisation
  const holder = await getOrganisation(view.db, found.state.organisation)
  const within = scope === 'all' || (scope === 'region' && holder.region.startsWith(regionPrefix(region)))
  if (!own && !within) refuse('not-found')
  return detail(view, id, own ? 'holder' : 'authority')
}

async function detail(view: View, id: string, reader: 'public' | 'holder' | 'authority') {
  const { state, version } = (await find(view.db, declaration, id)) ?? refuse('not-found')
  const holder = await getOrganisation(view.db, state.organisation)
  const basis = await basisOf(view.db, state.rule)
  const shown = await readTexts(view, {
    statement: state.statement, notes: state.clauses.map(({ note }) => note),
    answers: state.challenges.map(({ answer }) => answer),
  })
  const answerOf = new Map(
    state.clauses.map((clause, i) => [clause.clause, { ...clause, note: shown.notes[i] ?? null }])
  )
  const { a, b } = basis
  return {
    ...item(view, id, state, { uscc: holder.uscc, name: holder.name }),
    standards: [
      { number: a.number, edition: a.edition, name: a.title }, { number: b.number, edition: b.edition, name: b.title },
    ],
    organisation: state.organisation, rule: { ...state.rule, name: basis.rule.title }, models: [...state.models],
    gtin: state.gtin,
    facts: state.facts.map(({ key, value }) => ({ key, value })), values: valuesShown(basis, state),
    statement: shown.statement,
    clauses: clausesOf(basis).map(({ id: clause, title, kind, question }) => ({
      clause, name: title, requirement: kind, question, answer: answerOf.get(clause)?.answer ?? null,
      evidence: answerOf.get(clause)?.evidence ?? null,
      note: reader === 'public' ? null : answerOf.get(clause)?.note ?? null,
    })),
    confirmedUntil: state.confirmedUntil, revision: state.revision,
    earlier: state.earlier.map((one) => ({
      revision: one.revision, publishedOn: one.revisedOn, ground: one.ground, values: valuesShown(basis, one) })),
    challenges: state.challenges.map(({ number, acceptedOn, ground, answeredOn, outcome, concludedOn }, i) => ({
      number, acceptedOn, ground: groundOf(view.edition, 'challenge', ground)?.name ?? { zh: ground },
      answer: shown.answers[i] ?? null,
      answeredOn, outcome, concludedOn,
    })),
    version, next: reader === 'holder' ? nextOf(view, id, state) : [], timeline: await visible(view, id, reader),
    deadlines: reader === 'public'
      ? [] : await deadlinesOf(view.world, view.db, { type: 'declaration', id }, view.at.today),
  }
}

const valuesShown = (basis: Basis, of: Contents) => {
  const facts = Object.fromEntries(of.facts.map(({ key, value }) => [key, value]))
  return of.values.map((value) => comparedValue(basis, facts, value))
}

/** A challenge that was refused is told to nobody but the office that refused it. */
async function visible(view: View, id: string, reader: 'public' | 'holder' | 'authority') {
  const entries = await timeline(view, 'declaration', id)
  return reader === 'authority' ? entries : entries.filter(({ type }) => type !== 'declaration.challenge-refused')
}

function nextOf(view: View, id: string, state: Declaration): Next[] {
  if (standingOn(state, view.at.today) === 'expired' || state.endedOn !== null) return []
  const params = { params: { id } }
  return [
    ...offer(view.actor, contract.confirmDeclaration, {
      ...params, rule: () => confirm(state, view.at.today, view.edition.periods.declarationConfirmation.count) }),
    ...offer(view.actor, contract.correctDeclaration, { ...params, rule: () => mayHappen('corrected', state) }),
    ...offer(view.actor, contract.withdrawDeclaration, { ...params, rule: () => mayHappen('withdrawn', state) }),
    ...state.challenges.filter(({ answeredOn, concludedOn }) => answeredOn === null && concludedOn === null)
      .flatMap((challenge) => offer(view.actor, contract.answerChallenge, { params: { id: challenge.id } })),
  ]
}

export interface FoundDeclaration extends Declaration {
  readonly id: string
  readonly version: number
  /** On the day that was asked about. */
  readonly standing: Standing
}

/** A declaration with how it stands on `day`. */
export async function findDeclaration(db: Db, id: string, day: LocalDate): Promise<FoundDeclaration | undefined> {
  const found = await find(db, declaration, id)
  return found && { id, version: found.version, ...found.state, standing: standingOn(found.state, day) }
}

/** Numbers of a product's declarations that can be relied on on `day`, newest first. */
export async function runningDeclarations(db: Db, product: string, day: LocalDate): Promise<string[]> {
  const rows = await db.selectFrom('declaration').select('official').where('product', '=', product)
    .orderBy('id', 'desc').execute()
  return rows.filter(({ official }) => ['public', 'challenged'].includes(standingOn(official, day)))
    .map(({ official }) => official.number)
}

/**
 * The organisation's declaration of a product against a B standard that can be relied on on `day`: public, or
 * challenged and not refuted. What is lapsed, expired, withdrawn or refuted is none.
 */
export async function currentDeclaration(
  db: Db, organisation: string, product: string, standard: string, day: LocalDate,
): Promise<FoundDeclaration | undefined> {
  const rows = await db.selectFrom('declaration').select(['id', 'version', 'official'])
    .where('organisation', '=', organisation)
    .where('product', '=', product).where('standard_b', '=', standard).orderBy('id', 'desc').execute()
  for (const { id, version, official } of rows) {
    const standing = standingOn(official, day)
    if (standing === 'public' || standing === 'challenged') return { id, version, ...official, standing }
  }
  return undefined
}

/**
 * A declaration that an authority has examined: it stands unchallenged on `day`, conforms, and a challenge of its
 * present revision was concluded without refuting it. Undefined otherwise: nobody has looked at most declarations.
 */
export async function reviewedDeclaration(db: Db, id: string, day: LocalDate): Promise<FoundDeclaration | undefined> {
  const found = await findDeclaration(db, id, day)
  const examined = found?.challenges.some(({ concludedOn, outcome, revision }) =>
    concludedOn !== null && concludedOn <= day && outcome !== 'refuted'
    && (revision === found.revision || outcome === 'corrected'))
  return found?.standing === 'public' && found.conforms && examined ? found : undefined
}
