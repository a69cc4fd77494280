import { gs1CheckDigit } from '@tianfu/identifiers'
import { COUNTRY_LETTERS, COUNTRY_NUMBERS, CURRENCY_NUMBERS, PACKAGE_TYPES } from './code-lists.ts'
import { couponCode, couponPositiveOffer } from './coupon.ts'

/** Answers the rule that the text breaks, or undefined. Names follow the GS1 Barcode Syntax Tests. */
export type ContentCheck = (text: string) => string | undefined

const when = (broken: boolean, rule: string): string | undefined => (broken ? rule : undefined)
const isDigits = (text: string): boolean => /^\d*$/.test(text)

/** The sets of characters that a component may hold (GS1 General Specifications, 7.11). */
export const CHARACTER_SETS: Record<'N' | 'X' | 'Y' | 'Z', ContentCheck> = {
  N: (text) => when(!isDigits(text), 'non-digit-character'),
  X: (text) => when(!/^[!"%&'()*+,\-./0-9:;<=>?A-Z_a-z]*$/.test(text), 'invalid-cset82-character'),
  Y: (text) => when(!/^[#\-/0-9A-Z]*$/.test(text), 'invalid-cset39-character'),
  Z: (text) => {
    let end = text.length
    while (text[end - 1] === '=') end--
    const pads = text.length - end
    if (pads > 2 || (pads > 0 && text.length % 3 !== 0)) return 'invalid-cset64-padding'
    return when(!/^[A-Za-z0-9_-]*$/.test(text.slice(0, end)), 'invalid-cset64-character')
  },
}

/** A company prefix begins with four digits at least; which are given out is not known here. */
const companyPrefix: ContentCheck = (text) =>
  text.length < 4 ? 'too-short-for-gcp' : when(!/^\d{4}/.test(text), 'invalid-gcp-prefix')

const yymmd0: ContentCheck = (text) => dayRule(2000 + Number(text.slice(0, 2)), text.slice(2), true)
export const yymmdd: ContentCheck = (text) => dayRule(2000 + Number(text.slice(0, 2)), text.slice(2), false)

function dayRule(year: number, monthAndDay: string, dayMayBeZero: boolean): string | undefined {
  const month = Number(monthAndDay.slice(0, 2))
  const day = Number(monthAndDay.slice(2))
  if (month < 1 || month > 12) return 'illegal-month'
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0
  const days = month === 2 ? (leap ? 29 : 28) : [4, 6, 9, 11].includes(month) ? 30 : 31
  return when(day > days || (day === 0 && !dayMayBeZero), 'illegal-day')
}

const hour: ContentCheck = (text) => when(Number(text) > 23, 'illegal-hour')
const minute: ContentCheck = (text) => when(Number(text) > 59, 'illegal-minute')

/** Content checks by the name that the table of application identifiers uses. */
export const CONTENT_CHECKS: Readonly<Record<string, ContentCheck>> = {
  csum: (text) => when(text.at(-1) !== gs1CheckDigit(text.slice(0, -1)), 'incorrect-check-digit'),
  csumalpha: (text) => alphanumericPair(text),
  gcp: companyPrefix,
  zero: (text) => when(!/^0*$/.test(text), 'not-zero'),
  nonzero: (text) => when(/^0*$/.test(text), 'illegal-zero-value'),
  nozeroprefix: (text) => when(text.length > 1 && text.startsWith('0'), 'illegal-zero-prefix'),
  yesno: (text) => when(!/^[01]$/.test(text), 'not-zero-or-one'),
  winding: (text) => when(!/^[019]$/.test(text), 'invalid-winding-direction'),
  hyphen: (text) => when(!/^-*$/.test(text), 'not-hyphen'),
  hasnondigit: (text) => when(isDigits(text), 'requires-non-digit-character'),
  importeridx: (text) => when(!/^[-0-9A-Z_a-z]$/.test(text), 'invalid-import-idx-character'),
  iso3166: (text) => when(!COUNTRY_NUMBERS.has(text), 'not-iso3166'),
  iso3166999: (text) => when(text !== '999' && !COUNTRY_NUMBERS.has(text), 'not-iso3166-or-999'),
  iso3166alpha2: (text) => when(!COUNTRY_LETTERS.has(text), 'not-iso3166-alpha2'),
  iso4217: (text) => when(!CURRENCY_NUMBERS.has(text), 'not-iso4217'),
  iso5218: (text) => when(!/^[0129]$/.test(text), 'invalid-biological-sex-code'),
  mediatype: (text) => when(!/^(?:0[1-9]|10|[89]\d)$/.test(text), 'invalid-media-type'),
  packagetype: (text) => when(!PACKAGE_TYPES.has(text), 'invalid-package-type'),
  latitude: (text) => when(Number(text) > 1_800_000_000, 'invalid-latitude'),
  longitude: (text) => when(Number(text) > 3_600_000_000, 'invalid-longitude'),
  yymmd0, yymmdd,
  yyyymmdd: (text) => dayRule(Number(text.slice(0, 4)), text.slice(4), false),
  hh: hour,
  mi: minute,
  ss: (text) => when(Number(text) > 59, 'illegal-second'),
  hhmi: (text) => hour(text.slice(0, 2)) ?? minute(text.slice(2)),
  pcenc: (text) => when(/%(?![0-9A-Fa-f]{2})/.test(text), 'invalid-percent-sequence'),
  pieceoftotal: (text) => {
    const [piece, total] = [Number(text.slice(0, text.length / 2)), Number(text.slice(text.length / 2))]
    if (piece === 0) return 'zero-piece-number'
    return total === 0 ? 'zero-total-pieces' : when(piece > total, 'piece-number-exceeds-total')
  },
  posinseqslash: (text) => {
    const [, position, end] = /^(\d+)\/(\d+)$/.exec(text) ?? []
    if (position === undefined || end === undefined) return 'position-in-sequence-malformed'
    if (position.startsWith('0') || end.startsWith('0')) return 'illegal-zero-prefix'
    return when(Number(position) > Number(end), 'position-exceeds-end')
  },
  iban,
  couponcode: couponCode,
  couponposoffer: couponPositiveOffer,
}

// GS1 General Specifications, 7.9.5: values are places in set 82, weights the primes from the right, modulo 1021.
const SET_82 = '!"%&\'()*+,-./0123456789:;<=>?ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz'
const SET_32 = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ'
const PRIMES = [2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71, 73, 79, 83]

function alphanumericPair(text: string): string | undefined {
  if (text.length < 2) return 'too-short-for-check-pair'
  const pair = text.slice(-2)
  if ([...pair].some((character) => !SET_32.includes(character))) return 'invalid-cset32-character'
  const sum = Array.from(text.slice(0, -2))
    .toReversed()
    .reduce((total, character, i) => total + SET_82.indexOf(character) * (PRIMES[i] ?? 0), 0) % 1021
  return when(pair !== `${SET_32[sum >> 5]}${SET_32[sum & 31]}`, 'incorrect-check-pair')
}

/** ISO 13616-1: country, then modulo 97 over digits and letters (A = 10), the first four moved to the end. */
function iban(text: string): string | undefined {
  if (text.length < 4) return 'iban-too-short'
  if (!COUNTRY_LETTERS.has(text.slice(0, 2))) return 'illegal-iban-country-code'
  if (text.length <= 10) return 'iban-too-short'
  let rest = 0
  for (const character of text.slice(4) + text.slice(0, 4)) {
    if (!/^[0-9A-Z]$/.test(character)) return 'invalid-iban-character'
    const value = parseInt(character, 36)
    rest = (rest * (value > 9 ? 100 : 10) + value) % 97
  }
  return when(rest !== 1, 'incorrect-iban-checksum')
}
