import { refuse } from '@tianfu/contract'
import type { BodyOf, verification as contract } from '@tianfu/contract'
import type { Instant, LocalDate } from '@tianfu/kernel'
import { sql } from 'kysely'
import { change, create, lock } from '../../platform/acts.ts'
import type { Locked } from '../../platform/acts.ts'
import { freeText } from '../../platform/texts.ts'
import type { Work } from '../../platform/work.ts'
import { giveUpBodyKey, leakOf, mustBeNews } from '../bodies/index.ts'
import { nextId, platformKeys } from './domain.ts'
import type { KeyUse, PlatformKey, PlatformKeys } from './domain.ts'
import { firstKeys, newKey, platformDid } from './keys.ts'

/** The platform's keys, locked; recorded first when this is the first act on them. */
async function lockKeys(work: Work): Promise<Locked<PlatformKeys>> {
  await sql`lock table platform_keys in share row exclusive mode`.execute(work.tx)
  const row = await work.tx.selectFrom('platform_keys').select('id').executeTakeFirst()
  if (row) return lock(work.tx, platformKeys, row.id)
  const id = work.world.newId()
  await create(work, platformKeys, {
    id, type: 'platform-keys.recorded', public: true, content: { keys: firstKeys(work.world) },
  })
  return lock(work.tx, platformKeys, id)
}

/** Replaces a key in the ordinary way: what it signed in its time stays good. */
export async function replacePlatformKey(work: Work, use: KeyUse): Promise<PlatformKey> {
  const before = await lockKeys(work)
  const key = newKey(work.world, use, nextId(before.state.keys, use), work.at.official)
  await change(work, platformKeys, before, { type: 'platform-keys.replaced', public: true, content: { key } })
  return key
}

/**
 * Declares a key of the platform or of a body compromised since a day; one in use is replaced in the same act.
 * @throws Refusal `key-unknown`, `key-given-up`, `compromised-in-future`
 */
export async function giveUpKey(work: Work, request: BodyOf<typeof contract.giveUpKey>) {
  const [did = '', id = ''] = request.kid.split('#')
  const leak = { cause: 'compromised', compromisedSince: request.compromisedSince as LocalDate } as const
  const compromisedSince = leakOf(leak, work.at.today) ?? work.at.official
  const of = { id, compromisedSince, reason: request.reason }
  const next = did === platformDid(work.world) ? await giveUpOwn(work, of)
    : await giveUpBodyKey(work, { did, ...of })
  return { id: request.kid, revoked: true, compromisedSince, next: next === undefined ? null : `${did}#${next}` }
}

async function giveUpOwn(
  work: Work, { id, compromisedSince, reason }: { id: string; compromisedSince: Instant; reason: string },
): Promise<string | undefined> {
  const before = await lockKeys(work)
  const { keys } = before.state
  const key = keys.find((one) => one.id === id) ?? refuse('key-unknown', { kid: id })
  mustBeNews(key, compromisedSince)
  const next = key.until === undefined
    ? newKey(work.world, key.use, nextId(keys, key.use), work.at.official) : undefined
  await change(work, platformKeys, before, { type: 'platform-keys.given-up', public: true, content: {
    id, revoked: work.at.official, compromisedSince, reason: await freeText(work, reason), ...(next && { next }),
  } })
  return next?.id
}
