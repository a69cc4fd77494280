import { refuse } from '@tianfu/contract'
import type { BodyOf, licences as contract } from '@tianfu/contract'
import { programmeOf, termEnd } from '@tianfu/scheme'
import { sql } from 'kysely'
import { change, create } from '../../platform/acts.ts'
import { endDeadlines, startDeadline } from '../../platform/deadlines.ts'
import { shareFile, useFile } from '../../platform/files.ts'
import { tell } from '../../platform/notices.ts'
import { nextNumber } from '../../platform/numbers.ts'
import { endTasks, putTask } from '../../platform/queue.ts'
import { putSearchEntry } from '../../platform/search.ts'
import { freeText } from '../../platform/texts.ts'
import type { Work } from '../../platform/work.ts'
import { getOrganisation } from '../parties/index.ts'
import { licence } from './aggregate.ts'
import { certificateFacts } from './certificate-facts.ts'
import type { CertificateFacts } from './certificate-facts.ts'
import {
  currentCheck, decide, isPending, levelsFor, mustBeGround, mustBePossible, openObjections, termOf,
} from './domain.ts'
import type { Level, Licence } from './domain.ts'
import { licencesOn, lockLicence, lockOwn } from './store.ts'
import type { LockedLicence } from './store.ts'
import { baseVolume, volumeYear } from './volume.ts'

/** The way of an application: examination, facts, publicity, decision, contract, announcement. */

export const subjectOf = (id: string) => ({ type: 'licence', id })
const linkOf = (id: string) => `/licences/${id}`
const titleOf = (state: Licence, zh: string, en: string) =>
  ({ zh: `${zh}：${state.products[0]?.name.zh ?? ''}（证书 ${state.certificateNumber}）`, en: `${en}: certificate ${state.certificateNumber}` })
const outcome = (id: string, state: Licence) =>
  ({ id, status: state.status, ...(state.number !== null && { number: state.number }) })

async function licensorOf(work: Work): Promise<string> {
  const row = await work.tx.selectFrom('organisation').where(sql<boolean>`kinds @> '["licensor"]'::jsonb`)
    .select('id').orderBy('id').executeTakeFirst()
  return row?.id ?? refuse('licensor-missing')
}

async function factsOf(work: Work, certificate: string): Promise<CertificateFacts> {
  return (await certificateFacts(work.tx, certificate, work.at.today)) ?? refuse('not-found')
}

export async function apply(work: Work, body: BodyOf<typeof contract.applyForLicence>) {
  const { actor, tx, edition, at } = work
  // The certificate is locked first: a suspension and an application for its mark come one after the other.
  await sql`select id from certificate where id = ${body.certificate} for update`.execute(tx)
  const facts = await certificateFacts(tx, body.certificate, at.today)
  if (!facts || facts.holder !== actor.organisation) refuse('not-found')
  if (facts.status !== 'valid') refuse('certificate-not-valid', { status: facts.status })
  if (!edition.schemeTypes[facts.schemeType].licence) refuse('certificate-without-mark')
  if ((await licencesOn(tx, facts.id)).length > 0) refuse('licence-exists')
  const products = body.products.map(({ product, yearlyCapacity }) => {
    const certified = facts.products.find(({ id }) => id === product) ?? refuse('product-not-on-certificate')
    const { name, gtin, models } = certified
    const capacity = facts.batchQuantity === null ? yearlyCapacity : Math.min(yearlyCapacity, facts.batchQuantity)
    return { product, name, gtin, models, yearlyCapacity: capacity }
  })
  if (new Set(products.map(({ product }) => product)).size !== products.length) refuse('product-not-on-certificate')
  const id = work.world.newId()
  const licensor = await licensorOf(work)
  if (body.artwork) {
    await useFile(work, { hash: body.artwork, field: 'artwork', for: subjectOf(id) })
    await shareFile(work, { owner: actor.organisation, hash: body.artwork, with: licensor, subject: subjectOf(id) })
  }
  const { state } = await create(work, licence, {
    id, type: 'licence.applied',
    content: {
      organisation: facts.holder, licensor, certificate: facts.id, certificateNumber: facts.number,
      programme: facts.programme, edition: edition.inForceFrom, region: facts.region, batch: facts.batchQuantity !== null,
      products, media: body.media, artwork: body.artwork ?? null,
      contact: await freeText(work, `${body.contactName} ${body.contactPhone}`),
    },
  })
  const due = await startDeadline(work, {
    subject: subjectOf(id), kind: 'licence-form-review', period: 'licenceFormReview', responsible: { organisation: licensor },
    label: { zh: '标识使用申请形式审查', en: 'Examination of the application' },
  })
  await putTask(work, {
    subject: subjectOf(id), kind: 'licence-form-review', organisation: licensor, role: 'licensor-officer', due: due.dueOn,
    title: titleOf(state, '标识使用申请形式审查', 'Examine the application for the mark'), link: linkOf(id),
  })
  await indexLicence(work, id, state)
  return { id, status: state.status, acceptBy: due.dueOn }
}

