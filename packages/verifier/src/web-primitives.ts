import type { Inflate, VerifySignature } from '@tianfu/credentials'

/** The part of WebCrypto that is used. */
export interface Subtle {
  importKey(format: 'jwk', key: object, algorithm: object, extractable: boolean, usages: string[]): Promise<unknown>
  verify(algorithm: object, key: never, signature: Uint8Array, data: Uint8Array): Promise<boolean>
}

/** Checks signatures with a browser's `crypto.subtle`. */
export const webVerify = (subtle: Subtle): VerifySignature => async (jwk, message, signature) => {
  const algorithm = jwk.kty === 'OKP' ? { name: 'Ed25519' } : { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }
  const key = await subtle.importKey('jwk', { ...jwk }, algorithm, false, ['verify'])
  return subtle.verify(algorithm, key as never, signature, message)
}

/** A stream that takes bytes and gives bytes, such as `new DecompressionStream('gzip')`. */
export interface ByteStream {
  readonly writable: { getWriter(): { write(bytes: Uint8Array): Promise<void>; close(): Promise<void> } }
  readonly readable: {
    getReader(): { read(): Promise<{ done: boolean; value?: Uint8Array }>; cancel(): Promise<void> }
  }
}

/** gunzip that stops as soon as there would be more than is allowed. */
export const webInflate = (open: () => ByteStream): Inflate => async (bytes, most) => {
  const stream = open()
  const writer = stream.writable.getWriter()
  // What goes wrong while writing shows itself while reading.
  const written = writer.write(bytes).then(() => writer.close()).catch(() => undefined)
  const reader = stream.readable.getReader()
  const parts: Uint8Array[] = []
  let length = 0
  for (;;) {
    const { done, value } = await reader.read()
    if (done || !value) break
    length += value.length
    if (length > most) {
      await reader.cancel()
      throw new RangeError('more than is allowed')
    }
    parts.push(value)
  }
  await written
  const whole = new Uint8Array(length)
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}
