import type { FieldWords } from '@tianfu/contract'
import type { Text } from '@tianfu/kernel'

/** The part of JSON Schema that the contract's bodies use. */
export interface FieldSchema {
  type?: string
  properties?: Record<string, FieldSchema>
  required?: readonly string[]
  items?: FieldSchema
  enum?: readonly unknown[]
  const?: unknown
  anyOf?: readonly FieldSchema[]
  allOf?: readonly FieldSchema[]
  format?: string
  pattern?: string
  minLength?: number
  maxLength?: number
  minimum?: number
  maximum?: number
  minItems?: number
  maxItems?: number
  default?: unknown
  patternProperties?: Record<string, FieldSchema>
  'x-words'?: FieldWords
}

export type FieldKind =
  | 'choice'
  | 'choices'
  | 'yes-no'
  | 'integer'
  | 'money'
  | 'number'
  | 'line'
  | 'area'
  | 'day'
  | 'moment'
  | 'decimal'
  | 'file'
  | 'files'
  | 'pick'
  | 'picks'
  | 'region'
  | 'industry'
  | 'password'
  | 'one-time-code'
  | 'place'
  | 'object'
  | 'list'
  | 'lines'
  | 'variant'
  | 'record'
  | 'consent'
  | 'json'
  | 'fixed'
  | 'reference'
  | 'references'

const PICKED = new Set(['pick', 'organisation', 'person'])

/** Which control asks for a field. The widget in the words decides, otherwise the type. */
export function kindOf(given: FieldSchema, key = ''): FieldKind {
  const schema = withoutNull(given)
  const widget = schema['x-words']?.widget
  if (schema.const === true) return 'consent'
  if (schema.const !== undefined) return 'fixed'
  if (schema.type === 'array') return kindOfArray(schema, widget)
  if (schema.enum) return 'choice'
  if (schema.anyOf) return schema.anyOf.every(one => one.const !== undefined) ? 'choice' : 'variant'
  if (widget === 'file' || widget === 'image') return 'file'
  if (widget === 'files') return 'files'
  if (widget && PICKED.has(widget)) return 'pick'
  if (schema.type === 'object') {
    if (widget === 'place') return 'place'
    if (widget === 'area') return 'json'
    return schema.properties ? 'object' : 'record'
  }
  if (schema.type === 'boolean') return 'yes-no'
  if (schema.type === 'integer') return /Fen$|^fen$/.test(key) ? 'money' : 'integer'
  if (schema.type === 'number') return 'number'
  switch (widget) {
    case 'area':
    case 'day':
    case 'moment':
    case 'region':
    case 'industry':
    case 'decimal':
    case 'password':
    case 'one-time-code':
      return widget
    default:
      return schema.format === 'area'
        ? 'area'
        : schema.format === 'day'
          ? 'day'
          : isId(schema)
            ? 'reference'
            : isDecimal(schema)
              ? 'decimal'
              : 'line'
  }
}

/** An id of something, with no list to choose from: it points at what stands beside the form. */
const isId = (schema: FieldSchema): boolean => Boolean(schema.pattern?.startsWith('^[0-9a-f]{8}-'))

const isDecimal = (schema: FieldSchema): boolean => Boolean(schema.pattern?.startsWith('^-?(0|[1-9]'))

/** What is `X or null` is asked for as X. */
export function withoutNull(schema: FieldSchema): FieldSchema {
  const rest = schema.anyOf?.filter(one => one.type !== 'null')
  if (!rest || rest.length !== 1 || rest.length === schema.anyOf?.length) return schema
  return { ...rest[0], ...(schema['x-words'] && { 'x-words': schema['x-words'] }) }
}

function kindOfArray(schema: FieldSchema, widget: string | undefined): FieldKind {
  const items = schema.items ?? {}
  const inner = items['x-words']?.widget
  if (widget === 'files' || widget === 'file' || widget === 'image') return 'files'
  if (inner === 'file' || inner === 'image') return 'files'
  if (items.type !== 'object' && ((widget && PICKED.has(widget)) || (inner && PICKED.has(inner)))) return 'picks'
  if (items.enum || (items.anyOf && items.anyOf.every(one => one.const !== undefined))) return 'choices'
  if (isId(items)) return 'references'
  return items.type === 'object' || items.anyOf ? 'list' : 'lines'
}

