import { Type } from 'typebox'
import { Words, closed } from './form.ts'

/** What gets a number of its own. Statutory numbers are never reused and never the key of a row. */
export const NUMBERED = [
  'register', 'bodyCertificate', 'licence', 'declaration', 'application', 'contract', 'samplingSheet', 'nonconformity',
  'certificateChange', 'order', 'objection', 'report', 'appeal', 'challenge', 'codeOrder', 'notice', 'marketProgramme',
] as const
export type Numbered = (typeof NUMBERED)[number]

/**
 * A pattern of literal characters and parts: `{programme}` code of the programme, `{body}` two characters of the body,
 * `{prefix}` the body's own prefix, `{region}` six digits of GB/T 2260, `{year}` four digits, `{seqN}` a counter of N
 * digits, `{check}` one check character over everything before it (ISO 7064 MOD 37,36), only at the end.
 */
export const NumberPattern = closed({
  pattern: Type.String({ minLength: 1, maxLength: 80 }),
  source: Words,
})

export interface NumberParts {
  readonly programme?: string
  readonly body?: string
  readonly prefix?: string
  readonly region?: string
  readonly year: number
  /** From 1. A counter that no longer fits its digits is an error, never a truncation. */
  readonly sequence: number
}

const PART = /\{(programme|body|prefix|region|year|seq[1-9]|check)\}/g

/** What is wrong with a pattern, or undefined. */
export function patternProblem(pattern: string): string | undefined {
  const literal = pattern.replace(PART, '')
  if (/[{}]/.test(literal)) return `unknown part in ${pattern}`
  // O and I are read as 0 and 1 when a number is pasted, so no number holds them; a hyphen is dropped then.
  const allowed = pattern.includes('{check}') ? /^[A-HJ-NP-Z0-9]*$/ : /^[A-HJ-NP-Z0-9-]*$/
  if (!allowed.test(literal)) {
    return `${pattern} may hold capital letters without I and O, digits, and a hyphen where no check follows`
  }
  if (!/\{seq[1-9]\}/.test(pattern)) return `${pattern} has no counter`
  const check = pattern.indexOf('{check}')
  if (check !== -1 && check !== pattern.length - '{check}'.length) return `{check} of ${pattern} must come last`
  return undefined
}

/**
 * The number that `pattern` gives for `parts`. `checkCharacter` takes everything before the check character.
 * @throws RangeError when a part that the pattern names is missing or the counter is too large.
 */
export function composeBy(
  pattern: string, parts: NumberParts, checkCharacter: (text: string) => string,
): string {
  const body = pattern.replace('{check}', '').replace(PART, (_, name: string) => {
    if (name === 'year') return String(parts.year).padStart(4, '0')
    if (name.startsWith('seq')) return counter(parts.sequence, Number(name.slice(3)))
    const value = parts[name as 'programme' | 'body' | 'prefix' | 'region']
    if (value === undefined || value === '') throw new RangeError(`${pattern} needs ${name}`)
    return value
  })
  return pattern.includes('{check}') ? body + checkCharacter(body) : body
}

function counter(sequence: number, digits: number): string {
  if (!Number.isInteger(sequence) || sequence < 1) throw new RangeError('a counter starts at 1')
  const text = String(sequence)
  if (text.length > digits) throw new RangeError(`counter ${text} needs more than ${digits} digits`)
  return text.padStart(digits, '0')
}

/** A regular expression that a number of this pattern matches as a whole; the check character is not verified. */
export function patternExpression(pattern: string): RegExp {
  const forms: Record<string, string> = {
    programme: '[A-HJ-NP-Z]', body: '[0-9A-HJ-NP-Z]{2}', prefix: '[A-Z0-9]{2,12}', region: '\\d{6}',
    year: '\\d{4}', check: '[0-9A-Z]',
  }
  return new RegExp(`^${pattern.replace(PART, (_, name: string) =>
    name.startsWith('seq') ? `\\d{${name.slice(3)}}` : (forms[name] ?? ''))}$`, 'u')
}
