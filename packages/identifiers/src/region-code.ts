import type { Brand, LocalDate } from '@tianfu/kernel'
import { normaliseIdentifier } from './normalise.ts'
import { broken, parsed } from './parsed.ts'
import type { Parsed } from './parsed.ts'

/** A GB/T 2260 code of an administrative division: six digits, province 2 + prefecture 2 + county 2. */
export type RegionCode = Brand<'RegionCode'>
export type RegionLevel = 'province' | 'prefecture' | 'county'

/** Reads the form only; which codes exist on a day is the scheme's data. */
export function parseRegionCode(text: string): Parsed<RegionCode> {
  const code = normaliseIdentifier(text)
  if (!/^[1-9]\d{5}$/.test(code)) return broken('region-form', '行政区划代码应为6位数字', 'A region code has six digits')
  if (code.slice(2, 4) === '00' && code.slice(4) !== '00') {
    return broken('region-levels', '行政区划代码缺少地级代码', 'A county code needs its prefecture')
  }
  return parsed(code as RegionCode)
}

export function regionLevel(code: RegionCode | string): RegionLevel {
  if (code.endsWith('0000')) return 'province'
  return code.endsWith('00') ? 'prefecture' : 'county'
}

/** The digits that all divisions inside share: 51 for 510000, 5101 for 510100, 510104 for itself. */
export function regionPrefix(code: RegionCode | string): string {
  const level = regionLevel(code)
  return code.slice(0, level === 'province' ? 2 : level === 'prefecture' ? 4 : 6)
}

/** True when `inner` is `outer` or lies in it. */
export const regionContains = (outer: RegionCode | string, inner: RegionCode | string): boolean =>
  inner.startsWith(regionPrefix(outer))

/** The division one level up; none above a province. */
export function regionParent(code: RegionCode | string): RegionCode | undefined {
  const level = regionLevel(code)
  if (level === 'province') return undefined
  return (level === 'prefecture' ? `${code.slice(0, 2)}0000` : `${code.slice(0, 4)}00`) as RegionCode
}

/** A division that was renamed, merged or split: from this day on, `from` is called `to`. */
export interface RegionChange {
  readonly from: RegionCode | string
  readonly to: RegionCode | string
  readonly on: LocalDate
}

/**
 * What a code of an old document is called on a day. A division that was split has no one successor: such a change is
 * not listed, and the old code stays.
 */
export function regionOn(
  code: RegionCode | string,
  day: LocalDate,
  changes: readonly RegionChange[],
): RegionCode | string {
  let current = code
  for (const { from, to, on } of changes.toSorted((a, b) => (a.on < b.on ? -1 : a.on > b.on ? 1 : 0))) {
    if (on <= day && from === current) current = to
  }
  return current
}
