export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json | undefined }

const MOST_LEVELS = 500

/**
 * RFC 8785 (JSON Canonicalization Scheme): keys sorted by UTF-16 code units, no white space, numbers as ECMAScript
 * prints them. Members that are `undefined` are left out, as `JSON.stringify` does.
 *
 * @throws RangeError on a number that is not finite, text with a lone surrogate, or more than 500 levels: what nobody
 * means has no canonical form.
 */
export function canonicalJson(value: Json): string {
  return canonical(value, 0)
}

function canonical(value: Json, depth: number): string {
  if (depth > MOST_LEVELS) throw new RangeError('the value is nested too deeply')
  if (typeof value === 'number' && !Number.isFinite(value)) throw new RangeError('a number must be finite')
  if (typeof value === 'string') return quote(value)
  if (value === null || typeof value !== 'object') return JSON.stringify(value)
  if (Array.isArray(value)) return `[${value.map((item) => canonical(item as Json, depth + 1)).join(',')}]`
  const entries = Object.entries(value as Record<string, Json | undefined>).filter(([, item]) => item !== undefined)
  entries.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
  return `{${entries.map(([key, item]) => `${quote(key)}:${canonical(item as Json, depth + 1)}`).join(',')}}`
}

function quote(text: string): string {
  if (!text.isWellFormed()) throw new RangeError('text must be well-formed Unicode')
  return JSON.stringify(text)
}
