import { isLocalDate } from '@tianfu/kernel'
import type { Brand, LocalDate } from '@tianfu/kernel'
import { normaliseIdentifier } from './normalise.ts'
import { broken, parsed } from './parsed.ts'
import type { Parsed } from './parsed.ts'

/** The number of an identity document, normalised. Personal: stored only as a keyed hash, shown only masked. */
export type DocumentNumber = Brand<'DocumentNumber'>
/** 居民身份证, 港澳台居民居住证 · 外国人永久居留身份证 · 护照 */
export type DocumentKind = 'resident' | 'permanent-residence' | 'passport'
export interface IdentityDocument {
  readonly kind: DocumentKind
  readonly number: DocumentNumber
  readonly bornOn?: LocalDate
}

// GB 11643-1999 (ISO 7064 MOD 11-2): weights 2^(18-i) mod 11.
const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
const CHECKS = '10X98765432'

/**
 * Reads an 18-digit citizen number (GB 11643-1999): a resident's, a Hong Kong, Macao or Taiwan resident's (81, 82, 83)
 * or the 2023 edition of the foreigner's permanent residence card (starts with 9).
 */
export function parseIdNumber(text: string): Parsed<IdentityDocument> {
  const number = normaliseIdentifier(text)
  if (/^\d{15}$/.test(number)) {
    return broken('id-number-15', '15位身份证号已停用，请填18位公民身份号码',
      '15-digit identity numbers are no longer in use: enter the 18-digit number')
  }
  if (number.length !== 18) return broken('id-number-length', '身份证号应为18位', 'An identity number has 18 characters')
  if (!/^[1-9]\d{16}[\dX]$/.test(number)) {
    return broken('id-number-characters', '身份证号应为17位数字，末位为数字或X',
      'An identity number is 17 digits and a last digit or X')
  }
  const bornOn = `${number.slice(6, 10)}-${number.slice(10, 12)}-${number.slice(12, 14)}`
  if (!isLocalDate(bornOn)) {
    return broken('id-number-date', '身份证号中的出生日期不存在', 'The date of birth in the number does not exist')
  }
  if (number[17] !== idNumberCheck(number.slice(0, 17))) {
    return broken('id-number-check', '身份证号的校验位不对，请逐位核对', 'The check character is wrong: compare it digit by digit')
  }
  const kind = number.startsWith('9') ? 'permanent-residence' : 'resident'
  return parsed({ kind, number: number as DocumentNumber, bornOn })
}

/** Check character of the first 17 digits (ISO 7064 MOD 11-2): a digit or X. */
export function idNumberCheck(first17: string): string {
  const sum = WEIGHTS.reduce((total, weight, i) => total + weight * (first17.charCodeAt(i) - 48), 0)
  return CHECKS[sum % 11] ?? '0'
}

/**
 * Reads a passport number or an older permanent residence card (three letters and twelve digits). The rule is loose,
 * because issuers differ: 5 to 20 letters and digits, with at least three digits.
 */
export function parseForeignDocument(text: string): Parsed<IdentityDocument> {
  const number = normaliseIdentifier(text)
  if (/^[A-Z]{3}\d{12}$/.test(number)) {
    return parsed({ kind: 'permanent-residence', number: number as DocumentNumber })
  }
  if (!/^[A-Z0-9]{5,20}$/.test(number) || (number.match(/\d/g) ?? []).length < 3) {
    return broken('passport-form', '护照号码应为5至20位字母和数字', 'A passport number has 5 to 20 letters and digits')
  }
  return parsed({ kind: 'passport', number: number as DocumentNumber })
}

/** Reads the document of the kind that the person chose. */
export function parseIdentityDocument(kind: DocumentKind, text: string): Parsed<IdentityDocument> {
  if (kind === 'passport') return parseForeignDocument(text)
  if (kind === 'permanent-residence' && /^[A-Z]{3}/.test(normaliseIdentifier(text))) return parseForeignDocument(text)
  const result = parseIdNumber(text)
  if (result.ok && result.value.kind !== kind) {
    return broken('id-number-kind', '证件号码与所选证件类型不符', 'The number does not belong to the chosen kind of document')
  }
  return result
}
