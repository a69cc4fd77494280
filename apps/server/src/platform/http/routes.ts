import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { BodyOf, Endpoint, ParamsOf, QueryOf, ResponseOf } from '@tianfu/contract'
import { refuse } from '@tianfu/contract'
import { command, viewFromMemory, viewOf } from '../command.ts'
import type { Authentication, Incoming } from '../command.ts'
import { authorise } from '../rights.ts'
import type { Actor, View, Work, World } from '../work.ts'
import { readUpload } from './upload.ts'
import type { Upload } from './upload.ts'
import { answerChecker, checker } from './validation.ts'

export interface Input<E extends Endpoint> { params: ParamsOf<E>; query: QueryOf<E>; body: BodyOf<E> }

/** What a handler may do beside answering: cookies and headers, never the status. */
export interface Extras {
  request: FastifyRequest
  reply: FastifyReply
  token: string | undefined
  /** The file of an endpoint that takes one. */
  upload?: Upload
  /** Runs after the commit and before the answer: what must be seen by whoever reads the answer. */
  afterCommit(then: () => Promise<void>): void
}

/** How a module binds its endpoints. */
export interface On {
  read<E extends Endpoint>(
    endpoint: E, handle: (view: View, input: Input<E>, extras: Extras) => Promise<ResponseOf<E>>,
  ): void
  write<E extends Endpoint>(
    endpoint: E, handle: (work: Work, input: Input<E>, extras: Extras) => Promise<ResponseOf<E>>,
  ): void
  /** For answers that are not JSON: files, streams. The handler sends them itself. */
  raw<E extends Endpoint>(endpoint: E, handle: (view: View, input: Input<E>, extras: Extras) => Promise<unknown>): void
}

export const COOKIE = { http: 'tianfu', https: '__Host-tianfu' }

/** A program sends its key as bearer token or as X-API-Key; a browser its session as a cookie. */
export function tokenOf(world: World, request: FastifyRequest): string | undefined {
  const bearer = /^Bearer ([\x21-\x7e]{1,200})$/.exec(request.headers.authorization ?? '')?.[1]
  return bearer ?? header(request, 'x-api-key')
    ?? request.cookies[world.origin.startsWith('https:') ? COOKIE.https : COOKIE.http]
}

