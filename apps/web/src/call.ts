import type { BodyOf, Endpoint, ParamsOf, QueryOf, ResponseOf } from '@tianfu/contract'
import { now } from './clock.ts'

export interface CallInput<E extends Endpoint> {
  params?: ParamsOf<E>
  query?: QueryOf<E>
  body?: BodyOf<E>
}

export interface CallOptions {
  /** One key per form instance, so that a retry is the same write. */
  idempotencyKey?: string
  /** A fresh one-time code, where the endpoint signs. */
  oneTimeCode?: string
  signal?: AbortSignal
}

/** The server's no, as RFC 9457 tells it: a code, a sentence in both languages, perhaps the fields it concerns. */
export class Refused extends Error {
  readonly status: number
  readonly code: string
  readonly zh: string
  readonly en: string
  readonly fields: readonly { path: string; zh: string; en: string }[]
  readonly traceId: string | undefined
  constructor(status: number, problem: Record<string, unknown>) {
    const said = (key: string) => (typeof problem[key] === 'string' ? problem[key] : undefined)
    const code = said('code') ?? `http-${status}`
    super(code)
    this.name = 'Refused'
    this.status = status
    this.code = code
    this.zh = said('zh') ?? said('detail') ?? said('title') ?? `服务器答复 ${status}`
    this.en = said('en') ?? said('detail') ?? said('title') ?? `The server answered ${status}`
    this.fields = Array.isArray(problem.fields) ? (problem.fields as Refused['fields']) : []
    this.traceId = said('traceId')
  }
}

/** No answer came: nothing is known about the write, so the same key must be tried again. */
export class Unreachable extends Error {
  readonly zh = '没有连上服务器，您填写的内容没有丢失，请稍后再试'
  readonly en = 'The server could not be reached; what you filled in is kept, try again shortly'
}

/** The sentence to show for whatever a call threw; `otherwise` for what is neither a refusal nor a lost connection. */
export const errorSentence = (error: unknown, language: 'zh' | 'en', otherwise = String(error)): string =>
  error instanceof Refused || error instanceof Unreachable ? error[language] : otherwise

/** A key for a write; works without a secure context, too. */
export function newIdempotencyKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  return Array.from(bytes, byte => byte.toString(16).padStart(2, '0')).join('')
}

/** Address of a call, parameters filled in and encoded; `undefined` and empty members of the query are left out. */
export function addressOf(endpoint: Endpoint, params: object = {}, query: object = {}): string {
  const given = params as Record<string, unknown>
  const path = endpoint.url.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(String(given[name] ?? '')))
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== null && value !== '') search.set(name, String(value))
  }
  const text = search.toString()
  return text ? `${path}?${text}` : path
}

/** Calls an endpoint of the contract with the session's cookie. @throws Refused, Unreachable */
export async function call<E extends Endpoint>(
  endpoint: E,
  input: CallInput<E> = {},
  options: CallOptions = {},
): Promise<ResponseOf<E>> {
  const headers: Record<string, string> = { accept: 'application/json' }
  if (input.body !== undefined) headers['content-type'] = 'application/json'
  if (endpoint.kind === 'act' || endpoint.kind === 'record') {
    headers['idempotency-key'] = options.idempotencyKey ?? newIdempotencyKey()
  }
  if (options.oneTimeCode) headers['x-one-time-code'] = options.oneTimeCode
  return (await ask(addressOf(endpoint, input.params ?? {}, input.query ?? {}), {
    method: endpoint.method,
    headers,
    ...(input.body !== undefined && { body: JSON.stringify(input.body) }),
    ...(options.signal && { signal: options.signal }),
  })) as ResponseOf<E>
}

/** Asks an address without its endpoint at hand. @param key of a write @throws Refused, Unreachable */
export const askServer = (method: string, url: string, write?: { body: object; key: string }): Promise<unknown> =>
  ask(url, {
    method,
    headers: {
      accept: 'application/json',
      ...(write && { 'content-type': 'application/json', 'idempotency-key': write.key }),
    },
    ...(write && { body: JSON.stringify(write.body) }),
  })

/** Sends a file of the caller's organisation. @throws Refused, Unreachable */
export const upload = async (
  url: string,
  file: File,
): Promise<unknown> => await sendFile(url, file, newIdempotencyKey())

/** Sends a file with fields before it. @throws Refused, Unreachable */
export const uploadWith = (url: string, fields: Record<string, string>, file: File): Promise<unknown> =>
  sendFile(url, file, newIdempotencyKey(), fields)

/** Sends a file under a key: the same key is the same write. @throws Refused, Unreachable */
export async function sendFile(
  url: string, file: Blob & { name?: string }, idempotencyKey: string, fields: Record<string, string> = {},
): Promise<unknown> {
  const form = new FormData()
  for (const [name, value] of Object.entries(fields)) form.append(name, value)
  form.append('file', file, file.name ?? 'file')
  return await ask(url, {
    method: 'POST',
    headers: { accept: 'application/json', 'idempotency-key': idempotencyKey },
    body: form,
  })
}

/** Sends a file to a place that answers with another. @throws Refused, Unreachable */
export async function exchange(url: string, file: File): Promise<Blob> {
  const form = new FormData()
  form.append('file', file, file.name)
  let response: Response
  try {
    response = await fetch(url, { method: 'POST', body: form, credentials: 'same-origin' })
  } catch {
    throw new Unreachable()
  }
  contact = now()
  if (response.ok) return await response.blob()
  throw new Refused(response.status, parsed(await response.text()) as Record<string, unknown>)
}

/** A network that says nothing for so long is none: the write may be tried again under its key. */
const PATIENCE_MS = 120_000

let contact = now()

/** When the server last answered this page: the session's idle time runs from there. */
export const lastContact = (): number => contact

async function ask(url: string, init: RequestInit): Promise<unknown> {
  let response: Response
  try {
    response = await fetch(url, { signal: AbortSignal.timeout?.(PATIENCE_MS), ...init, credentials: 'same-origin' })
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error
    throw new Unreachable()
  }
  contact = now()
  const text = await response.text()
  const answer: unknown = text ? parsed(text) : {}
  if (response.ok) return answer
  throw new Refused(
    response.status,
    typeof answer === 'object' && answer !== null ? (answer as Record<string, unknown>) : {},
  )
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return { detail: text.slice(0, 200) }
  }
}