/** What search finds: the holder and the licensor always, everybody once it is in force. */
export async function indexLicence(work: Work, id: string, state: Licence): Promise<void> {
  const holder = await getOrganisation(work.tx, state.organisation)
  await putSearchEntry(work, {
    kind: 'licence', id, title: { zh: `标识使用许可 ${state.number ?? state.certificateNumber}`, en: `Licence of the mark ${state.number ?? state.certificateNumber}` },
    texts: [holder.name.zh, holder.name.en ?? '', ...state.products.map(({ name }) => name.zh)],
    numbers: [state.certificateNumber, ...(state.number === null ? [] : [state.number])],
    link: linkOf(id), public: state.validFrom !== null, organisations: [state.organisation, state.licensor], region: state.region,
  })
}

export async function retract(work: Work, id: string, reason: string) {
  const locked = await lockOwn(work.tx, work.actor, id)
  mustBePossible('retract', locked.state)
  const { state } = await change(work, licence, locked, { type: 'licence.retracted', content: { reason: await freeText(work, reason) } })
  await closeDesk(work, id)
  return outcome(id, state)
}

const closeDesk = async (work: Work, id: string) => {
  await endDeadlines(work, subjectOf(id))
  await endTasks(work, subjectOf(id))
}

export async function accept(work: Work, id: string) {
  const locked = await lockOwn(work.tx, work.actor, id)
  mustBePossible('accept', locked.state)
  await closeDesk(work, id)
  return outcome(id, await askForFacts(work, locked, 0))
}

export async function returnApplication(work: Work, id: string, body: { ground: string; reason: string }) {
  const locked = await lockOwn(work.tx, work.actor, id)
  mustBePossible('return', locked.state)
  const ground = mustBeGround(work.edition, 'licenceRefusal', body.ground)
  const { state } = await change(work, licence, locked, {
    type: 'licence.returned', ground, content: { reason: await freeText(work, body.reason), by: work.actor.persons },
  })
  await closeDesk(work, id)
  await tellHolder(work, id, state, '标识使用申请形式审查未通过', 'The application was returned after examination')
  return outcome(id, state)
}

export const tellHolder = (work: Work, id: string, state: Licence, zh: string, en: string) => tell(work, {
  to: { organisation: state.organisation, roles: ['enterprise-representative', 'enterprise-agent'] },
  text: titleOf(state, zh, en), link: linkOf(id),
})

/** Asks the level at `index` for the facts; after the last one the file waits for its publicity. */
async function askForFacts(work: Work, locked: LockedLicence, index: number): Promise<Licence> {
  const asked = levelsFor(locked.state.region)[index]
  if (!asked) {
    await putTask(work, {
      subject: subjectOf(locked.id), kind: 'licence-publicity', organisation: locked.state.licensor, role: 'licensor-officer',
      title: titleOf(locked.state, '核实已完成，开始公示', 'Facts are checked: open the publicity'), link: linkOf(locked.id),
    })
    return locked.state
  }
  const { state } = await change(work, licence, locked, {
    type: 'licence.fact-check-requested',
    content: { level: asked.level, region: asked.region, by: work.actor.persons.filter(() => work.actor.capacity === 'licensor') },
  })
  const role = `authority-${asked.level}`
  const due = await startDeadline(work, {
    subject: subjectOf(locked.id), kind: `fact-check-${asked.level}`, responsible: { region: asked.region, role },
    period: asked.level === 'county' ? 'factCheckCounty' : 'factCheckCity',
    label: asked.level === 'county'
      ? { zh: '县级核实事实（逾期视为无异议）', en: 'Facts with the county (silence confirms)' }
      : { zh: '市级核实事实（逾期视为无异议）', en: 'Facts with the city (silence confirms)' },
  })
  await putTask(work, {
    subject: subjectOf(locked.id), kind: `fact-check-${asked.level}`, region: asked.region, role, due: due.dueOn,
    title: titleOf(state, '核实标识使用申请的事实', 'Confirm the facts of an application for the mark'), link: linkOf(locked.id),
  })
  return state
}

