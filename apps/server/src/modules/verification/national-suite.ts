import { countersign } from '@tianfu/credentials'
import type { Countersignature } from '@tianfu/credentials'
import type { Text } from '@tianfu/kernel'
import { DEFAULT_IDENTITY, signSm2, sm2KeyPair, sm3 } from '@tianfu/sm2'
import type { World } from '../../platform/work.ts'
import { platformDid } from './keys.ts'

/** What stands beside everything of the national suite. */
export const NATIONAL_NOTICE: Required<Text> = {
  zh: '仅供互操作，不是经检测认证的商用密码产品', en: 'For interoperability only, not certified cryptography',
}

interface NationalKey {
  /** Its address. It stands in no DID document: no algorithm and no curve is registered for it. */
  readonly key: string
  readonly identity: string
  /** Uncompressed point, hex. */
  readonly point: string
  sign(message: Uint8Array): Uint8Array
}

/** The platform's SM2 key. @throws RangeError in one of 2^32 installations, whose master key gives none */
export function nationalKeyOf(world: Pick<World, 'origin' | 'keys'>): NationalKey {
  const { privateKey, publicKey } = sm2KeyPair(world.keys.derive('sm2/countersignature-1', 32))
  return {
    key: `${platformDid(world)}#sm2-1`, identity: DEFAULT_IDENTITY, point: Buffer.from(publicKey).toString('hex'),
    sign: (message) => signSm2(privateKey, publicKey, message),
  }
}

/** The countersignature of a token with the notice of what it is not. */
export async function countersignatureOf(
  world: Pick<World, 'origin' | 'keys'>, token: string,
): Promise<Countersignature & { point: string; notice: Text }> {
  const { key, identity, point, sign } = nationalKeyOf(world)
  return { ...await countersign(token, { key, identity, digest: sm3, sign }), point, notice: NATIONAL_NOTICE }
}
