import type { Generated, GeneratedAlways } from 'kysely'
import type { JsonColumn } from '../../platform/tables.ts'
import type { Delegation, Membership } from './domain.ts'

export interface IdentityTables {
  account: {
    id: string
    person: string
    login: string
    /** PHC text with its parameters. */
    password: string
    password_changed_at: string
    /** Sealed under `account-phone`. */
    phone: Uint8Array | null
    /** Sealed under `account-mail`; confirmed by its owner. */
    mail: Generated<Uint8Array | null>
    /** `PendingMail`, sealed under `account-mail-pending`. */
    mail_pending: Generated<Uint8Array | null>
    mail_attempts: Generated<number>
    news_by: Generated<'all' | 'sms' | 'mail' | 'none'>
    /** Sealed under `second-factor`. */
    second_factor: Generated<Uint8Array | null>
    second_factor_pending: Generated<Uint8Array | null>
    second_factor_step: Generated<number>
    disabled_at: Generated<string | null>
    demonstration: Generated<boolean>
    created_at: string
  }
  membership: {
    id: string
    version: number
    official: JsonColumn<Membership>
    status: GeneratedAlways<Membership['status']>
    account: GeneratedAlways<string>
    person: GeneratedAlways<string>
    organisation: GeneratedAlways<string>
    role: GeneratedAlways<string>
    region: GeneratedAlways<string | null>
    until: GeneratedAlways<string | null>
  }
  delegation: {
    id: string
    version: number
    official: JsonColumn<Delegation>
    status: GeneratedAlways<Delegation['status']>
    membership: GeneratedAlways<string>
    delegate: GeneratedAlways<string>
    valid_from: GeneratedAlways<string>
    valid_until: GeneratedAlways<string>
  }
  session: {
    id: string
    token_sha256: string
    account: string
    membership: string | null
    delegation: string | null
    created_at: string
    seen_at: string
    confirmed_at: string | null
  }
  api_key: {
    id: string
    token_sha256: string
    account: string
    membership: string
    name: string
    scopes: string[]
    created_at: string
    expires_on: string
    revoked_at: string | null
  }
  sign_in_failure: { id: string; kind: 'password' | 'code'; login_mac: string; address_mac: string; at: string }
  password_reset: { token_sha256: string; account: string; created_at: string; used_at: Generated<string | null> }
  security_event: {
    id: string
    at: string
    event: string
    account: string | null
    login_mac: string | null
    address_mac: string | null
    detail: string | null
  }
}
