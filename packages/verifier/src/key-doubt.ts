import type { PublicJwk } from '@tianfu/credentials'
import { keyLife, momentOf } from '@tianfu/credentials'

/** Why a good signature is not enough: its key was given up, and who holds it may date back as they like. */
export interface Doubt {
  /**
   * `key-revoked-before`: by its own account signed after its owner had given the key up. `key-compromised`: it says
   * that it was signed before, which a thief would say as well.
   */
  readonly why: 'key-revoked-before' | 'key-compromised'
  /** Milliseconds since 1970: what is proven to have been there before counts. */
  readonly from: number
}

export interface JudgedKey {
  readonly key: PublicJwk
  readonly doubt: Doubt | undefined
}

/**
 * The key `kid` among documents, for something that says to have been signed within `[from, until)`; undefined when
 * none of them has it, or when it was not in use then.
 *
 * @param from milliseconds since 1970, as `until`
 */
export function judgedKey(
  documents: readonly unknown[], kid: string, { from, until }: { from: number; until: number },
): JudgedKey | undefined {
  for (const document of documents) {
    const life = keyLife(document, kid)
    if (!life) continue
    const { key, created, expires, doubtedFrom, revoked } = life
    if (from >= revoked) return { key, doubt: { why: 'key-revoked-before', from: doubtedFrom } }
    if (until <= created || from >= expires) continue
    return { key, doubt: doubtedFrom === Infinity ? undefined : { why: 'key-compromised', from: doubtedFrom } }
  }
  return undefined
}

/** Years 0000 to 9999, milliseconds since 1970: what a moment is written for. */
const [FIRST_MOMENT, LAST_MOMENT] = [-62_167_219_200_000, 253_402_300_799_999]

interface Document { readonly id: string }
interface Method { readonly id: string; readonly revoked?: unknown; readonly compromisedSince?: unknown }

/**
 * Documents that are pinned, with what newer ones say against their keys. Whoever gives newer documents is not trusted:
 * they can take trust from a key, never give it, so no key and no issuer comes from them.
 */
export function withRevocations<D extends Document>(pinned: readonly D[], newer: readonly unknown[]): D[] {
  return pinned.map((document) => {
    const { verificationMethod: methods } = document as D & { verificationMethod?: unknown }
    if (!Array.isArray(methods)) return document
    return { ...document, verificationMethod: methods.map((method: unknown) => isMethod(method) ? doubted(method, newer)
      : method) }
  })
}

function doubted(method: Method, newer: readonly unknown[]): Method {
  const lives = newer.map((document) => keyLife(document, method.id)).filter((life) => life !== undefined)
  const revoked = Math.min(momentOf(method.revoked) ?? Infinity, ...lives.map((life) => life.revoked))
  const since = Math.min(momentOf(method.compromisedSince) ?? Infinity, ...lives.map((life) => life.doubtedFrom))
  return {
    ...method, ...(revoked !== Infinity && { revoked: textOf(revoked) }),
    ...(since < revoked && { compromisedSince: textOf(since) }),
  }
}

const textOf = (at: number): string => new Date(Math.max(FIRST_MOMENT, Math.min(LAST_MOMENT, at))).toISOString()

const isMethod = (value: unknown): value is Method =>
  typeof value === 'object' && value !== null && typeof (value as Method).id === 'string'
