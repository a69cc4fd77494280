import type { CredentialReading, Inflate, StatusEntry, VerifySignature } from '@tianfu/credentials'
import { issuerOf, momentOf, readStatus, verifyCredential } from '@tianfu/credentials'
import type { Json } from '@tianfu/kernel'
import { actLeaf, toHex, verifyTlogProof } from '@tianfu/ledger'
import { judgedKey } from './key-doubt.ts'
import type { Doubt } from './key-doubt.ts'
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
  /** The act of issue with its place in the log: proof file, salt (16 bytes) and the act's statement. */
  readonly logged?: { readonly proof: string; readonly salt: Uint8Array; readonly content: Json }
}

/** What the verifier holds of its own, from somewhere else than the one who hands over evidence. */
export interface Trust {
  /** Issuers that count; who else signs is not believed. */
  readonly issuers: readonly string[]
  /** Whose status lists count beside those of the certificate's own issuer. */
  readonly platform?: string
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
  /**
   * `stands` only when the credential, its period and all its status lists were checked and say so; what is good for a
   * day alone needs no list. `cannot-tell` when one of them could not be checked: also whether it is genuine, for a key
   * that was given up since.
   */
  readonly verdict: 'stands' | 'does-not-stand' | 'not-genuine' | 'cannot-tell'
  readonly checks: readonly Check[]
  readonly credential?: Readonly<Record<string, unknown>>
}

const DAY_MS = 86_400_000

/**
 * Checks a certificate without trusting the server that gave it: signature by a key of a trusted issuer, period, status
 * lists, and, where asked for, that its issue is in the public log. A certificate dates itself, so under a key that its
 * issuer has given up since it is genuine only when the log shows that it was recorded before.
 *
 * @param at milliseconds since 1970: the moment for which one wants to know
 */
export async function verifyCertificate(evidence: Evidence, trust: Trust, tools: Tools, at: number): Promise<Report> {
  const { reading, doubt } = await signed(evidence.token, evidence, trust, tools, at)
  if (!reading.ok) {
    return { verdict: 'not-genuine', checks: [{ name: 'credential', outcome: 'failed', why: reading.why }] }
  }
  const { credential, period, status, issuer } = reading.value
  if (doubt?.why === 'key-revoked-before') {
    return { verdict: 'not-genuine', checks: [{ name: 'credential', outcome: 'failed', why: doubt.why }], credential }
  }
  const { check: log, recordedAt } = await checkLog(evidence, trust, tools)
  const isDoubted = doubt !== undefined && !(recordedAt !== undefined && recordedAt < doubt.from)
  const checks: Check[] = [
    isDoubted ? { name: 'credential', outcome: 'not-checked', why: doubt.why }
      : { name: 'credential', outcome: 'passed' },
    period === 'within' ? { name: 'period', outcome: 'passed' } : { name: 'period', outcome: 'failed', why: period },
    await checkStatus(evidence, trust, tools, { entries: status, issuer, at, isForADay: isForADay(credential) }),
    log,
  ]
  return { verdict: verdictOf(checks), checks, credential }
}

function verdictOf(checks: readonly Check[]): Report['verdict'] {
  const outcome = (name: CheckName) => checks.find((check) => check.name === name)?.outcome
  if (outcome('log') === 'failed') return 'not-genuine'
  if (outcome('credential') !== 'passed') return 'cannot-tell'
  if (outcome('period') === 'failed' || outcome('status') === 'failed') return 'does-not-stand'
  return outcome('status') === 'passed' ? 'stands' : 'cannot-tell'
}

/**
 * A credential under a key of a trusted issuer, as the key stood when the credential began by its own account. It
 * begins with its first day, and a key may be made later on that day, so the whole day counts.
 */
async function signed(
  token: string, { didDocuments }: Evidence, { issuers }: Trust, { verify }: Tools, at: number,
): Promise<{ reading: CredentialReading; doubt: Doubt | undefined }> {
  let doubt: Doubt | undefined
  const reading = await verifyCredential(token, { at, verify, keyFor: (kid, credential) => {
    const issuer = issuerOf(credential)
    const from = momentOf(credential.validFrom)
    if (issuer === undefined || from === undefined || !issuers.includes(issuer)) return undefined
    const judged = judgedKey(didDocuments, kid, { from, until: from + DAY_MS })
    doubt = judged?.doubt
    return judged?.key
  } })
  return { reading, doubt }
}

