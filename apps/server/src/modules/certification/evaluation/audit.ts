import { evaluation as contract, refuse } from '@tianfu/contract'
import type { BodyOf } from '@tianfu/contract'
import type { LocalDate } from '@tianfu/kernel'
import { endDeadlines, startDeadline } from '../../../platform/deadlines.ts'
import { freeText } from '../../../platform/texts.ts'
import type { Work } from '../../../platform/work.ts'
import { isCompetent } from '../../bodies/index.ts'
import { findSite } from '../../brands/index.ts'
import type { AuditSite, SignIn, TeamMember } from '../application/state.ts'
import { evaluatorsOf, lockFile, outcome, write } from '../application/store.ts'
import type { OpenFile } from '../application/store.ts'
import { mustBeAbleTo, mustCite } from '../application/transitions.ts'
import {
  mayAnswerPlan, mayCloseAudit, mayDeclare, mayOpenAudit, minimumPersonDays, planAudit as planBy, teamOf,
} from './decisions.ts'
import { lockForEvaluation, share } from './service.ts'
import { mustBeWhole, signInFlags } from './sign-in.ts'

const subjectOf = (id: string) => ({ type: 'application', id })

/** Headcount over the sites of the application. */
export const headcountOf = (file: OpenFile): number =>
  ((file.state.answers.sites?.sites ?? []) as { staff?: number }[]).reduce((sum, { staff }) => sum + (staff ?? 0), 0)

export async function planAudit(work: Work, id: string, request: BodyOf<typeof contract.planAudit>) {
  const file = await lockForEvaluation(work, id)
  const team =
    request.team.map((member) =>
    ({ ...member, from: member.from as LocalDate, until: member.until as LocalDate })) satisfies TeamMember[]
  const sites =
    request.sites.map((site) =>
    ({ ...site, from: site.from as LocalDate, until: site.until as LocalDate })) satisfies AuditSite[]
  const minimumTenths = minimumPersonDays(file.state, file.facts, work.edition, headcountOf(file))
  const personDaysTenths = planBy(file.state, { sites, team }, minimumTenths, work.at.today)
  await mustAllBeCompetent(work, file, team)
  await assign(work, id, team)
  const state = await write(work, file, { type: 'application.audit-planned', content: {
    evaluators: evaluatorsOf(work), sites, team, personDaysTenths, minimumTenths,
    ...(request.scope && { scope: await freeText(work, request.scope) }) } })
  return outcome(file, state)
}

async function mustAllBeCompetent(work: Work, file: OpenFile, team: readonly TeamMember[]): Promise<void> {
  const { competence } = file.facts.rule
  for (const { person, function: of, until } of team) {
    const fn = of === 'expert' ? 'technical-expert' : 'auditor'
    if (!await isCompetent(work.db, file.state.body, person, fn, competence, until)) refuse('team-not-competent',
      { competence })
  }
}

/** Takes the days of every member; a day that is taken elsewhere is refused. @throws Refusal `two-places` */
async function assign(work: Work, application: string, team: readonly TeamMember[]): Promise<void> {
  await work.tx.deleteFrom('audit_assignment').where('application', '=', application).execute()
  for (const { person, site, from, until } of team) {
    const elsewhere = await work.tx.selectFrom('audit_assignment').select('from_day').where('person', '=', person)
      .where('from_day', '<=', until).where('until_day', '>=', from).executeTakeFirst()
    if (elsewhere) refuse('two-places', { day: elsewhere.from_day > from ? elsewhere.from_day : from })
    // Two plans at the same moment meet at the exclusion constraint.
    await work.tx.insertInto('audit_assignment')
      .values({ application, person, site, from_day: from, until_day: until }).execute()
  }
}

/** Each member of the team says so personally; a conflict bars the member from this file. */
export async function declare(work: Work, id: string, request: BodyOf<typeof contract.declareImpartiality>) {
  const file = await lockFile(work, id, 'body')
  mayDeclare(file.state, work.actor.person)
  const declared = request.consulted === 'yes' || request.interest === 'yes' ? 'conflict' : 'free'
  const state = await write(work, file,
    { type: 'application.impartiality-declared', content: { person: work.actor.person, declared } })
  return outcome(file, state)
}

