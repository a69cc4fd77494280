// People who do the main job over HTTP, each in a session of their own, with nothing but the contract.
import { appendFileSync } from 'node:fs'
import { desk, identity } from '@tianfu/contract'
import type { BodyOf, Endpoint, ParamsOf, QueryOf, ResponseOf } from '@tianfu/contract'

export interface Options {
  base: string
  /** Password of the demonstration accounts. */
  password: string
  /** Distinguishes the keys of one run from another's; the same seed asks for the same keys again. */
  seed: string
  /** Every request and answer, a line each, for a check of what was acknowledged. */
  history?: string
  /** How a person waits; really, unless a test has a clock of its own. */
  sleep?: (ms: number) => Promise<void>
  /** Hears of every call that must succeed, before it and after it. */
  watch?: Watch
}

export interface Watch {
  before(person: Person, endpoint: Endpoint, input: AnyInput): Promise<void>
  after(person: Person, endpoint: Endpoint, input: AnyInput, done: { key: string; status: number; body: any }):
    Promise<void>
}
export interface AnyInput { params?: unknown; body?: unknown; query?: unknown }

type Part<K extends string, T> = [T] extends [undefined] ? { [P in K]?: undefined } : { [P in K]: T }
export type Input<E extends Endpoint> =
  Part<'params', ParamsOf<E>> & Part<'body', BodyOf<E>> & { query?: QueryOf<E> }

/** An answer that the walk did not expect: it ends the walk. */
export class WrongAnswer extends Error {}

export const RETRY_MS = 300
export const GIVE_UP_MS = 60_000

/** How requests go out: once more with the same key when the server is gone or restarting, never otherwise. */
export class Client {
  readonly options: Options
  #keys = 0
  constructor(options: Options) {
    this.options = options
  }

  nextKey(): string {
    this.#keys += 1
    return `walk-${this.options.seed}-${this.#keys}`
  }

  async send(method: string, path: string, headers: Record<string, string>, body?: string | FormData): Promise<{
    status: number; body: any; setCookie: string | null // `any`: what comes back is what the walk is here to check
  }> {
    const until = Date.now() + GIVE_UP_MS
    for (;;) {
      this.#note({ at: Date.now(), method, path, key: headers['idempotency-key'] })
      try {
        const response = await fetch(this.options.base + path, { method, headers, body, redirect: 'manual' })
        const text = await response.text()
        const json = (response.headers.get('content-type') ?? '').includes('json')
        if (response.status === 503 && Date.now() < until) { await sleep(RETRY_MS); continue }
        const answer = {
          status: response.status, body: json ? JSON.parse(text) : text, setCookie: response.headers.get('set-cookie'),
        }
        this.#note({ at: Date.now(), key: headers['idempotency-key'], status: answer.status, id: answer.body?.id })
        return answer
      } catch (error) {
        this.#note({ at: Date.now(), key: headers['idempotency-key'], unknown: (error as Error).message })
        if (Date.now() > until) throw new WrongAnswer(`${method} ${path}: ${(error as Error).message}`)
        await sleep(RETRY_MS)
      }
    }
  }

  #note(line: object): void {
    if (this.options.history) appendFileSync(this.options.history, `${JSON.stringify(line)}\n`)
  }
}

export const sleep = (ms: number): Promise<void> => new Promise((resolve) => { setTimeout(resolve, ms) })

/** One person at one browser. */
export class Person {
  readonly client: Client
  readonly login: string
  /** 岗位（单位）, as printed. */
  title: string
  #cookie = ''
  session: ResponseOf<typeof identity.getSession> | undefined

  constructor(client: Client, login: string) {
    this.client = client
    this.login = login
    this.title = login
  }

  async signIn(): Promise<this> {
    for (let attempt = 0; ; attempt += 1) {
      const oneTimeCode = await this.#code()
      const { status, body, setCookie } = await this.client.send('POST', '/api/v1/session', {
        'content-type': 'application/json',
      },
        JSON.stringify({
          login: this.login, password: this.client.options.password, ...(oneTimeCode && { oneTimeCode }),
        }))
      if (status === 201) {
        this.#cookie = setCookie?.split(';')[0] ?? this.#cookie
        this.#take(body)
        return this
      }
      // A code of this window may have been used by an earlier session of the same person.
      if (attempt === 3) throw new WrongAnswer(`${this.login} 不能登录：${status} ${JSON.stringify(body)}`)
      await this.#wait(2_000)
    }
  }

