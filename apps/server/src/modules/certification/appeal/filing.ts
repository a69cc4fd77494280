import { timingSafeEqual } from 'node:crypto'
import { appeals as contract, refuse } from '@tianfu/contract'
import type { BodyOf } from '@tianfu/contract'
import { normaliseIdentifier } from '@tianfu/identifiers'
import { groundOf } from '@tianfu/scheme'
import { actsOf, change, create, find, lock } from '../../../platform/acts.ts'
import type { Db } from '../../../platform/db/database.ts'
import { endDeadlines, startDeadline } from '../../../platform/deadlines.ts'
import { shareFile, useFile } from '../../../platform/files.ts'
import { tell } from '../../../platform/notices.ts'
import { nextNumber } from '../../../platform/numbers.ts'
import { endTasks, putTask } from '../../../platform/queue.ts'
import { freeText, readTexts, textOf } from '../../../platform/texts.ts'
import type { View, Work, World } from '../../../platform/work.ts'
import { mustCite } from '../application/transitions.ts'
import { applications } from '../application/aggregate.ts'
import { certificates } from '../certificate/aggregate.ts'
import { findCertificateByNumber } from '../certificate/store.ts'
import { certificateChanges } from '../change/aggregate.ts'
import { appeals } from './aggregate.ts'
import { decisionAgainst, mustBeFiled, mustBeInTime } from './decisions.ts'
import type { Appeal } from './state.ts'

export const subjectOf = (id: string) => ({ type: 'appeal', id })
export const linkOf = (id: string) => `/appeal/${id}`

/** What a decision may be appealed against in, locked, for its applicant or holder. @throws Refusal `not-found` */
async function concerned(work: Work, id: string): Promise<Pick<Appeal, 'about' | 'body' | 'bodyName'> & {
  file: string; certificate?: string }> {
  const { organisation } = work.actor
  const file = await find(work.tx, applications, id)
  if (file?.state.applicant === organisation) {
    const { state } = await lock(work.tx, applications, id)
    return { about: { type: 'application', id, number: state.number }, body: state.body, bodyName: state.names.body,
      file: id }
  }
  const certificate = await find(work.tx, certificates, id)
  if (certificate?.state.holder === organisation) {
    const { state } = await lock(work.tx, certificates, id)
    return { about: { type: 'certificate', id, number: state.registerNumber }, body: state.body,
      bodyName: state.bodyName, file: state.application, certificate: id }
  }
  const asked = await find(work.tx, certificateChanges, id)
  if (asked?.state.holder !== organisation) return refuse('not-found')
  const { state } = await lock(work.tx, certificateChanges, id)
  const of = (await find(work.tx, certificates, state.certificate)) ?? refuse('not-found')
  return { about: { type: 'certificate-change', id, number: state.number }, body: state.body,
    bodyName: state.names.body, file: of.state.application, certificate: of.id }
}

/** The file, its certificate and every change of it. */
async function concernsOf(db: Db, file: string, certificate: string | undefined): Promise<string[]> {
  if (certificate === undefined) return [file]
  const changes = await db.selectFrom('certificate_change').select('id').where('certificate', '=', certificate)
    .orderBy('id').execute()
  return [file, certificate, ...changes.map(({ id }) => id)]
}

export async function fileAppeal(work: Work, id: string, asked: BodyOf<typeof contract.fileAppeal>) {
  const { about, body, bodyName, file, certificate } = await concerned(work, id)
  const decision = decisionAgainst(await actsOf(work.tx, about.type, id)) ?? refuse('appeal-nothing')
  mustBeInTime(work.edition, work.world.calendar, decision.decidedOn, work.at.today)
  const open = await work.tx.selectFrom('appeal').select('number').where('about', '=', id)
    .where('against', '=', decision.version).where('status', '<>', 'retracted').executeTakeFirst()
  if (open) refuse('appeal-open', { number: open.number })
  const { organisation, organisationName } = work.actor
  const made = await begin(work, {
    kind: 'appeal', body, bodyName, by: { organisation, name: organisationName }, about,
    concerns: await concernsOf(work.tx, file, certificate), files: asked.files, hasContact: false,
    against: { act: decision.type, version: decision.version, on: decision.decidedOn, ground: decision.ground },
  }, asked.ground, asked.text)
  for (const hash of asked.files) {
    await useFile(work, { hash, field: '/files', for: subjectOf(made.id) })
    await shareFile(work, { owner: organisation, hash, with: body, subject: subjectOf(made.id) })
  }
  return { id: made.id, version: 1, status: made.state.status, number: made.state.number }
}

