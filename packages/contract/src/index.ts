/**
 * The contract between server, workbench, generators and anybody outside: endpoints, schemas, refusals, as data.
 *
 * Invariants: every endpoint says who may call it; its id and its address are unique; refusals are a closed list.
 */
export { endpoint } from './endpoint.ts'
export type { BodyOf, Endpoint, Kind, ParamsOf, QueryOf, ResponseOf, Scope } from './endpoint.ts'
export * from './schema.ts'
export { PLATFORM_REFUSALS, refuse } from './refusals.ts'
export type { RefusalWords } from './refusals.ts'
export { CONTRACT, REFUSALS } from './all.ts'
export { ACT_WORDS } from './act-words.ts'
export * as desk from './desk.ts'
export * as parties from './parties.ts'
export * as identity from './identity.ts'
export * as licences from './licences.ts'
export * as codes from './codes.ts'
export * as trace from './trace.ts'
export * as supervision from './supervision.ts'
export * as certification from './certification.ts'
export * as evaluation from './evaluation.ts'
export * as certificates from './certificates.ts'
export * as standards from './standards.ts'
export * as bodies from './bodies.ts'
export * as brands from './brands.ts'
export * as declarations from './declarations.ts'
export * as pages from './pages.ts'
export * as market from './market.ts'
export * as marketMethod from './market-method.ts'
