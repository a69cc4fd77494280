import { declarations as contract, refuse } from '@tianfu/contract'
import type { BodyOf, Next } from '@tianfu/contract'
import { groundOf, regionPrefix } from '@tianfu/scheme'
import type { RoleId } from '@tianfu/scheme'
import { change, find, lock } from '../../platform/acts.ts'
import { deadlinesOf, endDeadlines, startDeadline } from '../../platform/deadlines.ts'
import { shareFile, useFile } from '../../platform/files.ts'
import { offer } from '../../platform/next.ts'
import { tell } from '../../platform/notices.ts'
import { nextNumber } from '../../platform/numbers.ts'
import { anywhere, cursorId, pageOf, pageSize } from '../../platform/page.ts'
import { endTasks, putTask } from '../../platform/queue.ts'
import { freeText, readTexts } from '../../platform/texts.ts'
import type { Actor, View, Work } from '../../platform/work.ts'
import { getOrganisation, organisationNames } from '../parties/index.ts'
import { acceptChallenge, answerChallenge, concludeChallenge, declaration, mayHappen, standingOn } from './domain.ts'
import type { Challenge, Declaration } from './domain.ts'
import { mustCite, shareEvidence } from './service.ts'
import type { ChallengeStatus } from './tables.ts'

const CONTACT = 'challenge-contact'
const KNOWN_TO_HOLDER: readonly ChallengeStatus[] = ['accepted', 'answered', 'concluded']

/** The office that handles a challenge: that of the holder's county, or the lowest that its code names. */
function officeOf(region: string): { region: string; role: RoleId } {
  const role = region.endsWith('0000')
    ? 'authority-province' : region.endsWith('00') ? 'authority-city' : 'authority-county'
  return { region, role }
}

/** Keeps a challenge as lodged. It is nobody's act yet, and nobody but the office reads it. */
export async function lodgeChallenge(
  work: Work, declarationNumber: string, request: BodyOf<typeof contract.challengeDeclaration>,
): Promise<{ number: string; answerBy: string }> {
  const row = await work.tx.selectFrom('declaration').select(['id', 'official']).where('number', '=', declarationNumber)
    .executeTakeFirst() ?? refuse('not-found')
  const standing = standingOn(row.official, work.at.today)
  if (standing === 'withdrawn' || standing === 'refuted' || standing === 'expired') {
    refuse('wrong-state', { state: standing })
  }
  mustCite(work, 'challenge', request.ground)
  const { region } = await getOrganisation(work.db, row.official.organisation)
  const id = work.world.newId()
  const number = await nextNumber(work, 'challenge', {})
  await work.tx.insertInto('declaration_challenge').values({
    id, number, declaration: row.id, organisation: row.official.organisation, region, ground: request.ground,
    text: JSON.stringify(await freeText(work, request.text)),
    contact: request.contact === undefined
      ? null : work.world.keys.seal(CONTACT, new TextEncoder().encode(request.contact)),
    status: 'lodged', lodged_on: work.at.today,
  }).execute()
  const subject = { type: 'challenge', id }
  const office = officeOf(region)
  const { dueOn } = await startDeadline(work, {
    subject, kind: 'challenge-acceptance', period: 'challengeAcceptance', responsible: office,
    label: { zh: '受理对申明的质疑', en: 'Accept or refuse the challenge' },
  })
  await putTask(work, {
    subject, kind: 'challenge-acceptance',
    title: { zh: `质疑 ${number} 待受理`, en: `Challenge ${number} awaits acceptance` },
    ...office, due: dueOn, link: `/challenges/${id}`,
  })
  return { number, answerBy: dueOn }
}

/** How far the caller sees: everything, a region, or as the holder what has been accepted. */
function reachOf(
  { actor, edition }: Pick<View, 'actor' | 'edition'>,
): { actor: Actor; scope: 'all' | 'region' | 'organisation' } {
  if (!actor) refuse('not-signed-in')
  const scope = edition.roles[actor.role as RoleId]?.scope ?? 'organisation'
  return { actor, scope: scope === 'region' && actor.region === undefined ? 'organisation' : scope }
}

function reached(db: View['db'], view: Pick<View, 'actor' | 'edition'>) {
  const { actor, scope } = reachOf(view)
  const rows = db.selectFrom('declaration_challenge as c').innerJoin('declaration as d', 'd.id', 'c.declaration')
  if (scope === 'all') return rows
  if (scope === 'region') return rows.where('c.region', 'like', `${regionPrefix(actor.region ?? '')}%`)
  return rows.where('c.organisation', '=', actor.organisation).where('c.status', 'in', KNOWN_TO_HOLDER)
}

