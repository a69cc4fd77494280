const DASHES = /[-\u00ad\u02d7\u2010-\u2015\u2043\u2212\u2796\u30fc\ufe58\ufe63\uff0d]/gu
const BLANKS = /[\s\u00a0\u180e\u200b-\u200f\u2028-\u202f\u2060-\u2064\u3000\ufeff]/gu
const LONGEST = 256

/**
 * The published rule for identifiers that people paste: full width becomes half width, letters become upper case,
 * blanks and dashes of every kind are left out. Text longer than 256 characters comes back as it is, to be refused.
 */
export function normaliseIdentifier(text: string): string {
  if (text.length > LONGEST) return text
  return halfWidth(text).replace(BLANKS, '').replace(DASHES, '').toUpperCase()
}

/** U+FF01–FF5E are the full-width forms of ASCII, in the same order. */
export const halfWidth = (text: string): string =>
  text.replace(/[\uff01-\uff5e]/gu, (character) => String.fromCharCode(character.charCodeAt(0) - 0xfee0))

/** What a scanner or a hand confuses, in alphabets that hold neither O nor I. */
export const digitsForLookAlikes = (text: string): string => text.replaceAll('O', '0').replaceAll('I', '1')
