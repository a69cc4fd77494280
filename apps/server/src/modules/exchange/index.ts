/**
 * Exchange: whole tables out of the platform and into it, as the workbooks that offices keep.
 *
 * Invariants: a ledger holds what the lists of the same caller show, page by page, and nothing else; no natural person
 * stands in it. What comes in goes through the requests and services of the modules, row by row, and never past them;
 * a batch is undone by the acts of the modules. Above all other modules; nothing imports it but `modules.ts`.
 */
export { exchangeRoutes } from './routes.ts'
