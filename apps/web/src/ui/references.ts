import type { Text } from '@tianfu/kernel'
import { UUID, isText } from './facts.ts'

export interface Reference {
  value: string
  label: Text
}

/** What a thing is called, from whatever the answer says of it. */
export function nameOf(one: Record<string, unknown>): Text | undefined {
  for (const key of ['name', 'title', 'label', 'number', 'lot', 'login']) {
    const said = one[key]
    if (isText(said)) return said
    if (typeof said === 'string' && said !== '' && !UUID.test(said)) return { zh: said, en: said }
  }
  return undefined
}

/** Calls `visit` with every object in an answer and the name of the list or member it stands in. */
function walk(value: unknown, key: string, visit: (one: Record<string, unknown>, key: string) => void): void {
  if (Array.isArray(value)) return value.forEach(item => walk(item, key, visit))
  if (typeof value !== 'object' || value === null || isText(value)) return
  visit(value as Record<string, unknown>, key)
  for (const [name, inner] of Object.entries(value)) walk(inner, name, visit)
}

/** A name, and what helps to answer for it: the auditor's question, the limit. */
export interface Named extends Text {
  readonly question?: Text
  readonly limit?: string
  readonly choices?: readonly Reference[]
}

/** Names of clauses, indicators, people, places: by their id, wherever the answer tells them. */
export function namesIn(data: unknown): ReadonlyMap<string, Named> {
  const names = new Map<string, Named>()
  walk(data, '', one => {
    const name = nameOf(one)
    if (!name) return
    for (const key of ['id', 'clause', 'indicator', 'person', 'site', 'key']) {
      const id = one[key]
      if (typeof id === 'string' && id !== '' && !names.has(id) && name.zh !== id)
        names.set(id, { ...name, ...helpOf(one) })
    }
  })
  return names
}

const helpOf = (one: Record<string, unknown>): { question?: Text; limit?: string; choices?: Reference[] } => ({
  ...(isText(one.question) && { question: one.question }),
  ...(typeof one.limit === 'string' && { limit: one.limit }),
  ...(Array.isArray(one.choices) &&
    one.choices.length > 0 && {
      choices: (one.choices as Record<string, unknown>[]).map(choice => ({
        value: String(choice.value),
        label: nameOf(choice) ?? { zh: String(choice.value) },
      })),
    }),
})

/** Other names under which the things that a field points at appear in an answer. */
const ALSO: Readonly<Record<string, readonly string[]>> = {
  present: ['person'],
  order: ['order'],
  replaces: ['report'],
}

/** The things in an answer that a field of this name may point at, such as `sampling` at the items of `samplings`. */
export function referencesIn(data: unknown, field: string): Reference[] {
  const wanted = new Set([field, ...(ALSO[field] ?? [])])
  const found = new Map<string, Text>()
  const put = (value: unknown, one: Record<string, unknown>) => {
    if (typeof value === 'string' && UUID.test(value) && !found.has(value))
      found.set(value, nameOf(one) ?? { zh: value.slice(0, 8), en: value.slice(0, 8) })
  }
  walk(data, '', (one, key) => {
    for (const name of wanted) {
      put(one[name], one)
      if (key === `${name}s`) put(one.id, one)
    }
  })
  return [...found].map(([value, label]) => ({ value, label }))
}
