import { readToken } from '@tianfu/credentials'

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

/** The act of issue of a credential among the proven acts of a receipt, as `verifyCertificate` takes it. */
export function issueIn(document: unknown): { proof: string[]; index: number; salt: string; statement: unknown;
  note: string } | undefined {
  const { receipt } = (document ?? {}) as { receipt?: { checkpoint?: { note?: unknown }; acts?: unknown } }
  const [act] = (Array.isArray(receipt?.acts) ? receipt.acts : []) as Record<string, unknown>[]
  const note = receipt?.checkpoint?.note
  if (typeof note !== 'string' || !Array.isArray(act?.proof) || typeof act.salt !== 'string') return undefined
  const index = typeof act.index === 'number' ? act.index : Number.NaN
  return { proof: act.proof as string[], index, salt: act.salt, statement: act.statement, note }
}
