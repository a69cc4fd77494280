import { refuse } from '@tianfu/contract'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { viewOf } from '../platform/command.ts'
import type { Authentication } from '../platform/command.ts'
import type { View, World } from '../platform/work.ts'
import type { Reader } from './language.ts'
import { readerOf, sendPage } from './layout.ts'
import type { Page } from './layout.ts'

/** What the pages stand on. */
export interface Site { readonly http: FastifyInstance; readonly world: World; readonly authentication: Authentication }

export interface Asked {
  readonly request: FastifyRequest
  readonly reply: FastifyReply
  readonly params: Readonly<Record<string, string | undefined>>
  readonly query: Readonly<Record<string, string | undefined>>
}

export type Show = (view: View, reader: Reader, asked: Asked) => Promise<Page | FastifyReply> | Page | FastifyReply

const CONTROL = /[\u0000-\u001f\u007f]/

/**
 * Parameters as single texts. @throws Refusal `bad-request` when one stands twice, `bad-encoding` on control characters
 */
function single(values: unknown, longest: number): Record<string, string> {
  for (const value of Object.values(values as Record<string, unknown>)) {
    if (typeof value !== 'string' || value.length > longest) refuse('bad-request', { why: 'query' })
    if (CONTROL.test(value)) refuse('bad-encoding')
  }
  return values as Record<string, string>
}

const both = (path: string): string[] => (path === '/' ? ['/', '/en/', '/en'] : [path, `/en${path}`])

async function answer(site: Site, request: FastifyRequest, reply: FastifyReply, show: Show) {
  const asked = { request, reply, params: single(request.params, 400), query: single(request.query, 400) }
  const view = await viewOf(site.world, undefined)
  const reader = readerOf(request)
  const page = await show(view, reader, asked)
  return 'body' in page ? sendPage(reply, view, reader, page) : page
}

/** A page that shows no standing, in both languages. */
export function pageAt(site: Site, path: string, show: Show): void {
  for (const url of both(path)) site.http.get(url, { config: { open: true } },
    (request, reply) => answer(site, request, reply, show))
}

/** Where the form of a page goes; counted against the limit of public writes. */
export function formAt(site: Site, path: string, show: Show): void {
  for (const url of both(path)) {
    site.http.post(url, { config: { open: true, rateLimit: {} } }, (request, reply) => {
      refuseForeignForm(site.world, request)
      return answer(site, request, reply, show)
    })
  }
}

/** Forms carry no right, so an unknown origin (old browsers say `null`) is let through and a foreign one is not. */
function refuseForeignForm(world: World, request: FastifyRequest): void {
  const { origin } = request.headers
  if (request.headers['sec-fetch-site'] === 'cross-site') refuse('foreign-origin')
  if (origin === undefined || origin === 'null' || origin === world.origin) return
  if (origin.replace(/^https?:\/\//, '') !== request.headers.host) refuse('foreign-origin')
}
