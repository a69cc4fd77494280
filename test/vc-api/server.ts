// A small VC-API around packages/credentials, for the public suites of W3C. Not part of the product: no accounts, no
// storage, one key. Started by itself it prints what a suite's configuration needs.
import { generateKeyPairSync } from 'node:crypto'
import { createServer } from 'node:http'
import type { IncomingMessage, Server } from 'node:http'
import { fileURLToPath } from 'node:url'
import { didKeySigner, vcService } from './service.ts'
import type { Answer } from './service.ts'

const LONGEST_BODY = 1_048_576

/** The server, not yet listening. Every address is a POST of JSON; whatever comes is answered, never with a 5xx. */
export function vcApi(service: ReturnType<typeof vcService>): Server {
  const routes: Readonly<Record<string, (body: unknown) => Promise<Answer>>> = {
    '/credentials/issue': (body) => service.issue(body, 'eddsa-jcs-2022'),
    '/jwt/credentials/issue': (body) => service.issue(body, 'vc+jwt'),
    '/credentials/verify': service.verifyIssued,
    '/presentations/verify': service.verifyPresented,
  }
  return createServer((request, response) => {
    const route = Object.hasOwn(routes, request.url ?? '') ? routes[request.url ?? ''] : undefined
    const answer = async (): Promise<{ status: number; body: object }> => {
      if (!route) return { status: 404, body: {} }
      if (request.method !== 'POST') return { status: 405, body: {} }
      const body = await jsonOf(request)
      return body.ok ? route(body.value) : { status: body.status, body: {} }
    }
    void answer().then(({ status, body }) => {
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
    })
  })
}

async function jsonOf(
  request: IncomingMessage,
): Promise<{ ok: true; value: unknown } | { ok: false; status: 400 | 413 }> {
  const parts: Buffer[] = []
  let length = 0
  try {
    for await (const part of request as AsyncIterable<Buffer>) {
      length += part.length
      if (length > LONGEST_BODY) return { ok: false, status: 413 }
      parts.push(part)
    }
    return { ok: true, value: JSON.parse(Buffer.concat(parts).toString('utf8')) }
  } catch {
    return { ok: false, status: 400 }
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519')
  const service = vcService(didKeySigner(privateKey, publicKey), () => Date.now())
  const port = Number(process.env.PORT ?? 8099)
  vcApi(service).listen(port, '127.0.0.1', () => {
    console.log(`VC-API on http://127.0.0.1:${port}, issuer ${service.did}`)
  })
}
