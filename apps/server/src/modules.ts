import type { FastifyInstance } from 'fastify'
import * as bodies from './modules/bodies/index.ts'
import * as brands from './modules/brands/index.ts'
import * as certification from './modules/certification/index.ts'
import * as codes from './modules/codes/index.ts'
import * as declarations from './modules/declarations/index.ts'
import * as exchange from './modules/exchange/index.ts'
import * as identity from './modules/identity/index.ts'
import * as licences from './modules/licences/index.ts'
import * as market from './modules/market/index.ts'
import * as parties from './modules/parties/index.ts'
import * as standards from './modules/standards/index.ts'
import * as trace from './modules/trace/index.ts'
import * as verification from './modules/verification/index.ts'
import * as supervision from './modules/supervision/index.ts'
import { publicPages, publicRoutes } from './public/index.ts'
import type { Authentication } from './platform/command.ts'
import type { On } from './platform/http/routes.ts'
import type { AnyAggregate } from './platform/aggregate.ts'
import type { Invariants } from './platform/fsck.ts'
import type { Searched } from './platform/search-index.ts'
import type { Subscriptions, World } from './platform/work.ts'

/** What app.ts asks of a module's face. Everything is optional: a module may only hear, or only answer. */
export interface Module {
  readonly name: string
  routes?(on: On, context: { http: FastifyInstance; world: World }): void
  readonly onAct?: Subscriptions['onAct']
  readonly onDue?: Subscriptions['onDue']
  /** What it does by itself, again and again: work that waits in the database, shared by all processes. */
  background?(world: World): Promise<unknown>
  /** Its aggregates, for the check that the fold of all acts equals the rows. */
  readonly aggregates?: readonly AnyAggregate[]
  /** What search finds of them. */
  readonly searched?: readonly Searched[]
  /** SQL that finds rows which break a sentence. */
  readonly invariants?: Invariants
}

/** Low to high (design §3): a module imports lower ones only; news goes up through `onAct` and `onDue`. */
export const MODULES: readonly Module[] = [
  {
    name: 'parties',
    routes: (on) => parties.partiesRoutes(on, { personsWithAccount: identity.personsWithAccount }),
    aggregates: [parties.organisation, parties.authorisation],
    searched: parties.searched,
    invariants: parties.invariants,
  },
  {
    name: 'identity',
    routes: identity.identityRoutes,
    onAct: identity.onAct,
    aggregates: [identity.membership, identity.delegation],
    invariants: identity.invariants,
  },
  {
    name: 'standards',
    routes: standards.standardsRoutes,
    aggregates: [standards.standard, standards.rule],
    searched: standards.searched,
    invariants: standards.invariants,
  },
  {
    name: 'bodies',
    routes: bodies.bodiesRoutes,
    aggregates: [bodies.body, bodies.laboratory, bodies.staff],
    searched: bodies.searched,
    invariants: bodies.invariants,
  },
  {
    name: 'verification',
    routes: verification.verificationRoutes,
    aggregates: [verification.platformKeys],
    invariants: verification.invariants,
  },
  {
    name: 'brands',
    routes: brands.brandsRoutes,
    aggregates: [brands.brand, brands.product, brands.site],
    searched: brands.searched,
    invariants: brands.invariants,
  },
  {
    name: 'declarations',
    routes: declarations.declarationsRoutes,
    onDue: declarations.onDue,
    aggregates: [declarations.declaration],
    searched: declarations.searched,
    invariants: declarations.invariants,
  },
  {
    name: 'certification',
    // Upward question: orders of authorities that stand on a certificate.
    routes: (on) => certification.certificationRoutes(on, { ordersOn: supervision.ordersOn }),
    onAct: certification.onAct,
    onDue: certification.onDue,
    aggregates: [...certification.aggregates],
    searched: certification.searched,
    invariants: certification.invariants,
  },
  {
    name: 'licences',
    routes: licences.licencesRoutes,
    onAct: licences.onAct,
    onDue: licences.onDue,
    aggregates: [licences.licence],
    searched: licences.searched,
    invariants: licences.invariants,
  },
  {
    name: 'codes',
    routes: codes.codesRoutes,
    aggregates: [codes.codeOrder, codes.codeBatch, codes.codeKeyLoss],
    searched: codes.searched,
    invariants: codes.invariants,
  },
  {
    name: 'trace',
    routes: trace.traceRoutes,
    background: async (world) => {
      await trace.runCaptures(world)
      await trace.runSubscriptions(world)
    },
    invariants: trace.invariants,
  },
  {
    name: 'supervision',
    routes: supervision.supervisionRoutes,
    onDue: supervision.onDue,
    aggregates: [supervision.order, supervision.report],
    searched: supervision.searched,
    invariants: supervision.invariants,
  },
  {
    name: 'market',
    routes: market.marketRoutes,
    aggregates: [
      market.marketProgramme, market.marketImport, market.marketRun, market.marketSurvey, market.marketWarning,
    ],
    searched: market.searched,
    invariants: market.invariants,
  },
  {
    name: 'exchange',
    routes: (on) => exchange.exchangeRoutes(on, { ordersOn: supervision.ordersOn }),
  },
  { name: 'public', routes: publicRoutes },
]

/** How a session becomes an actor. */
export const authentication: Authentication = identity.authentication

/** Public pages and the workbench; above all modules. */
export const registerPages: (
  http: FastifyInstance, world: World, options: { webFolder?: string; authentication: Authentication },
) => Promise<void> = publicPages