export async function answerPlan(work: Work, id: string, request: BodyOf<typeof contract.answerAuditPlan>) {
  const file = await lockFile(work, id, 'applicant')
  mayAnswerPlan(file.state)
  const state = await write(work, file, request.answer === 'confirm'
    ? { type: 'application.audit-plan-confirmed', content: {} }
    : { type: 'application.audit-plan-objected', content: { text: await freeText(work, request.text ?? '—') } })
  return outcome(file, state)
}

export const openAudit = (work: Work, id: string, request: BodyOf<typeof contract.openAudit>) => signIn(work, id,
  'opening', request)
export const closeAudit = (work: Work, id: string, request: BodyOf<typeof contract.closeAudit>) => signIn(work, id,
  'closing', request)

async function signIn(work: Work, id: string, which: 'opening' | 'closing',
  request: BodyOf<typeof contract.openAudit>) {
  const file = await lockForEvaluation(work, id)
  const may = which === 'opening' ? mayOpenAudit : mayCloseAudit
  may(file.state, work.actor.person)
  const audit = file.state.audit ?? refuse('wrong-state', { state: 'no-plan' })
  mustBeWhole(work.edition, teamOf(file.state), request)
  await share(work, file, request.photographs, '/photographs')
  const site = request.site ?? audit.sites[0]?.site ?? ''
  const place = await findSite(work.db, site)
  const { flags, deviationMetres } = signInFlags(work.edition, audit, {
    which, at: work.at.official, site, here: request,
    photographSeenBefore: await seenBefore(work, id, which, request.photographs),
    registered: place && place.lon !== null && place.lat !== null ? { longitude: place.lon, latitude: place.lat }
      : undefined })
  if (request.ground) mustCite(work.edition, 'signInDeviation', request.ground)
  const signed: SignIn = {
    at: work.at.official, site, present: request.present, photographs: request.photographs,
    longitude: request.longitude, latitude: request.latitude, ...(request.filledAt && { filledAt: request.filledAt }),
    deviationMetres, flags, ...(request.ground && { ground: request.ground }),
    ...(request.explanation && { explanation: await freeText(work, request.explanation) }) }
  const state = await write(work, file,
    { type: which === 'opening' ? 'application.audit-opened' : 'application.audit-closed', content: {
    // The whole team evaluates, whoever's hand signed in.
    evaluators: [...new Set([...request.present, ...evaluatorsOf(work)])], signIn: signed } })
  if (flags.length > 0 && !request.explanation) {
    await startDeadline(work,
      { subject: subjectOf(id), kind: `sign-in-explanation:${which}`, period: 'signInExplanation',
      responsible: { organisation: file.state.body, role: 'body-auditor' },
      label: { zh: '签到偏差说明', en: 'Explanation of the sign-in' } })
  }
  return outcome(file, state)
}

/** Whether a photograph was used at another sign-in; and remembers these. */
async function seenBefore(work: Work, application: string, which: string,
  photographs: readonly string[]): Promise<boolean> {
  let seen = false
  for (const sha256 of photographs) {
    const before = await work.tx.selectFrom('audit_photograph').select('sha256').where('sha256', '=', sha256)
      .executeTakeFirst()
    seen ||= before !== undefined
    await work.tx.insertInto('audit_photograph').values({ sha256, application, which })
      .onConflict((conflict) => conflict.doNothing()).execute()
  }
  return seen
}

export async function explain(work: Work, id: string, request: BodyOf<typeof contract.explainSignIn>) {
  const file = await lockFile(work, id, 'body')
  mustBeAbleTo('application.sign-in-explained', file.state)
  const signed = file.state.audit?.[request.which]
  if (!signed || signed.flags.length === 0 || signed.explanation) refuse('wrong-state',
    { state: signed ? 'explained' : 'no-sign-in' })
  const state = await write(work, file, { type: 'application.sign-in-explained', content: {
    which: request.which, explanation: await freeText(work, request.explanation) } })
  await endDeadlines(work, subjectOf(id), `sign-in-explanation:${request.which}`)
  return outcome(file, state)
}

