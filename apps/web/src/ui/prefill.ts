import type { FieldSchema } from './schema.ts'

type Row = Record<string, unknown>

/**
 * What a form starts with: the values that came with the action. Where a list asks for one entry per clause or
 * indicator and the answer beside the form names them, the rows are laid out, so that nobody types codes.
 */
export function prefilled(
  schema: FieldSchema,
  initial: Record<string, unknown> | undefined,
  data: unknown,
): Record<string, unknown> {
  const start: Record<string, unknown> = { ...initial }
  for (const [key, child] of Object.entries(schema.properties ?? {})) {
    if (start[key] !== undefined || child.type !== 'array' || child.items?.type !== 'object') continue
    const rows = rowsFor(child.items, data)
    if (rows.length > 0 && rows.length <= (child.maxItems ?? Infinity)) start[key] = rows
  }
  return start
}

function rowsFor(item: FieldSchema, data: unknown): Row[] {
  const members = item.properties ?? {}
  if (members.indicator) {
    return listed(data, 'indicators').map(one => ({
      indicator: one.id,
      ...(members.method && one.method !== undefined && { method: one.method }),
    }))
  }
  return []
}

/** The items of the list of this name in an answer, when they carry an id. */
function listed(data: unknown, name: string): Row[] {
  const list = (data as Row | undefined)?.[name]
  return Array.isArray(list)
    ? (list as Row[]).filter(one => typeof one === 'object' && one !== null && typeof one.id === 'string')
    : []
}

/** The form with nothing but the fields that are open now, each of which is asked for. */
export function narrowed(schema: FieldSchema, only: readonly string[] | undefined): FieldSchema {
  if (!only) return schema
  const firsts = new Set(only.map(path => path.split('.')[0]))
  const properties = Object.fromEntries(
    Object.entries(schema.properties ?? {})
      .filter(([name]) => firsts.has(name))
      .map(([name, child]) => {
        const within = only.filter(path => path.startsWith(`${name}.`)).map(path => path.slice(name.length + 1))
        return [name, within.length > 0 ? narrowed(child, within) : child]
      }),
  )
  return { ...schema, properties, required: Object.keys(properties) }
}
