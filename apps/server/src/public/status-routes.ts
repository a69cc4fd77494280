import { gzipSync } from 'node:zlib'
import { pages as contract, refuse } from '@tianfu/contract'
import { encodeStatusBits, newStatusBits, setStatusBit, statusListCredential } from '@tianfu/credentials'
import type { FastifyInstance } from 'fastify'
import { didDocumentOf } from '../modules/bodies/index.ts'
import { STATUS_LISTS, statusListBits } from '../modules/certification/index.ts'
import type { ListPurpose } from '../modules/certification/index.ts'
import {
  NATIONAL_NOTICE, nationalKeyOf, platformCredential, platformDid, platformDidDocument,
} from '../modules/verification/index.ts'
import type { On } from '../platform/http/routes.ts'
import type { View, World } from '../platform/work.ts'

/** A suspension shows within five seconds, so a list is kept for two at most. */
const MAX_AGE_S = 2

/** The same bits on the same day are the same token, byte for byte. */
async function listToken(view: View, purpose: ListPurpose): Promise<string> {
  const { list, indices } = await statusListBits(view.db, purpose, view.at.today)
  const bits = newStatusBits()
  for (const index of indices) setStatusBit(bits, index, true)
  return platformCredential(view, 'status', statusListCredential({
    id: `${view.world.origin}/status/${list}`, issuer: platformDid(view.world), purpose,
      validFrom: `${view.at.today}T00:00:00+08:00`,
    encodedList: await encodeStatusBits(bits, (bytes) => gzipSync(bytes)),
  }))
}

/** Every status list as it is now, for whoever verifies without a network. */
export const statusListTokens = (view: View): Promise<string[]> =>
  Promise.all((Object.keys(STATUS_LISTS) as ListPurpose[]).map((purpose) => listToken(view, purpose)))

/** Status lists, and the keys by which anybody verifies what was signed. */
export function statusRoutes(on: On, http: FastifyInstance, world: World): void {
  on.raw(contract.statusList, async (view, { params }, { reply }) => {
    const purpose = (Object.keys(STATUS_LISTS) as ListPurpose[]).find((one) =>
      STATUS_LISTS[one] === params.list) ?? refuse('not-found')
    return reply.type('application/vc+jwt').header('cache-control',
      `max-age=${MAX_AGE_S}`).header('access-control-allow-origin', '*').send(await listToken(view, purpose))
  })
  const open = { config: { open: true } }
  http.get('/.well-known/did.json', open, async (_request, reply) =>
    reply.type('application/did+json').header('cache-control', 'max-age=60').header('access-control-allow-origin',
      '*').send(await platformDidDocument({ db: world.db, world })))
  http.get('/.well-known/sm2.json', open, async (_request, reply) => {
    if (world.editions.at(-1)?.countersignature.suite !== 'SM2-SM3') return refuse('not-found')
    const { key, identity, point } = nationalKeyOf(world)
    return reply.type('application/json; charset=utf-8').header('cache-control', 'max-age=60')
      .header('access-control-allow-origin', '*').send({ keys: [{ key, identity, point }], notice: NATIONAL_NOTICE })
  })
  http.get<{ Params: { slug: string } }>('/bodies/:slug/did.json', open, async (request, reply) => {
    const document = (await didDocumentOf(world.db, world, request.params.slug.slice(0, 100))) ?? refuse('not-found')
    return reply.type('application/did+json').header('cache-control',
      'max-age=60').header('access-control-allow-origin', '*').send(document)
  })
}
