import { verification as contract } from '@tianfu/contract'
import type { On } from '../../platform/http/routes.ts'
import type { World } from '../../platform/work.ts'
import type { PlatformKey } from './domain.ts'
import { platformDid, platformKeysOf } from './keys.ts'
import { giveUpKey, replacePlatformKey } from './service.ts'

const shown = (world: Pick<World, 'origin'>, { id, use, x, from, until, revoked, compromisedSince }: PlatformKey) => ({
  id: `${platformDid(world)}#${id}`, use, x, from, until: until ?? null, revoked: revoked !== undefined,
  compromisedSince: compromisedSince ?? null,
})

export const verificationRoutes = (on: On): void => {
  // There are never more keys than fit on a page: one for each use and each time that it was replaced.
  on.read(contract.listPlatformKeys, async ({ db, world }) => ({
    items: (await platformKeysOf(db, world)).map((key) => shown(world, key)),
  }))
  on.write(contract.replacePlatformKey, async (work, { body }) =>
    shown(work.world, await replacePlatformKey(work, body.use)))
  on.write(contract.giveUpKey, (work, { body }) => giveUpKey(work, body))
}
