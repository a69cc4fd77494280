import type { Kind } from './outbox.ts'

/** Addresses of the contract that the telephone calls; the contract itself would be most of its download. */
export const SESSION = '/api/v1/session'
export const BAG = '/api/v1/field-audits'
export const FILES = '/api/v1/files'

const LAST: Record<Kind, string> = {
  opening: 'audit/opening', closing: 'audit/closing', note: 'audit/notes', nonconformity: 'nonconformities',
}

/** Where an item is written. */
export const addressOf = (kind: Kind, application: string): string =>
  `/api/v1/applications/${application}/${LAST[kind]}`

/** The member of the body that holds its photographs. */
export const PHOTOGRAPHS: Record<Kind, 'photographs' | 'files'> = {
  opening: 'photographs', closing: 'photographs', note: 'photographs', nonconformity: 'files',
}
