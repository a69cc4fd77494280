import type { Brand, Text } from '@tianfu/kernel'
import { digitsForLookAlikes, normaliseIdentifier } from './normalise.ts'
import { broken, parsed } from './parsed.ts'
import type { Parsed } from './parsed.ts'

/** A unified social credit code (统一社会信用代码): 18 characters whose check character is right. */
export type CreditCode = Brand<'CreditCode'>

// GB 32100-2015, 4.1: 31 characters, without I O S V Z; appendix A: the i-th weight is 3^i mod 31.
const ALPHABET = '0123456789ABCDEFGHJKLMNPQRTUWXY'
const WEIGHTS = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28]
// GB 11714: weights of the organisation code, ninth character is the check.
const ORGANISATION_WEIGHTS = [3, 7, 9, 10, 5, 8, 4, 2]

/**
 * Reads a unified social credit code (GB 32100-2015), as printed or as pasted.
 *
 * O and I, which the alphabet lacks, are read as 0 and 1. The organisation code inside is not judged here:
 * see `organisationCodeWarning`.
 */
export function parseCreditCode(text: string): Parsed<CreditCode> {
  const code = digitsForLookAlikes(normaliseIdentifier(text))
  if (code.length !== 18) {
    return broken('credit-code-length', '统一社会信用代码应为18位', 'A unified social credit code has 18 characters')
  }
  if ([...code].some((character) => !ALPHABET.includes(character))) {
    return broken('credit-code-alphabet', '统一社会信用代码只用数字和大写字母，不用 I、O、S、V、Z',
      'A unified social credit code uses digits and capital letters other than I, O, S, V, Z')
  }
  if (!/^.{2}\d{6}/.test(code)) {
    return broken('credit-code-region', '统一社会信用代码第3至8位是行政区划码，应为数字',
      'Characters 3 to 8 are the region code and must be digits')
  }
  if (code[17] !== checkCharacter(code.slice(0, 17))) {
    return broken('credit-code-check', '统一社会信用代码的校验码不对，请逐位核对',
      'The check character is wrong: compare the code character by character')
  }
  return parsed(code as CreditCode)
}

/** The code of 17 characters with its check character. @throws RangeError when they are not 17 of the alphabet. */
export function completeCreditCode(first17: string): CreditCode {
  if (!/^[0-9A-HJ-NPQRTUWXY]{2}\d{6}[0-9A-HJ-NPQRTUWXY]{9}$/.test(first17)) {
    throw new RangeError('17 characters of GB 32100 are needed, digits at 3 to 8')
  }
  return (first17 + checkCharacter(first17)) as CreditCode
}

/** A reason to look twice when the organisation code (9–17) does not check; some true codes of bodies other than
 * enterprises differ, so this is never a refusal. */
export function organisationCodeWarning(code: CreditCode): Text | undefined {
  const organisation = code.slice(8, 17)
  if (organisation[8] === organisationCheck(organisation.slice(0, 8))) return undefined
  return {
    zh: '第9至17位的主体标识码校验不符，部分非企业主体如此，请核对证照',
    en:
      'The organisation code (9 to 17) does not check; some bodies other than enterprises differ: compare the licence',
  }
}

/** Check character of the first eight characters of an organisation code (GB 11714): a digit or X. */
export function organisationCheck(first8: string): string {
  const sum = ORGANISATION_WEIGHTS.reduce((total, weight, i) => total + weight * parseInt(first8[i] ?? '0', 36), 0)
  const check = 11 - (sum % 11)
  return check === 10 ? 'X' : check === 11 ? '0' : String(check)
}

/** The GB/T 2260 code of the registering authority's region, six digits. */
export const regionOfCreditCode = (code: CreditCode): string => code.slice(2, 8)

function checkCharacter(first17: string): string {
  const sum = WEIGHTS.reduce((total, weight, i) => total + weight * ALPHABET.indexOf(first17[i] ?? '0'), 0)
  return ALPHABET[(31 - (sum % 31)) % 31] ?? '0'
}
