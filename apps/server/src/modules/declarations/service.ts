import { refuse } from '@tianfu/contract'
import type { BodyOf, declarations as contract } from '@tianfu/contract'
import { daysBetween } from '@tianfu/kernel'
import type { LocalDate, Text } from '@tianfu/kernel'
import { groundOf, programmeOf, termEnd } from '@tianfu/scheme'
import type { GroundList } from '@tianfu/scheme'
import { change, create, lock } from '../../platform/acts.ts'
import type { Locked } from '../../platform/acts.ts'
import { endDeadlines, startDeadline } from '../../platform/deadlines.ts'
import { shareFile, useFile } from '../../platform/files.ts'
import { tell } from '../../platform/notices.ts'
import { nextNumber } from '../../platform/numbers.ts'
import { endTasks, putTask } from '../../platform/queue.ts'
import { freeText, readTexts } from '../../platform/texts.ts'
import type { Work } from '../../platform/work.ts'
import { findProduct } from '../brands/index.ts'
import { getOrganisation } from '../parties/index.ts'
import { ruleInForce } from '../standards/index.ts'
import { assess, conformsTo, mustBeKnown, mustBePublishable, problemsOf } from './assess.ts'
import type { Basis } from './assess.ts'
import { confirm, correct, declaration, mayHappen } from './domain.ts'
import type { Contents, Declaration, DeclaredClause, NewDeclaration } from './domain.ts'
import { saveDraft } from './draft.ts'
import type { DraftContent } from './draft.ts'
import { basisOf, lockDraft } from './drafts.ts'

const HOLDER_ROLES = ['enterprise-representative', 'enterprise-agent']

/** Publishes a draft as a declaration; the draft is gone with it. @returns the declaration's id */
export async function publishDeclaration(work: Work, draftId: string, version: number): Promise<string> {
  const organisation = await getOrganisation(work.db, work.actor.organisation)
  const seen = await work.tx.selectFrom('declaration_draft').select('product').where('id', '=', draftId)
    .where('organisation', '=', organisation.id).executeTakeFirst() ?? refuse('not-found')
  // The product's row is the lock: two drafts of one product under two rules may cite the same B standard.
  await work.tx.selectFrom('product').select('id').where('id', '=', seen.product).forUpdate().execute()
  const draft = await lockDraft(work, draftId)
  if (draft.version !== version) refuse('changed-meanwhile')
  const product = await findProduct(work.db, draft.product)
  if (product?.status !== 'registered') refuse('product-not-own')
  const inForce = await ruleInForce(work.db, draft.rule, work.at.today)
  if (inForce?.document.edition !== draft.rule_edition) {
    refuse('rule-not-open', { rule: `${draft.rule} ${draft.rule_edition}` })
  }
  const basis = await basisOf(work.db, { number: draft.rule, edition: draft.rule_edition })
  mustBePublishable(problemsOf(basis, draft.content))
  const existing = await currentRow(work, organisation.id, draft.product, basis.b.number)
  if (existing) refuse('declaration-exists', { number: existing.number })

  const id = work.world.newId()
  const { rule, a, b } = basis
  const content: NewDeclaration = {
    number: await nextNumber(work, 'declaration', { programme: programmeOf(work.edition, rule.programme)?.code ?? '' }),
    organisation: organisation.id, product: product.id, productName: product.name, models: product.models,
    gtin: product.gtin,
    programme: rule.programme, rule: { number: rule.number, edition: rule.edition },
    standards: { a: { number: a.number, edition: a.edition }, b: { number: b.number, edition: b.edition } },
    validUntil: termEnd(work.edition.periods.declarationTerm, work.at.today),
    confirmedUntil: termEnd(work.edition.periods.declarationConfirmation, work.at.today),
    ...await contentsOf(work, id, basis, draft.content),
  }
  await create(work, declaration, { id, type: 'declaration.published', content, public: true })
  await work.tx.deleteFrom('declaration_draft').where('id', '=', draftId).execute()
  await awaitConfirmation(work, id, content)
  return id
}

async function currentRow(work: Work, organisation: string, product: string, standard: string) {
  return work.tx.selectFrom('declaration').select(['id', 'number']).where('organisation', '=', organisation)
    .where('product', '=', product).where('standard_b', '=', standard).where('status', 'in', ['public', 'challenged'])
    .where('valid_until', '>=', work.at.today).executeTakeFirst()
}

/** What a draft says, as the act keeps it: judged, its files marked as used, its free text in erasable rows. */
async function contentsOf(
  work: Work, id: string, basis: Basis, content: DraftContent, owner?: string,
): Promise<Contents> {
  const subject = { type: 'declaration', id }
  const used = async (hash: string | null | undefined, field: string) => {
    if (hash) await useFile(work, { hash, field, for: subject, ...(owner && { owner }) })
    return hash ?? null
  }
  const clauses: DeclaredClause[] = []
  for (const [clause, { answer, evidence, note }] of Object.entries(content.clauses)) {
    clauses.push({
      clause, answer, evidence: await used(evidence, `/clauses/${clause}`),
      note: note === undefined ? null : await freeText(work, note),
    })
  }
  const values = assess(basis, content)
  for (const { indicator, report } of values) await used(report, `/values/${indicator}`)
  return {
    facts: Object.entries(content.facts).map(([key, value]) => ({ key, value })), clauses, values,
    conforms: conformsTo(basis, values), statement: await freeText(work, content.statement ?? ''),
  }
}

