import * as challenges from './challenges.ts'
import * as service from './service.ts'

/**
 * Declarations: 企业自主申明. An enterprise assesses itself against the A standard, gives a value per indicator of the B
 * standard, and publishes both; anybody may challenge, and only what an authority has accepted is public.
 *
 * Invariants: values are judged by the published standards and never by their holder; nothing below a national limit is
 * published; a correction keeps what was said before; one running declaration per organisation, product and B standard;
 * that it has lapsed or expired is computed from days. Absent: scores of enterprises, and a licence on a declaration.
 */
export { declarationsRoutes } from './routes.ts'
export { searchedHere as searched } from './search.ts'
export { declaration } from './domain.ts'
export type { Declaration } from './domain.ts'
export {
  currentDeclaration, listDeclarations, publicDeclaration, publicDeclarations, runningDeclarations,
} from './queries.ts'
export { listChallenges, lodgeChallenge } from './challenges.ts'

export const onDue = {
  'declaration-confirmation': service.confirmationDue,
  'challenge-reply': challenges.replyDue,
}

/** Each query finds rows that break its sentence. */
export const invariants: Readonly<Record<string, string>> = {
  'a declaration belongs to the organisation of its product': `
    select d.id as subject from declaration d join product p on p.id = d.product
      where p.organisation <> d.organisation`,
  'a declaration is challenged exactly while an accepted challenge is open': `
    select d.id as subject from declaration d
      where d.status in ('public', 'challenged') and (d.status = 'challenged') <>
      exists (select from jsonb_array_elements(d.official -> 'challenges') c where c ->> 'concludedOn' is null)`,
  'a challenge stands in its declaration exactly when it was accepted': `
    select c.id as subject from declaration_challenge c join declaration d on d.id = c.declaration
    where (c.status in ('accepted', 'answered', 'concluded')) <> (d.official -> 'challenges' @> jsonb_build_array(
      jsonb_build_object('id', c.id::text)))`,
}