export async function listChallenges(
  view: View, query: { after?: string; limit?: number; q?: string; status?: ChallengeStatus },
) {
  let rows = reached(view.db, view)
    .select(['c.id', 'c.number', 'c.ground', 'c.status', 'c.lodged_on', 'c.declaration', 'd.official'])
  if (query.status) rows = rows.where('c.status', '=', query.status)
  if (query.q) {
    const q = anywhere(query.q)
    rows = rows.where((is) => is.or([is('c.number', 'ilike', q), is('d.number', 'ilike', q)]))
  }
  if (query.after) rows = rows.where('c.id', '<', cursorId(query.after))
  const found = await rows.orderBy('c.id', 'desc').limit(pageSize(query)).execute()
  const names = await organisationNames(view.db, found.map(({ official }) => official.organisation))
  return pageOf(found, query, ({ id }) => id, (row) => ({
    ...item(view, row, row.official), holderName: names.get(row.official.organisation) ?? { zh: '' },
  }))
}

interface Row {
  id: string; number: string; ground: string; status: ChallengeStatus; lodged_on: string; declaration: string
}

const item = (view: View, row: Row, of: Declaration) => ({
  id: row.id, number: row.number, declaration: row.declaration, declarationNumber: of.number,
  productName: of.productName,
  ground: groundOf(view.edition, 'challenge', row.ground)?.name ?? { zh: row.ground }, status: row.status,
  lodgedOn: row.lodged_on,
})

export async function challengeDetail(view: View, id: string) {
  const row = await reached(view.db, view).where('c.id', '=', id).selectAll('c').executeTakeFirst()
    ?? refuse('not-found')
  const { state } = (await find(view.db, declaration, row.declaration)) ?? refuse('not-found')
  const { scope, actor } = reachOf(view)
  const handles = scope !== 'organisation'
  const accepted = state.challenges.find((one) => one.id === id)
  const texts = await readTexts(view, {
    text: handles ? row.text : null, facts: accepted?.facts ?? null, answer: accepted?.answer ?? null,
    reason: accepted?.reason ?? null,
  })
  const contact = handles && row.contact ? new TextDecoder().decode(view.world.keys.open(CONTACT, row.contact)) : null
  const names = await organisationNames(view.db, [state.organisation])
  const params = { params: { id } }
  const next: Next[] = [
    ...(handles && row.status === 'lodged' ? [...offer(view.actor, contract.acceptChallenge, params),
      ...offer(view.actor, contract.refuseChallenge, params)] : []),
    ...(handles && (row.status === 'accepted' || row.status === 'answered')
      ? offer(view.actor, contract.concludeChallenge, params) : []),
    ...(actor.organisation === state.organisation && row.status === 'accepted'
      ? offer(view.actor, contract.answerChallenge, params) : []),
  ]
  return {
    ...item(view, row, state), holderName: names.get(state.organisation) ?? { zh: '' }, ...texts, contact,
    evidence: accepted?.evidence ?? null, outcome: accepted?.outcome ?? null, next,
    deadlines: await deadlinesOf(view.world, view.db, { type: 'challenge', id }, view.at.today), timeline: [],
  }
}

/** The challenge's row and its declaration, both locked. @param of who must reach it */
async function lockBoth(work: Work, id: string, of: 'office' | 'holder') {
  const seen = await reached(work.db, work).where('c.id', '=', id).select('c.declaration').executeTakeFirst()
    ?? refuse('not-found')
  const { scope, actor } = reachOf(work)
  const before = await lock(work.tx, declaration, seen.declaration)
  if (of === 'office' ? scope === 'organisation' : before.state.organisation !== actor.organisation) refuse('not-found')
  const row = await work.tx.selectFrom('declaration_challenge').selectAll().where('id', '=', id).forUpdate()
    .executeTakeFirstOrThrow()
  return { before, row, subject: { type: 'challenge', id } }
}

const mustBe = (status: ChallengeStatus, ...allowed: ChallengeStatus[]): void => {
  if (!allowed.includes(status)) refuse('wrong-state', { state: status })
}

const follow = (work: Work, id: string, status: ChallengeStatus) =>
  work.tx.updateTable('declaration_challenge').set({ status }).where('id', '=', id).execute()

