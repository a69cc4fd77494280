import { AI_TABLE } from './ai-table.ts'
import type { Element } from './element-string.ts'

/** Something wrong between elements, each fine by itself. */
export interface Discord {
  readonly rule: 'repeated-with-another-value' | 'excluded' | 'missing-companion' | 'signature-without-serial'
  readonly ai: string
}

/**
 * What the General Specifications (4.13, 4.14) ask of elements together. They speak of all symbols on an item, so a
 * link alone is not refused for a missing companion.
 */
export const checkAssociations = (elements: readonly Element[]): Discord[] =>
  [...repeats(elements), ...exclusions(elements), ...requisites(elements), ...signatures(elements)]

/** An AI may stand twice only with the same value. */
export const repeats = (elements: readonly Element[]): Discord[] =>
  elements.filter(({ ai, value }, i) => elements.slice(0, i).some((other) => other.ai === ai && other.value !== value))
    .map(({ ai }) => ({ rule: 'repeated-with-another-value', ai }))

/** An AI excludes others, but never itself. */
export const exclusions = (elements: readonly Element[]): Discord[] =>
  elements.filter(({ ai }) => elements.some((other) =>
    other.ai !== ai && (AI_TABLE.get(ai)?.excludes ?? []).some((pattern) => matches(pattern, other.ai))))
    .map(({ ai }) => ({ rule: 'excluded', ai }))

export const requisites = (elements: readonly Element[]): Discord[] =>
  elements.filter(({ ai }) => (AI_TABLE.get(ai)?.requires ?? []).some((groups) => !groups.some((group) =>
    group.every((pattern) => elements.some((other) => matches(pattern, other.ai))))))
    .map(({ ai }) => ({ rule: 'missing-companion', ai }))

/** A digital signature (8030) needs a key with its serial part; these three carry it in their own value. */
const UNSERIALISED: Readonly<Record<string, number>> = { 253: 13, 255: 13, 8003: 14 }

export const signatures = (elements: readonly Element[]): Discord[] =>
  elements.some(({ ai }) => ai === '8030')
    ? elements.filter(({ ai, value }) => value.length === UNSERIALISED[ai])
      .map(({ ai }) => ({ rule: 'signature-without-serial', ai }))
    : []

/** `31nn` matches 3100 to 3199. */
const matches = (pattern: string, ai: string): boolean => {
  const [fixed = ''] = pattern.split('n')
  return ai.length === pattern.length && ai.startsWith(fixed)
}
