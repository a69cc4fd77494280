import { change } from '../../platform/acts.ts'
import type { Act, Work } from '../../platform/work.ts'
import { licence } from './aggregate.ts'
import { certificateFacts } from './certificate-facts.ts'
import { tellHolder } from './desk.ts'
import type { LicensedProduct } from './domain.ts'
import { licencesOn, lockLicence } from './store.ts'

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