/** The values of a closed list with their labels; without words the value itself. */
export function choicesOf(schema: FieldSchema): { value: string; label: Text }[] {
  const values = schema.enum ?? schema.anyOf?.map(one => one.const) ?? []
  const labels = schema['x-words']?.choices
  return values.map(value => {
    const own = schema.anyOf?.find(one => one.const === value)?.['x-words']
    return { value: String(value), label: labels?.[String(value)] ?? own ?? { zh: String(value), en: String(value) } }
  })
}

/** `gradeOfProduct` → `Grade of product`; only shown where the contract gave no words. */
export const humanise = (key: string): string => {
  const spaced = key
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/[-_]/g, ' ')
    .toLowerCase()
  return spaced.charAt(0).toUpperCase() + spaced.slice(1)
}

/** What a new item or object starts with: fixed values and defaults, nothing else. */
export function startingValue(schema: FieldSchema): unknown {
  // A consent (`true` and nothing else) is given by the person, never beforehand.
  if (schema.const !== undefined) return schema.const === true ? undefined : schema.const
  if (schema.default !== undefined) return schema.default
  if (schema.type === 'object' && schema.properties) {
    const entries = Object.entries(schema.properties)
      .map(([key, child]) => [key, schema.required?.includes(key) ? startingValue(child) : child.default] as const)
      .filter(([, value]) => value !== undefined)
    return Object.fromEntries(entries)
  }
  if (schema.type === 'array') {
    if ((schema.minItems ?? 0) === 0) return []
    return schema.items?.type === 'object' ? [startingValue(schema.items) ?? {}] : undefined
  }
  return undefined
}

/**
 * Leaves out what was left empty, so that an optional field is absent and not `''`. A required object or list stays,
 * so that the message points at the field inside it.
 */
export function pruned(schema: FieldSchema, value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(item => pruned(schema.items ?? {}, item)).filter(item => item !== undefined)
  }
  if (typeof value === 'string') return value.trim() === '' ? undefined : value
  if (typeof value !== 'object' || value === null) return value ?? undefined
  const entries = Object.entries(value)
    .map(([key, inner]) => [key, pruneMember(schema, key, inner)] as const)
    .filter(([, inner]) => inner !== undefined)
  return Object.fromEntries(entries)
}

function pruneMember(schema: FieldSchema, key: string, value: unknown): unknown {
  const child = schema.properties?.[key] ?? variantWith(schema, key)
  // Nothing is an answer where it must be given and may be nothing: the parent of a root.
  if (value === null && schema.required?.includes(key) && child?.anyOf?.some(one => one.type === 'null')) return null
  const inner = pruned(child ?? {}, value)
  if (schema.required?.includes(key)) return inner
  const empty = typeof inner === 'object' && inner !== null && Object.keys(inner).length === 0
  return empty ? undefined : inner
}

const variantWith = (schema: FieldSchema, key: string): FieldSchema | undefined =>
  schema.anyOf?.find(one => one.properties?.[key])?.properties?.[key]

/** The schema at a JSON pointer, walking through objects, lists and variants. */
export function schemaAt(schema: FieldSchema, pointer: string): { schema: FieldSchema; key: string } {
  let at = schema
  let key = ''
  for (const part of pointer.split('/').slice(1)) {
    const name = part.replace(/~1/g, '/').replace(/~0/g, '~')
    const next = at.properties?.[name] ?? variantWith(at, name) ?? (/^\d+$/.test(name) ? at.items : undefined)
    if (!next) return { schema: at, key }
    if (!/^\d+$/.test(name)) key = name
    at = next
  }
  return { schema: at, key }
}

/** A new value with `inner` put at `path`; nothing shared is changed. */
export function withAt(value: unknown, path: readonly (string | number)[], inner: unknown): unknown {
  const [head, ...rest] = path
  if (head === undefined) return inner
  if (typeof head === 'number') {
    const list = Array.isArray(value) ? [...value] : []
    list[head] = withAt(list[head], rest, inner)
    return list
  }
  const object =
    typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {}
  return { ...object, [head]: withAt(object[head], rest, inner) }
}

export const pointerOf = (path: readonly (string | number)[]): string =>
  path.map(part => `/${String(part).replace(/~/g, '~0').replace(/\//g, '~1')}`).join('')
