import { REFUSALS } from '@tianfu/contract'
import type { Endpoint } from '@tianfu/contract'
import { grantedTo } from '@tianfu/scheme'
import type { Edition } from '@tianfu/scheme'
import { needsKey } from '../platform/command.ts'
import { shareSchemas } from './shared-schemas.ts'

type Json = Record<string, unknown>
type Described = Endpoint & { readonly module: string }

/** Who may call: `public`, `signed-in`, or the roles to which the edition grants the right. */
export const rolesOf = (edition: Edition, { may }: Pick<Endpoint, 'may'>): string[] =>
  (may === 'public' || may === 'signed-in' ? [may] : grantedTo(edition, may))

/** A schema as others read it: labels as title and description, personal data marked, our own words left out. */
function published(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(published)
  if (typeof schema !== 'object' || schema === null) return schema
  const entries = Object.entries(schema as Json).filter(([key]) => key !== 'x-words').map(([key, value]) =>
    [key, published(value)] as const)
  const words = (
    schema as { 'x-words'?: { zh: string; en: string; pii?: string; hint?: { zh: string; en: string } } })['x-words']
  return {
    ...Object.fromEntries(entries),
    ...(words && { title: `${words.zh} / ${words.en}`,
      ...(words.hint && { description: `${words.hint.zh} / ${words.hint.en}` }) }),
    ...(words?.pii && { 'x-pii': words.pii }),
  }
}

const isRequired = (schema: Json, name: string): boolean => Array.isArray(schema.required)
  && schema.required.includes(name)

const parametersOf = (schema: object | undefined, place: 'path' | 'query'): Json[] => {
  const { properties = {} } = (schema ?? {}) as { properties?: Record<string, Json> }
  return Object.entries(properties).map(([name, of]) => {
    const { title, description, 'x-pii': pii, ...rest } = published(of) as Json
    const words = [title, description].filter(Boolean).join('. ')
    return { name, in: place, required: place === 'path' || isRequired(schema as Json, name),
      ...(words && { description: words }), ...(pii !== undefined && { 'x-pii': pii }), schema: rest }
  })
}

/** What an answer is made of, by address and tags. */
function contentOf({ url, tags = [], response }: Endpoint): Json {
  const schema = published(response)
  if (tags.includes('page')) {
    return {
      'text/html': { schema: { type: 'string' } }, 'application/json': { schema },
      ...(url.includes('/01/') && { 'application/linkset+json': { schema: { type: 'object' } } }),
    }
  }
  if (url.endsWith('.json')) return { 'application/json': { schema } }
  if (url.endsWith('.jwt') || url.startsWith(
    '/status/')) return { 'application/vc+jwt': { schema: { type: 'string' } } }
  if (url.endsWith('.pdf')) return { 'application/pdf': { schema: { type: 'string', format: 'binary' } } }
  if (url.endsWith('.csv')) return { 'text/csv': { schema: { type: 'string' } } }
  if (tags.includes('binary')) return { '*/*': { schema: { type: 'string', format: 'binary' } } }
  return { 'application/json': { schema } }
}

const MULTIPART = { type: 'object', required: ['file'],
  properties: { sha256: { type: 'string' }, validUntil: { type: 'string' },
  file: { type: 'string', format: 'binary' } } }

function operationOf(edition: Edition, endpoint: Described): Json {
  const { id, module, kind, may, scope, summary, params, query, body, creates, tags = [], signs } = endpoint
  const key = needsKey(endpoint)
  const isWrite = kind === 'act' || kind === 'record'
  const multipart = tags.includes('multipart')
  return {
    operationId: id, tags: [module], summary: `${summary.zh} / ${summary.en ?? ''}`,
    'x-kind': kind, 'x-roles': rolesOf(edition, endpoint), 'x-scope': scope, 'x-right': may,
    'x-idempotency': key ? 'required' : isWrite ? 'optional' : 'none',
      ...(tags.includes('standing') && { 'x-standing': true }), ...(signs && { 'x-signs': true }),
    ...(may !== 'public' && { security: [{ session: [] }] }),
    parameters: [
      ...parametersOf(params, 'path'), ...parametersOf(query, 'query'),
      ...(isWrite ? [{ name: 'Idempotency-Key', in: 'header', required: key,
        schema: { type: 'string', minLength: 1, maxLength: 200 } }] : []),
      ...(signs ? [{ name: 'X-One-Time-Code', in: 'header', required: false, description: '动态验证码 / one-time code',
        schema: { type: 'string' } }] : []),
    ],
    ...(multipart ? { requestBody: { required: true, content: { 'multipart/form-data': { schema: MULTIPART } } } }
      : body && { requestBody: { required: true, content: { 'application/json': { schema: published(body) } } } }),
    responses: {
      [creates ? '201' : '200']: { description: summary.en ?? summary.zh, content: contentOf(endpoint) },
      ...(may !== 'public' && { 401: { $ref: '#/components/responses/Problem' },
        403: { $ref: '#/components/responses/Problem' } }),
      default: { $ref: '#/components/responses/Problem' },
    },
  }
}

/**
 * The whole interface as OpenAPI 3.1, from the contract and the grants of an edition. Pure; the same in, the same out.
 */
export function openApiOf(contract: readonly Described[], edition: Edition, origin: string): Json {
  const paths: Record<string, Json> = {}
  const operations: [string, Json][] = []
  for (const endpoint of [...contract].sort((a, b) => (a.url < b.url ? -1 : a.url > b.url ? 1 : 0))) {
    const path = endpoint.url.replace(/:([A-Za-z]\w*)/g, '{$1}')
    const operation = operationOf(edition, endpoint)
    operations.push([endpoint.id, operation])
    paths[path] = { ...paths[path], [endpoint.method.toLowerCase()]: operation }
  }
  const shared = shareSchemas(operations)
  const text = { type: 'string' }
  return {
    openapi: '3.1.0',
    info: { title: `${edition.brand.name.zh} / ${edition.brand.name.en}`, version: '1',
      summary: `${edition.name.zh} / ${edition.name.en}`, license: { name: 'Apache-2.0', identifier: 'Apache-2.0' } },
    servers: [{ url: origin }],
    tags: [...new Set(contract.map(({ module }) => module))].map((name) => ({ name })),
    paths,
    components: {
      securitySchemes: { session: { type: 'apiKey', in: 'cookie',
        name: origin.startsWith('https:') ? '__Host-tianfu' : 'tianfu' } },
      responses: { Problem: { description: 'RFC 9457',
        content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } } } },
      schemas: {
        ...shared,
        Problem: {
          type: 'object', required: ['type', 'title', 'status', 'code', 'detail', 'zh', 'en', 'traceId'],
          properties: {
            type: text, title: text, status: { type: 'integer' }, detail: text, zh: text, en: text, traceId: text,
            code: { type: 'string', enum: [...new Set([...Object.keys(REFUSALS), 'defect'])].sort() },
              details: { type: 'object' },
            fields: { type: 'array', items: { type: 'object', properties: { path: text, zh: text, en: text } } },
          },
        },
      },
    },
  }
}
