import { refuse } from '@tianfu/contract'
import type { BodyOf, codes as contract } from '@tianfu/contract'
import type { LocalDate } from '@tianfu/kernel'
import { change, create, find, lock } from '../../platform/acts.ts'
import { nextNumber } from '../../platform/numbers.ts'
import { freeText } from '../../platform/texts.ts'
import type { Work } from '../../platform/work.ts'
import { groundOf } from '@tianfu/scheme'
import { certificateFacts, licenceStanding, lockLicence, takeVolume } from '../licences/index.ts'
import { getOrganisation } from '../parties/index.ts'
import { activate, codeBatch, codeKeyLoss, codeOrder, mustBeLost, mustBeOrderable, voidRange } from './domain.ts'
import { keyInUse, mustNotBeLost, takeCounters } from './keys.ts'
import { productGtin } from './products.ts'
import { batchItem } from './queries.ts'

/**
 * The licence, locked, when it is the actor's and valid today. Its row is what a suspension of the certificate writes
 * too, so that codes are ordered or activated either before the suspension or not at all.
 */
async function validLicence(work: Work, id: string) {
  const locked = await lockLicence(work.tx, id)
  if (locked.state.organisation !== work.actor.organisation) refuse('not-found')
  const facts = await certificateFacts(work.tx, locked.state.certificate, work.at.today)
  if (!facts) refuse('not-found')
  const standing = licenceStanding(locked.state, facts.status, work.at.today)
  if (standing !== 'valid') refuse('licence-not-valid', { status: standing })
  return { licence: locked.state, facts }
}

/** An order within the year's volume; its batch is issued in the same breath, for nothing is left to decide. */
export async function placeOrder(work: Work, body: BodyOf<typeof contract.placeCodeOrder>) {
  const { licence } = await validLicence(work, body.licence)
  const licensed = licence.products.find(({ product }) => product === body.product) ?? refuse('product-not-licensed')
  const product = { name: licensed.name, gtin: await productGtin(work.tx, body.product) }
  const gtin = mustBeOrderable(product, body.quantity, work.edition.limits.codesPerOrder)
  const { year, left } = await takeVolume(work, body.licence, licence, body.product, body.quantity)
  const holder = await getOrganisation(work.tx, licence.organisation)
  const key = await keyInUse(work, licence.organisation, holder.uscc)
  const [order, batch] = [work.world.newId(), work.world.newId()]
  const number = await nextNumber(work, 'codeOrder', {})
  const placed = await create(work, codeOrder, {
    id: order, type: 'code-order.placed',
    content: {
      number, organisation: licence.organisation, licence: body.licence, product: body.product, gtin,
      quantity: body.quantity, year,
    },
  })
  const first = await takeCounters(work, licence.organisation, gtin, key.key_id, body.quantity)
  await create(work, codeBatch, {
    id: batch, type: 'code-batch.issued',
    content: {
      order, organisation: licence.organisation, licence: body.licence, certificate: licence.certificate,
      product: body.product,
      gtin, keyId: key.key_id, first, quantity: body.quantity,
    },
  })
  await change(work, codeOrder, { id: order, version: placed.act.version, state: placed.state }, {
    type: 'code-order.issued', content: { batch },
  })
  return { order, number, batch, volumeLeft: left }
}

/** Activates a lot. Goods leave with the mark only while the licence stands. */
export async function activateCodes(work: Work, id: string, body: BodyOf<typeof contract.activateCodes>) {
  const found = await find(work.tx, codeBatch, id)
  if (!found || found.state.organisation !== work.actor.organisation) refuse('not-found')
  // In module order: the licence is locked before the batch.
  const { facts } = await validLicence(work, found.state.licence)
  const locked = await lock(work.tx, codeBatch, id)
  await mustNotBeLost(work, locked.state.organisation, locked.state.keyId)
  const content = activate(locked.state, body as never, work.at.today, facts.validFrom)
  const { state } = await change(work, codeBatch, locked, { type: 'code-batch.activated', content })
  return batchItem(work, id, state)
}

/** Voids a range: always possible, whatever the licence's state. */
export async function voidCodes(work: Work, id: string, body: BodyOf<typeof contract.voidCodes>) {
  const locked = await lock(work.tx, codeBatch, id)
  if (locked.state.organisation !== work.actor.organisation) refuse('not-found')
  const known = groundOf(work.edition, 'codeVoid', body.ground)
  if (!known || known.system) refuse('ground-unknown', { ground: body.ground })
  const range = voidRange(locked.state, body)
  const { state } = await change(work, codeBatch, locked, {
    type: 'code-batch.range-voided', ground: body.ground,
    content: { ...range, note: body.note === undefined ? null : await freeText(work, body.note) },
  })
  return batchItem(work, id, state)
}

/**
 * The key of a batch is lost: with it every batch of the same licensee and year. The next order takes another key; what
 * is active stands, what is not can never become so.
 */
export async function loseKey(work: Work, id: string, body: BodyOf<typeof contract.loseCodeKey>) {
  const found = await find(work.tx, codeBatch, id)
  if (!found) refuse('not-found')
  const { organisation, keyId } = found.state
  const key = await work.tx.selectFrom('code_key').select(['id', 'year', 'revoked_on'])
    .where('organisation', '=', organisation).where('key_id', '=', keyId).forUpdate().executeTakeFirstOrThrow()
  if (key.revoked_on !== null) refuse('code-key-lost', { on: key.revoked_on })
  const known = groundOf(work.edition, 'codeKeyLoss', body.ground)
  if (!known || known.system) refuse('ground-unknown', { ground: body.ground })
  const { state } = await create(work, codeKeyLoss, {
    id: key.id, type: 'code-key.lost', ground: body.ground,
    content: {
      organisation, keyId, year: key.year, lostOn: mustBeLost(body.lostOn as LocalDate, work.at.today, key),
      note: body.note === undefined ? null : await freeText(work, body.note),
    },
  })
  await work.tx.updateTable('code_key').set({ revoked_on: state.on }).where('id', '=', key.id).execute()
  const batches = await work.tx.selectFrom('code_batch').where('organisation', '=', organisation)
    .where('key_id', '=', keyId).select((is) => is.fn.countAll<number>().as('count')).executeTakeFirstOrThrow()
  return { key: key.id, year: key.year, batches: Number(batches.count), lostOn: state.lostOn }
}
