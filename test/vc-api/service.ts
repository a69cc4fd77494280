/**
 * What the public suites of W3C ask a service to do, over packages/credentials alone: issue as `vc+jwt` or with an
 * embedded eddsa-jcs-2022 proof, verify both, and verify presentations. Keys are did:key; nothing is fetched.
 */
import { createHash, sign, verify } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import {
  addProof, BASE_CONTEXT, checkCredential, checkPresentation, issuerOf, keyOfMultikey, multikeyOf, signToken,
  verifyCredential, verifyProof, verifyToken,
} from '@tianfu/credentials'
import type { JsonObject, PublicJwk, Signer } from '@tianfu/credentials'

/** 201 or 200 with what was asked for; 400 with the reasons, each a fixed word with the place where there is one. */
export interface Answer {
  readonly status: 200 | 201 | 400
  readonly body: JsonObject
}

export type Securing = 'vc+jwt' | 'eddsa-jcs-2022'

const sha256 = (bytes: Uint8Array) => new Uint8Array(createHash('sha256').update(bytes).digest())
const verifySignature = (key: PublicJwk, message: Uint8Array, signature: Uint8Array): boolean =>
  verify(null, message, { key: { ...key }, format: 'jwk' }, signature)
const keyFor = (kid: string): PublicJwk | undefined => (kid.startsWith('did:key:') ? keyOfMultikey(kid) : undefined)
const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
const refused = (...errors: readonly string[]): Answer => ({ status: 400, body: { verified: false, errors } })

/** A signer named by its own key. */
export function didKeySigner(privateKey: KeyObject, publicKey: KeyObject): Signer {
  const multikey = multikeyOf(publicKey.export({ format: 'jwk' }) as unknown as PublicJwk)
  return {
    alg: 'EdDSA', kid: `did:key:${multikey}#${multikey}`,
    sign: (message) => new Uint8Array(sign(null, message, privateKey)),
  }
}

/** @param now milliseconds since 1970, for the time of a proof and the period of a credential */
export function vcService(signer: Signer, now: () => number) {
  const did = signer.kid.slice(0, signer.kid.indexOf('#'))

  async function issue(request: unknown, securing: Securing): Promise<Answer> {
    const template = isObject(request) ? request.credential : undefined
    const issues = checkCredential(template, 'optional')
    if (issues.length > 0 || !isObject(template)) {
      return refused(...issues.map(({ path, rule }) => `${path}: ${rule}`))
    }
    const credential = { ...template, issuer: isObject(template.issuer) ? { ...template.issuer, id: did } : did }
    if (securing === 'eddsa-jcs-2022') {
      const created = `${new Date(now()).toISOString().slice(0, 19)}Z`
      const verifiableCredential = await addProof(sha256, signer, credential, { created })
      return { status: 201, body: { verifiableCredential } }
    }
    const token = await signToken(signer, credential)
    return { status: 201, body: { verifiableCredential: {
      '@context': [BASE_CONTEXT], id: `data:application/vc+jwt,${token}`, type: 'EnvelopedVerifiableCredential',
    } } }
  }

  /** The fault of a credential in any of its three forms: a token, an envelope around one, or with a proof. */
  async function faultOf(value: unknown): Promise<string | undefined> {
    const token = typeof value === 'string' ? value : envelopedIn(value, 'vc')
    if (token !== undefined) {
      const reading = await verifyCredential(token, { keyFor, verify: verifySignature, at: now() })
      return reading.ok ? undefined : reading.why
    }
    if (!isObject(value)) return 'malformed'
    const [issue] = checkCredential(value)
    if (issue) return `${issue.path}: ${issue.rule}`
    const reading = await verifyProof(sha256, value, { keyFor, verify: verifySignature, at: now() })
    if (!reading.ok) return reading.why
    return reading.verificationMethod.split('#')[0] === issuerOf(value) ? undefined : 'wrong-issuer'
  }

  async function verifyIssued(request: unknown): Promise<Answer> {
    const fault = await faultOf(isObject(request) ? request.verifiableCredential : undefined)
    return fault === undefined ? { status: 200, body: { verified: true } } : refused(fault)
  }

  async function verifyPresented(request: unknown): Promise<Answer> {
    if (!isObject(request)) return refused('malformed')
    const given = request.verifiablePresentation ?? request.presentation
    const opened = await opening(given, request)
    if ('fault' in opened) return refused(opened.fault)
    const issues = checkPresentation(opened.presentation)
    if (issues.length > 0) return refused(...issues.map(({ path, rule }) => `${path}: ${rule}`))
    const held = [opened.presentation.verifiableCredential ?? []].flat()
    for (const [i, one] of held.entries()) {
      const fault = await faultOf(one)
      if (fault !== undefined) return refused(`verifiableCredential[${i}]: ${fault}`)
    }
    return { status: 200, body: { verified: true } }
  }

  /** The presentation behind its token or its proof. Without either it is taken only as `presentation`. */
  async function opening(
    given: unknown, request: JsonObject,
  ): Promise<{ presentation: JsonObject } | { fault: string }> {
    const token = typeof given === 'string' ? given : envelopedIn(given, 'vp')
    if (token !== undefined) {
      const reading = await verifyToken(token, { keyFor, verify: verifySignature })
      if (!reading.ok) return { fault: reading.why }
      const { header, payload } = reading.token
      const holder = isObject(payload.holder) ? payload.holder.id : payload.holder
      if (header.typ !== 'vp+jwt') return { fault: 'unknown-type' }
      return holder === undefined || holder === header.kid.split('#')[0]
        ? { presentation: payload } : { fault: 'wrong-issuer' }
    }
    if (!isObject(given)) return { fault: 'malformed' }
    if (request.verifiablePresentation === undefined) return { presentation: given }
    const reading = await verifyProof(sha256, given, {
      keyFor, verify: verifySignature, at: now(), proofPurpose: 'authentication',
    })
    if (!reading.ok) return { fault: reading.why }
    const { options } = request
    const { challenge } = given.proof as JsonObject
    if (isObject(options) && options.challenge !== undefined && options.challenge !== challenge) {
      return { fault: 'wrong-challenge' }
    }
    return { presentation: given }
  }

  return { did, issue, verifyIssued, verifyPresented }
}

function envelopedIn(value: unknown, kind: 'vc' | 'vp'): string | undefined {
  if (!isObject(value) || typeof value.id !== 'string') return undefined
  const head = `data:application/${kind}+jwt,`
  return value.id.startsWith(head) ? value.id.slice(head.length) : undefined
}
