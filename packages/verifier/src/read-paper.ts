import { issuerOf, readToken } from '@tianfu/credentials'
import type { Json } from '@tianfu/kernel'
import { formatTlogProof, fromBase64, fromHex, toHex } from '@tianfu/ledger'
import { sha256 } from './sha256.ts'
import { credentialNamed } from './verify-certificate.ts'
import type { Evidence } from './verify-certificate.ts'

/** What somebody holds in their hands: a credential as a token, an answer with its receipt, or neither. */
export type Paper =
  | { readonly kind: 'credential'; readonly token: string }
  | { readonly kind: 'receipt'; readonly document: unknown }
  | { readonly kind: 'unknown' }

/** Tells from the text alone what was handed over; believes nothing of it. */
export function readPaper(text: string): Paper {
  const trimmed = text.trim()
  if (readToken(trimmed).ok) return { kind: 'credential', token: trimmed }
  if (!trimmed.startsWith('{')) return { kind: 'unknown' }
  try {
    const document = JSON.parse(trimmed) as Record<string, unknown>
    return 'receipt' in document ? { kind: 'receipt', document } : { kind: 'unknown' }
  } catch {
    return { kind: 'unknown' }
  }
}

/** The addresses of the status lists that a credential names; none when it is no token. */
export function statusListsOf(token: string): string[] {
  const reading = readToken(token)
  if (!reading.ok) return []
  const entries = [reading.token.payload.credentialStatus].flat() as unknown[]
  return [...new Set(entries.flatMap((entry) => {
    const list = (entry as { statusListCredential?: unknown } | null | undefined)?.statusListCredential
    return typeof list === 'string' ? [list] : []
  }))]
}

/**
 * The number of the certificate that a credential speaks of, by its address at `origin` (`https://…` without a path);
 * undefined when it names none there. It is a wish of the credential, and leads to evidence at most.
 */
export function numberNamed(token: string, origin: string): string | undefined {
  const reading = readToken(token)
  if (!reading.ok) return undefined
  const { id, credentialSubject: subject } = reading.token.payload
  const head = `${origin}/c/`
  for (const address of [id, (subject as { id?: unknown } | null | undefined)?.id]) {
    if (typeof address !== 'string' || !address.startsWith(head)) continue
    const [number = ''] = address.slice(head.length).split('#')
    if (/^[A-Za-z0-9-]{1,64}$/.test(number)) return number
  }
  return undefined
}

/** Who issued a token by its own account; undefined when it is none. */
export function issuerNamed(token: string): string | undefined {
  const reading = readToken(token)
  return reading.ok ? issuerOf(reading.token.payload) : undefined
}

/**
 * The act that issued a credential, among the proven acts of an answer with its receipt, as `verifyCertificate` takes
 * it. When none of them names the credential it is the first, for the verifier to say that this issued another one.
 */
export function issueIn(document: unknown, token: string): Evidence['logged'] {
  const { receipt } = (document ?? {}) as { receipt?: { checkpoint?: { note?: unknown }; acts?: unknown } }
  const acts = (Array.isArray(receipt?.acts) ? receipt.acts : []) as Record<string, unknown>[]
  const note = receipt?.checkpoint?.note
  const hash = toHex(sha256(new TextEncoder().encode(token)))
  const act = acts.find((one) => credentialNamed(one?.statement) === hash) ?? acts[0]
  if (typeof note !== 'string' || typeof act?.salt !== 'string' || !Array.isArray(act.proof)) return undefined
  const proof = act.proof.map((one) => (typeof one === 'string' ? fromBase64(one) : undefined))
  if (!Number.isSafeInteger(act.index) || proof.includes(undefined)) return undefined
  try {
    return {
      proof: formatTlogProof({ index: act.index as number, proof: proof as Uint8Array[], checkpoint: note }),
      salt: fromHex(act.salt), content: act.statement as Json,
    }
  } catch {
    return undefined // the salt is none
  }
}
