import type { FieldSchema } from './schema.ts'

/** Members of an answer with their schemas; an intersection is the union of its parts. */
export function membersOf(schema: FieldSchema | undefined): Record<string, FieldSchema> {
  if (!schema) return {}
  if (schema.allOf) return Object.assign({}, ...schema.allOf.map(membersOf)) as Record<string, FieldSchema>
  if (schema.anyOf) return Object.assign({}, ...schema.anyOf.map(membersOf)) as Record<string, FieldSchema>
  return schema.properties ?? {}
}

/** Schema of the items of a page. */
export const itemOf = (response: FieldSchema | undefined): FieldSchema => membersOf(response).items?.items ?? {}

export const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/
export const HASH = /^[0-9a-f]{64}$/
const MOMENT = /^\d{4}-\d\d-\d\dT\d\d:\d\d/

/** Members that say how something stands; other closed values are plain words. */
const STATUS = /^(status|standing|state|verdict|outcome|conclusion|finding|qualification|spotChecks|safety)$/

export type ValueKind =
  | 'none'
  | 'text'
  | 'file'
  | 'moment'
  | 'yes-no'
  | 'money'
  | 'count'
  | 'status'
  | 'document'
  | 'party'
  | 'list'
  | 'rows'
  | 'object'
  | 'id'
  | 'plain'

/** How a value of an answer is to be shown; the shape decides, the name only where the shape cannot. */
export function valueKind(key: string, value: unknown, _schema?: FieldSchema): ValueKind {
  if (value === undefined || value === null || value === '') return 'none'
  if (typeof value === 'boolean') return 'yes-no'
  if (typeof value === 'number') return key.endsWith('Fen') ? 'money' : 'count'
  if (typeof value === 'string') {
    if (HASH.test(value)) return 'file'
    if (UUID.test(value)) return 'id'
    if (MOMENT.test(value)) return 'moment'
    if (STATUS.test(key)) return 'status'
    return 'plain'
  }
  if (Array.isArray(value)) {
    if (value.length === 0) return 'none'
    const first: unknown = value[0]
    return typeof first === 'object' && first !== null && !isText(first) ? 'rows' : 'list'
  }
  if (isText(value)) return 'text'
  const object = value as Record<string, unknown>
  if (typeof object.hash === 'string' && typeof object.name === 'string') return 'document'
  const keys = Object.keys(object)
  if (
    'name' in object &&
    keys.every(one =>
      [
        'id',
        'name',
        'uscc',
        'number',
        'edition',
        'models',
        'region',
        'approvalNumber',
        'did',
        'organisation',
        'schemeType',
      ].includes(one),
    )
  )
    return 'party'
  return 'object'
}

/** Text in two languages, and nothing else. */
export const isText = (value: unknown): value is { zh: string; en?: string } =>
  typeof value === 'object' &&
  value !== null &&
  typeof (value as { zh?: unknown }).zh === 'string' &&
  Object.keys(value).every(key => key === 'zh' || key === 'en')

/** Members that pages show in places of their own, or never. */
const APART = new Set(['next', 'timeline', 'deadlines', 'version', 'documents'])

/** Documents that are asked for by name, not files that are there. */
const isPlain = (value: unknown): boolean =>
  Array.isArray(value) && value.length > 0 && !('hash' in (value[0] as object)) && !('href' in (value[0] as object))

/** Which members of an answer go into the list of facts, which into tables, which into parts of their own. */
export function divided(data: Record<string, unknown>, skip: ReadonlySet<string> = new Set()) {
  const facts: [string, unknown][] = []
  const parts: [string, unknown][] = []
  for (const [key, value] of Object.entries(data)) {
    if ((APART.has(key) && !(key === 'documents' && isPlain(value))) || skip.has(key) || key.endsWith('Label')) continue
    const kind = valueKind(key, value)
    if (kind === 'none' || kind === 'id') continue
    if (kind === 'rows' || kind === 'object') parts.push([key, value])
    else facts.push([key, value])
  }
  return { facts, parts }
}
