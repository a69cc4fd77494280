import type { Brand } from '@tianfu/kernel'
import { normaliseIdentifier } from './normalise.ts'
import { broken, parsed } from './parsed.ts'
import type { Parsed } from './parsed.ts'

/** A GTIN in the 14-digit form that GS1 Digital Link asks for; its check digit is right. */
export type Gtin14 = Brand<'Gtin14'>
/** A serial shipping container code, 18 digits. */
export type Sscc = Brand<'Sscc'>
/** A global location number, 13 digits: a party or a place. */
export type Gln = Brand<'Gln'>

/** GS1 General Specifications 7.9.1: from the right, weights 3, 1, 3, 1 …; the digit that completes a ten. */
export function gs1CheckDigit(digits: string): string {
  let sum = 0
  for (let i = digits.length - 1, weight = 3; i >= 0; i--, weight = 4 - weight) {
    sum += weight * (digits.charCodeAt(i) - 48)
  }
  return String((10 - (sum % 10)) % 10)
}

/** The digits with their check digit. @throws RangeError when anything but digits is given. */
export function withCheckDigit(digits: string): string {
  if (!/^\d{1,17}$/.test(digits)) throw new RangeError('one to 17 digits are needed')
  return digits + gs1CheckDigit(digits)
}

/** A GTIN of 8, 12, 13 or 14 digits from all but its last. @throws RangeError for another length */
export function completeGtin(digits: string): string {
  if (![7, 11, 12, 13].includes(digits.length)) throw new RangeError('7, 11, 12 or 13 digits are needed')
  return withCheckDigit(digits)
}

const checks = (digits: string): boolean => digits.at(-1) === gs1CheckDigit(digits.slice(0, -1))

/** Reads a GTIN-8, -12, -13 or -14 as printed or pasted; answers its 14-digit form. */
export function parseGtin(text: string): Parsed<Gtin14> {
  const digits = normaliseIdentifier(text)
  if (!/^\d*$/.test(digits) || digits === '') {
    return broken('gtin-digits', '商品条码（GTIN）只由数字组成', 'A GTIN consists of digits only')
  }
  if (![8, 12, 13, 14].includes(digits.length)) {
    return broken('gtin-length', '商品条码（GTIN）应为8、12、13或14位', 'A GTIN has 8, 12, 13 or 14 digits')
  }
  if (!checks(digits)) return wrongCheckDigit
  return parsed(to14(digits) as Gtin14)
}

const wrongCheckDigit = broken('gs1-check-digit', '校验位不对，请逐位核对', 'The check digit is wrong: compare it digit by digit')

/** Pads digits to 14 with zeros on the left, which changes no check digit. */
export const to14 = (digits: string): string => digits.padStart(14, '0')

/** The shortest usual form of a GTIN: 13 digits (8 for a GTIN-8), 14 when it says a packaging level. */
export function shortGtin(gtin: Gtin14): string {
  if (gtin.startsWith('000000')) return gtin.slice(6)
  return gtin.startsWith('0') ? gtin.slice(1) : gtin
}

/** Reads an SSCC (18 digits). */
export const parseSscc = (text: string): Parsed<Sscc> => fixedKey<Sscc>(text, 18, 'sscc', '系列货运包装箱代码', 'An SSCC')
/** Reads a GLN (13 digits). */
export const parseGln = (text: string): Parsed<Gln> => fixedKey<Gln>(text, 13, 'gln', '全球位置码', 'A GLN')

function fixedKey<Key extends string>(
  text: string, length: number, rule: string, zh: string, en: string,
): Parsed<Key> {
  const digits = normaliseIdentifier(text)
  if (digits.length !== length || !/^\d+$/.test(digits)) {
    return broken(`${rule}-length`, `${zh}应为${length}位数字`, `${en} has ${length} digits`)
  }
  return checks(digits) ? parsed(digits as Key) : wrongCheckDigit
}
