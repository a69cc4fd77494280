// People for tests: each signs in over HTTP like anybody else and keeps a cookie.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import { codeOf, secretBytes } from '../apps/server/src/modules/identity/second-factor.ts'
import { ROOT } from '../apps/server/src/world.ts'
import type { TestWorld } from './support.ts'

interface DemoAccount { login: string; totpSecret: string | null }
const demo = parse(readFileSync(join(ROOT, 'scheme', 'sichuan', 'seed', 'demo.yaml'), 'utf8')) as {
  password: string; accounts: DemoAccount[]; organisations: { id: string; uscc: string }[]
}

export const DEMO_PASSWORD = demo.password

/** Credit code of an organisation of the demonstration, by its id in the seed. */
export const usccOf = (id: string): string => demo.organisations.find((one) => one.id === id)?.uscc ?? ''

// `any`: each test knows its answer
export interface Answer { status: number; body: any; headers: Record<string, unknown> }

export interface Person {
  cookie: string
  get(url: string): Promise<Answer>
  /** Creates and decides: with a fresh idempotency key unless one is given. */
  post(url: string, body?: object, headers?: Record<string, string>): Promise<Answer>
  put(url: string, body?: object, headers?: Record<string, string>): Promise<Answer>
  delete(url: string): Promise<Answer>
}

let keys = 0

/** Somebody with this cookie; without one, a stranger. */
export function somebody({ app }: TestWorld, cookie = '', address = '127.0.0.1'): Person {
  const ask = async (
    method: 'GET' | 'POST' | 'PUT' | 'DELETE',
    url: string,
    body?: object,
    headers: Record<string, string> = {},
  ) => {
    const answer = await app.http.inject({
      method,
      url,
      remoteAddress: address,
      headers: {
        ...(cookie && { cookie }),
        ...(method !== 'GET' && { 'idempotency-key': `test-${(keys += 1)}` }),
        ...(body && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body && { payload: JSON.stringify(body) }),
    })
    const isJson = String(answer.headers['content-type']).includes('json')
    return {
      status: answer.statusCode,
      body: isJson ? answer.json() : answer.body,
      headers: answer.headers as Record<string, unknown>,
    }
  }
  return {
    cookie,
    get: (url) => ask('GET', url),
    post: (url, body, headers) => ask('POST', url, body ?? {}, headers),
    put: (url, body, headers) => ask('PUT', url, body ?? {}, headers),
    delete: (url) => ask('DELETE', url),
  }
}

const lastStep = new WeakMap<TestWorld, Map<string, number>>()

/**
 * A code of a secret that was not given before in this world; moves the clock on when the window is used up.
 * @param login only tells whose codes were used
 */
export function freshCode(of: TestWorld, secret: string, login: string): string {
  const used = lastStep.get(of) ?? new Map<string, number>()
  lastStep.set(of, used)
  const step = Math.max(Math.floor(of.world.now() / 30_000), (used.get(login) ?? 0) + 1)
  while (step > Math.floor(of.world.now() / 30_000) + 1) of.pass(30_000)
  used.set(login, step)
  return codeOf(secretBytes(secret), step)
}

/** Signs a demonstration account in, with its one-time code where it has one. */
export async function signedIn(
  of: TestWorld,
  login: string,
  password = DEMO_PASSWORD,
): Promise<Person & { session: any }> {
  const secret = demo.accounts.find((account) => account.login === login)?.totpSecret
  const answer = await somebody(of).post('/api/v1/session', {
    login,
    password,
    ...(secret && { oneTimeCode: freshCode(of, secret, login) }),
  })
  if (answer.status !== 201) throw new Error(`${login} cannot sign in: ${JSON.stringify(answer.body)}`)
  return { ...somebody(of, cookieOf(answer)), session: answer.body }
}

export const secretOf = (login: string): string =>
  demo.accounts.find((account) => account.login === login)?.totpSecret ?? ''

/** The cookie that an answer sets, as a browser sends it back. */
export const cookieOf = ({ headers }: Answer): string => String(headers['set-cookie']).split(';')[0] ?? ''
