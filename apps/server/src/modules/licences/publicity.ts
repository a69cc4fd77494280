import { timingSafeEqual } from 'node:crypto'
import { refuse } from '@tianfu/contract'
import type { BodyOf, licences as contract } from '@tianfu/contract'
import { normaliseIdentifier } from '@tianfu/identifiers'
import { sql } from 'kysely'
import { change } from '../../platform/acts.ts'
import { endDeadlines, startDeadline } from '../../platform/deadlines.ts'
import { nextNumber } from '../../platform/numbers.ts'
import { endTasks, putTask } from '../../platform/queue.ts'
import { freeText, readTexts } from '../../platform/texts.ts'
import type { View, Work, World } from '../../platform/work.ts'
import { getOrganisation } from '../parties/index.ts'
import { licence } from './aggregate.ts'
import { askForDecision, factsOf, linkOf, outcome, subjectOf, tellHolder, titleOf } from './desk.ts'
import { mustBeGround, mustBePossible, openObjections } from './domain.ts'
import { lockLicence, lockOwn } from './store.ts'
import type { LockedLicence } from './store.ts'

/** Publicity with frozen content, and objections by anybody, each handled before the decision. */

export async function openPublicity(work: Work, id: string) {
  const locked = await lockOwn(work.tx, work.actor, id)
  mustBePossible('publicise', locked.state)
  const facts = await factsOf(work, locked.state.certificate)
  if (facts.status !== 'valid') refuse('certificate-not-valid', { status: facts.status })
  const holder = await getOrganisation(work.tx, locked.state.organisation)
  await endTasks(work, subjectOf(id), 'licence-publicity')
  const { dueOn: until } = await startDeadline(work, {
    subject: subjectOf(id), kind: 'licence-publicity', period: 'licencePublicity',
    responsible: { organisation: locked.state.licensor }, label: { zh: '标识使用许可公示', en: 'Publicity of the licence' },
  })
  const { state } = await change(work, licence, locked, {
    type: 'licence.publicity-opened', public: true,
    content: {
      from: work.at.today, until, holder: { uscc: holder.uscc, name: holder.name }, certificate: facts.number,
      programme: facts.programme, region: locked.state.region, standards: facts.standards,
      products: locked.state.products.map(({ name, gtin, models }) => ({ name, gtin, models })),
    },
  })
  await tellHolder(work, id, state, `申请开始公示，${until} 截止`, `The application is publicised until ${until}`)
  return { ...outcome(id, state), until }
}

export async function lodgeObjection(work: Work, id: string, body: BodyOf<typeof contract.lodgeObjection>) {
  const locked = await lockLicence(work.tx, id)
  if (!locked.state.publicity) refuse('not-found')
  if (locked.state.status !== 'publicity' || work.at.today > locked.state.publicity.until) refuse('publicity-closed')
  const number = await nextNumber(work, 'objection', {})
  const objector = [body.name, body.contact].filter((part) => part !== undefined).join(' ')
  const { state } = await change(work, licence, locked, {
    type: 'licence.objection-lodged', ground: mustBeGround(work.edition, 'objection', body.ground),
    content: {
      id: work.world.newId(), number, anonymous: body.name === undefined, text: await freeText(work, body.text),
      contact: objector === '' ? null : await freeText(work, objector),
    },
  })
  const due = await startDeadline(work, {
    subject: subjectOf(id), kind: `objection-${number}`, period: 'objectionHandling',
    responsible: { organisation: state.licensor }, label: {
      zh: `处理异议 ${number}`, en: `Handling of objection ${number}`,
    },
  })
  await putTask(work, {
    subject: subjectOf(id), kind: 'licence-objection', organisation: state.licensor, role: 'licensor-officer',
    due: due.dueOn,
    title: titleOf(state, '处理公示异议', 'Handle an objection'), link: linkOf(id),
  })
  return { number, token: tokenOf(work.world, number), handleBy: due.dueOn }
}

/** Whoever holds the token may follow the objection. It is made from the number: nothing of it is kept. */
const tokenOf = (world: World, number: string): string => world.keys.mac('objection-token', number).slice(0, 32)

/** What the objector sees, given number and token; a wrong token is as if there were no such objection. */
export async function trackObjection(view: View, { number, token }: { number: string; token: string }) {
  const wanted = normaliseIdentifier(number)
  const [expected, given] = [Buffer.from(tokenOf(view.world, wanted)), Buffer.from(token.trim().toLowerCase())]
  const right = given.length === expected.length && timingSafeEqual(given, expected)
  const row = await view.db.selectFrom('licence').select('official')
    .where(sql<boolean>`official -> 'objections' @> ${JSON.stringify([{ number: wanted }])}::jsonb`).executeTakeFirst()
  const found = row?.official.objections.find((one) => one.number === wanted)
  if (!found || !right) refuse('not-found')
  const { reason } = await readTexts(view, { reason: found.reason ?? null }) as { reason: string | null }
  return {
    number: found.number, lodgedOn: found.lodgedOn, ...(found.outcome && { outcome: found.outcome }),
    ...(found.handledOn && { handledOn: found.handledOn }), ...(reason !== null && { reason }),
  }
}

export async function handleObjection(
  work: Work, id: string, objection: string, body: BodyOf<typeof contract.handleObjection>,
) {
  const locked = await settlePublicity(work, await lockOwn(work.tx, work.actor, id))
  const found = locked.state.objections.find((one) => one.id === objection) ?? refuse('not-found')
  if (found.outcome !== undefined) refuse('objection-handled')
  mustBePossible('handle', locked.state)
  const cited = body.ground ?? (body.outcome === 'accepted' ? 'upheld' : 'rejected')
  const ground = mustBeGround(work.edition, 'objectionOutcome', cited)
  const after = await change(work, licence, locked, {
    type: 'licence.objection-handled', ground,
    content: { objection, outcome: body.outcome, reason: await freeText(work, body.reason), by: work.actor.persons },
  })
  await endDeadlines(work, subjectOf(id), `objection-${found.number}`)
  if (openObjections(after.state).length === 0) {
    await endTasks(work, subjectOf(id), 'licence-objection')
    if (after.state.status === 'deciding') await askForDecision(work, id, after.state)
  }
  await tellHolder(work, id, after.state, `异议 ${found.number} 已处理`, `Objection ${found.number} has been handled`)
  return outcome(id, after.state)
}

/** Publicity that is over is closed by whoever comes next: the sweeper, or the act that asks for it. */
export async function settlePublicity(work: Work, locked: LockedLicence): Promise<LockedLicence> {
  const { status, publicity } = locked.state
  if (status !== 'publicity' || publicity === null || work.at.today <= publicity.until) return locked
  const { state, act } = await change(work, licence, locked, {
    type: 'licence.publicity-closed', public: true, content: {
      accepted: locked.state.objections.filter(({ outcome }) => outcome === 'accepted').length,
    },
  })
  await endDeadlines(work, subjectOf(locked.id), 'licence-publicity')
  if (state.status === 'deciding') await askForDecision(work, locked.id, state)
  return { id: locked.id, version: act.version, state }
}

export const closePublicity = async (work: Work, subject: { id: string }): Promise<void> => {
  await settlePublicity(work, await lockLicence(work.tx, subject.id))
}