/** Binder of endpoints on a Fastify instance. `checkAnswers` holds every answer to its schema (tests). */
export function binder(
  http: FastifyInstance, world: World, authentication: Authentication,
  options: { checkAnswers: boolean; bound?: Set<string> },
): On {
  const bound = options.bound ?? new Set<string>()
  const route = (
    endpoint: Endpoint,
    answer: (request: FastifyRequest, reply: FastifyReply, input: Input<Endpoint>) => Promise<unknown>,
    { sendsItself = false } = {},
  ) => {
    if (bound.has(endpoint.id)) throw new Error(`${endpoint.id} is bound twice`)
    bound.add(endpoint.id)
    if (!endpoint.may) throw new Error(`${endpoint.id} does not say who may call it`)
    const checks = (['params', 'query', 'body'] as const).flatMap((part) => {
      const schema = endpoint[part]
      return schema ? [{ part, check: checker(schema, part) }] : []
    })
    const checkAnswer = options.checkAnswers ? answerChecker(endpoint.response) : undefined
    const inputOf = (request: FastifyRequest): Input<Endpoint> => {
      const input = { params: request.params, query: request.query, body: request.body }
      if (!endpoint.body && request.body !== undefined && request.body !== null
        && Object.keys(request.body).length > 0) {
        refuse('unknown-field', { field: Object.keys(request.body)[0] ?? '' })
      }
      if (!endpoint.query && Object.keys(request.query as object).length > 0) {
        refuse('unknown-field', { field: Object.keys(request.query as object)[0] ?? '' })
      }
      for (const { part, check } of checks) check(input[part] ?? (part === 'body' ? null : {}))
      return input as Input<Endpoint>
    }
    http.route({
      method: endpoint.method,
      url: endpoint.url,
      ...(endpoint.bodyBytes && { bodyLimit: endpoint.bodyBytes }),
      // What strangers may write is counted against the limit of their address.
      config: { endpoint, ...(endpoint.may === 'public' && endpoint.method !== 'GET' && { rateLimit: {} }) },
      // A stranger gets 401, and a role without the right 403, before anything else of the request is looked at.
      async onRequest(request) {
        if (endpoint.method !== 'GET') refuseForeignOrigin(world, request)
        if (endpoint.may === 'public') return
        request.actor = await actorOf(request)
        authorise(world, endpoint, request.actor)
      },
      // A handler that sends by itself is not awaited by Fastify: that would wait for the end of every stream.
      ...(sendsItself ? {
        handler(request: FastifyRequest, reply: FastifyReply) {
          answer(request, reply, inputOf(request)).catch((error: unknown) => { void reply.send(error) })
        },
      } : {
        async handler(request: FastifyRequest, reply: FastifyReply) {
          const answered = await answer(request, reply, inputOf(request))
          if (checkAnswer && !reply.sent && !endpoint.tags?.includes('binary')) {
            const errors = checkAnswer(JSON.parse(JSON.stringify(answered ?? {})))
            if (errors.length > 0) {
              throw new Error(
                `${endpoint.id} answers otherwise than its contract: ${JSON.stringify(errors.slice(0, 3))}`)
            }
          }
          return answered ?? {}
        },
      }),
    })
  }
  const actorOf = async (request: FastifyRequest) => {
    const token = tokenOf(world, request)
    return token ? authentication.actorOf(world, world.db, token) : undefined
  }
  return {
    read(endpoint, handle) {
      route(endpoint, async (request, reply, input) => {
        const token = tokenOf(world, request)
        const actor = endpoint.may === 'public' ? await actorOf(request) : request.actor
        return handle(await viewOf(world, actor), input as never, { request, reply, token, afterCommit: never })
      })
    },
    raw(endpoint, handle) {
      const found = async (request: FastifyRequest, reply: FastifyReply, input: Input<Endpoint>) => {
        const token = tokenOf(world, request)
        const actor = endpoint.may === 'public' && token ? await actorOf(request) : request.actor
        const view = (actor ? undefined : viewFromMemory(world)) ?? await viewOf(world, actor)
        await handle(view, input as never, { request, reply, token, afterCommit: never })
      }
      route(endpoint, found, { sendsItself: true })
    },
    write(endpoint, handle) {
      route(endpoint, async (request, reply, input) => {
        const upload = endpoint.tags?.includes('multipart') ? await readUpload(request) : undefined
        const incoming: Incoming = {
          token: tokenOf(world, request), ...input,
          ...(upload && { body: { sha256: upload.sha256, name: upload.name, fields: upload.fields } }),
          idempotencyKey: header(request, 'idempotency-key'), oneTimeCode: header(request, 'x-one-time-code'),
        }
        let then: (() => Promise<void>)[] = []
        const outcome = await command(world, authentication, endpoint, incoming, (work) => {
          then = [] // a transaction that is tried again starts anew
          return handle(work, input as never, {
            request, reply, token: incoming.token, ...(upload && { upload }),
            afterCommit: (each) => { then.push(each) },
          })
        })
        for (const each of then) await each()
        if (outcome.replayed) void reply.header('idempotent-replayed', 'true')
        void reply.code(outcome.status)
        return outcome.answer
      })
    },
  }
}

const never = () => { throw new Error('a read commits nothing') }

function header(request: FastifyRequest, name: string): string | undefined {
  const value = request.headers[name]
  return Array.isArray(value) ? value[0] : value
}

/** A browser on another site says so in Origin; a client that is no browser says nothing and has no cookie to lose. */
function refuseForeignOrigin(world: World, request: FastifyRequest): void {
  const origin = request.headers.origin
  if (origin === undefined) {
    const site = request.headers['sec-fetch-site']
    if (site !== undefined && site !== 'same-origin' && site !== 'none') refuse('foreign-origin')
    return
  }
  if (origin === world.origin) return
  if (/^https?:\/\/[^/]+$/.test(origin) && origin.replace(/^https?:\/\//, '') === request.headers.host) return
  refuse('foreign-origin')
}

declare module 'fastify' {
  interface FastifyContextConfig {
    endpoint?: Endpoint
    /** Open to everybody, without an endpoint of the contract. */
    open?: boolean
  }
  /** Who asks, as found before the request was looked at; a write asks again inside its transaction. */
  interface FastifyRequest { actor?: Actor }
}