export async function checkFacts(work: Work, id: string, body: BodyOf<typeof contract.checkLicenceFacts>) {
  const locked = await lockOwn(work.tx, work.actor, id)
  mustBePossible('check', locked.state)
  const check = currentCheck(locked.state) ?? refuse('wrong-state', { state: locked.state.status })
  if (work.actor.region !== check.region || work.actor.role !== `authority-${check.level}`) {
    refuse('not-own-level', { level: check.level })
  }
  const { note, ground, ...facts } = body
  const disputed = Object.values(facts).includes('disputed')
  if (disputed && ground === undefined) refuse('ground-needed')
  const after = await change(work, licence, locked, {
    type: disputed ? 'licence.facts-disputed' : 'licence.facts-confirmed',
    content: { level: check.level, by: 'authority', ...facts, ...(note !== undefined && { note: await freeText(work, note) }) },
    ...(disputed && ground !== undefined && { ground: mustBeGround(work.edition, 'factCheckObjection', ground) }),
  })
  return outcome(id, await afterCheck(work, { id, version: after.act.version, state: after.state }, check.level))
}

async function afterCheck(work: Work, locked: LockedLicence, level: Level): Promise<Licence> {
  await endDeadlines(work, subjectOf(locked.id), `fact-check-${level}`)
  await endTasks(work, subjectOf(locked.id), `fact-check-${level}`)
  const levels = levelsFor(locked.state.region).map((one) => one.level)
  return askForFacts(work, locked, levels.indexOf(level) + 1)
}

/** Nobody answered within the period: by the rule the facts stand, and the act says that it was silence. */
export const confirmBySilence = (level: Level) => async (work: Work, subject: { id: string }): Promise<void> => {
  const locked = await lockLicence(work.tx, subject.id)
  if (currentCheck(locked.state)?.level !== level || locked.state.status !== `${level}-check`) return
  const after = await change(work, licence, locked, { type: 'licence.facts-confirmed', content: { level, by: 'silence' } })
  await afterCheck(work, { id: subject.id, version: after.act.version, state: after.state }, level)
}

export async function openPublicity(work: Work, id: string) {
  const locked = await lockOwn(work.tx, work.actor, id)
  mustBePossible('publicise', locked.state)
  const facts = await factsOf(work, locked.state.certificate)
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
    subject: subjectOf(id), kind: 'objection-handling', period: 'objectionHandling',
    responsible: { organisation: state.licensor }, label: { zh: `处理异议 ${number}`, en: `Handling of objection ${number}` },
  })
  await putTask(work, {
    subject: subjectOf(id), kind: 'licence-objection', organisation: state.licensor, role: 'licensor-officer', due: due.dueOn,
    title: titleOf(state, '处理公示异议', 'Handle an objection'), link: linkOf(id),
  })
  return { number, handleBy: due.dueOn }
}

export async function handleObjection(
  work: Work, id: string, objection: string, body: BodyOf<typeof contract.handleObjection>,
) {
  const locked = await settlePublicity(work, await lockOwn(work.tx, work.actor, id))
  const found = locked.state.objections.find((one) => one.id === objection) ?? refuse('not-found')
  if (found.outcome !== undefined) refuse('objection-handled')
  mustBePossible('handle', locked.state)
  const ground = mustBeGround(work.edition, 'objectionOutcome', body.ground ?? (body.outcome === 'accepted' ? 'upheld' : 'rejected'))
  const after = await change(work, licence, locked, {
    type: 'licence.objection-handled', ground,
    content: { objection, outcome: body.outcome, reason: await freeText(work, body.reason), by: work.actor.persons },
  })
  if (openObjections(after.state).length === 0) {
    await endDeadlines(work, subjectOf(id), 'objection-handling')
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
    type: 'licence.publicity-closed', public: true, content: { accepted: locked.state.objections.filter(({ outcome }) => outcome === 'accepted').length },
  })
  await endDeadlines(work, subjectOf(locked.id), 'licence-publicity')
  if (state.status === 'deciding') await askForDecision(work, locked.id, state)
  return { id: locked.id, version: act.version, state }
}

export const closePublicity = async (work: Work, subject: { id: string }): Promise<void> => {
  await settlePublicity(work, await lockLicence(work.tx, subject.id))
}

