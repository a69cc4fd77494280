import type { FastifyInstance } from 'fastify'
import { parseTilePath } from '@tianfu/ledger'
import { statementOf } from '../acts.ts'
import { latestCheckpoint, logSigner, publicActs } from '../log.ts'
import { readTile } from '../tiles.ts'
import { publishedCheckpoint } from '../witnesses.ts'
import type { World } from '../work.ts'

/** Open to everybody, without an endpoint of the contract: they show no subject. */
const OPEN = { config: { open: true } } as const
const ACTS_AT_ONCE = 256

/**
 * The log as outsiders follow it (C2SP tlog-tiles at `/log`): checkpoint, hash tiles, entry bundles, and the acts that
 * are published, each with the salt by which anybody recomputes its entry.
 */
export function logRoutes(http: FastifyInstance, world: World): void {
  http.get('/log/checkpoint', OPEN, async (_request, reply) => {
    const note = await publishedCheckpoint(world)
    if (note === undefined) return reply.callNotFound()
    return reply.type('text/plain; charset=utf-8').header('cache-control', 'max-age=1').send(note)
  })
  http.get('/log/key', OPEN, async (_request, reply) =>
    reply.type('text/plain; charset=utf-8').send(`${logSigner(world).verifierKey}\n`))
  http.get<{ Params: { '*': string } }>('/log/tile/*', OPEN, async (request, reply) => {
    const tile = parseTilePath(`tile/${request.params['*']}`)
    const bytes = tile && await readTile(world, tile)
    if (!bytes) return reply.callNotFound()
    // Never another byte at this address: anybody may keep it for ever.
    return reply.type('application/octet-stream').header('cache-control', 'public, max-age=31536000, immutable')
      .send(Buffer.from(bytes))
  })
  http.get<{ Querystring: { from?: string } }>('/log/acts', OPEN, async (request) => {
    const from = Number(/^\d{1,12}$/.exec(request.query.from ?? '0')?.[0] ?? 0)
    const size = (await latestCheckpoint(world.db))?.size ?? 0
    const rows = (await publicActs(world.db, from, ACTS_AT_ONCE)).filter(({ index }) => Number(index) < size)
    return { size, items: rows.map((row) => ({
      index: row.index, entry: Buffer.from(row.entry).toString('hex'),
      ...(row.public && { salt: Buffer.from(row.salt).toString('hex'), statement: statementOf(row) }),
    })) }
  })
}
