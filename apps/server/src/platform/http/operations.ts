import type { FastifyInstance } from 'fastify'
import { desk } from '@tianfu/contract'
import { sql } from 'kysely'
import { fsck } from '../fsck.ts'
import type { Checked } from '../fsck.ts'
import type { World } from '../work.ts'
import { holdOf } from '../hold.ts'
import { logRoutes } from './log.ts'
import type { On } from './routes.ts'

/** Open to everybody, without an endpoint of the contract: they show no subject. */
const OPEN = { config: { open: true } } as const

const COUNTED_EVERY_MS = 5_000

async function figuresOf(world: World): Promise<Record<string, number>> {
  const { rows: [figures] } = await sql<Record<string, number>>`select
    (select count(*) from act) as acts, (select count(*) from log_pending) as log_pending,
    (select coalesce(max(size), 0) from log_checkpoint) as log_size,
    (select count(*) from deadline where ended_on is null) as deadlines_open,
    (select count(*) from deadline where ended_on is null and passed) as deadlines_passed,
    (select count(*) from task where ended_at is null) as tasks_open,
    (select count(*) from notice where delivered_at is null) as notices_waiting`.execute(world.db)
  return figures ?? {}
}

/** Health, readiness, figures, the log, and the check of everything. */
export function operationsRoutes(
  http: FastifyInstance, on: On, world: World, options: { durability: string; modules: readonly Checked[] },
): void {
  http.get('/healthz', OPEN, async () => ({ alive: true }))
  // Ready means that a write went through, and says what a write survives.
  http.get('/readyz', OPEN, async (_request, reply) => {
    try {
      await world.db.insertInto('installation').values({ name: 'ready', value: new Date(world.now()).toISOString() })
        .onConflict((conflict) => conflict.column('name').doUpdateSet((is) => ({ value: is.ref('excluded.value') })))
        .execute()
      const hold = await holdOf(world.db)
      return {
        ready: true, database: world.dialect, durability: options.durability, mode: world.mode, ...(hold && { hold }),
      }
    } catch {
      return reply.code(503).send({
        ready: false, database: world.dialect, durability: options.durability, mode: world.mode,
      })
    }
  })
  // Anybody may ask, so asking often must not count often.
  let counted = { at: Number.NEGATIVE_INFINITY, figures: Promise.resolve<Record<string, number>>({}) }
  http.get('/metrics', OPEN, async (_request, reply) => {
    if (world.now() - counted.at >= COUNTED_EVERY_MS) counted = { at: world.now(), figures: figuresOf(world) }
    return reply.type('text/plain; version=0.0.4').send(`${[
      ...Object.entries(await counted.figures).map(([name, value]) => `tianfu_${name} ${value}`),
      `process_resident_memory_bytes ${process.memoryUsage.rss()}`,
    ].join('\n')}\n`)
  })
  logRoutes(http, world)
  on.read(desk.checkEverything, async (_view, { body }) => fsck(world, options.modules, body.checkpoint))
}
