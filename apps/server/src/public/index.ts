/**
 * The public face: pages without account or script in two languages, the stable addresses of design §5, the workbench's
 * files, and the description of the whole interface.
 *
 * Invariants: above all modules, composes their reads and holds no SQL; whatever comes from outside is escaped by the
 * template; nothing that shows standing may be cached longer than two seconds; no natural person stands on a page.
 * Absent: the log's and the trace's addresses, which their own modules serve.
 */
import { CONTRACT } from '@tianfu/contract'
import type { FastifyInstance } from 'fastify'
import type { Authentication } from '../platform/command.ts'
import type { On } from '../platform/http/routes.ts'
import { addLane } from '../platform/http/server.ts'
import type { World } from '../platform/work.ts'
import { batchPages, batchRoutes } from './batch-page.ts'
import { attestationRoutes } from './attestation-routes.ts'
import { complaintPages } from './complaint-pages.ts'
import { certificateRoutes } from './certificate-routes.ts'
import { declarationPages } from './declarations-pages.ts'
import { errorPages } from './errors.ts'
import { homePages } from './home-pages.ts'
import { informationPages } from './information-pages.ts'
import { marketPages } from './market-pages.ts'
import { noticePages, noticesRoutes } from './notices-pages.ts'
import { openApiOf } from './openapi.ts'
import { organisationRoutes } from './organisation-routes.ts'
import { reportPages } from './report-pages.ts'
import { resolverRoutes } from './resolver.ts'
import { searchRoutes } from './search-routes.ts'
import { standardsPages } from './standards-pages.ts'
import { statusRoutes } from './status-routes.ts'
import { surveyPages } from './survey-pages.ts'
import { verdictLane } from './verdict-lane.ts'
import { verdictRoutes } from './verdict-routes.ts'
import { verifyPages } from './verify-page.ts'
import { fieldPage, workbench } from './workbench.ts'

/** The addresses that stand in the contract, since they show how something stands. */
export function publicRoutes(on: On, { http, world }: { http: FastifyInstance; world: World }): void {
  verdictRoutes(on)
  http.addHook('onReady', async () => addLane(http, world, verdictLane))
  certificateRoutes(on)
  organisationRoutes(on)
  attestationRoutes(on)
  searchRoutes(on)
  batchRoutes(on)
  noticesRoutes(on)
  statusRoutes(on, http, world)
  resolverRoutes(http, world)
}

/** Everything else that a browser asks for. */
export async function publicPages(
  http: FastifyInstance, world: World, { webFolder,
    authentication }: { webFolder?: string; authentication: Authentication },
): Promise<void> {
  const site = { http, world, authentication }
  errorPages(http, world)
  for (const pages of [homePages, informationPages, standardsPages, noticePages, declarationPages,
    marketPages, surveyPages, reportPages, complaintPages]) pages(site)
  verifyPages(site, webFolder)
  batchPages(site)
  const edition = world.editions.at(-1)
  let description: string | undefined
  http.get('/api/openapi.json', { config: { open: true } }, async (_request, reply) => {
    if (!edition) return reply.callNotFound()
    description ??= JSON.stringify(openApiOf(CONTRACT, edition, world.origin))
    return reply.type('application/json; charset=utf-8').header('cache-control',
      'max-age=60').header('access-control-allow-origin', '*').send(description)
  })
  http.get('/robots.txt', { config: { open: true } }, async (_request, reply) =>
    reply.type('text/plain').send(
      'User-agent: *\nDisallow: /01/\nDisallow: /v/\nDisallow: /en/01/\nDisallow: /en/v/\n'
      + 'Disallow: /api/\nDisallow: /workbench/\nDisallow: /field/\n'))
  await workbench(http, webFolder)
  await fieldPage(http, webFolder)
}
