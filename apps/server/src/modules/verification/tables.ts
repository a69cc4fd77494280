import type { JsonColumn } from '../../platform/tables.ts'
import type { PlatformKeys } from './domain.ts'

export interface VerificationTables {
  platform_keys: { id: string; version: number; official: JsonColumn<PlatformKeys> }
}