async function askForDecision(work: Work, id: string, state: Licence): Promise<void> {
  const due = await startDeadline(work, {
    subject: subjectOf(id), kind: 'licence-decision', period: 'licenceDecision', responsible: { organisation: state.licensor },
    label: { zh: '标识使用许可决定', en: 'Decision on the licence' },
  })
  await putTask(work, {
    subject: subjectOf(id), kind: 'licence-decision', organisation: state.licensor, role: 'licensor-decider', due: due.dueOn,
    title: titleOf(state, '作出标识使用许可决定', 'Decide the licence of the mark'), link: linkOf(id),
  })
}

export async function decideLicence(work: Work, id: string, body: BodyOf<typeof contract.decideLicence>) {
  const locked = await settlePublicity(work, await lockOwn(work.tx, work.actor, id))
  const facts = await factsOf(work, locked.state.certificate)
  const decision = decide(locked.state, body, {
    today: work.at.today, persons: work.actor.persons, certificate: facts.status,
  }, work.edition)
  await closeDesk(work, id)
  if (decision.outcome === 'refused') {
    const { state } = await change(work, licence, locked, {
      type: 'licence.refused', ...(decision.ground !== null && { ground: decision.ground }),
      content: { reason: body.reason === undefined ? null : await freeText(work, body.reason) },
    })
    await tellHolder(work, id, state, '不予标识使用许可', 'The licence was refused')
    return outcome(id, state)
  }
  const programme = programmeOf(work.edition, locked.state.programme)
  const number = await nextNumber(work, 'licence', programme ? { programme: programme.code } : {})
  const { state } = await change(work, licence, locked, { type: 'licence.granted', public: true, content: { number } })
  await putTask(work, {
    subject: subjectOf(id), kind: 'licence-contract', organisation: state.organisation, role: 'enterprise-representative',
    title: titleOf(state, '签署标识使用许可合同', 'Sign the licence contract'), link: linkOf(id),
  })
  await tellHolder(work, id, state, '准予标识使用许可，请签合同', 'The licence is granted: sign the contract')
  return outcome(id, state)
}

export async function signContract(work: Work, id: string) {
  const locked = await lockLicence(work.tx, id)
  // The right to sign is also the licensor's; this signature is the holder's.
  if (locked.state.organisation !== work.actor.organisation) refuse('not-found')
  mustBePossible('sign', locked.state)
  const facts = await factsOf(work, locked.state.certificate)
  if (facts.status !== 'valid') refuse('certificate-not-valid', { status: facts.status })
  const { today } = work.at
  const signed = await change(work, licence, locked, {
    type: 'licence.contract-signed', public: true,
    content: { validFrom: today, validUntil: termOf(termEnd(work.edition.periods.licenceTerm, today), facts.validUntil) },
  })
  let { state, act } = signed
  for (const { product } of state.products) {
    const year = volumeYear(state, today)
    const quantity = baseVolume(work.world, state, product)
    ;({ state, act } = await change(work, licence, { id, version: act.version, state }, {
      type: 'licence.volume-granted', content: { product, year, quantity, extra: false },
    }))
  }
  await endTasks(work, subjectOf(id), 'licence-contract')
  await putTask(work, {
    subject: subjectOf(id), kind: 'licence-announcement', organisation: state.licensor, role: 'licensor-officer',
    title: titleOf(state, '公告标识使用许可', 'Announce the licence'), link: linkOf(id),
  })
  await indexLicence(work, id, state)
  return outcome(id, state)
}

export async function announce(work: Work, id: string) {
  const locked = await lockOwn(work.tx, work.actor, id)
  mustBePossible('announce', locked.state)
  if (locked.state.announcedOn !== null) refuse('wrong-state', { state: 'announced' })
  const { state } = await change(work, licence, locked, { type: 'licence.announced', public: true, content: { number: locked.state.number } })
  await endTasks(work, subjectOf(id), 'licence-announcement')
  return outcome(id, state)
}

/** An application whose certificate has fallen comes to its end with it. */
export async function endPending(work: Work, locked: LockedLicence, cause: 'certificate', ground: string): Promise<void> {
  if (!isPending(locked.state)) return
  const { state } = await change(work, licence, locked, { type: 'licence.ended', ground, content: { cause } })
  await closeDesk(work, locked.id)
  await tellHolder(work, locked.id, state, '证书失效，标识使用申请终止', 'The certificate fell: the application has ended')
}