/** The yearly confirmation falls due with the day on which the present one ends. */
async function awaitConfirmation(
  work: Work, id: string, { organisation, confirmedUntil }: { organisation: string; confirmedUntil: LocalDate },
): Promise<void> {
  await startDeadline(work, {
    subject: { type: 'declaration', id }, kind: 'declaration-confirmation',
    period: { count: daysBetween(work.at.today, confirmedUntil), unit: 'calendar' },
    responsible: { organisation, role: 'enterprise-representative' },
    label: { zh: '自主申明年度确认', en: 'Yearly confirmation of the declaration' },
  })
}

/**
 * The year has passed without confirmation: the declaration stands as lapsed, which is computed; its holder is told.
 */
export async function confirmationDue(work: Work, subject: { type: string; id: string }): Promise<void> {
  const { state } = await lock(work.tx, declaration, subject.id)
  const text: Text = {
    zh: `自主申明 ${state.number} 未按年确认，请尽快办理`, en: `Declaration ${state.number} was not confirmed this year`,
  }
  await tell(
    work, { to: { organisation: state.organisation, roles: HOLDER_ROLES }, text, link: `/declarations/${subject.id}` },
  )
  await putTask(work, {
    subject, kind: 'declaration-confirmation', title: text, organisation: state.organisation,
    role: 'enterprise-representative',
    link: `/declarations/${subject.id}`,
  })
}

async function lockOwn(work: Work, id: string): Promise<Locked<Declaration>> {
  const before = await lock(work.tx, declaration, id)
  return before.state.organisation === work.actor.organisation ? before : refuse('not-found')
}

export async function confirmDeclaration(work: Work, id: string): Promise<void> {
  const before = await lockOwn(work, id)
  const content = confirm(before.state, work.at.today, work.edition.periods.declarationConfirmation.count)
  const { state } = await change(work, declaration, before, { type: 'declaration.confirmed', content, public: true })
  const subject = { type: 'declaration', id }
  await endDeadlines(work, subject, 'declaration-confirmation')
  await endTasks(work, subject, 'declaration-confirmation')
  if (state.confirmedUntil < state.validUntil) await awaitConfirmation(work, id, state)
}

/**
 * New values beside the old: what is not given stays; everything is judged again by the standards pinned at
 * publication.
 */
export async function correctDeclaration(
  work: Work, id: string, request: BodyOf<typeof contract.correctDeclaration>,
): Promise<void> {
  const before = await lockOwn(work, id)
  const { ground, ...changes } = request
  mustCite(work, 'correction', ground)
  const basis = await basisOf(work.db, before.state.rule)
  mustBeKnown(basis, changes)
  const result = saveDraft({ version: 1, content: await draftOf(work, before.state), entryVersions: {} }, 1, changes)
  if ('conflicts' in result) throw new Error('a correction has no second writer')
  mustBePublishable(problemsOf(basis, result.saved.content))
  const contents = await contentsOf(work, id, basis, result.saved.content)
  const { state } = await change(work, declaration, before, {
    type: 'declaration.corrected', content: correct(before.state, contents, work.at.today), ground, public: true,
  })
  for (const challenge of state.challenges) {
    if (challenge.concludedOn === null && challenge.office) {
      await shareEvidence(work, state, challenge.office, { type: 'challenge', id: challenge.id })
    }
  }
}

/** The contents of a declaration as a draft again. */
export async function draftOf(work: Pick<Work, 'db' | 'world'>, state: Contents): Promise<DraftContent> {
  const texts = { statement: state.statement, clauses: state.clauses }
  const { statement, clauses } = await readTexts(work, texts)
  return {
    facts: Object.fromEntries(state.facts.map(({ key, value }) => [key, value])),
    clauses: Object.fromEntries(clauses.map(({ clause, answer, evidence, note }) =>
      [clause, { answer, ...(evidence !== null && { evidence }), ...(note !== null && { note }) }])),
    values: Object.fromEntries(state.values.filter(({ values }) => values.length > 0)
      .map(({ indicator, values, detectionLimit, model, report }) => [indicator, {
        values: [...values], ...(detectionLimit !== null && { detectionLimit }), ...(model !== null && { model }),
        ...(report !== null && { report }),
      }])),
    statement,
  }
}

export async function withdrawDeclaration(work: Work, id: string, ground: string): Promise<void> {
  const before = await lockOwn(work, id)
  mayHappen('withdrawn', before.state)
  mustCite(work, 'declarationWithdrawal', ground)
  await change(work, declaration, before, { type: 'declaration.withdrawn', content: {}, ground, public: true })
  const subject = { type: 'declaration', id }
  await endDeadlines(work, subject, 'declaration-confirmation')
  await endTasks(work, subject)
}

/** @throws Refusal `ground-unknown` for what is not in the closed list, or may only be cited by a rule */
export function mustCite(work: Pick<Work, 'edition'>, list: GroundList, id: string): void {
  const ground = groundOf(work.edition, list, id)
  if (!ground || ground.system) refuse('ground-unknown', { ground: id })
}

/** Whoever checks a declaration reads the evidence and the reports that it names. */
export async function shareEvidence(
  work: Work, of: Declaration, office: string, subject: { type: string; id: string },
): Promise<void> {
  const hashes = [...of.clauses.map(({ evidence }) => evidence), ...of.values.map(({ report }) => report)]
  for (const hash of new Set(hashes)) {
    if (hash !== null) await shareFile(work, { owner: of.organisation, hash, with: office, subject })
  }
}
