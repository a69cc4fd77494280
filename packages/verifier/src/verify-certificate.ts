import type { Inflate, PublicJwk, StatusEntry, VerifySignature } from '@tianfu/credentials'
import { issuerOf, keyAt, momentOf, readStatus, verifyCredential } from '@tianfu/credentials'
import type { Json } from '@tianfu/kernel'
import { actLeaf, toHex, verifyTlogProof } from '@tianfu/ledger'
import type { LogTrust } from './log-trust.ts'
import { logVerifiers } from './log-trust.ts'
import { sha256 } from './sha256.ts'

/** What was handed over or fetched. Nothing of it is believed. */
export interface Evidence {
  /** The certificate as `vc+jwt`. */
  readonly token: string
  /** DID documents of the issuers. */
  readonly didDocuments: readonly unknown[]
  /** Status list credentials as `vc+jwt`. */
  readonly statusLists?: readonly string[]
  /** The act of issue with its place in the log: proof file, salt (16 bytes) and content. */
  readonly logged?: { readonly proof: string; readonly salt: Uint8Array; readonly content: Json }
}

/** What the verifier holds of its own, from somewhere else than the one who hands over evidence. */
export interface Trust {
  /** Issuers that count; who else signs is not believed. */
  readonly issuers: readonly string[]
  readonly log?: LogTrust
}

export interface Tools {
  readonly verify: VerifySignature
  readonly inflate: Inflate
}

export type CheckName = 'credential' | 'period' | 'status' | 'log'
export interface Check<Name extends string = CheckName> {
  readonly name: Name
  readonly outcome: 'passed' | 'failed' | 'not-checked'
  readonly why?: string
}

export interface Report {
  /** `stands` only when the credential, its period and all its status lists were checked and say so. */
  readonly verdict: 'stands' | 'does-not-stand' | 'not-genuine' | 'cannot-tell'
  readonly checks: readonly Check[]
  readonly credential?: Readonly<Record<string, unknown>>
}

const DAY_MS = 86_400_000

/**
 * Checks a certificate without trusting the server that gave it: signature by a key of a trusted issuer, period, status
 * lists, and, where asked for, that its issue is in the public log.
 *
 * @param at milliseconds since 1970: the moment for which one wants to know
 */
export async function verifyCertificate(evidence: Evidence, trust: Trust, tools: Tools, at: number): Promise<Report> {
  const reading = await verifyCredential(evidence.token, {
    at, verify: tools.verify, keyFor: (kid, credential) => trustedKey(evidence, trust, kid, credential),
  })
  if (!reading.ok) {
    return { verdict: 'not-genuine', checks: [{ name: 'credential', outcome: 'failed', why: reading.why }] }
  }
  const { credential, period, status } = reading.value
  const checks: Check[] = [
    { name: 'credential', outcome: 'passed' },
    period === 'within' ? { name: 'period', outcome: 'passed' } : { name: 'period', outcome: 'failed', why: period },
    await checkStatus(evidence, trust, tools, status, at),
    await checkLog(evidence, trust, tools),
  ]
  return { verdict: verdictOf(checks), checks, credential }
}

function verdictOf(checks: readonly Check[]): Report['verdict'] {
  const outcome = (name: CheckName) => checks.find((check) => check.name === name)?.outcome
  if (outcome('log') === 'failed') return 'not-genuine'
  if (outcome('period') === 'failed' || outcome('status') === 'failed') return 'does-not-stand'
  return outcome('status') === 'passed' ? 'stands' : 'cannot-tell'
}

/**
 * The key as it stood when the certificate began. A certificate begins with its first day, and a key may be made later
 * on that day, so the day's end counts as well.
 */
function trustedKey(
  evidence: Evidence,
  trust: Trust,
  kid: string,
  credential: Readonly<Record<string, unknown>>,
): PublicJwk | undefined {
  const issuer = issuerOf(credential)
  const from = momentOf(credential.validFrom)
  if (issuer === undefined || from === undefined || !trust.issuers.includes(issuer)) return undefined
  for (const document of evidence.didDocuments) {
    for (const moment of [from, from + DAY_MS]) {
      const found = keyAt(document, kid, moment)
      if (found.ok) return found.key
    }
  }
  return undefined
}

async function checkStatus(
  evidence: Evidence, trust: Trust, tools: Tools, entries: readonly StatusEntry[], at: number,
): Promise<Check> {
  if (entries.length === 0) return { name: 'status', outcome: 'not-checked', why: 'no-status-list' }
  for (const entry of entries) {
    const list = await listOf(evidence, trust, tools, entry, at)
    if (!list) return { name: 'status', outcome: 'not-checked', why: 'list-missing' }
    const status = await readStatus(list, entry, at, tools.inflate)
    if (!status.ok) return { name: 'status', outcome: 'not-checked', why: status.why }
    if (status.set) return { name: 'status', outcome: 'failed', why: entry.statusPurpose }
  }
  return { name: 'status', outcome: 'passed' }
}

async function listOf(
  evidence: Evidence, trust: Trust, tools: Tools, entry: StatusEntry, at: number,
): Promise<Readonly<Record<string, unknown>> | undefined> {
  for (const token of evidence.statusLists ?? []) {
    const reading = await verifyCredential(token, {
      at, verify: tools.verify, keyFor: (kid, credential) => trustedKey(evidence, trust, kid, credential),
    })
    if (reading.ok && reading.value.credential.id === entry.statusListCredential) return reading.value.credential
  }
  return undefined
}

async function checkLog({ token, logged }: Evidence, { log }: Trust, tools: Tools): Promise<Check> {
  if (!log || !logged) return { name: 'log', outcome: 'not-checked', why: log ? 'proof-missing' : 'no-log-trusted' }
  const verifiers = logVerifiers(log, tools.verify)
  if (!verifiers) return { name: 'log', outcome: 'not-checked', why: 'malformed-key' }
  let entry: Uint8Array
  try {
    entry = actLeaf(sha256, logged)
  } catch {
    return { name: 'log', outcome: 'failed', why: 'malformed' }
  }
  const reading = await verifyTlogProof(sha256, logged.proof, entry, {
    origin: log.origin, log: verifiers.own, witnesses: verifiers.witnesses,
  })
  if (!reading.ok) return { name: 'log', outcome: 'failed', why: reading.why }
  const cosigned = reading.by.filter((verifier) => verifiers.witnesses.includes(verifier)).length
  if (cosigned < (log.quorum ?? 0)) return { name: 'log', outcome: 'failed', why: 'too-few-witnesses' }
  const named = mentions(logged.content, toHex(sha256(new TextEncoder().encode(token))))
  return named ? { name: 'log', outcome: 'passed' } : { name: 'log', outcome: 'failed', why: 'another-certificate' }
}

/** True when the act names the hash of the certificate anywhere in its content. */
function mentions(content: Json, hash: string): boolean {
  if (content === hash) return true
  return (
    typeof content === 'object' &&
    content !== null &&
    Object.values(content).some((item) => mentions(item as Json, hash))
  )
}
