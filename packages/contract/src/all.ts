import * as standards from './standards.ts'
import * as bodies from './bodies.ts'
import * as brands from './brands.ts'
import * as declarations from './declarations.ts'
import * as certificates from './certificates.ts'
import * as exceptions from './exceptions.ts'
import * as appeals from './appeals.ts'
import * as certificateChanges from './certificate-changes.ts'
import * as certification from './certification.ts'
import * as evaluation from './evaluation.ts'
import * as supervision from './supervision.ts'
import * as market from './market.ts'
import * as marketImports from './market-imports.ts'
import * as marketPublication from './market-publication.ts'
import * as marketRuns from './market-runs.ts'
import * as marketSurveys from './market-surveys.ts'
import * as licences from './licences.ts'
import * as codes from './codes.ts'
import * as trace from './trace.ts'
import * as desk from './desk.ts'
import * as exchange from './exchange.ts'
import * as field from './field.ts'
import type { Endpoint } from './endpoint.ts'
import * as identity from './identity.ts'
import * as pages from './pages.ts'
import * as papers from './papers.ts'
import * as parties from './parties.ts'
import * as verification from './verification.ts'
import { PLATFORM_REFUSALS } from './refusals.ts'
import type { RefusalWords } from './refusals.ts'

/** Every part of the contract by the module that answers it; a new module adds its line here and in index.ts. */
const PARTS: Record<string, object> = {
  verification,
  desk, identity, parties, licences, codes, trace, supervision, certification, evaluation, certificates,
  certificateChanges, appeals, exceptions, standards,
  market, bodies, brands, declarations, exchange, pages, papers, marketImports, marketRuns, marketPublication,
  marketSurveys,
  field,
}

const isEndpoint = (value: unknown): value is Endpoint =>
  typeof value === 'object' && value !== null && 'method' in value && 'url' in value && 'may' in value

/** Every endpoint with the module it belongs to. */
export const CONTRACT: readonly (Endpoint & { readonly module: string })[] = Object.entries(PARTS)
  .flatMap(([module, part]) =>
  Object.values(part).filter(isEndpoint).map((one) => ({ ...one, module })))

/** The closed list of refusals: those of the platform and, from each part, every export named `…_REFUSALS`. */
export const REFUSALS: Readonly<Record<string, RefusalWords>> = Object.assign({}, PLATFORM_REFUSALS,
  ...Object.values(PARTS)
  .flatMap((part) => Object.entries(part).filter(([name]) => name.endsWith('_REFUSALS')).map(([, list]) => list)))