interface Asked {
  readonly entries: readonly StatusEntry[]; readonly issuer: string; readonly at: number; readonly isForADay: boolean
}

/** Whether a credential's term is a day at most: what it says was true on that day, and no list could take it back. */
function isForADay({ validFrom, validUntil }: Readonly<Record<string, unknown>>): boolean {
  const [from, until] = [momentOf(validFrom), momentOf(validUntil)]
  return from !== undefined && until !== undefined && until - from <= DAY_MS
}

async function checkStatus(evidence: Evidence, trust: Trust, tools: Tools, asked: Asked): Promise<Check> {
  const { entries, at } = asked
  if (entries.length === 0) {
    return asked.isForADay ? { name: 'status', outcome: 'passed', why: 'good-for-its-day' }
      : { name: 'status', outcome: 'not-checked', why: 'no-status-list' }
  }
  for (const entry of entries) {
    const found = await listOf(evidence, trust, tools, { entry, ...asked })
    if (!found.ok) return { name: 'status', outcome: 'not-checked', why: found.why }
    const status = await readStatus(found.list, entry, at, tools.inflate)
    if (!status.ok) return { name: 'status', outcome: 'not-checked', why: status.why }
    if (status.set) return { name: 'status', outcome: 'failed', why: entry.statusPurpose }
  }
  return { name: 'status', outcome: 'passed' }
}

type ListFound =
  | { readonly ok: true; readonly list: Readonly<Record<string, unknown>> }
  | { readonly ok: false; readonly why: 'list-missing' | 'list-of-another' | 'list-key-compromised' }

/**
 * The list that an entry names. Only the certificate's issuer and the platform tell how it stands: another trusted
 * body could otherwise clear a certificate that is not its own. Under a key that was given up no list counts, since a
 * list is made anew every day.
 */
async function listOf(
  evidence: Evidence, trust: Trust, tools: Tools,
  { entry, issuer, at }: Asked & { entry: StatusEntry },
): Promise<ListFound> {
  let why: 'list-missing' | 'list-of-another' | 'list-key-compromised' = 'list-missing'
  for (const token of evidence.statusLists ?? []) {
    const { reading, doubt } = await signed(token, evidence, trust, tools, at)
    if (!reading.ok || reading.value.credential.id !== entry.statusListCredential) continue
    const { credential, issuer: owner } = reading.value
    if (owner !== issuer && owner !== trust.platform) why = 'list-of-another'
    else if (doubt) why = 'list-key-compromised'
    else return { ok: true, list: credential }
  }
  return { ok: false, why }
}

/** @returns recordedAt milliseconds since 1970, where the log says so under keys that the verifier holds */
async function checkLog(
  { token, logged }: Evidence, { log }: Trust, tools: Tools,
): Promise<{ readonly check: Check; readonly recordedAt?: number | undefined }> {
  const not = (why: string) => ({ check: { name: 'log', outcome: 'not-checked', why } } as const)
  const failed = (why: string) => ({ check: { name: 'log', outcome: 'failed', why } } as const)
  if (!log || !logged) return not(log ? 'proof-missing' : 'no-log-trusted')
  const verifiers = logVerifiers(log, tools.verify)
  if (!verifiers) return not('malformed-key')
  let entry: Uint8Array
  try {
    entry = actLeaf(sha256, logged)
  } catch {
    return failed('malformed')
  }
  const reading = await verifyTlogProof(sha256, logged.proof, entry, {
    origin: log.origin, log: verifiers.own, witnesses: verifiers.witnesses,
  })
  if (!reading.ok) return failed(reading.why)
  const cosigned = reading.by.filter((verifier) => verifiers.witnesses.includes(verifier)).length
  if (cosigned < (log.quorum ?? 0)) return failed('too-few-witnesses')
  if (credentialNamed(logged.content) !== toHex(sha256(new TextEncoder().encode(token)))) {
    return failed('another-certificate')
  }
  const { recordedAt } = logged.content as { recordedAt?: Json }
  return { check: { name: 'log', outcome: 'passed' }, recordedAt: momentOf(recordedAt) }
}

/** The hash of the credential that an act issued. Hashes elsewhere in it, such as in a text, vouch for nothing. */
export function credentialNamed(statement: unknown): string | undefined {
  const { content } = (statement ?? {}) as { content?: unknown }
  const { credentialSha256 } = (content ?? {}) as { credentialSha256?: unknown }
  return typeof credentialSha256 === 'string' ? credentialSha256 : undefined
}
