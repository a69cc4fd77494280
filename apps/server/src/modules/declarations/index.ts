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
export { declaration, standingOn as declarationStandingOn } from './domain.ts'
export type { Declaration, DeclaredClause, DeclaredValue, Standing as DeclarationStanding } from './domain.ts'
export {
  currentDeclaration, findDeclaration, publicDeclaration, publicDeclarations, reviewedDeclaration,
} from './queries.ts'
export type { FoundDeclaration } from './queries.ts'
export { lodgeChallenge } from './challenges.ts'
export { eligibilityOf } from './eligibility.ts'

export const onDue = {
  'declaration-confirmation': service.confirmationDue,
  'challenge-reply': challenges.replyDue,
}
