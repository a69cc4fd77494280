import { readCompactJws } from '@tianfu/credentials'
import type { JsonObject } from '@tianfu/credentials'
import { canonicalJson } from '@tianfu/kernel'
import type { Json } from '@tianfu/kernel'
import type { Checkpoint } from '@tianfu/ledger'
import { actLeaf, fromBase64, fromHex, leafHash, toHex, verifyInclusion } from '@tianfu/ledger'
import { judgedKey } from './key-doubt.ts'
import type { Doubt } from './key-doubt.ts'
import type { LogTrust } from './log-trust.ts'
import { readCheckpoint } from './log-trust.ts'
import { sha256 } from './sha256.ts'
import { standingFromActs } from './standing-from-acts.ts'
import type { Statement } from './standing-from-acts.ts'
import type { Check, Tools } from './verify-certificate.ts'

export interface ReceiptTrust {
  /** DID documents that are pinned: the platform's, by which it signs receipts. */
  readonly didDocuments: readonly unknown[]
  /** The DID that signs receipts. */
  readonly platform: string
  readonly log?: LogTrust
}

export interface ReceiptReport {
  /**
   * `genuine`: signed by the platform, unchanged, and resting on acts that are in the log. `cannot-tell`: signed under
   * a key that the platform has given up since, and nothing shows when.
   */
  readonly verdict: 'genuine' | 'not-genuine' | 'cannot-tell'
  readonly checks: readonly Check<'signature' | 'answer' | 'log' | 'acts' | 'standing'>[]
  /** What the receipt says: the day, the standing on it, when it was asked, under which checkpoint. */
  readonly says?: { readonly subject: string; readonly day: string; readonly status: string; readonly askedAt: string
    readonly entries: number }
}

const MOST_ACTS = 10_000

/**
 * Checks an answer with its receipt, as `?at=` and the search give it: the platform's signature under a pinned key, the
 * hash of the answer, the checkpoint under the log's pinned key, every act that the answer rests on, and that these
 * acts lead to the standing that the answer claims. It cannot show that no later act was left out: for that, whoever
 * holds the receipt compares it with the log, and the signature makes a false answer provable.
 *
 * @param document the whole JSON answer; anything at all may be handed in
 */
export async function verifyReceipt(document: unknown, trust: ReceiptTrust, tools: Tools): Promise<ReceiptReport> {
  const parts = partsOf(document)
  if (!parts) return { verdict: 'not-genuine', checks: [{ name: 'signature', outcome: 'failed', why: 'no-receipt' }] }
  const said = await claimsOf(parts.token, trust, tools)
  if (!said || said.doubt?.why === 'key-revoked-before') {
    return { verdict: 'not-genuine',
      checks: [{ name: 'signature', outcome: 'failed', why: said?.doubt?.why ?? 'wrong-signature' }] }
  }
  const { claims, doubt } = said
  const checks: Check<'signature' | 'answer' | 'log' | 'acts' | 'standing'>[] = [
    doubt ? { name: 'signature', outcome: 'not-checked', why: doubt.why } : { name: 'signature', outcome: 'passed' },
    hashOf(parts.answer) === claims.answerSha256 ? { name: 'answer', outcome: 'passed' }
      : { name: 'answer', outcome: 'failed', why: 'changed' },
  ]
  const { log } = trust
  if (!log) checks.push({ name: 'log', outcome: 'not-checked', why: 'no-log-trusted' })
  else if (!claims.checkpoint) checks.push({ name: 'log', outcome: 'not-checked', why: 'no-checkpoint' })
  else {
    const note = parts.note?.startsWith(claims.checkpoint.note) ? parts.note : claims.checkpoint.note
    const reading = await readCheckpoint(note, log, tools.verify)
    checks.push(reading.ok ? { name: 'log', outcome: 'passed' } : { name: 'log', outcome: 'failed', why: reading.why })
    if (reading.ok) checks.push(...checkActs(parts, claims, reading.checkpoint))
  }
  return {
    verdict: checks.some(({ outcome }) => outcome === 'failed') ? 'not-genuine' : doubt ? 'cannot-tell' : 'genuine',
    checks,
    says: { subject: claims.sub, day: claims.day, status: claims.status, entries: claims.checkpoint?.size ?? 0,
      askedAt: new Date(claims.iat * 1000).toISOString() },
  }
}

interface Proven { index: number; proof: string[]; salt: string; statement: Json }
interface Parts { token: string; note: string | undefined; answer: Json; acts: Proven[] }

