import { certification as contract, refuse } from '@tianfu/contract'
import type { BodyOf, QueryOf } from '@tianfu/contract'
import { isRefusal } from '@tianfu/kernel'
import { useFile } from '../../../platform/files.ts'
import { BadRequest, fill, wordsOf } from '../../../platform/http/problem.ts'
import { offer } from '../../../platform/next.ts'
import { pageOf, pageSize } from '../../../platform/page.ts'
import type { View, Work } from '../../../platform/work.ts'
import { bodyMayCertify, findBody } from '../../bodies/index.ts'
import { findProduct } from '../../brands/index.ts'
import { currentDeclaration } from '../../declarations/index.ts'
import { findPerson, getOrganisation } from '../../parties/index.ts'
import { actorOf, earlierOf, ruleOn, standingInTheWay } from '../facts.ts'
import type { DraftTask } from '../tables.ts'
import { answersShown, filesOf } from './answers.ts'
import { mustBeFit, mustExplain } from './decisions.ts'
import type { SubmissionFacts } from './decisions.ts'

type Task = contract.ApplicationTask
const TASKS = contract.APPLICATION_TASK_IDS

type Saves = 'Basis' | 'Contact' | 'Product' | 'Sites' | 'Quality' | 'Qualifications' | 'Reports' | 'Records'
  | 'Elsewhere'
export const SAVES: Record<Task, (typeof contract)[`saveApplication${Saves}`]> = {
  basis: contract.saveApplicationBasis, contact: contract.saveApplicationContact,
  product: contract.saveApplicationProduct,
  sites: contract.saveApplicationSites, quality: contract.saveApplicationQuality,
  qualifications: contract.saveApplicationQualifications,
  reports: contract.saveApplicationReports, records: contract.saveApplicationRecords,
  elsewhere: contract.saveApplicationElsewhere,
}

const STATUS_WORDS = {
  'cannot-start': { zh: '暂不能开始', en: 'Cannot start yet' }, 'not-started': { zh: '未开始', en: 'Not started' },
  'in-progress': { zh: '填写中', en: 'In progress' }, done: { zh: '已完成', en: 'Done' },
} as const

/** A draft of the caller's organisation, whoever of its people began it. @throws Refusal `not-found` */
export async function findDraft(view: View, id: string) {
  const draft = await view.db.selectFrom('application_draft').selectAll().where('id', '=', id)
    .where('organisation', '=', actorOf(view).organisation).executeTakeFirst()
  return draft ?? refuse('not-found')
}
type Draft = Awaited<ReturnType<typeof findDraft>>

export async function lockDraft(work: Work, id: string): Promise<Draft> {
  const draft = await work.tx.selectFrom('application_draft').selectAll().where('id', '=', id)
    .where('organisation', '=', work.actor.organisation).forUpdate().executeTakeFirst()
  return draft ?? refuse('not-found')
}

// Contact data are personal: the row holds them sealed.
const seal = (view: View, id: string, answers: Record<string, unknown>) =>
  ({ sealed: Buffer.from(view.world.keys.seal(`application-draft/${id}`, Buffer.from(JSON.stringify(answers))))
    .toString('base64') })
const open = (view: View, id: string, { sealed }: Record<string, unknown>): Record<string, unknown> =>
  JSON.parse(Buffer.from(view.world.keys.open(`application-draft/${id}`, Buffer.from(String(sealed), 'base64')))
    .toString('utf8')) as Record<string, unknown>

/** The answers of a draft by task. */
export function answersOf(view: View, draft: Draft): Partial<Record<Task, Record<string, unknown>>> {
  return Object.fromEntries(TASKS.flatMap((task) => {
    const kept = draft.tasks[task]
    return kept ? [[task, task === 'contact' ? open(view, draft.id, kept.answers) : kept.answers]] : []
  }))
}

export async function createDraft(work: Work,
  request: BodyOf<typeof contract.createApplicationDraft>): Promise<string> {
  const organisation = work.actor.organisation
  const product = await findProduct(work.db, request.product)
  if (!product || product.organisation !== organisation || product.status !== 'registered') return refuse('not-found')
  const { rule } = await ruleOn(work.db, request.rule, work.at.today)
  const body = await findBody(work.db, request.body)
  if (!body) return refuse('not-found')
  if (!await bodyMayCertify(work.db, request.body, rule.number, work.at.today)) {
    refuse('body-out-of-scope', { rule: rule.number, day: work.at.today })
  }
  const declaration = await currentDeclaration(work.db, organisation, product.id, rule.b.number, work.at.today)
  const id = work.world.newId()
  const begun: Record<string, DraftTask> = declaration ? { basis: {
    version: 1, complete: true, answers: { declaration: declaration.id }, editedBy: await nameOf(work),
    editedAt: work.at.official } } : {}
  await work.tx.insertInto('application_draft').values({
    id, organisation, body: request.body, product: product.id, rule: rule.number, version: 1,
    tasks: JSON.stringify(begun),
    created_at: work.at.official, edited_by_name: await nameOf(work), edited_at: work.at.official,
  }).onConflict((conflict) => conflict.columns(['organisation', 'product', 'rule', 'body']).doNothing()).execute()
  const draft = await work.tx.selectFrom('application_draft').select('id').where('organisation', '=', organisation)
    .where('product', '=', product.id).where('rule', '=', rule.number).where('body', '=', request.body)
      .executeTakeFirstOrThrow()
  return draft.id
}

