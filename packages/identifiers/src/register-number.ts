import type { Brand } from '@tianfu/kernel'
import { digitsForLookAlikes, normaliseIdentifier } from './normalise.ts'
import { broken, parsed } from './parsed.ts'
import type { Parsed } from './parsed.ts'

/** A number that the platform gives (certificate, licence, file), with its check character. Never reused. */
export type RegisterNumber = Brand<'RegisterNumber'>

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ'
const BODY = /^[0-9A-HJ-NP-Z]{4,34}$/

/** Check character of ISO 7064 MOD 37,36 over digits and capital letters. A12425GABC1234002 → M. */
export function iso7064Mod37(text: string): string {
  let product = 36
  for (const character of text) {
    const sum = (product + ALPHABET.indexOf(character)) % 36 || 36
    product = (2 * sum) % 37
  }
  return ALPHABET[(37 - product) % 36] ?? '0'
}

/**
 * Joins the parts that the scheme's numbering gives (prefix, body, year, sequence …) and appends the check character.
 *
 * @param parts digits and capital letters without I and O, 4 to 34 characters together
 * @throws RangeError for anything else: the numbering is wrong, not a person
 */
export function composeNumber(parts: readonly string[]): RegisterNumber {
  const body = parts.join('')
  if (!BODY.test(body)) throw new RangeError('a number is made of 4 to 34 digits and capital letters without I and O')
  return (body + iso7064Mod37(body)) as RegisterNumber
}

/**
 * Reads a number as printed or pasted. Blanks, dashes, full width and case do not matter; O and I are read as 0 and 1,
 * which a body never holds. The check character alone may be O or I: 0 and 1 are taken for them there.
 */
export function parseNumber(text: string): Parsed<RegisterNumber> {
  const pasted = normaliseIdentifier(text)
  const body = digitsForLookAlikes(pasted.slice(0, -1))
  if (!BODY.test(body)) {
    return broken('number-form', '编号应为5至35位数字和大写字母', 'A number has 5 to 35 digits and capital letters')
  }
  const check = iso7064Mod37(body)
  if (digitsForLookAlikes(pasted.slice(-1)) !== digitsForLookAlikes(check)) {
    return broken('number-check', '编号的校验位不对，请逐位核对', 'The check character is wrong: compare it character by character')
  }
  return parsed((body + check) as RegisterNumber)
}
