/**
 * Market evaluation: programmes with their method versions and sources.
 *
 * Invariants: a method version never changes and is known by its hash; a source says by which right its data are held;
 * a programme's methods and sources are added to, never rewritten.
 */
import { programme } from './domain.ts'

export { marketRoutes } from './routes.ts'
export { programme as marketProgramme }
export const invariants = {
  'a method version that was adopted is kept as it was': `
    select p.id as subject from market_programme p, jsonb_array_elements(p.official -> 'methods') m
    where not exists (select from market_method d where d.programme = p.id
      and d.version = (m ->> 'version')::integer and d.sha256 = m ->> 'sha256')`,
}
