import type { Kind } from './outbox.ts'
import type { Word } from './words.ts'

export type Fields = Record<string, unknown>
export interface Problem { readonly field: string; readonly label: Word; readonly word: Word }

const DEGREES = /^-?\d{1,3}(\.\d{1,7})?$/
const REQUIRED: Record<Kind, readonly string[]> = {
  opening: [], closing: [], note: ['text'], nonconformity: ['grade', 'clause', 'finding'],
}
const blank = (value: unknown): boolean => typeof value !== 'string' || value.trim() === ''

/** What is missing before a form can go: at the site, since nobody can be asked later. The server checks all again. */
export function problemsOf(
  kind: Kind, fields: Fields, photographs: number, limits: { min: number; max: number },
): Problem[] {
  const problems: Problem[] = REQUIRED[kind].filter(name => blank(fields[name]))
    .map(name => ({ field: name, label: name as Word, word: 'error.required' }))
  if (kind === 'opening' || kind === 'closing') {
    if (!Array.isArray(fields.present) || fields.present.length === 0)
      problems.push({ field: 'present', label: 'present', word: 'error.required' })
    if (![fields.longitude, fields.latitude].every(one => typeof one === 'string' && DEGREES.test(one.trim())))
      problems.push({ field: 'longitude', label: 'place', word: 'error.place' })
  }
  if (photographs < limits.min || photographs > limits.max)
    problems.push({ field: 'photographs', label: 'photographs', word: 'error.photographs' })
  return problems
}

const NAMES: Record<Kind, readonly string[]> = {
  opening: ['site', 'present', 'longitude', 'latitude', 'ground', 'explanation'],
  closing: ['site', 'present', 'longitude', 'latitude', 'ground', 'explanation'],
  note: ['clause', 'text'],
  nonconformity: ['grade', 'clause', 'finding'],
}

/** The body of the write, without its photographs; what was left empty is left out. */
export function bodyOf(kind: Kind, fields: Fields, madeAt: string, online: boolean): Record<string, unknown> {
  const given = NAMES[kind].map(name => [name, typeof fields[name] === 'string' ? fields[name].trim() : fields[name]])
    .filter(([, value]) => value !== '' && value !== undefined)
  return {
    ...Object.fromEntries(given),
    ...(kind === 'note' && { writtenAt: madeAt }),
    // Said only where the two moments differ by more than the way to the server.
    ...((kind === 'opening' || kind === 'closing') && !online && { filledAt: madeAt }),
  }
}
