import { refuse } from '@tianfu/contract'
import type { BodyOf, market as contract, marketMethod } from '@tianfu/contract'
import { change, create, lock } from '../../platform/acts.ts'
import type { Locked } from '../../platform/acts.ts'
import { nextNumber } from '../../platform/numbers.ts'
import { freeText } from '../../platform/texts.ts'
import type { Work } from '../../platform/work.ts'
import { mustBeOpen, mustBePeriod, nextVersion, programme, usableSource } from './domain.ts'
import type { Programme } from './domain.ts'
import { methodHash, mustBeSound } from './method.ts'

/** @param organisation that runs it: the actor's own, or the seed's */
export async function openProgramme(
  work: Work, organisation: string, body: BodyOf<typeof contract.openMarketProgramme>,
): Promise<string> {
  mustBePeriod(body.from, body.until)
  const of = work.edition.programmes.find(({ id }) => id === body.programme)
  if (!of) refuse('programme-unknown', { programme: body.programme })
  const id = work.world.newId()
  const number = await nextNumber(work, 'marketProgramme', { programme: of.code })
  await create(work, programme, {
    id, type: 'market-programme.opened', public: true,
    content: { ...body, number, organisation, demonstration: work.world.mode === 'demo' },
  })
  return id
}

/** Locked, and of the actor's organisation: what belongs to another is not found. */
export async function lockOwn(work: Work, id: string): Promise<Locked<Programme>> {
  const locked = await lock(work.tx, programme, id)
  if (work.actor.capacity !== 'seed' && locked.state.organisation !== work.actor.organisation) refuse('not-found')
  return locked
}

export async function adoptMethod(work: Work, id: string, method: marketMethod.MarketMethod): Promise<void> {
  const locked = await lockOwn(work, id)
  mustBeOpen(locked.state)
  mustBeSound(method)
  const sha256 = methodHash(method)
  const version = nextVersion(locked.state, sha256)
  await work.tx.insertInto('market_method')
    .values({ programme: id, version, sha256, document: JSON.stringify(method) }).execute()
  await change(work, programme, locked, {
    type: 'market-programme.method-adopted', content: { version, sha256 }, public: true,
  })
}

export async function addSource(
  work: Work, id: string, body: BodyOf<typeof contract.addMarketSource>,
): Promise<string> {
  const locked = await lockOwn(work, id)
  mustBeOpen(locked.state)
  const source = work.world.newId()
  await change(work, programme, locked, {
    type: 'market-programme.source-added', content: { id: source, ...body }, public: true,
  })
  return source
}

export async function endSource(work: Work, id: string, source: string, reason: string): Promise<void> {
  const locked = await lockOwn(work, id)
  mustBeOpen(locked.state)
  usableSource(locked.state, source)
  await change(work, programme, locked, {
    type: 'market-programme.source-ended', content: { source, reason: await freeText(work, reason) }, public: true,
  })
}

export async function endProgramme(work: Work, id: string, reason: string): Promise<void> {
  const locked = await lockOwn(work, id)
  mustBeOpen(locked.state)
  await change(work, programme, locked, {
    type: 'market-programme.ended', content: { reason: await freeText(work, reason) }, public: true,
  })
}
