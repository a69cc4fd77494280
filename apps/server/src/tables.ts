import type { DeclarationsTables } from './modules/declarations/tables.ts'
import type { CertificationTables } from './modules/certification/tables.ts'
import type { BrandsTables } from './modules/brands/tables.ts'
import type { TraceTables } from './modules/trace/tables.ts'
import type { SupervisionTables } from './modules/supervision/tables.ts'
import type { LicencesTables } from './modules/licences/tables.ts'
import type { CodesTables } from './modules/codes/tables.ts'
import type { BodiesTables } from './modules/bodies/tables.ts'
import type { StandardsTables } from './modules/standards/tables.ts'
import type { MarketTables } from './modules/market/tables.ts'
import type { PartiesTables } from './modules/parties/tables.ts'
import type { IdentityTables } from './modules/identity/tables.ts'
import type { VerificationTables } from './modules/verification/tables.ts'
import type { ExchangeTables } from './modules/exchange/tables.ts'
import type { PlatformTables } from './platform/tables.ts'

/** Every table, one line per module. */
export interface Tables extends
  PlatformTables,
  ExchangeTables,
  DeclarationsTables,
  BrandsTables,
  BodiesTables,
  VerificationTables,
  StandardsTables,
  PartiesTables,
  IdentityTables,
  CertificationTables,
  LicencesTables,
  CodesTables,
  TraceTables,
  SupervisionTables,
  MarketTables {}
