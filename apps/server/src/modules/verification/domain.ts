import type { verification } from '@tianfu/contract'
import type { Instant } from '@tianfu/kernel'
import { aggregate } from '../../platform/aggregate.ts'
import type { TextRef } from '../../platform/texts.ts'
import { givenUp } from '../bodies/index.ts'
import type { GivenUp } from '../bodies/index.ts'

export type KeyUse = (typeof verification.PLATFORM_KEY_USES)[number]

/** The public half of one of the platform's keys; `x` is base64url of 32 bytes (Ed25519). */
export interface PlatformKey {
  /** `{use}-{n}`, n from 1: the fragment in the DID document, never given to another key. */
  readonly id: string
  readonly use: KeyUse
  readonly x: string
  readonly from: Instant
  readonly until?: Instant
  readonly revoked?: Instant
  readonly compromisedSince?: Instant
}

export interface PlatformKeys { readonly keys: readonly PlatformKey[] }

export const platformKeys = aggregate<PlatformKeys>({
  type: 'platform-keys',
  table: 'platform_keys',
  apply: {
    'platform-keys.recorded': (_, content: PlatformKeys) => content,
    'platform-keys.replaced': (state, { key: next }: { key: PlatformKey }) => ({
      keys: [...state.keys.map((key) =>
        (key.use === next.use && key.until === undefined ? { ...key, until: next.from } : key)), next],
    }),
    'platform-keys.given-up': (state, content: GivenUp<PlatformKey> & { reason: TextRef }) =>
      ({ keys: givenUp(state.keys, content) }),
  },
})

/** The key that signs now for a use. */
export function keyInUse(keys: readonly PlatformKey[], use: KeyUse): PlatformKey {
  const key = keys.findLast((one) => one.use === use && one.until === undefined)
  if (!key) throw new Error('every use has a key')
  return key
}

/** The id of the next key for a use. */
export const nextId = (keys: readonly PlatformKey[], use: KeyUse): string =>
  `${use}-${keys.filter((key) => key.use === use).length + 1}`
