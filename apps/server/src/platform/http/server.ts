import cookie from '@fastify/cookie'
import compress from '@fastify/compress'
import multipart from '@fastify/multipart'
import rateLimit from '@fastify/rate-limit'
import Fastify from 'fastify'
import type { FastifyInstance } from 'fastify'
import { STATUS_CODES } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { Refusal } from '@tianfu/kernel'
import type { World } from '../work.ts'
import { answerError, problemOf } from './problem.ts'
import { parseJson } from './validation.ts'

const BODY_LIMIT = 1_048_576

const alwaysHeaders = (world: World) => Object.entries({
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'permissions-policy': 'camera=(self), geolocation=(self), microphone=()',
  'cross-origin-opener-policy': 'same-origin',
  ...(world.origin.startsWith('https:') && { 'strict-transport-security': 'max-age=31536000; includeSubDomains' }),
})
const UNLESS_SET = Object.entries({
  'content-security-policy': "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
    + "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
  'cache-control': 'no-store',
})

/** Answers a request before Fastify looks at it, or says false; `onward` hands it to Fastify after all. */
export type Lane = (request: IncomingMessage, response: ServerResponse, onward: () => void) => boolean

/** Puts a lane before Fastify on its server. `always`: the headers that stand on every answer, as a flat list. */
export function addLane(
  http: FastifyInstance, world: World, laneOf: (world: World, always: readonly string[]) => Lane,
): void {
  const [usual] = http.server.listeners('request') as ((request: IncomingMessage, response: ServerResponse) => void)[]
  if (!usual) throw new Error('the server takes no requests yet')
  const lane = laneOf(world,
    [...alwaysHeaders(world), ...UNLESS_SET.filter(([name]) => name !== 'cache-control')].flat())
  http.server.removeAllListeners('request')
  http.server.on('request', (request, response) => {
    const onward = () => usual.call(http.server, request, response)
    if (!lane(request, response, onward)) onward()
  })
}

/** Fastify as we want it: bodies taken byte for byte, problems for errors, constant headers, nothing global beside. */
export async function httpServer(
  world: World,
  options: { logger: boolean; publicWritesPerMinute: number; fileBytes: number; proxies: readonly string[] },
): Promise<FastifyInstance> {
  const http = Fastify({
    logger: options.logger ? { level: 'info', redact: ['req.headers.cookie', 'req.headers.authorization'] } : false,
    bodyLimit: BODY_LIMIT,
    genReqId: requestIds(world),
    requestTimeout: 60_000,
    keepAliveTimeout: 10_000,
    routerOptions: { maxParamLength: 400, caseSensitive: true, ignoreTrailingSlash: false },
    // Limits count by address: a stranger's own word on it (X-Forwarded-For) is worth nothing.
    trustProxy: options.proxies.length > 0 ? [...options.proxies] : false,
    forceCloseConnections: true,
    // An address that cannot be decoded, before there is a route.
    frameworkErrors: (error, request, reply) => answerError(world.log, error, request, reply),
    clientErrorHandler(error, socket) { answerBroken(error, socket, world.newId()) },
  })
  http.addHook('onRequest', async (request) => {
    const odd = oddity(request.raw)
    if (odd) throw odd
  })
  http.setErrorHandler((error, request, reply) => answerError(world.log, error, request, reply))
  http.setValidatorCompiler(() => () => true) // parts are checked in routes.ts, where refusals name their fields
  http.setSerializerCompiler(() => (data) => JSON.stringify(data))
  http.removeAllContentTypeParsers()
  const json = ['application/json', 'application/ld+json']
  http.addContentTypeParser(json, { parseAs: 'buffer' }, async (_request: unknown, bytes: Buffer) =>
    bytes.length === 0 ? undefined : parseJson(bytes))
  await http.register(cookie)
  await http.register(compress, {
    global: true, threshold: 1_400, // less fits into one packet as it is
    encodings: ['br', 'gzip'],
    customTypes: /^(text\/|application\/(json|(ld|problem)\+json|javascript|linkset\+json|did\+json|vc)|image\/svg)/,
  })
  await http.register(rateLimit, { global: false, max: options.publicWritesPerMinute, timeWindow: 60_000 })
  await http.register(multipart, {
    limits: { files: 1, fields: 5, parts: 6, fileSize: options.fileBytes, headerPairs: 20 },
  })

  // A route that does not say who may call it cannot be registered: forgetting is a failed start, not an open door.
  http.addHook('onRoute', ({ method, url, config }) => {
    if (config?.endpoint === undefined && config?.open !== true) {
      throw new Error(`${String(method)} ${url} does not say who may call it`)
    }
  })

  const always = alwaysHeaders(world)
  http.addHook('onSend', (_request, reply, _payload, done) => {
    for (const [name, value] of always) void reply.header(name, value)
    for (const [name, value] of UNLESS_SET) if (!reply.hasHeader(name)) void reply.header(name, value)
    done()
  })
  http.setNotFoundHandler((request, reply) => {
    const known = (['GET', 'POST', 'PUT', 'DELETE'] as const).some((method) =>
      method !== request.method && http.findRoute({ method, url: request.url.split('?')[0] ?? '' }) !== null)
    const problem = problemOf(new Refusal(known ? 'method-not-allowed' : 'not-found'), request.id)
    void reply.code(problem.status).type('application/problem+json').send(problem)
  })
  return http
}

const HEADERS = 100

/**
 * What HTTP allows and no browser or program of good faith sends: two hosts (RFC 9112 §3.2 asks for 400), an address
 * for a proxy, a hundred headers, a packed body, an address that is no text. Undefined for an ordinary request.
 */
function oddity({ rawHeaders, url = '', headers }: IncomingMessage): Refusal | undefined {
  const hosts = rawHeaders.filter((name, i) => i % 2 === 0 && name.toLowerCase() === 'host').length
  if (hosts > 1 || !url.startsWith('/')) return new Refusal('bad-request', { why: 'Host' })
  if (rawHeaders.length > 2 * HEADERS) return new Refusal('too-many-headers', { limit: HEADERS })
  if (headers['content-encoding'] !== undefined) return new Refusal('unsupported-media-type')
  return isText(url) ? undefined : new Refusal('bad-encoding')
}

function isText(address: string): boolean {
  try {
    return !decodeURIComponent(address).includes('\u0000')
  } catch {
    return false
  }
}

/** What Node's parser could not read gets a problem as well, and its connection is closed. */
function answerBroken(error: NodeJS.ErrnoException, socket: Socket, traceId: string): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy()
    return
  }
  const refusal = error.code === 'HPE_HEADER_OVERFLOW' ? new Refusal('too-many-headers', { limit: HEADERS })
    : error.code === 'ERR_HTTP_REQUEST_TIMEOUT' ? new Refusal('too-slow')
      : new Refusal('bad-request', { why: 'HTTP' })
  const problem = problemOf(refusal, traceId)
  const body = JSON.stringify(problem)
  socket.end(`HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status] ?? ''}\r\n`
    + 'content-type: application/problem+json; charset=utf-8\r\nx-content-type-options: nosniff\r\n'
    + `cache-control: no-store\r\ncontent-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`)
}

/** Names for requests in errors and logs: unguessable by the process, then counted; no randomness per request. */
function requestIds(world: World): () => string {
  const process = world.newId()
  let count = 0
  return () => `${process}-${(count += 1).toString(36)}`
}
