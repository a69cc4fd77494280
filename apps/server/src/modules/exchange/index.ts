/**
 * Exchange: whole tables out of the platform and into it, as the workbooks that offices keep.
 *
 * Invariants: a ledger holds what the lists of the same caller show, page by page, and nothing else; no natural person
 * stands in it. Above all other modules; nothing imports it but `modules.ts`.
 */
export { exchangeRoutes } from './routes.ts'
