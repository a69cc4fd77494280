import { refuse } from '@tianfu/contract'
import type { BodyOf, licences as contract } from '@tianfu/contract'
import { groundOf } from '@tianfu/scheme'
import { change } from '../../platform/acts.ts'
import { endDeadlines } from '../../platform/deadlines.ts'
import { endTasks, putTask } from '../../platform/queue.ts'
import { mayBe } from '../../platform/rights.ts'
import { freeText } from '../../platform/texts.ts'
import type { Act, Work } from '../../platform/work.ts'
import { licence } from './aggregate.ts'
import { endPending } from './application.ts'
import { certificateFacts } from './certificate-facts.ts'
import { outcome, subjectOf, tellHolder } from './desk.ts'
import { mustBeGround, mustBePossible } from './domain.ts'
import type { Licence, Suspension } from './domain.ts'
import { licencesOn, lockLicence, lockOwn } from './store.ts'
import type { LockedLicence } from './store.ts'
import { addVolume, volumeYear } from './volume.ts'

/** What happens to a licence in force: suspension, restoration, end; and that it follows its certificate at once. */

/** The licensor may suspend at once on safety grounds by any officer; the other grounds are the decider's. */
export async function suspend(work: Work, id: string, body: BodyOf<typeof contract.suspendLicence>) {
  const locked = await lockOwn(work.tx, work.actor, id)
  mustBePossible('suspend', locked.state)
  if (locked.state.suspensions.some(({ cause }) => cause === 'licensor')) refuse('wrong-state', { state: 'suspended' })
  const ground = mustBeGround(work.edition, 'licenceSuspension', body.ground)
  if (!mayBe(work.actor, 'licence:decide') && groundOf(work.edition, 'licenceSuspension', ground)?.safety !== true) {
    refuse('safety-ground-needed')
  }
  return suspendBy(work, locked, 'licensor', ground, { reason: await freeText(work, body.reason) })
}

async function suspendBy(
  work: Work, locked: LockedLicence, cause: Suspension['cause'], ground: string, more: object, on?: Act['effectiveOn'],
) {
  const { state } = await change(work, licence, locked, {
    type: 'licence.suspended', ground, public: true, content: { cause, ...more }, ...(on && { effectiveOn: on }),
  })
  await tellHolder(work, locked.id, state,
    '标识使用许可已暂停，请立即停止使用标识', 'The licence is suspended: stop using the mark at once')
  return outcome(locked.id, state)
}

export async function restore(work: Work, id: string, body: BodyOf<typeof contract.restoreLicence>) {
  const locked = await lockOwn(work.tx, work.actor, id)
  mustBePossible('restore', locked.state)
  if (!locked.state.suspensions.some(({ cause }) => cause === 'licensor')) {
    const facts = await certificateFacts(work.tx, locked.state.certificate, work.at.today)
    refuse('certificate-not-valid', { status: facts?.status ?? 'unknown' })
  }
  const { state } = await change(work, licence, locked, {
    type: 'licence.restored', ground: mustBeGround(work.edition, 'licenceRestoration', body.ground), public: true,
    content: { cause: 'licensor', reason: await freeText(work, body.reason) },
  })
  await tellHolder(work, id, state, '标识使用许可已恢复', 'The licence is restored')
  return outcome(id, state)
}

export async function withdraw(work: Work, id: string, body: BodyOf<typeof contract.withdrawLicence>) {
  const locked = await lockOwn(work.tx, work.actor, id)
  mustBePossible('withdraw', locked.state)
  const { state } = await change(work, licence, locked, {
    type: 'licence.withdrawn', ground: mustBeGround(work.edition, 'licenceTermination', body.ground), public: true,
    content: { cause: 'licensor', reason: await freeText(work, body.reason) },
  })
  await afterEnd(work, id, state, '标识使用许可已撤销', 'The licence is withdrawn')
  return outcome(id, state)
}

