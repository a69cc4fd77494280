import type { PlatformTables } from './platform/tables.ts'

/** Every table, one line per module. */
export interface Tables extends PlatformTables {}