const nameOf = async (work: Work): Promise<string> => (await findPerson(work.db, work.actor.person))?.name ?? ''

/** Saves a task. Another's edit of the same fields is refused with their names; other tasks never meet. */
export async function saveTask(
  work: Work, id: string, task: Task, request: { version: number; answers: Record<string, unknown>; complete: boolean },
): Promise<void> {
  const draft = await lockDraft(work, id)
  const kept = draft.tasks[task]
  const before = kept && answersOf(work, draft)[task]
  if (kept && kept.version !== request.version) {
    const fields = Object.keys({ ...before, ...request.answers })
      .filter((field) => JSON.stringify(before?.[field]) !== JSON.stringify(request.answers[field]))
    if (fields.length > 0) refuse('changed-meanwhile', { fields })
  }
  if (request.complete) mustBeComplete(task, request.answers)
  for (const { hash, field } of filesOf({ [task]: request.answers })) {
    await useFile(work,
      { hash, field: `/answers/${field.split('.').slice(1).join('/')}`, for: { type: 'application-draft', id } })
  }
  const saved: DraftTask = {
    version: (kept?.version ?? 0) + 1, complete: request.complete, editedBy: await nameOf(work),
    editedAt: work.at.official,
    answers: task === 'contact' ? seal(work, id, request.answers) : request.answers,
  }
  await work.tx.updateTable('application_draft').set({
    tasks: JSON.stringify({ ...draft.tasks, [task]: saved }), version: draft.version + 1,
    edited_by_name: saved.editedBy, edited_at: work.at.official,
  }).where('id', '=', id).execute()
}

/** @throws BadRequest `field-missing` naming each field, `explanation-needed` */
function mustBeComplete(task: Task, answers: Record<string, unknown>): void {
  const { form } = contract.APPLICATION_TASKS[task]
  const missing = form.required?.filter((field) => answers[field] === undefined) ?? []
  if (missing.length > 0) {
    throw new BadRequest('field-missing',
      { field: missing.map((field) => contract.APPLICATION_FIELDS[`${task}.${field}`]?.zh ?? field) },
      missing.map((field) => ({ path: `/answers/${field}`, zh: '请填写', en: 'is missing' })))
  }
  mustExplain({ [task]: answers })
}

export async function discardDraft(work: Work, id: string): Promise<void> {
  await lockDraft(work, id)
  await work.tx.deleteFrom('application_draft').where('id', '=', id).execute()
}

/** What the world says of a draft today. */
export async function submissionFacts(view: View, draft: Draft): Promise<SubmissionFacts> {
  const { db, at: { today } } = view
  const rule = await ruleOn(db, draft.rule, today)
  const declaration = await currentDeclaration(db, draft.organisation, draft.product, rule.rule.b.number, today)
  const chosen = draft.tasks.basis?.answers.declaration
  return {
    today, rule, inScope: await bodyMayCertify(db, draft.body, rule.rule.number, today),
    bodyName: (await getOrganisation(db, draft.body)).name.zh,
    declaration: declaration && (chosen === undefined || chosen === declaration.id) ? declaration.id : undefined,
    earlier: await earlierOf(db, draft.organisation, draft.product),
    ...await standingInTheWay(db, draft.organisation, draft.product, rule.rule.number, today),
  }
}

const unfinished = (draft: Draft): Task[] => TASKS.filter((task) => !draft.tasks[task]?.complete)

/** @throws Refusal the first thing that keeps the draft from being submitted */
export function mustBeReady(view: View, draft: Draft, facts: SubmissionFacts): void {
  const open = unfinished(draft)
  if (open.length > 0) {
    refuse('not-complete', {
      tasks: open.map((task) => contract.APPLICATION_TASKS[task].words.zh),
      tasksEn: open.map((task) => contract.APPLICATION_TASKS[task].words.en),
    })
  }
  mustBeFit(view.edition, facts)
}

function problemsOf(...checks: (() => unknown)[]) {
  return checks.flatMap((check) => {
    try { check(); return [] } catch (error) {
      if (!isRefusal(error)) throw error
      const { zh, en } = wordsOf(error.code)
      return [{ code: error.code, zh: fill(zh, error.details), en: fill(en, error.details, 'en') }]
    }
  })
}