/** Writes it down and puts it before whoever of the body may decide: which of them took part shows when they try. */
async function begin(work: Work, of: Omit<Appeal, 'status' | 'number' | 'ground' | 'text' | 'filedOn' | 'decision'>,
  ground: string, text: string) {
  const id = work.world.newId()
  const number = await nextNumber(work, 'appeal', {})
  const { state } = await create(work, appeals, { id, type: 'appeal.filed',
    ground: mustCite(work.edition, of.kind, ground), content: { ...of, number, text: await freeText(work, text) } })
  const due = await startDeadline(work, { subject: subjectOf(id), kind: 'appeal-decision', period: 'appealDecision',
    responsible: { organisation: of.body, role: 'body-administrator' },
    label: { zh: `${contract.APPEAL_KIND_WORDS[of.kind].zh} ${number}：作出处理决定`,
      en: `${contract.APPEAL_KIND_WORDS[of.kind].en} ${number}: decide` } })
  const title = { zh: `处理${contract.APPEAL_KIND_WORDS[of.kind].zh}：${of.about.number}`,
    en: `${contract.APPEAL_KIND_WORDS[of.kind].en} about ${of.about.number}` }
  for (const role of ['body-administrator', 'body-reviewer', 'body-decider']) {
    await putTask(work, { subject: subjectOf(id), kind: `appeal-${role}`, title, role, organisation: of.body,
      due: due.dueOn, link: linkOf(id) })
  }
  await tell(work, { to: { organisation: of.body, roles: ['body-administrator'] }, text: title, link: linkOf(id) })
  return { id, state, due: due.dueOn }
}

export async function retractAppeal(work: Work, id: string) {
  const before = await lock(work.tx, appeals, id)
  if (before.state.by?.organisation !== work.actor.organisation) refuse('not-found')
  mustBeFiled(before.state)
  const { state } = await change(work, appeals, before, { type: 'appeal.retracted', content: {} })
  await endDeadlines(work, subjectOf(id))
  await endTasks(work, subjectOf(id))
  return { id, version: before.version + 1, status: state.status, number: state.number }
}

// --- complaints of anybody -------------------------------------------------------------------------------------------

/** Whoever holds the token may follow the complaint. It is made from the number: nothing of it is kept. */
const tokenOf = (world: World, number: string): string => world.keys.mac('complaint-token', number).slice(0, 32)

export async function lodgeComplaint(work: Work, asked: BodyOf<typeof contract.lodgeComplaint>) {
  const found = (await findCertificateByNumber(work.tx, asked.certificate))
    ?? (await findCertificateByNumber(work.tx, normaliseIdentifier(asked.certificate))) ?? refuse('certificate-unknown')
  const { state } = found
  const made = await begin(work, {
    kind: 'complaint', body: state.body, bodyName: state.bodyName, by: null, files: [], against: null,
    about: { type: 'certificate', id: found.id, number: state.registerNumber },
    concerns: await concernsOf(work.tx, state.application, found.id), hasContact: asked.contact !== undefined,
  }, asked.ground, asked.text)
  if (asked.contact !== undefined) {
    await work.tx.insertInto('appeal_contact').values({ appeal: made.id,
      sealed: work.world.keys.seal('appeal-contact', new TextEncoder().encode(asked.contact)) }).execute()
  }
  return { number: made.state.number, token: tokenOf(work.world, made.state.number), body: state.bodyName,
    answerBy: made.due }
}

/** How far a complaint is, for whoever holds its token. @throws Refusal `not-found` for either of them wrong */
export async function trackComplaint(view: View, { number, token }: { number: string; token: string }) {
  const wanted = normaliseIdentifier(number)
  const [given, right] = [Buffer.from(token), Buffer.from(tokenOf(view.world, wanted))]
  if (given.length !== right.length || !timingSafeEqual(given, right)) return refuse('not-found')
  const row = (await view.db.selectFrom('appeal').select(['id', 'official']).where('number', '=', wanted)
    .where('kind', '=', 'complaint').executeTakeFirst()) ?? refuse('not-found')
  const { decision, status, bodyName, filedOn } = row.official
  const due = await view.db.selectFrom('deadline').select('due_on').where('subject_type', '=', 'appeal')
    .where('subject', '=', row.id).where('ended_on', 'is', null).executeTakeFirst()
  const read = await readTexts(view, row.official)
  return {
    number: wanted, status, statusLabel: contract.APPEAL_STATUS_WORDS[status], body: bodyName, filedOn,
    ...(due && { dueOn: due.due_on }),
    ...(decision && { outcome: contract.APPEAL_OUTCOME_WORDS[decision.outcome], decidedOn: decision.on,
      answer: textOf(read.decision?.text) }),
  }
}

/** Name of what it cites. */
export const groundName = (view: Pick<View, 'edition'>, { kind, ground }: Pick<Appeal, 'kind' | 'ground'>) =>
  groundOf(view.edition, kind, ground)?.name ?? { zh: ground }