  #wait(ms: number): Promise<void> {
    return (this.client.options.sleep ?? sleep)(ms)
  }

  #take(session: ResponseOf<typeof identity.getSession>): void {
    this.session = session
    const acting = session.memberships.find(({ id }) => id === session.membership)
    if (acting) this.title = `${acting.roleName.zh}（${acting.organisation.name.zh}）`
  }

  /** A current one-time code, where the account has a second factor; waits for one that was not used. */
  async #code(): Promise<string | undefined> {
    for (;;) {
      const { body } = await this.client.send('GET', '/api/v1/demo/one-time-codes', {})
      const own = (body.items as { login: string; code?: string; seconds: number }[]).find(({ login }) =>
        login === this.login)
      if (!own || own.seconds === 0) return undefined
      if (own.code) return own.code
      await this.#wait((own.seconds + 1) * 1000)
    }
  }

  /** Acts in another of one's roles, or for somebody who delegated. */
  async actAs(choose: (membership: { role: string; delegated?: boolean }) => boolean): Promise<void> {
    const session = await this.call(identity.getSession, {})
    const membership = session.memberships.find(choose)
    if (!membership) throw new WrongAnswer(`${this.login} 没有所需的岗位`)
    if (membership.id === session.membership) return
    const oneTimeCode = membership.secondFactor ? await this.#code() : undefined
    this.#take(await this.call(identity.switchMembership, {
      body: { membership: membership.id, ...(oneTimeCode && { oneTimeCode }) },
    }))
  }

  /** The answer of a call that must succeed. @throws WrongAnswer */
  async call<E extends Endpoint>(endpoint: E, input: Input<E>): Promise<ResponseOf<E>> {
    const { watch } = this.client.options
    await watch?.before(this, endpoint, input)
    const key = this.client.nextKey()
    const { status, body } = await this.attempt(endpoint, input, key)
    if (status < 300) await watch?.after(this, endpoint, input, { key, status, body })
    if (status >= 300) {
      throw new WrongAnswer(
        `${this.title} ${endpoint.summary.zh}：${status} ${body.code ?? ''} ${body.zh
          ?? ''} ${JSON.stringify(body.fields ?? body.details ?? '')}`,
      )
    }
    return body as ResponseOf<E>
  }

  /** A call that must be refused with this code; answers the sentence. @throws WrongAnswer */
  async refused<E extends Endpoint>(endpoint: E, input: Input<E>, ...codes: string[]): Promise<string> {
    const { status, body } = await this.attempt(endpoint, input)
    if (status < 400 || status >= 500 || !codes.includes(body.code)) {
      throw new WrongAnswer(
        `${this.title} ${endpoint.summary.zh}：应被拒绝（${codes.join('、')}），却得到 ${status} ${body.code ?? ''} ${body.zh
          ?? ''}`,
      )
    }
    return String(body.zh)
  }

  /** The answer of a call, whatever it is. */
  async attempt<E extends Endpoint>(
    endpoint: E, input: Input<E>, key = this.client.nextKey(),
  ): Promise<{ status: number; body: any }> {
    for (let attempt = 0; ; attempt += 1) {
      const answer = await this.#send(endpoint, input, key)
      if (attempt === 0 && answer.status === 403 && answer.body.code === 'second-factor-needed') {
        const oneTimeCode = await this.#code()
        if (oneTimeCode) {
          await this.#send(identity.confirmSession, { body: { oneTimeCode } } as never, this.client.nextKey())
        }
      } else if (attempt === 0 && answer.status === 401 && this.#cookie !== '') {
        await this.signIn()
      } else return answer
    }
  }

  #send<E extends Endpoint>(endpoint: E, input: Input<E>, key: string) {
    const params = (input.params ?? {}) as Record<string, string>
    const path = endpoint.url.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(params[name] ?? ''))
    const query = new URLSearchParams(Object.entries(input.query ?? {})
      .map(([name, value]): [string, string] => [name, String(value)])).toString()
    return this.client.send(endpoint.method, query ? `${path}?${query}` : path, {
      ...(this.#cookie && { cookie: this.#cookie }), ...(endpoint.method !== 'GET' && { 'idempotency-key': key }),
      ...(input.body !== undefined && { 'content-type': 'application/json' }),
    }, input.body === undefined ? undefined : JSON.stringify(input.body))
  }

  /** Sends a form with one file; the answer, whatever it is. */
  async sendFile(
    url: string, name: string, bytes: Uint8Array, fields: Record<string, string> = {},
  ): Promise<{ status: number; body: any }> {
    const form = new FormData()
    for (const [field, value] of Object.entries(fields)) form.set(field, value)
    form.set('file', new Blob([bytes.slice()]), name)
    return this.client.send('POST', url, { cookie: this.#cookie, 'idempotency-key': this.client.nextKey() }, form)
  }

  /** Puts a file into the cabinet of one's organisation; its SHA-256. */
  async upload(name: string, bytes: Uint8Array): Promise<string> {
    const { status, body } = await this.sendFile(desk.uploadFile.url, name, bytes)
    if (status !== 201) throw new WrongAnswer(`${this.title} 上传 ${name}：${status} ${JSON.stringify(body)}`)
    return body.sha256 as string
  }
}

/** Somebody without an account. */
export async function publicGet(client: Client, path: string, accept = 'application/json') {
  return client.send('GET', path, { accept })
}
