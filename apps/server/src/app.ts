import type { FastifyInstance } from 'fastify'
import type { Authentication } from './platform/command.ts'
import { deskRoutes, unboundEndpoints } from './platform/http/desk.ts'
import { operationsRoutes } from './platform/http/operations.ts'
import { binder } from './platform/http/routes.ts'
import type { On } from './platform/http/routes.ts'
import { httpServer } from './platform/http/server.ts'
import { followerOf } from './platform/follow.ts'
import { sequence } from './platform/log.ts'
import { publish } from './platform/tiles.ts'
import { askWitnesses } from './platform/witnesses.ts'
import { sweepDeadlines } from './platform/deadlines.ts'
import type { SearchedByType } from './platform/search-index.ts'
import type { Subscriptions, World } from './platform/work.ts'
import { MODULES, authentication, registerPages } from './modules.ts'

export interface App {
  http: FastifyInstance
  /** Endpoints of the contract that no module has bound; a test holds this to none. */
  unanswered: string[]
  /** Orders pending acts and signs them now; the background does it every second. */
  sequence(): Promise<void>
  /** Handles what official time has brought, until nothing is left. */
  sweep(): Promise<void>
  /** Does what the modules have waiting. */
  work(): Promise<void>
  close(): Promise<void>
}

/** Every subscription of every module, by act and by kind of deadline. */
export function subscriptionsOf(modules: typeof MODULES): Subscriptions {
  const onAct: Record<string, Subscriptions['onAct'][string][number][]> = {}
  for (const { onAct: hears = {} } of modules) {
    for (const [type, handlers] of Object.entries(hears)) onAct[type] = [...(onAct[type] ?? []), ...handlers]
  }
  return { onAct, onDue: Object.assign({}, ...modules.map(({ onDue }) => onDue ?? {})) }
}

export const subscriptions = (): Subscriptions => subscriptionsOf(MODULES)

/** What search finds of each kind of subject, by type of aggregate. */
export const searchedByType = (): SearchedByType =>
  Object.fromEntries(MODULES.flatMap(({ searched = [] }) => searched.map((one) => [one.of.type, one])))

/** The whole application on a world: reads no environment, opens no port. */
export async function createApp(world: World, options: {
  logger?: boolean
  /** Holds every answer to its schema; tests. */
  checkAnswers?: boolean
  publicWritesPerMinute?: number
  /** Networks of the proxies before us. */
  proxies?: readonly string[]
  /** How long the background waits between looks, in ms; 0 for none (tests drive it by hand). */
  backgroundMs?: number
  durability: string
  webFolder?: string
}): Promise<App> {
  const edition = world.editions.at(-1)
  const http = await httpServer(world, {
    logger: options.logger ?? false, publicWritesPerMinute: options.publicWritesPerMinute ?? 60,
    proxies: options.proxies ?? [],
    fileBytes: edition?.limits.files.maxBytes ?? 20_000_000,
  })
  const background = backgroundOf(world, options.backgroundMs ?? 0)
  const bound = new Set<string>()
  const auth: Authentication = authentication
  const on: On = binder(http, world, auth, {
    checkAnswers: options.checkAnswers ?? false, bound,
  })
  deskRoutes(on, { sweep: background.sweep })
  operationsRoutes(http, on, world, { durability: options.durability, modules: MODULES })
  for (const { routes } of MODULES) routes?.(on, { http, world })
  await registerPages(http, world, { webFolder: options.webFolder, authentication: auth })
  await http.ready()
  return {
    http,
    unanswered: unboundEndpoints(bound),
    sequence: background.sequence,
    sweep: background.sweep,
    work: background.work,
    async close() {
      await http.close()
      await background.stop()
    },
  }
}

/** A checkpoint is signed at most this often, in ms (design §2.3). */
const CHECKPOINT_EVERY_MS = 1_000

/** Sequencer, sweeper and work of the modules: one look at a time, one after the other, every interval. */
function backgroundOf(world: World, everyMs: number) {
  let stopped = false
  let timer: NodeJS.Timeout | undefined
  let busy: Promise<void> = Promise.resolve()
  let looking: Promise<void> = Promise.resolve()
  let looked = ''
  const inTurn = (look: () => Promise<void>): Promise<void> => {
    busy = busy.then(look, look)
    return busy
  }
  let publishedAt = Number.NEGATIVE_INFINITY
  let signing = false
  let publishing: Promise<void> = Promise.resolve()
  const sequenceAll = () => inTurn(async () => { while (await sequence(world) > 0) { /* until nothing is pending */ } })
  // Beside the others: a store of tiles or a witness that is slow holds up the checkpoint and nothing else.
  const publishAll = () => {
    publishedAt = world.now()
    const sign = async () => {
      while (await publish(world) > 0) { /* until everything is signed */ }
      await askWitnesses(world)
    }
    return publishing = publishing.then(sign, sign)
  }
  const sweepAll = () => inTurn(async () => { while (await sweepDeadlines(world) > 0) { /* until nothing is due */ } })
  // Beside the others, too: a long piece of a module's work holds up no act.
  let working: Promise<void> = Promise.resolve()
  let atWork = false
  const workAll = () => {
    const work = async () => { for (const { background } of MODULES) await background?.(world) }
    return working = working.then(work, work)
  }
  const look = async () => {
    try {
      await sequenceAll()
      await followerOf(world).look()
      if (world.now() - publishedAt >= CHECKPOINT_EVERY_MS && !signing) {
        signing = true
        void publishAll().catch((error) => world.log.error({ err: error }, 'checkpoint'))
          .finally(() => { signing = false })
      }
      if (!atWork) {
        atWork = true
        void workAll().catch((error) => world.log.error({ err: error }, 'work of a module'))
          .finally(() => { atWork = false })
      }
      const day = new Date(world.now()).toISOString().slice(0, 13)
      if (day !== looked) { await sweepAll(); looked = day }
    } catch (error) {
      world.log.error({ err: error }, 'background')
    }
    schedule(everyMs)
  }
  const schedule = (ms: number) => {
    clearTimeout(timer)
    if (!stopped && everyMs > 0) timer = setTimeout(() => { looking = look() }, ms).unref()
  }
  schedule(everyMs)
  return {
    sequence: async () => { await sequenceAll(); await publishAll() },
    sweep: sweepAll,
    work: workAll,
    async stop() {
      stopped = true
      clearTimeout(timer)
      await looking
      await busy.catch(() => {})
      await publishing.catch(() => {})
      await working.catch(() => {})
    },
  }
}
