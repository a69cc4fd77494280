import { Type, type TProperties, type TSchema } from 'typebox'
import Value from 'typebox/value'

/** One thing wrong in a data file, with the place as a path such as `roles/body-decider/capacity`. */
export interface SchemeProblem {
  readonly path: string
  readonly message: string
}

/** Data that breaks the form of a scheme. It is refused whole: a platform never starts on half an edition. */
export class SchemeError extends Error {
  readonly problems: readonly SchemeProblem[]
  constructor(what: string, problems: readonly SchemeProblem[]) {
    super(`${what}: ${problems.map(({ path, message }) => `${path || '/'} ${message}`).join('; ')}`)
    this.name = 'SchemeError'
    this.problems = problems
  }
}

/** An object that refuses unknown properties: a misspelt key in a data file is an error, not silence. */
export const closed = <P extends TProperties>(properties: P) =>
  Type.Object(properties, { additionalProperties: false })

/** One of a closed list of words. */
export const oneOf = <const T extends readonly string[]>(words: T) =>
  Type.Union(words.map((word) => Type.Literal(word))) as unknown as ReturnType<typeof Type.Unsafe<T[number]>>

/** An object with exactly the keys of a closed list, each of the same form. */
export const eachOf = <const K extends readonly string[], S extends TSchema>(keys: K, form: S) =>
  closed(Object.fromEntries(keys.map((key) => [key, form]))) as unknown as
    ReturnType<typeof Type.Unsafe<Record<K[number], Type.Static<S>>>>

export const Words = Type.String({ minLength: 1, maxLength: 2000 })
/** Text in both languages; in a constitution both are required. */
export const BothLanguages = closed({ zh: Words, en: Words })
/** Text whose English may be missing, as in names of counties. */
export const SomeLanguages = closed({ zh: Words, en: Type.Optional(Words) })
export const Day = Type.String({ pattern: '^(19|20|21)\\d\\d-(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])$' })
/** An identifier in data: lower case words joined by hyphens. */
export const Id = Type.String({ pattern: '^[a-z0-9]+(-[a-z0-9]+)*$', maxLength: 60 })
export const Count = Type.Integer({ minimum: 0, maximum: 1_000_000_000 })

/** Every breach of `form` in `data`, innermost first, without the echo that a union makes of each of its branches. */
export function problemsOf(form: TSchema, data: unknown): SchemeProblem[] {
  const errors = Value.Errors(form, data)
  const unions = new Set(errors.filter(({ keyword }) => keyword === 'anyOf').map(({ instancePath }) => instancePath))
  const said = new Set<string>()
  const problems: SchemeProblem[] = []
  for (const { keyword, instancePath, message, params } of errors) {
    if (keyword === 'boolean' || (keyword === 'const' && unions.has(instancePath))) continue
    const path = instancePath.slice(1)
    const extra = (params as { additionalProperties?: unknown; requiredProperties?: unknown })
    const names = extra.additionalProperties ?? extra.requiredProperties
    const full = Array.isArray(names) ? `${message}: ${names.join(', ')}` : message
    if (said.has(`${path} ${full}`)) continue
    said.add(`${path} ${full}`)
    problems.push({ path, message: full })
  }
  return problems
}

/** What stands more than once, as often as it is repeated. */
export function repeats<Value>(values: readonly Value[]): Value[] {
  const seen = new Set<Value>()
  return values.filter((value) => seen.size === seen.add(value).size)
}

/** `data` as the type of `form`. @throws SchemeError naming every breach. */
export function parseForm<S extends TSchema>(what: string, form: S, data: unknown): Type.Static<S> {
  const problems = problemsOf(form, data)
  if (problems.length > 0) throw new SchemeError(what, problems)
  return data as Type.Static<S>
}
