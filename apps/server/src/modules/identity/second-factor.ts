import { timingSafeEqual } from 'node:crypto'
import { Secret, TOTP } from 'otpauth'

/** RFC 6238 with what every authenticator app takes: SHA-1, six digits, thirty seconds. */
export const STEP_MS = 30_000
const WINDOW = 1

const totpOf = (secret: Uint8Array, issuer = '', label = ''): TOTP =>
  new TOTP({
    issuer,
    label,
    secret: new Secret({ buffer: new Uint8Array(secret).buffer }),
    algorithm: 'SHA1',
    digits: 6,
    period: 30,
  })

/** The code of a thirty-second step. */
export const codeOf = (secret: Uint8Array, step: number): string =>
  totpOf(secret).generate({ timestamp: step * STEP_MS })

/**
 * The step whose code this is, within one step of now and later than `lastStep`: a code is good once (ASVS 5.0 6.5.1).
 * @param now system time in ms
 */
export function stepOfCode(secret: Uint8Array, code: string, now: number, lastStep: number): number | undefined {
  const current = Math.floor(now / STEP_MS)
  for (let step = current - WINDOW; step <= current + WINDOW; step += 1) {
    if (
      step > lastStep &&
      timingSafeEqual(Buffer.from(codeOf(secret, step)), Buffer.from(code.padEnd(6).slice(0, 6)))
    )
      return step
  }
  return undefined
}

/** Base32, as people type it into an app, and the address that a QR code holds. */
export const enrolment = (secret: Uint8Array, issuer: string, login: string): { secret: string; uri: string } =>
  ({ secret: totpOf(secret).secret.base32, uri: totpOf(secret, issuer, login).toString() })

/** The bytes of a base32 secret. */
export const secretBytes = (base32: string): Uint8Array => Secret.fromBase32(base32).bytes
