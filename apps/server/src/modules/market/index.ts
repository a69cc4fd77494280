/**
 * Market evaluation: programmes with their method versions and sources, and the observations that were taken in.
 *
 * Invariants: a method version never changes and is known by its hash; a source says by which right its data are held;
 * a programme's methods and sources are added to, never rewritten; a file is taken in whole or not at all, and counts
 * once in a programme; whoever said something is kept as a pseudonym of the programme.
 */
import { programme, taken } from './domain.ts'
import { run } from './run.ts'
import { survey } from './survey.ts'
import { warning } from './warning.ts'

export { marketRoutes } from './routes.ts'
export { searchedHere as searched } from './search.ts'
export {
  programme as marketProgramme, taken as marketImport, run as marketRun, survey as marketSurvey,
  warning as marketWarning,
}
export { listPublic as listPublicMarket, publicDetail as publicMarket } from './publication.ts'
export { ATTENTION, unanswered } from './survey.ts'
export type { Survey as MarketSurvey } from './survey.ts'
export { answerSurvey, openSurveyNumber, productOfCode, surveyByNumber } from './surveys.ts'
export const invariants = {
  'a method version that was adopted is kept as it was': `
    select p.id as subject from market_programme p, jsonb_array_elements(p.official -> 'methods') m
    where not exists (select from market_method d where d.programme = p.id
      and d.version = (m ->> 'version')::integer and d.sha256 = m ->> 'sha256')`,
  'a completed run has kept the results that its act counts': `
    select r.id as subject from market_run r, jsonb_array_elements(r.official -> 'results') k
    where r.status = 'completed' and (k ->> 'subjects')::integer
      <> (select count(*) from market_result m where m.run = r.id and m.kind = k ->> 'kind')`,
  'nothing is published before those evaluated were heard': `
    select r.id as subject from market_run r where r.publication = 'published'
    and r.official -> 'publication' ->> 'publishedOn' <= r.official -> 'publication' ->> 'until'`,
}
