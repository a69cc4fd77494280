/**
 * Identifiers of organisations, persons, goods, places and documents: parsed once, into a type.
 *
 * Invariants: a parser never throws on any text, never repeats it in what it answers, and names the rule that is
 * broken. Nothing here knows which codes exist; only their form and their check characters.
 */
export { mustParse } from './parsed.ts'
export type { Broken, Parsed } from './parsed.ts'
export { digitsForLookAlikes, halfWidth, normaliseIdentifier } from './normalise.ts'
export {
  completeCreditCode, organisationCheck, organisationCodeWarning, parseCreditCode, regionOfCreditCode,
} from './credit-code.ts'
export type { CreditCode } from './credit-code.ts'
export {
  completeGtin,
  gs1CheckDigit,
  parseGln,
  parseGtin,
  parseSscc,
  shortGtin,
  to14,
  withCheckDigit,
} from './gs1-key.ts'
export type { Gln, Gtin14, Sscc } from './gs1-key.ts'
export { idNumberCheck, parseForeignDocument, parseIdentityDocument, parseIdNumber } from './identity-document.ts'
export type { DocumentKind, DocumentNumber, IdentityDocument } from './identity-document.ts'
export { parsePhone } from './phone.ts'
export type { Phone } from './phone.ts'
export { parseMailAddress } from './mail.ts'
export type { MailAddress } from './mail.ts'
export { maskIdNumber, maskMailAddress, maskName, maskPhone } from './mask.ts'
export { composeNumber, iso7064Mod37, parseNumber } from './register-number.ts'
export type { RegisterNumber } from './register-number.ts'
export {
  parseRegionCode, regionContains, regionLevel, regionOn, regionParent, regionPrefix,
} from './region-code.ts'
export type { RegionChange, RegionCode, RegionLevel } from './region-code.ts'
export { industryContains, parseIndustryCode } from './industry-code.ts'
export type { IndustryCode } from './industry-code.ts'
