/**
 * The constitution of a brand scheme as data: the form of an edition, the edition in force, working days, regions,
 * industries, numbering; and the documents that a scheme seeds: standards, certification rules, demonstration parties.
 *
 * Invariants: no I/O (parsed data comes in), no clock (days come in), no province known by name. Data that breaks the
 * form is refused whole. What suspending means is code elsewhere; how long it may last is data here.
 */
export { SchemeError } from './form.ts'
export type { SchemeProblem } from './form.ts'
export { CERTIFICATE_STATUSES, VERDICTS } from './edition.ts'
export type { Edition, Limits, Programme, Wording } from './edition.ts'
export { parseEdition } from './parse-edition.ts'
export {
  editionInForce, editionOf, grantedTo, grantsOf, groundOf, mayHoldTogether, programmeOf, stepsOf,
} from './in-force.ts'
export { PERIOD_NAMES } from './period.ts'
export type { Period, PeriodName } from './period.ts'
export { CAPACITIES, ORGANISATION_KINDS, ROLE_IDS } from './role.ts'
export type { CapacityId, OrganisationKind, Role, RoleId } from './role.ts'
export { GROUND_LISTS } from './ground.ts'
export type { Ground, GroundList } from './ground.ts'
export { SCHEME_TYPES, STEPS, SURVEILLANCE_KINDS } from './scheme-type.ts'
export type { SchemeType, SchemeTypeId, StepId, SurveillanceKind } from './scheme-type.ts'
export { stagesAskedOf } from './trace-rule.ts'
export type { TraceRule, TraceStage } from './trace-rule.ts'
export { NUMBERED, composeBy, patternExpression } from './numbering.ts'
export type { Numbered, NumberParts } from './numbering.ts'
export {
  addWorkingDays, dueOn, isProvisional, isWorkingDay, parseHolidays, standsStill, termEnd, workingDaysBetween,
} from './working-days.ts'
export type { DueDay, Holidays, Pause, Calendar } from './working-days.ts'
export { childrenOf, isWithin, parseRegions, regionName, regionPath, regionPrefix } from './regions.ts'
export type { Region, RegionFile, Regions } from './regions.ts'
export { parseIndustries } from './industries.ts'
export type { Industry } from './industries.ts'
export { DECIMAL, roundGb8170 } from './decimal.ts'
export { CATEGORIES, Indicator } from './indicator.ts'
export type { Condition, Direction, Limit, NationalLimit, OurLimit } from './indicator.ts'
export { conditionsHold, judge, judgeNational } from './judge.ts'
export type { Facts, Given, Judgement, JudgementVerdict } from './judge.ts'
export { compareWithNational, limitText } from './national.ts'
export type { Comparison } from './national.ts'
export {
  APPLICABILITIES, EVIDENCE_KINDS, StandardA, StandardB, advancednessOf, leavesOf, parseStandard, publicationProblems,
} from './standard.ts'
export { scoreOf } from './score.ts'
export type { Advancedness, Applicability, Fact, Leaf, Standard } from './standard.ts'
export { CHANGES, CHANGE_ROUTES, Rule, parseRule, personDaysOf } from './rule.ts'
export type { ChangeKind, ChangeRoute } from './rule.ts'
export { Demo } from './demo.ts'
export { parseDemo } from './parse-demo.ts'
