import { declarations as contract, refuse } from '@tianfu/contract'
import type { BodyOf, Next } from '@tianfu/contract'
import type { Db } from '../../platform/db/database.ts'
import { useFile } from '../../platform/files.ts'
import { BadRequest } from '../../platform/http/problem.ts'
import { offer } from '../../platform/next.ts'
import { cursorId, pageOf, pageSize } from '../../platform/page.ts'
import type { View, Work } from '../../platform/work.ts'
import { findProduct } from '../brands/index.ts'
import { personNames } from '../parties/index.ts'
import { pinnedRule, pinnedStandards, ruleInForce, ruleNames } from '../standards/index.ts'
import { assess, clausesOf, comparedValue, mustBeKnown, problemsOf } from './assess.ts'
import type { Basis, Problem } from './assess.ts'
import { EMPTY_DRAFT, saveDraft } from './draft.ts'
import type { DraftContent } from './draft.ts'

/** The rule of an edition with both standards it cites. */
export async function basisOf(db: Db, rule: { number: string; edition: string }): Promise<Basis> {
  const document = await pinnedRule(db, rule)
  return { rule: document, ...await pinnedStandards(db, document) }
}

/** Begins a draft for a product under the rule in force; where one exists already, that one goes on. */
export async function createDraft(
  work: Work, request: BodyOf<typeof contract.createDeclarationDraft>,
): Promise<string> {
  const organisation = work.actor.organisation
  const product = await findProduct(work.db, request.product)
  if (product?.organisation !== organisation || product.status !== 'registered') refuse('product-not-own')
  const rule = (await ruleInForce(work.db, request.rule, work.at.today))
    ?? refuse('rule-not-open', { rule: request.rule })
  const existing = await work.tx.selectFrom('declaration_draft').select('id').where('organisation', '=', organisation)
    .where('product', '=', request.product).where('rule', '=', request.rule).executeTakeFirst()
  if (existing) return existing.id
  const id = work.world.newId()
  await work.tx.insertInto('declaration_draft').values({
    id, organisation, product: request.product, rule: rule.document.number, rule_edition: rule.document.edition,
    version: 1,
    content: JSON.stringify(EMPTY_DRAFT), entry_versions: '{}', ...await editor(work),
  }).execute()
  return id
}

async function editor(work: Work) {
  const names = await personNames(work.db, [work.actor.person])
  return { edited_by: work.actor.person, edited_by_name: names.get(work.actor.person) ?? '', edited_at: work.at.system }
}

/** The draft, locked, of the actor's own organisation. @throws Refusal `not-found` */
export async function lockDraft(work: Work, id: string) {
  const draft = await work.tx.selectFrom('declaration_draft').selectAll().where('id', '=', id)
    .where('organisation', '=', work.actor.organisation).forUpdate().executeTakeFirst()
  return draft ?? refuse('not-found')
}

/** Saves what somebody touched. Entries that another person changed meanwhile are named, and nothing is saved. */
export async function saveChanges(
  work: Work, id: string, body: BodyOf<typeof contract.saveDeclarationDraft>,
): Promise<void> {
  const draft = await lockDraft(work, id)
  const { version, ...changes } = body
  const basis = await basisOf(work.db, { number: draft.rule, edition: draft.rule_edition })
  mustBeKnown(basis, changes)
  const result = saveDraft(
    { version: draft.version, content: draft.content, entryVersions: draft.entry_versions }, version, changes,
  )
  if ('conflicts' in result) {
    const fields = result.conflicts.map(
      (path) => ({ path: `/${path}`, zh: `${labelOf(basis, path)} 刚被修改`, en: 'changed meanwhile' })
    )
    const named = result.conflicts.map((path) => labelOf(basis, path))
    throw new BadRequest('draft-conflict', { by: draft.edited_by_name, fields: named }, fields)
  }
  for (const [i, { evidence }] of (changes.clauses ?? []).entries()) {
    if (evidence) {
      await useFile(work, { hash: evidence, field: `/clauses/${i}/evidence`, for: { type: 'declaration-draft', id } })
    }
  }
  for (const [i, { report }] of (changes.values ?? []).entries()) {
    if (report) {
      await useFile(work, { hash: report, field: `/values/${i}/report`, for: { type: 'declaration-draft', id } })
    }
  }
  const { saved } = result
  if (saved.version === draft.version) return
  await work.tx.updateTable('declaration_draft').set({
    version: saved.version, content: JSON.stringify(saved.content), entry_versions: JSON.stringify(saved.entryVersions),
    ...await editor(work),
  }).where('id', '=', id).execute()
}

/** The name of an entry, such as `clauses/1.1` or `values/methanol`. */
function labelOf(basis: Basis, path: string): string {
  const [part, key = ''] = path.split('/')
  if (part === 'clauses') return `${key} ${clausesOf(basis).find(({ id }) => id === key)?.title.zh ?? ''}`.trim()
  if (part === 'values') return basis.b.indicators.find(({ id }) => id === key)?.name.zh ?? key
  if (part === 'facts') return basis.b.facts.find((fact) => fact.key === key)?.name.zh ?? key
  return '申明文字'
}

