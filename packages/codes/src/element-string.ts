import type { ApplicationIdentifier, Component } from './ai-table.ts'
import { AI_TABLE } from './ai-table.ts'
import type { ContentCheck } from './content-checks.ts'
import { CHARACTER_SETS, CONTENT_CHECKS } from './content-checks.ts'

/** An application identifier with its value. */
export interface Element {
  readonly ai: string
  readonly value: string
}

export type ElementReading =
  | { readonly ok: true; readonly elements: readonly Element[] }
  | { readonly ok: false; readonly rule: string; readonly ai?: string }

interface Part extends Pick<Component, 'least' | 'most' | 'optional'> {
  readonly checks: readonly ContentCheck[]
}

const PARTS = new Map<string, readonly Part[]>([...AI_TABLE.values()].map(({ ai, components }) => [ai,
  components.map(({ set, least, most, optional, checks }) => ({
    least, most, optional,
    checks: [CHARACTER_SETS[set], ...checks.map((name) => CONTENT_CHECKS[name] as ContentCheck)],
  })),
]))

/** The rule that a value of an application identifier breaks, or undefined. Lengths come before contents. */
export function checkValue(ai: string, value: string): string | undefined {
  const parts = PARTS.get(ai)
  if (!parts) return 'unknown-ai'
  const pieces: string[] = []
  let at = 0
  for (const { least, most, optional } of parts) {
    const piece = value.slice(at, at + most)
    if (piece === '' && optional) break
    if (piece.length < least) return 'too-short'
    pieces.push(piece)
    at += piece.length
  }
  if (at < value.length) return 'too-long'
  for (let i = 0; i < pieces.length; i++) {
    for (const check of parts[i]?.checks ?? []) {
      const rule = check(pieces[i] ?? '')
      if (rule !== undefined) return rule
    }
  }
  return undefined
}

/** Reads the form for people: `(01)06901234567892(10)A1`. A bracket inside a value is written `\(`. */
export function parseBracketed(text: string, unknownAis = false): ElementReading {
  if (!text.startsWith('(') || text.length > LONGEST) return { ok: false, rule: 'malformed' }
  const elements: Element[] = []
  let at = 0
  while (at < text.length) {
    const [matched, ai] = /^\((\d{2,4})\)/.exec(text.slice(at, at + 7)) ?? []
    if (matched === undefined || ai === undefined) return { ok: false, rule: 'malformed' }
    at += matched.length
    let value = ''
    for (; at < text.length && text[at] !== '('; at++) {
      if (text[at] === '\\' && text[at + 1] === '(') at++
      value += text[at]
    }
    elements.push({ ai, value })
  }
  return checked(elements, unknownAis)
}

/** Reads the form for scanners: `^` for FNC1, at the start and after values whose length their AI does not tell. */
export function parseUnbracketed(text: string): ElementReading {
  if (!text.startsWith('^') || text.length < 2 || text.length > LONGEST) return { ok: false, rule: 'malformed' }
  const elements: Element[] = []
  let at = 1
  while (at < text.length) {
    const entry = [2, 3, 4]
      .map((length) => AI_TABLE.get(text.slice(at, at + length)))
      .find((found) => found !== undefined)
    if (!entry) return { ok: false, rule: 'unknown-ai' }
    at += entry.ai.length
    const separator = text.indexOf('^', at)
    const end = separator < 0 ? text.length : separator
    const to = entry.fixed ? Math.min(end, at + lengthOf(entry)) : end
    elements.push({ ai: entry.ai, value: text.slice(at, to) })
    at = text[to] === '^' ? to + 1 : to
  }
  return checked(elements, false)
}

/** Writes the form for scanners. */
export function toUnbracketed(elements: readonly Element[]): string {
  let text = ''
  let separated = true
  for (const { ai, value } of elements) {
    text += `${separated ? '^' : ''}${ai}${value}`
    separated = !AI_TABLE.get(ai)?.fixed
  }
  return text
}

/** Writes the form for people. */
export const toBracketed = (elements: readonly Element[]): string =>
  elements.map(({ ai, value }) => `(${ai})${value.replaceAll('(', '\\(')}`).join('')

const LONGEST = 8191 // what the largest symbol holds is less
const lengthOf = (entry: ApplicationIdentifier): number => entry.components.reduce((sum, { most }) => sum + most, 0)

function checked(elements: readonly Element[], unknownAis: boolean): ElementReading {
  for (const { ai, value } of elements) {
    const rule = AI_TABLE.has(ai) || !unknownAis ? checkValue(ai, value)
      : value === '' ? 'too-short' : CHARACTER_SETS.X(value)
    if (rule !== undefined) return { ok: false, rule, ai }
  }
  return elements.length === 0 ? { ok: false, rule: 'malformed' } : { ok: true, elements }
}