function partsOf(document: unknown): Parts | undefined {
  if (!isObject(document)) return undefined
  const { receipt, ...rest } = document
  if (!isObject(receipt) || typeof receipt.token !== 'string' || receipt.token.length > 1_000_000) return undefined
  const acts = Array.isArray(receipt.acts) ? receipt.acts : []
  if (acts.length > MOST_ACTS || !acts.every(isProven)) return undefined
  // That a number is not there is a problem document, whose `nothing` is the answer that was signed.
  const answer = rest.verdict === 'unknown' && isObject(rest.nothing) ? rest.nothing : rest
  const note = isObject(receipt.checkpoint) && typeof receipt.checkpoint.note === 'string'
    ? receipt.checkpoint.note : undefined
  return { token: receipt.token, note, answer: answer as Json, acts }
}

function isProven(act: unknown): act is Proven {
  return isObject(act) && Number.isSafeInteger(act.index) && typeof act.salt === 'string' && 'statement' in act
    && Array.isArray(act.proof) && act.proof.length <= 64 && act.proof.every((one) => typeof one === 'string')
}

const LAST_SECOND = 253_402_300_799 // of the year 9999
const isSecond = (value: number): boolean => Number.isSafeInteger(value) && value >= 0 && value <= LAST_SECOND

interface Claims {
  sub: string; day: string; status: string; iat: number; answerSha256: string; entries: number[]
  checkpoint: { size: number; note: string } | null
}

async function claimsOf(
  token: string, trust: ReceiptTrust, { verify }: Tools,
): Promise<{ claims: Claims; doubt: Doubt | undefined } | undefined> {
  const reading = readCompactJws(token)
  if (!reading.ok) return undefined
  const { header, message, signature } = reading.jws
  const payload = jsonOf(reading.jws.payload)
  if (!payload) return undefined
  const { iss, iat, day, status, sub, answerSha256 } = payload
  const kid = typeof header.kid === 'string' ? header.kid : ''
  if (header.alg !== 'EdDSA' || header.typ !== 'receipt+jwt' || iss !== trust.platform) return undefined
  if (kid.split('#')[0] !== trust.platform || typeof iat !== 'number' || !isSecond(iat)) return undefined
  const judged = judgedKey(trust.didDocuments, kid, { from: iat * 1000, until: (iat + 1) * 1000 })
  if (!judged || signature.length !== 64 || !(await verify(judged.key, message, signature))) return undefined
  const checkpoint = isObject(payload.checkpoint) ? payload.checkpoint : null
  if (![sub, day, status, answerSha256].every((one) => typeof one === 'string')) return undefined
  if (checkpoint && (typeof checkpoint.note !== 'string' || !Number.isSafeInteger(checkpoint.size))) return undefined
  return { doubt: judged.doubt, claims: {
    ...payload as unknown as Claims, checkpoint: checkpoint as Claims['checkpoint'],
    entries: Array.isArray(payload.entries) ? payload.entries as number[] : [],
  } }
}

function checkActs(
  { acts, answer }: Parts, claims: Claims, { size, root }: Checkpoint,
): Check<'acts' | 'standing'>[] {
  if (claims.entries.length === 0) return [{ name: 'acts', outcome: 'not-checked', why: 'rests-on-no-act' }]
  const named = claims.entries.length === acts.length && claims.entries.every((index, i) => index === acts[i]?.index)
  if (!named) return [{ name: 'acts', outcome: 'failed', why: 'other-acts' }]
  for (const { index, proof, salt, statement } of acts) {
    const path = proof.map(fromBase64)
    const leaf = leafOf(salt, statement)
    const included = leaf && path.every((hash) => hash !== undefined) && verifyInclusion(sha256, {
      index, size, root, leafHash: leaf, proof: path as Uint8Array[],
    })
    if (!included) return [{ name: 'acts', outcome: 'failed', why: 'not-included' }]
  }
  const number = isObject(answer) ? answer.registerNumber : undefined
  const standing = standingFromActs(acts.map(({ statement }) => statement as unknown as Statement), {
    day: claims.day, number: typeof number === 'string' ? number : '',
  })
  return [{ name: 'acts', outcome: 'passed' }, standing === claims.status ? { name: 'standing', outcome: 'passed' }
    : { name: 'standing', outcome: 'failed', why: standing }]
}

function leafOf(salt: string, statement: Json): Uint8Array | undefined {
  try {
    return leafHash(sha256, actLeaf(sha256, { salt: fromHex(salt), content: statement }))
  } catch {
    return undefined // not a salt, or nothing that has a canonical form
  }
}

function jsonOf(bytes: Uint8Array): (JsonObject & Record<string, unknown>) | undefined {
  try {
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
    return isObject(value) ? value : undefined
  } catch {
    return undefined
  }
}

function hashOf(answer: Json): string | undefined {
  try {
    return toHex(sha256(new TextEncoder().encode(canonicalJson(answer))))
  } catch {
    return undefined
  }
}

const isObject = (value: unknown): value is JsonObject & Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