export async function deleteDraft(work: Work, id: string): Promise<void> {
  await lockDraft(work, id)
  await work.tx.deleteFrom('declaration_draft').where('id', '=', id).execute()
}

export async function listDrafts(view: View, query: { after?: string; limit?: number; q?: string }) {
  let rows = view.db.selectFrom('declaration_draft as d').innerJoin('product', 'product.id', 'd.product')
    .select(['d.id', 'd.product', 'd.rule', 'd.version', 'd.edited_at', 'd.edited_by_name', 'product.official'])
    .where('d.organisation', '=', view.actor?.organisation ?? refuse('not-signed-in'))
  if (query.after) rows = rows.where('d.id', '<', cursorId(query.after))
  const found = await rows.orderBy('d.id', 'desc').limit(pageSize(query)).execute()
  const names = await ruleNames(view.db, found.map(({ rule }) => rule))
  return pageOf(found, query, ({ id }) => id, (row) => ({
    id: row.id, product: row.product, productName: row.official.name, rule: row.rule,
    ruleName: names.get(row.rule) ?? { zh: row.rule },
    version: row.version, editedAt: row.edited_at, editedBy: row.edited_by_name,
  }))
}

/** A draft with its comparison, its tasks, and what is still in the way. */
export async function draftDetail(view: View, id: string) {
  const draft = await view.db.selectFrom('declaration_draft').selectAll().where('id', '=', id)
    .where('organisation', '=', view.actor?.organisation ?? refuse('not-signed-in')).executeTakeFirst()
      ?? refuse('not-found')
  const basis = await basisOf(view.db, { number: draft.rule, edition: draft.rule_edition })
  const product = (await findProduct(view.db, draft.product)) ?? refuse('not-found')
  const { content } = draft
  const problems = problemsOf(basis, content)
  const params = { params: { id } }
  const next: Next[] = [
    ...offer(view.actor, contract.saveDeclarationDraft, { ...params, initial: { version: draft.version } }),
    ...offer(view.actor, contract.publishDeclaration, {
      ...params, initial: { version: draft.version },
      rule: () => { if (problems.length > 0) refuse('draft-incomplete', { fields: problems.map(({ zh }) => zh) }) },
    }),
    ...offer(view.actor, contract.deleteDeclarationDraft, params),
  ]
  return {
    id, product: draft.product, productName: product.name, rule: draft.rule, ruleName: basis.rule.title,
    version: draft.version,
    editedAt: draft.edited_at, editedBy: draft.edited_by_name,
    standards: [{ number: basis.a.number, edition: basis.a.edition, name: basis.a.title },
      { number: basis.b.number, edition: basis.b.edition, name: basis.b.title }],
    facts: Object.entries(content.facts).map(([key, value]) => ({ key, value })),
    factKeys: basis.b.facts.map(
      ({ key, name, unit, choices }) => ({ key, name, unit: unit ?? null, choices: [...(choices ?? [])] })
    ),
    clauses: clausesOf(basis).map(({ id: clause, title, kind, question }) => ({
      clause, name: title, requirement: kind, question, answer: content.clauses[clause]?.answer ?? null,
      evidence: content.clauses[clause]?.evidence ?? null, note: content.clauses[clause]?.note ?? null,
    })),
    values: assess(basis, content).map((value) => comparedValue(basis, content.facts, value)),
    statement: content.statement, tasks: tasksOf(basis, content, problems),
    problems: problems.map(({ field, zh, en }) => ({ field, zh, en })), next,
  }
}

/** The draft's task list with the four statuses of a task. */
function tasksOf(basis: Basis, content: DraftContent, problems: readonly Problem[]) {
  const applicable = basis.b.indicators.length
  return ([
    ['facts', { zh: '产品条件', en: 'Facts about the product' }, Object.keys(content.facts).length, basis.b.facts.length],
    [
      'clauses', { zh: '对照 A 标准自评', en: 'Against the A standard' }, Object.keys(content.clauses).length,
      clausesOf(basis).length,
    ],
    ['values', { zh: 'B 标准指标值', en: 'Values of the B standard' }, Object.keys(content.values).length, applicable],
    ['statement', { zh: '申明文字', en: 'Statement' }, content.statement === null ? 0 : 1, 1],
  ] as const).map(([task, label, done, of]) => {
    const own = problems.filter(({ field }) => field === task || field.startsWith(`${task}/`))
    const wrong = own.some(({ code }) => code !== 'draft-incomplete')
    const status = wrong ? 'has-errors' as const : own.length === 0 ? 'completed' as const
      : done === 0 ? 'not-started' as const : 'in-progress' as const
    return { task, label, status, done, of }
  })
}
