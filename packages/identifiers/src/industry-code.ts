import type { Brand } from '@tianfu/kernel'
import { normaliseIdentifier } from './normalise.ts'
import { broken, parsed } from './parsed.ts'
import type { Parsed } from './parsed.ts'

/** A class of GB/T 4754-2017: a section letter, then two (大类), three (中类) or four digits (小类); or the letter alone. */
export type IndustryCode = Brand<'IndustryCode'>

/** Last division of each section, A to T. */
const LAST_DIVISION = [5, 12, 43, 46, 50, 52, 60, 62, 65, 69, 70, 72, 75, 79, 82, 83, 85, 90, 96, 97]

/** The section of a division (first two digits); undefined above 97. */
function sectionOf(division: number): string | undefined {
  const at = division < 1 ? -1 : LAST_DIVISION.findIndex((last) => division <= last)
  return at < 0 ? undefined : String.fromCharCode(65 + at)
}

/** Reads the form only, with or without its letter; which classes exist is the scheme's data. */
export function parseIndustryCode(text: string): Parsed<IndustryCode> {
  const [, letter, digits] = /^([A-T]?)(\d{0,4})$/.exec(normaliseIdentifier(text)) ?? []
  if (letter === undefined || digits === undefined || digits.length === 1 || (letter === '' && digits === '')) {
    return broken('industry-form', '行业代码应为门类字母加2至4位数字', 'An industry code is a letter and two to four digits')
  }
  if (digits === '') return parsed(letter as IndustryCode)
  const section = sectionOf(Number(digits.slice(0, 2)))
  if (section === undefined || (letter !== '' && letter !== section)) {
    return broken('industry-section', '行业代码的门类字母与大类不符', 'The letter of the section and the division do not agree')
  }
  return parsed((section + digits) as IndustryCode)
}

/** True when `inner` is `outer` or one of its classes: C15 contains C1512. */
export const industryContains = (outer: IndustryCode | string, inner: IndustryCode | string): boolean =>
  inner.startsWith(outer)