/** The task list: statuses counted here, last editor shown, what keeps it from being submitted. */
export async function draftShown(view: View, id: string): Promise<contract.DraftShown> {
  const draft = await findDraft(view, id)
  const answers = answersOf(view, draft)
  const facts = await submissionFacts(view, draft)
  const { rule } = facts.rule as Awaited<ReturnType<typeof ruleOn>>
  const product = await findProduct(view.db, draft.product)
  const body = await getOrganisation(view.db, draft.body)
  const statusOf = (task: Task) => {
    const kept = draft.tasks[task]
    if (kept?.complete) return 'done'
    if (kept) return 'in-progress'
    // A site or an earlier report is told of a product: that comes first.
    return (task === 'sites' || task === 'reports') && !draft.tasks.product ? 'cannot-start' : 'not-started'
  }
  return {
    id, version: draft.version, createdAt: draft.created_at, editedAt: draft.edited_at,
    product: { id: draft.product, name: product?.name.zh ?? '' },
    body: { id: draft.body, uscc: body.uscc, name: body.name.zh },
    rule: { number: rule.number, edition: rule.edition, name: rule.title, schemeType: rule.schemeType },
    tasks: TASKS.map((task) => {
      const kept = draft.tasks[task]
      const status = statusOf(task)
      return {
        task, label: contract.APPLICATION_TASKS[task].words, status, statusLabel: STATUS_WORDS[status],
        version: kept?.version ?? 0,
        ...(kept && { editedBy: kept.editedBy, editedAt: kept.editedAt, answers: answers[task] }),
          endpoint: SAVES[task].id,
      }
    }),
    done: TASKS.length - unfinished(draft).length,
    problems: problemsOf(() => mustBeFit(view.edition, facts)),
    next: [
      ...TASKS.filter((task) => statusOf(task) !== 'cannot-start').flatMap((task) => offer(view.actor, SAVES[task], {
        params: { id },
        initial: { version: draft.tasks[task]?.version ?? 0, answers: answers[task] ?? {},
        complete: draft.tasks[task]?.complete ?? false } })),
      ...offer(view.actor, contract.checkApplicationDraft, { params: { id } }),
      ...offer(view.actor, contract.submitApplication, {
        params: { id }, initial: { version: draft.version }, rule: () => mustBeReady(view, draft, facts) }),
      ...offer(view.actor, contract.discardApplicationDraft, { params: { id } }),
    ],
  }
}

export const STATEMENT = {
  zh: '本单位对所填内容和所附材料的真实性、完整性负责；同意认证机构和检测机构为认证目的使用这些材料；知悉提供虚假材料的后果。',
  en: 'We answer for the truth and completeness of what is stated and attached; we agree that the body and its '
    + 'laboratories use it for certification; we know what follows from false material.',
}

/** Check answers: one page with what is not filled in. */
export async function checkDraft(view: View, id: string) {
  const draft = await findDraft(view, id)
  const answers = answersOf(view, draft)
  const facts = await submissionFacts(view, draft)
  const files = filesOf(answers)
  const rows = files.length === 0 ? [] : await view.db.selectFrom('file').selectAll()
    .where('owner', '=', draft.organisation)
    .where('sha256', 'in', files.map(({ hash }) => hash)).execute()
  return {
    id, version: draft.version, answers: answersShown(answers),
    documents: rows.map(({ sha256: hash, name, type, size }) => ({
      hash, name, type, size, purpose: purposeOf(files.find((file) => file.hash === hash)?.field ?? '') })),
    problems: problemsOf(
      () => { const open = unfinished(draft); if (open.length > 0) refuse('not-complete',
        { tasks: open.map((task) => contract.APPLICATION_TASKS[task].words.zh),
      tasksEn: open.map((task) => contract.APPLICATION_TASKS[task].words.en) }) },
      () => mustBeFit(view.edition, facts)),
    statement: STATEMENT,
    next: offer(view.actor, contract.submitApplication,
      { params: { id }, initial: { version: draft.version }, rule: () => mustBeReady(view, draft, facts) }),
  }
}

/** What a file in the application is for, by the field that names it. */
export const purposeOf = (field: string): { zh: string; en: string } =>
  contract.APPLICATION_FIELDS[field.split('.').slice(0, 2).join('.')] ?? { zh: '附件', en: 'Attachment' }

export async function listDrafts(view: View, query: QueryOf<typeof contract.listApplicationDrafts>) {
  let rows = view.db.selectFrom('application_draft as d').innerJoin('product as p', 'p.id', 'd.product')
    .innerJoin('organisation as o', 'o.id', 'd.body').where('d.organisation', '=', actorOf(view).organisation)
    .select(['d.id', 'd.rule', 'd.tasks', 'd.edited_by_name', 'd.edited_at', 'p.name as product', 'o.name as body'])
  if (query.after) rows = rows.where('d.id', '<', query.after)
  const found = await rows.orderBy('d.id', 'desc').limit(pageSize(query)).execute()
  return pageOf(found, query, ({ id }) => id,
    ({ id, rule, tasks, product, body, edited_by_name: editedBy, edited_at: editedAt }) => ({
    id, product, rule, body, done: TASKS.filter((task) => tasks[task]?.complete).length, of: TASKS.length, editedBy,
    editedAt }))
}