/** The holder stops: the mark leaves the goods, what is left is counted. */
export async function end(work: Work, id: string, body: BodyOf<typeof contract.endLicenceUse>) {
  const locked = await lockOwn(work.tx, work.actor, id)
  mustBePossible('end', locked.state)
  if (locked.state.organisation !== work.actor.organisation) refuse('not-found')
  const ended = await change(work, licence, locked, {
    type: 'licence.ended', ground: 'holder-request', public: true, content: { cause: 'holder' },
  })
  await endTasks(work, subjectOf(id))
  const after = { id, version: ended.act.version, state: ended.state }
  return reportStockOf(work, after, body.stoppedOn, body.stockCount, body.reason)
}

export async function reportStock(work: Work, id: string, body: BodyOf<typeof contract.reportLicenceStock>) {
  const locked = await lockOwn(work.tx, work.actor, id)
  mustBePossible('report-stock', locked.state)
  if (locked.state.organisation !== work.actor.organisation || locked.state.number === null) refuse('not-found')
  return reportStockOf(work, locked, body.stoppedOn, body.stockCount, body.disposal)
}

async function reportStockOf(work: Work, locked: LockedLicence, stoppedOn: string, count: number, disposal: string) {
  const { state } = await change(work, licence, locked, {
    type: 'licence.stock-reported', content: { stoppedOn, count, disposal: await freeText(work, disposal) },
  })
  await endDeadlines(work, subjectOf(locked.id))
  await endTasks(work, subjectOf(locked.id), 'licence-stock')
  return outcome(locked.id, state)
}

async function afterEnd(work: Work, id: string, state: Licence, zh: string, en: string): Promise<void> {
  await endDeadlines(work, subjectOf(id))
  await endTasks(work, subjectOf(id))
  await putTask(work, {
    subject: subjectOf(id), kind: 'licence-stock', organisation: state.organisation, role: 'enterprise-representative',
    title: { zh: `停止使用标识并报告库存：${state.number}`, en: `Stop the mark and report the stock: ${state.number}` },
    link: `/licences/${id}`,
  })
  await tellHolder(work, id, state, zh, en)
}

export async function grantVolume(work: Work, id: string, body: BodyOf<typeof contract.grantLicenceVolume>) {
  const locked = await lockOwn(work.tx, work.actor, id)
  mustBePossible('grant-volume', locked.state)
  const year = volumeYear(locked.state, work.at.today)
  const row = await addVolume(work, id, locked.state, body.product, year, body.quantity)
  await change(work, licence, locked, {
    type: 'licence.volume-granted',
    content: {
      product: body.product, year, quantity: body.quantity, extra: true, stockCount: body.stockCount,
      reason: await freeText(work, body.reason),
    },
  })
  return row
}

/**
 * A licence follows its certificate in the same transaction (domain §4.6). No verdict waits for this: standing is
 * computed from both. The acts make the licence's own history say what happened.
 */
export async function followCertificate(work: Work, act: Act): Promise<void> {
  for (const id of await licencesOn(work.tx, act.subject)) {
    const locked = await lockLicence(work.tx, id)
    const inForce = locked.state.status === 'in-force' || locked.state.status === 'suspended'
    if (act.type === 'certificate.suspended') {
      if (inForce) await suspendBy(work, locked, 'certificate', 'certificate-suspended', {}, act.effectiveOn)
    } else if (act.type === 'certificate.restored') {
      if (!locked.state.suspensions.some(({ cause }) => cause === 'certificate')) continue
      const { state } = await change(work, licence, locked, {
        type: 'licence.restored', ground: 'certificate-restored', public: true, content: {
          cause: 'certificate',
        }, effectiveOn: act.effectiveOn,
      })
      await tellHolder(work, id, state, '证书已恢复', 'The certificate is restored')
    } else {
      const [type, ground] = act.type === 'certificate.withdrawn'
        ? ['licence.withdrawn', 'certificate-withdrawn'] as const : ['licence.ended', 'certificate-cancelled'] as const
      if (!inForce) await endPending(work, locked, 'certificate', ground)
      else {
        const { state } = await change(work, licence, locked, {
          type, ground, public: true, content: { cause: 'certificate' }, effectiveOn: act.effectiveOn,
        })
        await afterEnd(work, id, state, '证书失效，标识使用许可随之终止', 'The certificate fell, and the licence with it')
      }
    }
  }
}