export async function accept(work: Work, id: string, facts: string): Promise<void> {
  const { before, row, subject } = await lockBoth(work, id, 'office')
  mustBe(row.status, 'lodged')
  acceptChallenge(before.state, work.at.today)
  const content: Pick<Challenge, 'id' | 'number' | 'facts'> = {
    id, number: row.number, facts: await freeText(work, facts),
  }
  await change(
    work, declaration, before, { type: 'declaration.challenge-accepted', content, ground: row.ground, public: true },
  )
  await follow(work, id, 'accepted')
  await shareEvidence(work, before.state, work.actor.organisation, subject)
  await endDeadlines(work, subject, 'challenge-acceptance')
  await endTasks(work, subject, 'challenge-acceptance')
  const { organisation } = before.state
  const { dueOn } = await startDeadline(work, {
    subject, kind: 'challenge-reply', period: 'challengeReply',
    responsible: { organisation, role: 'enterprise-representative' },
    label: { zh: '企业答复质疑', en: 'The enterprise answers' },
  })
  await putTask(work, {
    subject, kind: 'challenge-reply',
    title: { zh: `答复对申明 ${before.state.number} 的质疑`, en: `Answer the challenge of ${before.state.number}` },
    organisation, role: 'enterprise-representative', due: dueOn, link: `/challenges/${id}`,
  })
  await tell(work, {
    to: { organisation, roles: ['enterprise-representative', 'enterprise-agent'] }, link: `/challenges/${id}`,
    text: {
      zh: `对申明 ${before.state.number} 的质疑已受理，请于 ${dueOn} 前答复`,
      en: `A challenge of ${before.state.number} was accepted; answer by ${dueOn}`,
    },
  })
}

export async function refuseIt(work: Work, id: string, reason: string): Promise<void> {
  const { before, row, subject } = await lockBoth(work, id, 'office')
  mustBe(row.status, 'lodged')
  mayHappen('challenge-refused', before.state)
  await change(work, declaration, before, {
    type: 'declaration.challenge-refused', content: { id, number: row.number, reason: await freeText(work, reason) },
    ground: row.ground,
  })
  await follow(work, id, 'refused')
  await endDeadlines(work, subject)
  await endTasks(work, subject)
}

export async function answer(work: Work, id: string, of: { answer: string; evidence?: string }): Promise<void> {
  const { before, row, subject } = await lockBoth(work, id, 'holder')
  mustBe(row.status, 'accepted')
  answerChallenge(before.state, id)
  if (of.evidence) {
    await useFile(work, { hash: of.evidence, field: '/evidence', for: subject })
    const office = before.state.challenges.find((one) => one.id === id)?.office
    if (office) await shareFile(work, { owner: before.state.organisation, hash: of.evidence, with: office, subject })
  }
  const content = { id, answer: await freeText(work, of.answer), evidence: of.evidence ?? null }
  await change(work, declaration, before, { type: 'declaration.challenge-answered', content, public: true })
  await follow(work, id, 'answered')
  await endDeadlines(work, subject, 'challenge-reply')
  await endTasks(work, subject, 'challenge-reply')
  await askConclusion(work, id, row.region, before.state.number)
}

/** The office concludes once the enterprise has answered, or has let its time pass. */
async function askConclusion(work: Work, id: string, region: string, number: string): Promise<void> {
  const subject = { type: 'challenge', id }
  const office = officeOf(region)
  const { dueOn } = await startDeadline(work, {
    subject, kind: 'challenge-decision', period: 'challengeDecision', responsible: office,
    label: { zh: '作出质疑核查结论', en: 'Conclude the challenge' },
  })
  await putTask(work, {
    subject, kind: 'challenge-decision',
    title: { zh: `对申明 ${number} 的质疑待作出结论`, en: `Conclude the challenge of ${number}` },
    ...office, due: dueOn, link: `/challenges/${id}`,
  })
}

export async function replyDue(work: Work, { id }: { id: string }): Promise<void> {
  const row = await work.tx.selectFrom('declaration_challenge').selectAll().where('id', '=', id).executeTakeFirst()
  if (row?.status !== 'accepted') return
  const { state } = (await find(work.db, declaration, row.declaration)) ?? refuse('not-found')
  await askConclusion(work, id, row.region, state.number)
}

export async function conclude(work: Work, id: string, of: BodyOf<typeof contract.concludeChallenge>): Promise<void> {
  const { before, row, subject } = await lockBoth(work, id, 'office')
  mustBe(row.status, 'accepted', 'answered')
  concludeChallenge(before.state, id, of.outcome)
  const content = { id, outcome: of.outcome, reason: await freeText(work, of.reason) }
  await change(work, declaration, before, {
    type: 'declaration.challenge-concluded', content, public: true,
    ...(of.outcome === 'refuted' && { ground: 'challenge-upheld' }),
  })
  await follow(work, id, 'concluded')
  await endDeadlines(work, subject)
  await endTasks(work, subject)
  if (of.outcome === 'refuted') {
    await endDeadlines(work, { type: 'declaration', id: before.id }, 'declaration-confirmation')
  }
  await tell(work, {
    to: { organisation: before.state.organisation, roles: ['enterprise-representative', 'enterprise-agent'] },
    link: `/challenges/${id}`,
    text: { zh: `对申明 ${before.state.number} 的质疑已作出结论`, en: `The challenge of ${before.state.number} was concluded` },
  })
}
