import { refuse, trace as contract } from '@tianfu/contract'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Behaviour } from './capture.ts'

/** Headers, media types and forms of answer of the REST binding (EPCIS 2.0, 12). */
const VERSIONS = /^2\.0(\.[01])?$/
const OWN = {
  'gs1-epcis-version': '2.0.1', 'gs1-epcis-min': '2.0', 'gs1-epcis-max': '2.0.1', 'gs1-cbv-version': '2.0',
  'gs1-cbv-min': '2.0', 'gs1-cbv-max': '2.0', 'gs1-epc-format': 'Always_GS1_Digital_Link, Never_Translates',
}
const LIMITS = {
  'gs1-epcis-capture-limit': String(contract.CAPTURE_EVENTS),
  'gs1-epcis-capture-file-size-limit': String(contract.CAPTURE_BYTES),
  'gs1-capture-error-behaviour': 'rollback, proceed',
}
const TAKEN = /^(?:\*\/\*|application\/(?:\*|(?:ld\+)?json))\s*(?:;|$)/
const takes = (accept: string): boolean => accept.split(',').map((one) => one.trim())
  .some((one) => TAKEN.test(one) && !/;\s*q=0(?:\.0*)?\s*(?:;|$)/.test(one))

const one = (request: FastifyRequest, name: string): string | undefined => {
  const value = request.headers[name]
  return Array.isArray(value) ? value[0] : value
}

/** Refuses an answer in a form or version that we do not speak, and says which we do. */
export function speaks(request: FastifyRequest, reply: FastifyReply): void {
  void reply.headers(OWN)
  const accept = request.headers.accept
  if (accept !== undefined && !takes(accept)) refuse('epcis-not-acceptable')
  for (const name of ['gs1-epcis-version', 'gs1-cbv-version']) {
    const wanted = one(request, name)
    if (wanted !== undefined && !VERSIONS.test(wanted)) refuse('epcis-not-acceptable')
  }
  for (const standard of ['epcis', 'cbv']) {
    const [least, most] = [one(request, `gs1-${standard}-min`), one(request, `gs1-${standard}-max`)]
    if (least !== undefined && Number.parseFloat(least) > 2) refuse('epcis-not-acceptable')
    if (most !== undefined && Number.parseFloat(most) < 2) refuse('epcis-not-acceptable')
  }
}

/** `rollback` unless the caller wants what is good to be kept; the header by its name of either edition. */
export function behaviourOf(request: FastifyRequest): Behaviour {
  const said = one(request, 'gs1-capture-error-behaviour') ?? one(request, 'gs1-epcis-capture-error-behaviour')
  if (said === undefined || said === 'rollback' || said === 'proceed') return said ?? 'rollback'
  return refuse('bad-request', { why: 'GS1-Capture-Error-Behaviour' })
}

/** Whether the caller does not want to wait for the end of the job (RFC 7240). */
export const respondsAsync = (request: FastifyRequest): boolean =>
  (one(request, 'prefer') ?? '').split(',').some((preference) => /^\s*respond-async\s*(?:;|$)/i.test(preference))

export const limits = (reply: FastifyReply): void => { void reply.headers(LIMITS) }

/** What OPTIONS answers at a resource. */
export const optionsOf = (reply: FastifyReply, methods: string) =>
  reply.code(204).headers({ ...OWN, ...LIMITS, allow: methods }).send()

const CONTEXT = 'https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld'

/** Sends JSON-LD, as plain JSON to whoever asks for nothing else. */
export function sendJson(request: FastifyRequest, reply: FastifyReply, value: unknown) {
  const linked = /application\/ld\+json/.test(request.headers.accept ?? '')
  return reply.type(linked ? 'application/ld+json' : 'application/json; charset=utf-8')
    .send(Buffer.from(JSON.stringify(value)))
}

/** The answer to a query, as the standard's document. */
export const queryDocument = (
  at: string, queryName: string, events: readonly unknown[], subscriptionID?: string,
) => ({
  '@context': [CONTEXT], type: 'EPCISQueryDocument', schemaVersion: '2.0', creationDate: at,
  epcisBody: {
    queryResults: { queryName, ...(subscriptionID && { subscriptionID }), resultsBody: { eventList: events } },
  },
})

export const collection = (member: readonly unknown[]) => ({ '@context': [CONTEXT], type: 'Collection', member })

/** Where the next page is (RFC 8288). */
export function linkNext(request: FastifyRequest, reply: FastifyReply, token: string | undefined): void {
  if (token === undefined) return
  const address = new URL(request.url, 'http://localhost')
  address.searchParams.set('nextPageToken', token)
  void reply.header('link', `<${address.pathname}${address.search}>; rel="next"`)
}

/** The parameters of a page apart from those of the query. */
export function pageOf(query: Readonly<Record<string, unknown>>) {
  const { perPage, nextPageToken, ...parameters } = query
  const size = perPage === undefined ? 30 : Number(perPage)
  if (!Number.isInteger(size) || size < 1 || size > 1000) refuse('epcis-query', { parameter: 'perPage' })
  if (nextPageToken !== undefined && typeof nextPageToken !== 'string') {
    refuse('epcis-query', { parameter: 'nextPageToken' })
  }
  return { parameters, page: { perPage: size, ...(nextPageToken !== undefined && { token: nextPageToken }) } }
}
