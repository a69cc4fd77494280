import { Type } from 'typebox'
import { endpoint } from './endpoint.ts'
import type { RefusalWords } from './refusals.ts'
import { Area, Day, PageOf, Paging, closed, oneOf, words } from './schema.ts'

/** What a key of the platform signs. */
export const PLATFORM_KEY_USES = ['receipt', 'status', 'attestation'] as const
const USE_WORDS = words({ zh: '用途', en: 'Use', choices: {
  receipt: { zh: '查询回执', en: 'Receipts' },
  status: { zh: '状态列表', en: 'Status lists' },
  attestation: { zh: '登记凭证', en: 'Credentials of the register' },
} })

/** `id` is the key's address in the platform's DID document; `x` is base64url of 32 bytes (Ed25519). */
export const PlatformKey = Type.Object({
  id: Type.String(), use: oneOf(PLATFORM_KEY_USES, USE_WORDS), x: Type.String(), from: Type.String(),
  until: Type.Union([Type.String(), Type.Null()]), revoked: Type.Boolean(),
  compromisedSince: Type.Union([Type.String(), Type.Null()]),
})

const tags = ['verification']
const Reason = Area(2000, { zh: '理由', en: 'Reason', hint: { zh: '写明事实和依据', en: 'Facts, and what it rests on' } })

export const listPlatformKeys = endpoint({
  id: 'listPlatformKeys', method: 'GET', url: '/api/v1/platform-keys', kind: 'public', may: 'public', scope: 'public',
  tags, summary: { zh: '平台签名密钥及其历史', en: 'Signing keys of the platform with their history' },
  query: closed({ ...Paging }), response: PageOf(PlatformKey),
})
export const replacePlatformKey = endpoint({
  id: 'replacePlatformKey', method: 'POST', url: '/api/v1/platform-keys', kind: 'act', may: 'platform-key:replace',
  scope: 'all', tags, signs: true,
  summary: { zh: '例行更换平台密钥', en: 'Replace a key of the platform' },
  body: closed({ use: oneOf(PLATFORM_KEY_USES, USE_WORDS) }), response: PlatformKey,
})
export const giveUpKey = endpoint({
  id: 'giveUpKey', method: 'POST', url: '/api/v1/given-up-keys', kind: 'act', may: 'key:give-up', scope: 'all', tags,
  signs: true,
  summary: { zh: '宣布密钥已泄露', en: 'Declare a key compromised' },
  body: closed({
    kid: Type.String({ minLength: 10, maxLength: 300, pattern: '^did:web:[^#\\s]+#[A-Za-z0-9-]+$', ...words({
      zh: '密钥地址', en: 'Address of the key',
      hint: { zh: '如 did:web:…#k1，平台或机构的任何密钥，含已更换的', en: 'Such as did:web:…#k1, of the platform or a body' } }) }),
    compromisedSince: Day({ zh: '最早可能泄露之日', en: 'Since when it may have leaked', hint: {
      zh: '此日起未在日志中登记过的签名不再可信；仍在使用的密钥随即更换',
      en: 'What the log did not record before that day is no longer believed; a key in use is replaced at once' } }),
    reason: Reason,
  }),
  response: Type.Object({
    id: Type.String(), revoked: Type.Boolean(), compromisedSince: Type.String(),
    /** The key that takes its place, where it was in use. */
    next: Type.Union([Type.String(), Type.Null()]),
  }),
})

export const VERIFICATION_REFUSALS = {
  'key-unknown': { status: 404, zh: '没有这个密钥：{kid}', en: 'No such key: {kid}' },
  'key-given-up': { status: 409, zh: '该密钥已宣布自 {since} 起泄露',
    en: 'This key is already declared compromised since {since}' },
} as const satisfies Record<string, RefusalWords>
