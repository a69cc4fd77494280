import type { FastifyInstance } from 'fastify'
import type { Authentication } from './platform/command.ts'
import type { On } from './platform/http/routes.ts'
import type { Aggregate } from './platform/aggregate.ts'
import type { Invariants } from './platform/fsck.ts'
import type { Subscriptions, World } from './platform/work.ts'

/** What app.ts asks of a module's face. Everything is optional: a module may only hear, or only answer. */
export interface Module {
  readonly name: string
  routes?(on: On, context: { http: FastifyInstance; world: World }): void
  readonly onAct?: Subscriptions['onAct']
  readonly onDue?: Subscriptions['onDue']
  /** Its aggregates, for the check that the fold of all acts equals the rows. */
  readonly aggregates?: readonly Aggregate<never>[]
  /** SQL that finds rows which break a sentence. */
  readonly invariants?: Invariants
}

/** Low to high (design §3): a module imports lower ones only; news goes up through `onAct` and `onDue`. */
export const MODULES: readonly Module[] = []

/** How a session becomes an actor. */
export const authentication: Authentication = {
  actorOf: async () => undefined,
  confirm: async () => false,
}

/** Public pages and the workbench; above all modules. */
export async function registerPages(
  _http: FastifyInstance, _world: World, _options: { webFolder?: string; authentication: Authentication },
): Promise<void> {}
