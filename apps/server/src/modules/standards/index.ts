/**
 * Standards: A and B standards and certification rules as published, in editions; reading and comparing them.
 *
 * Invariants: number and edition together are given once; a published document never changes, a new edition is another
 * subject and begins later; a published B standard has three indicators comparable with a national limit and none
 * looser; a published rule cites published standards and a scheme type of its programme. What is not known is null,
 * with its reason. Absent: drafting, comments and approval; what a file pins is kept by the file.
 */
export { standardsRoutes } from './routes.ts'
export { searchedHere as searched } from './search.ts'
export { rule, standard } from './domain.ts'
export { findRule, pinnedRule, pinnedStandards, ruleInForce, ruleNames } from './store.ts'
export type { Cited } from './store.ts'
export { comparison, listRules, listStandards, ruleDetail, standardDetail, stepsShown } from './queries.ts'
export { publishRule, publishStandard, seedStandards } from './service.ts'

/** Each query finds rows that break its sentence. */
export const invariants: Readonly<Record<string, string>> = {
  'a published rule cites an A and a B standard that were published': `
    select r.id as subject from certification_rule r where r.status = 'published' and not (
      exists (select from standard s where s.kind = 'A' and s.status <> 'draft'
        and s.number = r.official->'document'->'a'->>'number' and s.edition = r.official->'document'->'a'->>'edition')
      and exists (select from standard s where s.kind = 'B' and s.status <> 'draft'
        and s.number = r.official->'document'->'b'->>'number'
          and s.edition = r.official->'document'->'b'->>'edition'))`,
}
