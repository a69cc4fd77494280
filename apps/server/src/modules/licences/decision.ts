import { refuse } from '@tianfu/contract'
import type { BodyOf, licences as contract } from '@tianfu/contract'
import { programmeOf, termEnd } from '@tianfu/scheme'
import { change } from '../../platform/acts.ts'
import { nextNumber } from '../../platform/numbers.ts'
import { endTasks, putTask } from '../../platform/queue.ts'
import { freeText } from '../../platform/texts.ts'
import type { Work } from '../../platform/work.ts'
import { licence } from './aggregate.ts'
import { closeDesk, factsOf, linkOf, outcome, subjectOf, tellHolder, titleOf } from './desk.ts'
import { decide, mustBePossible, termOf } from './domain.ts'
import { settlePublicity } from './publicity.ts'
import { lockLicence, lockOwn } from './store.ts'
import { baseVolume, volumeYear } from './volume.ts'

/** Decision, contract, announcement. */

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
    subject: subjectOf(id), kind: 'licence-contract', organisation: state.organisation,
    role: 'enterprise-representative',
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
    content: {
      validFrom: today, validUntil: termOf(termEnd(work.edition.periods.licenceTerm, today), facts.validUntil),
    },
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
  return outcome(id, state)
}

export async function announce(work: Work, id: string) {
  const locked = await lockOwn(work.tx, work.actor, id)
  mustBePossible('announce', locked.state)
  if (locked.state.announcedOn !== null) refuse('wrong-state', { state: 'announced' })
  const { state } = await change(work, licence, locked, {
    type: 'licence.announced', public: true, content: { number: locked.state.number },
  })
  await endTasks(work, subjectOf(id), 'licence-announcement')
  return outcome(id, state)
}
