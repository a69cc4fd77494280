import { refuse } from '@tianfu/contract'
import type { BodyOf, licences as contract } from '@tianfu/contract'
import { sql } from 'kysely'
import { change, create } from '../../platform/acts.ts'
import { startDeadline } from '../../platform/deadlines.ts'
import { shareFile, useFile } from '../../platform/files.ts'
import { putTask } from '../../platform/queue.ts'
import { freeText } from '../../platform/texts.ts'
import type { Work } from '../../platform/work.ts'
import { licence } from './aggregate.ts'
import { certificateFacts } from './certificate-facts.ts'
import { closeDesk, linkOf, outcome, subjectOf, tellHolder, titleOf } from './desk.ts'
import { isPending, mustBeGround, mustBePossible } from './domain.ts'
import { askForFacts } from './facts.ts'
import { licencesOn, lockOwn } from './store.ts'
import type { LockedLicence } from './store.ts'

/** The application for the mark and its examination. */

async function licensorOf(work: Work): Promise<string> {
  const row = await work.tx.selectFrom('organisation').where(sql<boolean>`kinds @> '["licensor"]'::jsonb`)
    .select('id').orderBy('id').executeTakeFirst()
  return row?.id ?? refuse('licensor-missing')
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
      programme: facts.programme, edition: edition.inForceFrom, region: facts.region,
      batch: facts.batchQuantity !== null,
      products, media: body.media, artwork: body.artwork ?? null,
      contact: await freeText(work, `${body.contactName} ${body.contactPhone}`),
    },
  })
  const due = await startDeadline(work, {
    subject: subjectOf(id), kind: 'licence-form-review', period: 'licenceFormReview', responsible: {
      organisation: licensor,
    },
    label: { zh: '标识使用申请形式审查', en: 'Examination of the application' },
  })
  await putTask(work, {
    subject: subjectOf(id), kind: 'licence-form-review', organisation: licensor, role: 'licensor-officer',
    due: due.dueOn,
    title: titleOf(state, '标识使用申请形式审查', 'Examine the application for the mark'), link: linkOf(id),
  })
  return { id, status: state.status, acceptBy: due.dueOn }
}

export async function retract(work: Work, id: string, reason: string) {
  const locked = await lockOwn(work.tx, work.actor, id)
  mustBePossible('retract', locked.state)
  const { state } = await change(work, licence, locked, {
    type: 'licence.retracted', content: { reason: await freeText(work, reason) },
  })
  await closeDesk(work, id)
  return outcome(id, state)
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

/** An application whose certificate has fallen comes to its end with it. */
export async function endPending(
  work: Work, locked: LockedLicence, cause: 'certificate', ground: string,
): Promise<void> {
  if (!isPending(locked.state)) return
  const { state } = await change(work, licence, locked, { type: 'licence.ended', ground, content: { cause } })
  await closeDesk(work, locked.id)
  await tellHolder(work, locked.id, state, '证书失效，标识使用申请终止', 'The certificate fell: the application has ended')
}
