import { actsOf, change } from '../../platform/acts.ts'
import { endTasks } from '../../platform/queue.ts'
import type { Act, Work } from '../../platform/work.ts'
import { licence } from './aggregate.ts'
import { certificateFacts } from './certificate-facts.ts'
import { subjectOf, tellHolder } from './desk.ts'
import type { LicensedProduct } from './domain.ts'
import type { Certificate } from '../certification/index.ts'
import { licencesEndedWith, licencesOn, lockLicence } from './store.ts'

/**
 * A licence covers the models that its certificate covers: what a change took away may no longer carry the mark, what
 * it added may. Its region follows the place of production, unless facts are being confirmed there right now.
 */
export async function followChange(work: Work, act: Act): Promise<void> {
  const facts = await certificateFacts(work.tx, act.subject, work.at.today)
  if (!facts) return
  for (const id of await licencesOn(work.tx, act.subject)) {
    const locked = await lockLicence(work.tx, id)
    const { status, products: before, region } = locked.state
    const products = before.map((one): LicensedProduct =>
      ({ ...one, models: facts.products.find((product) => product.id === one.product)?.models ?? one.models }))
    const moves = (status === 'in-force' || status === 'suspended') && region !== facts.region
    if (!moves && JSON.stringify(products) === JSON.stringify(before)) continue
    const { state } = await change(work, licence, locked, {
      type: 'licence.certificate-changed', public: true,
      content: { change: act.content.change, products, ...(moves && { region: facts.region }) },
    })
    await tellHolder(work, id, state, '标识使用许可已随证书变更', 'The licence follows the change of its certificate')
  }
}

/**
 * A decision on the certificate fell on appeal: a suspension that it brought is lifted, a licence that fell with the
 * certificate stands again. What fell while it was only applied for is applied for anew.
 */
export async function followSetAside(work: Work, act: Act, after: unknown): Promise<void> {
  const { status } = after as Certificate
  if (status !== 'valid' && status !== 'suspended') return
  for (const id of await licencesEndedWith(work.tx, act.subject)) {
    const last = (await actsOf(work.tx, licence.type, id)).findLast(({ type }) => type === 'licence.withdrawn')
    if (last?.content.cause !== 'certificate') continue
    const locked = await lockLicence(work.tx, id)
    const { state } = await change(work, licence, locked, { type: 'licence.reinstated', public: true,
      content: { appeal: act.content.appeal, suspended: status === 'suspended' }, effectiveOn: act.effectiveOn })
    await endTasks(work, subjectOf(id), 'licence-stock')
    await tellHolder(work, id, state, '证书恢复效力，标识使用许可随之恢复', 'The certificate stands again, and the licence with it')
  }
  if (status !== 'valid') return
  for (const id of await licencesOn(work.tx, act.subject)) {
    const locked = await lockLicence(work.tx, id)
    if (!locked.state.suspensions.some(({ cause }) => cause === 'certificate')) continue
    const { state } = await change(work, licence, locked, { type: 'licence.restored', ground: 'certificate-restored',
      public: true, content: { cause: 'certificate' }, effectiveOn: act.effectiveOn })
    await tellHolder(work, id, state, '证书已恢复', 'The certificate is restored')
  }
}
